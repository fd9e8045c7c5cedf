import { expect, test } from 'vitest';
import { encodeEnvelope } from '../../../src/cartridge/envelope.ts';
import { MemoryContent, MemoryStore } from '../../../src/cartridge/memory-store.ts';
import { ObjectKind, RecordIndex } from '../../../src/cartridge/record-index.ts';
import { type FoundObject, readObjects } from '../../../src/cartridge/record-reader.ts';
import { crc32c } from '../../../src/foundation/crc32c.ts';
import { hex, inWords, text } from './tape.ts';

const whole = '03000000 616263 00 03000000  00000000  03000000 646566 00 03000000';

/** Two blocks of three bytes with a filemark between them. */
function sample(): RecordIndex {
  const index = new RecordIndex();
  index.append(ObjectKind.block, 1, 3, { checksummed: true });
  index.setChecksum(0, crc32c(text('abc')));
  index.append(ObjectKind.filemark, 1, 0);
  index.append(ObjectKind.block, 1, 3, { checksummed: true });
  index.setChecksum(2, crc32c(text('def')));
  return index;
}

async function read(content: string, index = sample(), at = 0, maximumBytes = 100): Promise<FoundObject[]> {
  const store = new MemoryStore();
  store.files.set('/t.tap', MemoryContent.of(hex(content)));
  return readObjects(await store.openFile('/t.tap', 'read'), index, at, maximumBytes);
}
const words = (found: readonly FoundObject[]): string[] => found.map(({ object }) => inWords(object));

test('what agrees with the index is read', async () => {
  expect(words(await read(whole))).toEqual(['abc', '|', 'def']);
  expect(words(await read(whole, sample(), 1))).toEqual(['|', 'def']);
  expect(await read(whole, sample(), 3)).toEqual([]);
});

test('a setmark is read, and something else in its place is damage', async () => {
  const index = new RecordIndex();
  index.append(ObjectKind.setmark, 3, 0);
  const found = await read('53455474 00000000 54455474', index);
  expect(words(found)).toEqual(['#', '! 00000000h stands where a setmark was written', '! 74544554h stands where a setmark was written']);
  expect(found.map(({ damage }) => damage)).toEqual([undefined, 'framing', 'framing']);
});

const envelope = { protection: hex('01020304') };
const stored = `${Buffer.from(encodeEnvelope(envelope)).toString('hex')} 616263`;

/** A block of three bytes in an envelope. */
function envelopedSample(checksummed = true): RecordIndex {
  const index = new RecordIndex();
  index.append(ObjectKind.block, 1, 3, { checksummed, envelopeLength: 20 });
  if (checksummed) index.setChecksum(0, crc32c(hex(stored)));
  return index;
}

test('a block in an envelope is read as its data and the envelope, and counts by its data', async () => {
  const found = await read(`17000050 ${stored} 00 17000050`, envelopedSample());
  expect(found).toEqual([{ object: { kind: 'block', data: text('abc'), envelope } }]);
  const two = envelopedSample(false);
  two.append(ObjectKind.block, 1, 3, { envelopeLength: 20 });
  const content = `17000050 ${stored} 00 17000050`.repeat(2);
  expect((await read(content, two, 0, 6)).length).toBe(2);
  expect((await read(content, two, 0, 5)).length).toBe(1);
});

test.each([
  ['no envelope', '17000000', stored, 'framing', '00000017h stands where the length of a record of 23 bytes was written'],
  ['a rotten envelope', '17000050', stored.replace('01020304', '01020305'), 'checksum', 'its data does not match its checksum'],
])('a block in an envelope with %s is damaged', async (_, word, content, damage, reason) => {
  expect(await read(`${word} ${content} 00 ${word}`, envelopedSample())).toEqual([{ object: { kind: 'damaged', reason }, damage }]);
});

test.each([
  ['no magic', stored.replace('544c4556', '544c4557')],
  ['another length', stored.replace('00000000000401020304', '00000000000301020304')],
])('without a checksum, an envelope with %s is known by not making sense', async (_, content) => {
  expect(content).not.toBe(stored);
  expect(await read(`17000050 ${content} 00 17000050`, envelopedSample(false))).toEqual([
    { object: { kind: 'damaged', reason: 'its envelope does not make sense' }, damage: 'checksum' },
  ]);
});

test('a read takes as many whole objects as fit, and one at least', async () => {
  expect(words(await read(whole, sample(), 0, 0))).toEqual(['abc', '|']);
  expect(words(await read(whole, sample(), 0, 5))).toEqual(['abc', '|']);
  expect(words(await read(whole, sample(), 0, 6))).toEqual(['abc', '|', 'def']);
  expect(words(await read(whole, sample(), 2, 0))).toEqual(['def']);
});

test('a read ends where the file has a gap, and never covers more than 4096 objects', async () => {
  const index = new RecordIndex();
  index.append(ObjectKind.filemark, 1, 0);
  index.append(ObjectKind.filemark, 1, 0, { offset: 8 });
  expect(words(await read('00000000 feffffff 00000000', index))).toEqual(['|']);
  const marks = new RecordIndex();
  marks.append(ObjectKind.filemark, 10_000, 0);
  expect((await read('00'.repeat(40_000), marks)).length).toBe(4096);
});

test.each([
  ['other data', '03000000 616264 00 03000000', 'checksum', 'its data does not match its checksum'],
  ['another length', '04000000 616263 00 03000000', 'framing', '00000004h stands where the length of a record of 3 bytes was written'],
  [
    'another length behind',
    '03000000 616263 00 02000000',
    'framing',
    '00000002h stands where the length of a record of 3 bytes was written',
  ],
  ['its end missing', '03000000 6162', 'cut-off', 'the tape file ends before its end'],
  ['all of it missing', '', 'cut-off', 'the tape file ends before its end'],
])('a block with %s is damaged', async (_, content, damage, reason) => {
  expect((await read(content))[0]).toEqual({ object: { kind: 'damaged', reason }, damage });
});

test('something else in the place of a filemark is damage, and what follows is still read', async () => {
  const found = await read(whole.replace('00000000', '00000100'));
  expect(words(found)).toEqual(['abc', '! 00010000h stands where a filemark was written', 'def']);
});

test.each([
  [ObjectKind.damaged, 2, '02000080 6162 02000080', 'it is marked as unreadable in the tape file'],
  [ObjectKind.damaged, 2, '02000030 6162 02000030', 'it is a record of the private class 3'],
  [ObjectKind.damaged, 0, '00000080 00000080', 'it is marked as unreadable in the tape file'],
  [ObjectKind.marker, 0, '01000070', 'a private marker of another program'],
  [ObjectKind.lost, 0, '01020304', 'from here on the tape file does not make sense'],
])('what was no good data when it was indexed says why (%#)', async (kind, length, content, reason) => {
  const index = new RecordIndex();
  index.append(kind, 1, length);
  expect(await read(content, index)).toEqual([{ object: { kind: 'damaged', reason }, damage: 'recorded' }]);
});
