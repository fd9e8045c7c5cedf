import { describe, expect, it } from 'vitest';
import { driveWithTape, type Host, pattern } from '../host.ts';

/** Three blocks, a mark, two blocks, two marks, a block: objects 0–2, 3, 4–5, 6–7, 8. */
const recorded = async () => {
  const { host } = await driveWithTape();
  for (let i = 0; i < 3; i++) await host.write(pattern(10, i));
  await host.writeFilemarks(1);
  for (let i = 4; i < 6; i++) await host.write(pattern(10, i));
  await host.writeFilemarks(2);
  await host.write(pattern(10, 8));
  await host.rewind();
  return host;
};

const blocks = 0;
const filemarks = 1;
const sequentialFilemarks = 2;
const endOfData = 3;
const mark = (information: number) => ({ key: 0, filemark: true, endOfMedium: false, valid: true, code: '00/01', information });
const beginning = (information: number) => ({ key: 0, filemark: false, endOfMedium: true, valid: true, code: '00/04', information });
const blank = (information: number) => ({ key: 8, filemark: false, endOfMedium: false, valid: true, code: '00/05', information });

describe('SPACE(6)', () => {
  it.each([
    ['forwards over blocks', 0, blocks, 2, undefined, 2],
    ['over no blocks', 5, blocks, 0, undefined, 5],
    ['up to a filemark and past it', 1, blocks, 5, mark(3), 4],
    ['over blocks up to end of data', 8, blocks, 3, blank(2), 9],
    ['backwards over blocks', 3, blocks, -2, undefined, 1],
    ['backwards up to a filemark and past it', 6, blocks, -4, mark(2), 3],
    ['backwards over blocks up to the beginning', 2, blocks, -5, beginning(3), 0],
    ['forwards over filemarks', 0, filemarks, 2, undefined, 7],
    ['over filemarks up to end of data', 0, filemarks, 5, blank(2), 9],
    ['backwards over filemarks', 9, filemarks, -2, undefined, 6],
    ['backwards over filemarks up to the beginning', 5, filemarks, -3, beginning(2), 0],
    ['over two filemarks side by side', 0, sequentialFilemarks, 2, undefined, 8],
    ['backwards over two filemarks side by side', 9, sequentialFilemarks, -2, undefined, 6],
    ['over more side by side than there are', 0, sequentialFilemarks, 3, blank(3), 9],
    ['to end of data', 2, endOfData, 0, undefined, 9],
  ])('moves %s', async (_words, from, code, count, sense, to) => {
    const host = await recorded();
    await host.locate(from);
    const ended = await host.space(code, count);
    expect(ended.status).toBe(sense === undefined ? 0 : 2);
    if (sense !== undefined) expect(ended.sense).toMatchObject(sense);
    expect((await host.position()).first).toBe(to);
  });

  it('knows no setmarks', async () => {
    const host = await recorded();
    expect((await host.space(4, 1)).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 1.3' });
  });

  it('empties the buffer first', async () => {
    const { host } = await driveWithTape();
    await host.write(pattern(10));
    await host.writeFilemarks(1, { immediate: true });
    await host.write(pattern(10));
    expect((await host.space(filemarks, -1)).status).toBe(0);
    expect(await host.position()).toMatchObject({ first: 1, objectsInBuffer: 0 });
  });
});

describe('SPACE over setmarks', () => {
  /** Block 0, setmark 1, block 2, filemark 3, setmarks 4 and 5, block 6. */
  const recorded = async () => {
    const { host } = await driveWithTape({ model: { setmarks: true } });
    const setmarks = (count: number) => host.execute([0x10, 2, 0, 0, count, 0]);
    await host.write(pattern(10, 0));
    await setmarks(1);
    await host.write(pattern(10, 2));
    await host.writeFilemarks(1);
    await setmarks(2);
    await host.write(pattern(10, 6));
    await host.rewind();
    return host;
  };
  const report = (host: Host) => host.changePage(0x10, (page) => page.writeUInt8(page[8]! | 0x20, 8));
  const setmark = (information: number) => ({ key: 0, filemark: true, valid: true, code: '00/03', information });

  it.each([
    ['setmarks', 0, 4, 2, undefined, 5],
    ['setmarks backwards', 7, 4, -2, undefined, 4],
    ['more than there are', 0, 4, 5, blank(2), 7],
    ['setmarks side by side', 0, 5, 2, undefined, 6],
    ['blocks, passing setmarks unseen', 0, blocks, 2, undefined, 3],
    ['filemarks, passing setmarks unseen', 0, filemarks, 1, undefined, 4],
  ])('moves over %s', async (_words, from, code, count, sense, to) => {
    const host = await recorded();
    await host.locate(from);
    const ended = await host.space(code, count);
    if (sense === undefined) expect(ended.status).toBe(0);
    else expect(ended.sense).toMatchObject(sense);
    expect((await host.position()).first).toBe(to);
  });

  it('stops at them where they are reported', async () => {
    const host = await recorded();
    await report(host);
    expect((await host.space(blocks, 2)).sense).toMatchObject(setmark(1));
    expect((await host.position()).first).toBe(2);
    expect((await host.space(filemarks, 2)).sense).toMatchObject(setmark(1));
    expect((await host.position()).first).toBe(5);
  });
});

describe('SPACE(16)', () => {
  const space16 = (host: Host, code: number, count: readonly number[]) => host.execute([0x91, code, 0, 0, ...count, 0, 0, 0, 0]);

  it('moves as the short form does, by a count of 64 bits', async () => {
    const host = await recorded();
    expect((await space16(host, filemarks, [0, 0, 0, 0, 0, 0, 0, 2])).status).toBe(0);
    expect((await host.position()).first).toBe(7);
    expect((await space16(host, blocks, new Array(8).fill(0xff))).sense).toMatchObject(mark(1));
    expect((await host.position()).first).toBe(6);
    expect((await space16(host, blocks, [0, 1, 0, 0, 0, 0, 0, 0])).sense).toMatchObject({ filemark: true, valid: false });
  });

  it('takes no parameter list', async () => {
    const host = await recorded();
    const ended = await host.execute([0x91, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 16, 0, 0], { out: new Uint8Array(16) });
    expect(ended.sense).toMatchObject({ key: 5, code: '24/00', pointsAt: 'cdb 12.7' });
  });
});
