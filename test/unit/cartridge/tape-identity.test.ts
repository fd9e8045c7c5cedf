import { expect, test } from 'vitest';
import { type Replay, replayJournal } from '../../../src/cartridge/journal.ts';
import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import { identify } from '../../../src/cartridge/tape-identity.ts';
import type { RecordRun } from '../../../src/cartridge/volume.ts';
import { blocks, enveloped, filemarks, only, setmarks } from './tape.ts';

const tapPath = '/MEM001L8/partition-0.tap';

const written = (...runs: RecordRun[]): Promise<MemoryStore> => writtenWith('crc32c', ...runs);

async function writtenWith(checksum: 'crc32c' | 'off', ...runs: RecordRun[]): Promise<MemoryStore> {
  const store = new MemoryStore();
  const volume = await createMemoryVolume({ store, checksum });
  await only(volume).append(runs);
  await volume.close();
  return store;
}

/** What `tape`, in the place of the tape file that the journal of `described` speaks of, is taken for. */
async function identityOf(tape: Uint8Array, described: MemoryStore, leftInOrder = true): ReturnType<typeof identify> {
  const replay = (await replayJournal(described, '/MEM001L8/partition-0.idx')) as Replay;
  const left = leftInOrder ? { tapBytes: described.files.get(tapPath)!.length, indexBytes: replay.sizeBytes } : null;
  const content = described.files.get(tapPath)!;
  content.truncate(0);
  content.write(tape, 0);
  return identify(await described.openFile(tapPath, 'read'), tape.length, replay, left);
}
const tapOf = (store: MemoryStore): Uint8Array => store.files.get(tapPath)!.bytes.slice();

const spoiled = (store: MemoryStore, change: (tape: Uint8Array) => void): Uint8Array => {
  const tape = tapOf(store);
  change(tape);
  return tape;
};
const nine = (letter: string): RecordRun => blocks(...Array.from({ length: 9 }, (_, at) => `${letter}${at}`));

test('the own tape is the tape, and so is a blank one', async () => {
  const own = await written(blocks('abc'), filemarks(1));
  expect(await identityOf(tapOf(own), own)).toBe('the-tape');
  const blank = await written();
  expect(await identityOf(new Uint8Array(0), blank)).toBe('the-tape');
});

test('rot in one block, or in all of a few, is no other tape', async () => {
  const one = await written(blocks('abc'));
  expect(
    await identityOf(
      spoiled(one, (tape) => tape.fill(0x7a, 4, 7)),
      one,
    ),
  ).toBe('the-tape');
  const two = await written(blocks('abc', 'def'));
  expect(
    await identityOf(
      spoiled(two, (tape) => tape.fill(0x7a, 4, 7).fill(0x7a, 16, 19)),
      two,
    ),
  ).toBe('the-tape');
});

test('zeros are no other tape, wherever they are', async () => {
  const own = await written(blocks('abc', 'def'));
  const wiped = tapOf(own).fill(0);
  expect(await identityOf(wiped, own)).toBe('damaged-end');
});

test('the same shape with other data in every block is another tape, when there are enough of them', async () => {
  expect(await identityOf(tapOf(await written(nine('y'))), await written(nine('x')))).toBe('another-tape');
});

test('another shape is another tape, left in order or not', async () => {
  const other = tapOf(await written(blocks('a longer one'), filemarks(1)));
  expect(await identityOf(other, await written(blocks('abc', 'def')))).toBe('another-tape');
  expect(await identityOf(other, await written(blocks('abc', 'def')), false)).toBe('another-tape');
});

test('a tape that is cut short, or makes no sense, is the damaged one', async () => {
  const own = await written(blocks('abc', 'def'), blocks('ghij'));
  expect(await identityOf(tapOf(own).subarray(0, 13), own)).toBe('the-tape');
  const nonsense = await written(blocks('abc', 'def'));
  expect(await identityOf(new TextEncoder().encode('hello, this is no tape..'), nonsense)).toBe('damaged-end');
});

test.each(['crc32c', 'off'] as const)('envelopes belong to what a tape is known by, checksums %s', async (checksum) => {
  const own = () => writtenWith(checksum, setmarks(1), enveloped('abc'), enveloped('def'), setmarks(1));
  expect(await identityOf(tapOf(await own()), await own())).toBe('the-tape');
  const bare = tapOf(await writtenWith(checksum, setmarks(1), blocks('abc', 'def'), setmarks(1)));
  expect(await identityOf(bare, await own())).toBe('another-tape');
});
