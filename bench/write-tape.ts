/** Writes a tape of many blocks the way a drive's buffer does, thousands of them in an append, and leaves it in order. */
import type { CartridgeRoom } from '../src/cartridge/cartridge-room.ts';
import type { RecordRun } from '../src/cartridge/volume.ts';
import { ByteList } from '../src/foundation/byte-list.ts';

export interface TapeShape {
  readonly blocks: number;
  /** `mixed`: no two neighbours are of the same length, so that the index has a run for each. */
  readonly blockBytes: number | 'mixed';
  /** A filemark follows so many blocks. */
  readonly blocksInFile: number;
}

const appendBytes = 16 * 2 ** 20;
const appendBlocks = 32_768;
const filemark: RecordRun = { kind: 'filemark', count: 1, recordLength: 0, data: ByteList.empty };

export async function writeTape(room: CartridgeRoom, barcode: string, { blocks, blockBytes, blocksInFile }: TapeShape): Promise<void> {
  const volume = await room.mount(barcode);
  const partition = volume.partitions[0]!;
  const run = (count: number, recordLength: number): RecordRun => ({
    kind: 'block',
    count,
    recordLength,
    data: ByteList.of(new Uint8Array(count * recordLength).fill(0x5a)),
  });
  const file = blockBytes === 'mixed' ? [] : [run(blocksInFile, blockBytes)];
  const mixed = Array.from({ length: blocksInFile }, (_, block) => run(1, 16 + ((block * 7) % 97)));
  const fileRuns = [...(blockBytes === 'mixed' ? mixed : file), filemark];
  const filesInAppend = Math.max(
    1,
    Math.floor(Math.min(appendBlocks, blockBytes === 'mixed' ? appendBlocks : appendBytes / blockBytes) / blocksInFile),
  );
  for (let files = Math.ceil(blocks / blocksInFile); files > 0; files -= filesInAppend)
    await partition.append(Array.from({ length: Math.min(files, filesInAppend) }, () => fileRuns).flat());
  await volume.close();
}
