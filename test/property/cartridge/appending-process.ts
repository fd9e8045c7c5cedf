/**
 * A process to be killed: appends numbered objects to a cartridge in the folder it is given, with a sync now and then, and says on its standard
 * output up to where it has synchronised.
 */
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import { numberedRun } from './numbered-object.ts';

const [folder, barcode] = process.argv.slice(2) as [string, string];
const volume = await new CartridgeRoom({ folder }).mount(barcode);
const partition = volume.partitions[0]!;
for (let number: number = partition.endOfData; ; ) {
  for (let batch = 0; batch < 5; batch++) await partition.append([numberedRun(number++)]);
  await partition.sync();
  await new Promise((said) => process.stdout.write(`${number}\n`, said));
}
