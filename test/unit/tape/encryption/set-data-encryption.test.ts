import { expect, it } from 'vitest';
import { readSetDataEncryption } from '../../../../src/tape/encryption/set-data-encryption.ts';
import { Decrypt, Encrypt, keyOf, offPage, Scope, type SetPage, setPage } from './keys.ts';

const random = (length: number) => new Uint8Array(length);
const circumstances = { volumeMounted: true, reservationHeld: true };
const read = (list: Uint8Array, under = circumstances) => readSetDataEncryption(list, under, random);
const without = (part: keyof typeof circumstances) => ({ ...circumstances, [part]: false });
const none = new Uint8Array(0);

it('reads all that a page establishes', () => {
  const page = setPage({
    scope: Scope.local,
    lock: true,
    checkExternalMode: 2,
    rawReads: 2,
    clearOnDemount: true,
    clearOnLoss: true,
    decrypt: Decrypt.mixed,
    keyDataFormat: 2,
    descriptors: [
      [0, 'name'],
      [1, 'data'],
    ],
  });
  expect(read(page)).toMatchObject({
    scope: Scope.local,
    lock: true,
    parameters: {
      encryptionMode: Encrypt.on,
      decryptionMode: Decrypt.mixed,
      algorithmIndex: 1,
      checkExternalMode: 2,
      rawReadsDisabled: false,
      keyDataFormat: 2,
      unauthenticatedKeyData: Uint8Array.from(Buffer.from('name')),
      authenticatedKeyData: Uint8Array.from(Buffer.from('data')),
      clearedOn: { demount: true, reservationPreempted: false, reservationLost: true },
    },
  });
});

it.each([
  [0, true],
  [2, false],
  [3, true],
])('takes RDMC %i as raw reads disabled: %s', (rawReads, rawReadsDisabled) => {
  expect(read(setPage({ rawReads }))).toMatchObject({ parameters: { rawReadsDisabled } });
});

it('takes a page that turns encryption off, with or without a key, whatever its algorithm', () => {
  const off = { encrypt: Encrypt.off, decrypt: Decrypt.off };
  for (const page of [offPage(), setPage(off), setPage({ ...off, algorithm: 0, key: none })])
    expect(read(page)).toMatchObject({ parameters: { encryptionMode: 0, decryptionMode: 0, key: undefined } });
});

it('looks at nothing but SCOPE and LOCK of a PUBLIC page', () => {
  const page = setPage({ scope: Scope.public, lock: true, encrypt: 7, decrypt: 9, algorithm: 200, rawReads: 1 });
  page[12] = 0xff;
  expect(read(page)).toMatchObject({ scope: Scope.public, lock: true, parameters: { key: undefined } });
});

it('takes what follows the page for padding as long as it is zeros', () => {
  expect(read(Buffer.concat([setPage(), Buffer.alloc(512 - setPage().length)]))).toMatchObject({ scope: Scope.all });
});

type Refused = readonly [title: string, list: Uint8Array, byte: number, bit: number, under?: typeof circumstances];

const refused: readonly Refused[] = [
  ['another page', Buffer.concat([Buffer.from([0, 0x11]), setPage().subarray(2)]), 0, 7],
  ['a page shorter than its fields', Buffer.concat([Buffer.from([0, 0x10, 0, 0x0f]), setPage().subarray(4, 20)]), 2, 7],
  ['something behind the page', Buffer.concat([setPage(), Buffer.from([0, 1])]), 2, 7],
  ['a scope that is reserved', setPage({ scope: 3 }), 4, 7],
  ['the reserved value of RDMC', setPage({ rawReads: 1 }), 5, 5],
  ['a supplemental key', withByte(setPage(), 5, 0x48), 5, 3],
  ['clearing at a demount without a volume', setPage({ clearOnDemount: true }), 5, 2, without('volumeMounted')],
  ['clearing at a preemption without a reservation', setPage({ clearOnPreempt: true }), 5, 1, without('reservationHeld')],
  ['clearing at a loss without a reservation', setPage({ clearOnLoss: true }), 5, 0, without('reservationHeld')],
  ['EXTERNAL mode', setPage({ encrypt: Encrypt.external }), 6, 7],
  ['an encryption mode that is reserved', setPage({ encrypt: 3 }), 6, 7],
  ['a decryption mode that is reserved', setPage({ decrypt: 4 }), 7, 7],
  ['another algorithm', setPage({ algorithm: 2 }), 8, 7],
  ['algorithm 0 for raw reads', setPage({ encrypt: 0, decrypt: Decrypt.raw, algorithm: 0 }), 8, 7],
  ['another key format', withByte(setPage(), 9, 1), 9, 7],
  ['another format of key-associated data', setPage({ keyDataFormat: 3 }), 10, 7],
  ['a reserved bit of byte 4', withByte(setPage(), 4, 0x50), 4, 4],
  ['a reserved bit further on', withByte(setPage(), 17, 0x02), 17, 1],
  ['a key that is missing to encipher', setPage({ decrypt: Decrypt.off, key: none }), 18, 7],
  ['a key that is missing to decipher', setPage({ encrypt: Encrypt.off, key: none }), 18, 7],
  ['a short key', setPage({ key: keyOf(1).subarray(1) }), 18, 7],
  ['a short key that nothing needs', setPage({ encrypt: 0, decrypt: 0, key: keyOf(1).subarray(16) }), 18, 7],
  ['a key longer than the page', withLength(setPage().subarray(0, 51)), 18, 7],
  ['key-associated data without a key', setPage({ encrypt: 0, decrypt: 0, key: none, descriptors: [[0, 'x']] }), 20, 7],
  ['a descriptor that is none of ours', setPage({ descriptors: [[4, 'x']] }), 52, 7],
];

for (const [title, list, byte, bit, under] of refused)
  it(`refuses ${title}`, () => {
    expect(read(list, under)).toMatchObject({
      key: 5,
      additional: { asc: 0x26, ascq: 0x00 },
      fieldPointer: { in: 'parameters', byte, bit },
    });
  });

it.each([
  ['ends within the fields', setPage().subarray(0, 19)],
  ['ends within the page', setPage().subarray(0, 51)],
])('says that a list is too short that %s', (_title, list) => {
  expect(read(list)).toMatchObject({ key: 5, additional: { asc: 0x1a, ascq: 0x00 } });
});

it('has a row for every mode there is', () => {
  const modes = (page: SetPage) => 'parameters' in read(setPage(page));
  expect([0, 1, 2, 3].filter((encrypt) => modes({ encrypt }))).toEqual([0, 2]);
  expect([0, 1, 2, 3, 4].filter((decrypt) => modes({ decrypt }))).toEqual([0, 1, 2, 3]);
});

function withByte(page: Buffer, at: number, value: number): Buffer {
  page[at] = value;
  return page;
}

function withLength(page: Buffer): Buffer {
  const copy = Buffer.from(page);
  copy.writeUInt16BE(copy.length - 4, 2);
  return copy;
}
