import { describe, expect, it } from 'vitest';
import { file, folder, pattern } from './memory-tape.ts';
import { readBack, someFamily, TapeRow, writeTo } from './round-trip.ts';
import { blocksOf, type DumpedBlock, dump } from './tape-dump.ts';

const family = someFamily({ formatLogicalBlockBytes: 512, physicalBlockBytes: 1024, catalog: 'none' });

async function written(...files: ReturnType<typeof file>[]) {
  const row = new TapeRow(() => ({ blockBytes: 1024 }));
  const result = await writeTo(row, [folder(), ...files], { family });
  const blocks = blocksOf(row.tapes[0]!).filter((block): block is DumpedBlock => block !== 'filemark');
  return {
    row,
    result,
    corrupt: blocks.find(({ type }) => type === 'CFIL')?.bytes,
    end: blocks.find(({ type }) => type === 'ESET')!.bytes,
  };
}

describe('a file that is not what it was said to be', () => {
  it('is filled up with zeros when it is shorter, and a block says from where on', async () => {
    const { row, result, corrupt, end } = await written(file(['short'], [pattern(100)], 300), file(['next'], [pattern(5)]));
    expect(dump(row.tapes[0]!)).toMatch('FILE CFIL FILE');
    expect(result.corrupt).toEqual([{ path: ['short'], why: 'became shorter while it was read' }]);
    expect([corrupt!.readUInt32LE(52), corrupt!.readBigUInt64LE(64), corrupt!.readUInt16LE(72)]).toEqual([1 << 16, 100n, 1]);
    expect(end.readUInt32LE(56)).toBe(1);
    const back = await readBack(row.tapes);
    expect(back.entries.map(({ path, bytes }) => [path, bytes])).toEqual([
      ['', undefined],
      ['short', 300],
      ['next', 5],
    ]);
    expect(back.problems.map((problem) => problem.split(':')[0])).toEqual(['corrupt-object']);
  });

  it('is cut when it is longer', async () => {
    const { result, corrupt } = await written(file(['long'], [pattern(100), pattern(100)], 150));
    expect(result.corrupt).toEqual([{ path: ['long'], why: 'became longer while it was read' }]);
    expect([corrupt!.readUInt32LE(52), corrupt!.readBigUInt64LE(64)]).toEqual([1 << 16, 150n]);
  });

  it('has zeros where it cannot be read any more', async () => {
    const { result, corrupt } = await written(file(['bad'], [pattern(100), new Error('I/O error')], 3000));
    expect(result.corrupt).toEqual([{ path: ['bad'], why: 'could not be read any more: I/O error' }]);
    expect([corrupt!.readUInt32LE(52), corrupt!.readBigUInt64LE(64)]).toEqual([1 << 17, 100n]);
  });

  it('has its data in its second stream where its name is in the first', async () => {
    const { corrupt } = await written(file(['n'.repeat(250)], [], 10));
    expect(corrupt!.readUInt16LE(72)).toBe(2);
  });

  it('is no matter of the tape, whose own errors pass', async () => {
    const row = new TapeRow(() => ({ blockBytes: 1024 }));
    const tape = row.next();
    tape.write = () => Promise.reject(new Error('the drive is gone'));
    await expect(writeTo(row, [folder(), file(['a'], [pattern(5000)])], { family, medium: { tape } })).rejects.toThrow('the drive is gone');
  });
});
