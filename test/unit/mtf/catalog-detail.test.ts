/** The file/directory detail, taken apart by hand. */
import { describe, expect, it } from 'vitest';
import { file, folder, type MemoryTape, pattern } from './memory-tape.ts';
import { someFamily, TapeRow, writeTo } from './round-trip.ts';
import { blocksOf, type DumpedBlock } from './tape-dump.ts';

const family = someFamily({ formatLogicalBlockBytes: 512, physicalBlockBytes: 1024 });

const tree = () => [
  folder(),
  file(['r'], [pattern(10)]),
  folder('a'),
  file(['a', 'x'.repeat(200)], [pattern(600)]),
  folder('a', 'deep'),
  folder('b'),
  ...Array.from({ length: 20 }, (_, index) => file(['b', `file ${index}`], [pattern(index)])),
  folder('c'),
];

/** The data of the stream that begins with physical block `block`. */
function streamAt(tape: MemoryTape, block: number): Buffer {
  const bytes = Buffer.concat(tape.recorded.slice(block).filter((entry): entry is Uint8Array => entry !== 'filemark'));
  const begin = (bytes.readUInt16LE(6) & 1) === 0 ? 22 : 512;
  return bytes.subarray(begin, begin + Number(bytes.readBigUInt64LE(8)));
}

interface Entry {
  readonly at: number;
  readonly type: string;
  readonly name: string;
  readonly link: number;
  readonly medium: number;
  readonly address: number;
}

function entriesOf(detail: Buffer): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at < detail.length; at += detail.readUInt16LE(at)) {
    const type = detail.toString('latin1', at + 2, at + 6);
    const nameAt = type === 'VOLB' ? 40 : 60;
    const [size, offset] = type === 'FEND' ? [0, 0] : [detail.readUInt16LE(at + nameAt), detail.readUInt16LE(at + nameAt + 2)];
    entries.push({
      at,
      type,
      name: detail.toString('utf16le', at + offset, at + offset + size).replaceAll('\0', '/'),
      link: detail.readUInt32LE(at + 28),
      medium: detail.readUInt16LE(at + 6),
      address: Number(detail.readBigUInt64LE(at + 12)),
    });
  }
  return entries;
}

const positions = (tape: MemoryTape, type: string): number[] =>
  tape.recorded.flatMap((entry, index) => (entry !== 'filemark' && Buffer.from(entry).toString('latin1', 0, 4) === type ? [index] : []));

describe('the file/directory detail', () => {
  it('has an entry for each block in the order of the set, linked, and fills its last physical block', async () => {
    const row = new TapeRow(() => ({ blockBytes: 1024 }));
    await writeTo(row, tree(), { family });
    const tape = row.tapes[0]!;
    const detail = streamAt(tape, positions(tape, 'TFDD')[0]!);
    expect((detail.length + 22) % 1024).toBe(0);
    const entries = entriesOf(detail);
    expect(entries.map(({ type, name }) => `${type} ${name}`).slice(0, 8)).toEqual([
      'VOLB C:',
      'DIRB /',
      'FILE r',
      'DIRB a/',
      `FILE ${'x'.repeat(200)}`,
      'DIRB a/deep/',
      'DIRB b/',
      'FILE file 0',
    ]);
    expect(entries.at(-1)!.type).toBe('FEND');
    const at = (name: string): number => entries.find((entry) => entry.name === name)!.at;
    const link = (name: string): number => entries.find((entry) => entry.name === name)!.link;
    expect([link('/'), link('a/'), link('a/deep/'), link('b/'), link('c/')]).toEqual([0, at('b/'), 0, at('c/'), 0]);
    expect([link('r'), link('file 3')]).toEqual([at('/'), at('b/')]);
    const blocks = blocksOf(tape).filter((block): block is DumpedBlock => block !== 'filemark' && /VOLB|DIRB|FILE/.test(block.type));
    expect(entries.slice(0, -1).map(({ type, address }) => `${type} ${address}`)).toEqual(
      blocks.map(({ type, address }) => `${type} ${address}`),
    );
  });

  it('goes on on the next tape, and tells on which one each block is', async () => {
    const whole = new TapeRow(() => ({ blockBytes: 1024 }));
    await writeTo(whole, tree(), { family });
    const detailAt = positions(whole.tapes[0]!, 'TFDD')[0]!;
    const want = entriesOf(streamAt(whole.tapes[0]!, detailAt));
    for (const end of [detailAt + 1, detailAt + 2]) {
      const row = new TapeRow((tape) => ({ blockBytes: 1024, ...(tape === 0 && { earlyWarningBlock: end - 1 }) }));
      await writeTo(row, tree(), { family, writeBytes: 1024 });
      const [first, second] = row.tapes;
      const begun = Buffer.concat(first!.recorded.slice(detailAt, end) as Uint8Array[]).subarray(22);
      const joined = Buffer.concat([begun, streamAt(second!, positions(second!, 'TFDD')[0]!)]);
      expect(entriesOf(joined).map(({ type, name, link }) => [type, name, link])).toEqual(
        want.map(({ type, name, link }) => [type, name, link]),
      );
    }
    const early = new TapeRow((tape) => ({ blockBytes: 1024, ...(tape === 0 && { earlyWarningBlock: 6 }) }));
    await writeTo(early, tree(), { family, writeBytes: 1024 });
    const media = entriesOf(streamAt(early.tapes[1]!, positions(early.tapes[1]!, 'TFDD')[0]!))
      .slice(0, -1)
      .map(({ medium }) => medium);
    expect(media[0]).toBe(1);
    expect(media.at(-1)).toBe(2);
    expect([...media].sort()).toEqual(media);
  });
});
