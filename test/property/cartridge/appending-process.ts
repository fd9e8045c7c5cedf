/**
 * A process to be killed: appends numbered blocks to the cartridge in the folder it is given, with a sync now and then, and says on its
 * standard output up to where it has synchronised.
 */
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { numberedBlock } from './numbered-block.ts';

const volume = await new CartridgeRoom({ folder: process.argv[2]! }).mount('LAB001L8');
const partition = volume.partitions[0]!;
for (let number: number = partition.endOfData; ; ) {
  for (let batch = 0; batch < 5; batch++) {
    const block = numberedBlock(number++);
    await partition.append([{ kind: 'block', count: 1, recordLength: block.length, data: ByteList.of(block) }]);
  }
  await partition.sync();
  await new Promise((said) => process.stdout.write(`${number}\n`, said));
}
