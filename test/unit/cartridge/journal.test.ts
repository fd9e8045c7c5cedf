import { expect, test } from 'vitest';
import { compactJournal, isBloated, Journal, type Replay, replayJournal, rewriteJournal } from '../../../src/cartridge/journal.ts';
import { encodeMark, encodeRecords, FrameType } from '../../../src/cartridge/journal-frames.ts';
import { MemoryContent, MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { ObjectKind } from '../../../src/cartridge/record-index.ts';
import { FailingStore } from './failing-store.ts';

const block = (offset: number, count = 1) =>
  encodeRecords(
    [
      {
        kind: ObjectKind.block,
        count,
        recordLength: 2,
        envelopeLength: 0,
        enciphered: false,
        footprintLength: 2,
        offset,
        checksummed: true,
      },
    ],
    Array.from({ length: count }, (_, at) => at),
  );
const synchronised = (objects: number) => encodeMark(FrameType.synchronised, objects, objects * 10);
const truncated = (objects: number) => encodeMark(FrameType.truncate, objects, 0);

async function replay(...frames: Uint8Array[]): ReturnType<typeof replayJournal> {
  const store = new MemoryStore();
  store.files.set('/j.idx', MemoryContent.of(new Uint8Array(Buffer.concat(frames))));
  return replayJournal(store, '/j.idx');
}

test('what was appended and given up adds up', async () => {
  const { index, synchronised: durable, torn } = (await replay(block(0, 3), synchronised(3), truncated(2), block(20), block(30))) as Replay;
  expect([index.count, index.runCount, index.endOffset]).toEqual([4, 1, 40]);
  expect(durable).toEqual({ objects: 2, tapLength: 20 });
  expect(torn).toBe(false);
});

test('a journal torn at any byte says what its whole frames say', async () => {
  const frames = [block(0), synchronised(1), block(10, 2), synchronised(3), block(30)];
  const bytes = Buffer.concat(frames);
  let whole = 0;
  let end = 0;
  for (let length = 1; length <= bytes.length; length++) {
    if (length === end + frames[whole]!.length) end += frames[whole++]!.length;
    const result = await replay(bytes.subarray(0, length));
    if (whole === 0) {
      expect(result).toHaveProperty('problem');
      continue;
    }
    const { index, synchronised: durable, torn } = result as Replay;
    expect([index.count, durable.objects, torn]).toEqual([[1, 1, 3, 3, 4][whole - 1], [0, 1, 1, 3, 3][whole - 1], length !== end]);
  }
});

test('a spoiled frame before one that proves it was whole is no torn end', async () => {
  const spoiled = block(10);
  spoiled[20]! ^= 1;
  const replayed = await replay(block(0), synchronised(1), spoiled, synchronised(2));
  expect(replayed).toMatchObject({ problem: 'the frame at 84 is spoiled, and one at 136 says that it was whole' });
  expect(replayed.index.count).toBe(1);
  // A truncation proves nothing: it may be on its way while the frames before it are lost.
  expect(await replay(block(0), synchronised(1), spoiled, truncated(1))).toMatchObject({ torn: true, synchronised: { objects: 1 } });
});

test.each([
  ['nothing', []],
  ['something else', [Buffer.from('This is not an index.')]],
  ['records before the end', [block(0), block(5)]],
  ['marks beyond the end', [block(0), synchronised(2)]],
])('%s is no journal', async (_, frames) => {
  expect(await replay(...frames)).toHaveProperty('problem');
});

test('frames are written in their order, those that wait in one go', async () => {
  const store = new FailingStore();
  await store.makeFolder('/');
  const journal = new Journal(await store.openFile('/j.idx', 'create'), 0);
  for (const frame of [block(0), block(10), synchronised(2)]) journal.append(frame);
  await journal.settle();
  expect(store.calls).toEqual(['write j.idx 52', 'write j.idx 84']);
  expect(journal.sizeBytes).toBe(136);
  expect(await replayJournal(store, '/j.idx')).toMatchObject({ torn: false, synchronised: { objects: 2 } });
});

test('a frame that finds no room waits and is written later, one that must be true now is withdrawn', async () => {
  const store = new FailingStore();
  await store.makeFolder('/');
  const journal = new Journal(await store.openFile('/j.idx', 'create'), 0);
  store.full = { suffix: '.idx', bytes: 20 };
  journal.append(block(0));
  await expect(journal.write(synchronised(1))).rejects.toMatchObject({ code: 'no-space' });
  expect(journal.failure).toBeDefined();
  store.full = undefined;
  await journal.settle();
  expect(journal.failure).toBeUndefined();
  expect(await replayJournal(store, '/j.idx')).toMatchObject({ torn: false, synchronised: { objects: 0 }, sizeBytes: 52 });
});

test('a compact journal says the same, and a bloated one is recognised', async () => {
  const store = new MemoryStore();
  await store.makeFolder('/');
  const { index } = (await replay(block(0, 3), synchronised(3), truncated(1), block(10))) as Replay;
  const size = await rewriteJournal(store, '/j.idx', compactJournal(index, 20));
  const compact = (await replayJournal(store, '/j.idx')) as Replay;
  expect([compact.index.count, compact.index.checksum(1), compact.sizeBytes]).toEqual([2, 0, size]);
  expect(compact.synchronised).toEqual({ objects: 2, tapLength: 20 });
  expect(isBloated(index, size)).toBe(false);
  expect(isBloated(index, 100_000)).toBe(true);
});
