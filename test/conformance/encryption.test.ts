/** Tape data encryption (SSC-4 §4.2, §8.5; SECURITY PROTOCOL IN and OUT with protocol 20h): keys, scopes, what is read with which key, and what is told. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { blankDrive, exchange, placeOf, startDrives, targetOf } from './drives.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, expectGood, type LabUnderTest } from './lab-under-test.ts';
import { pattern } from './pattern.ts';
import type { Completion } from './task.ts';

const MiB = 1024 * 1024;
const protocol = 0x20;
let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startDrives(
    {
      drive: { model: 'lto-8', cartridge: { barcode: 'ENC001L8', capacityBytes: 64 * MiB } },
      other: { model: 'lto-8' },
      old: { model: 'lto-3' },
    },
    { cartridges: [{ barcode: 'ENC002L8', capacityBytes: 64 * MiB }] },
  );
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const scope = { public: 0, local: 1, all: 2 } as const;
const encryption = { disabled: 0, external: 1, encrypt: 2 } as const;
const decryption = { disabled: 0, raw: 1, decrypt: 2, mixed: 3 } as const;
const right = pattern(32, 7);
const wrong = pattern(32, 8);
const refused = (code: number) => ({ status: 2, sense: { key: 7, code } });
const unableToDecrypt = refused(0x7401);
const unencrypted = refused(0x7402);
const incorrectKey = refused(0x7403);

interface Keying {
  readonly scope?: number;
  readonly encrypt?: number;
  readonly decrypt?: number;
  readonly key?: Uint8Array;
  readonly lock?: boolean;
  /** Byte 5: CEEM, RDMC, SDK, CKOD, CKORP, CKORL. */
  readonly flags?: number;
  /** U-KAD (type 00h) and A-KAD (01h). */
  readonly descriptors?: readonly (readonly [type: number, bytes: Uint8Array])[];
}

/** Set Data Encryption, page 0010h (SSC-4 §8.5.3.2). */
function setDataEncryption(keying: Keying): Uint8Array {
  const {
    scope: to = scope.all,
    encrypt = encryption.encrypt,
    decrypt = decryption.decrypt,
    key = right,
    lock = false,
    flags = 0,
  } = keying;
  const fixed = Buffer.alloc(20);
  fixed.writeUInt16BE(0x0010, 0);
  fixed[4] = (to << 5) | (lock ? 1 : 0);
  fixed[5] = flags;
  fixed[6] = encrypt;
  fixed[7] = decrypt;
  fixed[8] = 1;
  fixed.writeUInt16BE(key.length, 18);
  const descriptors = (keying.descriptors ?? []).map(([type, bytes]) => Buffer.concat([Buffer.from([type, 0, 0, bytes.length]), bytes]));
  const page = Buffer.concat([fixed, key, ...descriptors]);
  page.writeUInt16BE(page.length - 4, 2);
  return page;
}
const keyless = { encrypt: encryption.disabled, decrypt: decryption.disabled, key: new Uint8Array() } as const;
const sendPage = (host: Initiator, page: Uint8Array): Promise<Completion> =>
  host.command(cdb.securityProtocolOut(protocol, 0x0010, page.length), { write: page });
const set = (host: Initiator, keying: Keying = {}) => sendPage(host, setDataEncryption(keying));
async function expectSet(host: Initiator, keying: Keying = {}): Promise<void> {
  const { status, sense } = await set(host, keying);
  expect({ status, sense }).toEqual({ status: 0, sense: undefined });
}

/** A page of SECURITY PROTOCOL IN, whose code and length are right. */
async function securityPage(host: Initiator, page: number): Promise<Buffer> {
  const { status, sense, data } = await host.command(cdb.securityProtocolIn(protocol, page), { read: 4096 });
  expect({ status, sense }).toEqual({ status: 0, sense: undefined });
  const bytes = Buffer.from(data);
  expect({ code: bytes.readUInt16BE(0), length: bytes.readUInt16BE(2) }).toEqual({ code: page, length: bytes.length - 4 });
  return bytes;
}
const status = async (host: Initiator) => {
  const page = await securityPage(host, 0x0020);
  return { scope: page[4]! >> 5, unitScope: page[4]! & 7, encrypt: page[5], decrypt: page[6], counter: page.readUInt32BE(8), page };
};

const secret = pattern(2000, 1);
const clear = pattern(2000, 2);
const read = (host: Initiator, length = 2000) => host.command(cdb.read6(length), { read: length });
const write = (host: Initiator, data: Uint8Array) => expectGood(host, [cdb.write6(data.length), { write: data }]);

/** A tape of a block in clear, one enciphered, a filemark; no key is set, and it is at its beginning. */
async function recorded(): Promise<Initiator> {
  const host = await blankDrive(lab, 'drive');
  await expectSet(host, keyless);
  await write(host, clear);
  await expectSet(host);
  await write(host, secret);
  await expectGood(host, [cdb.writeFilemarks(1)]);
  await expectSet(host, keyless);
  await expectGood(host, [cdb.rewind()]);
  return host;
}

describe('what is read with which key', () => {
  it('no key: what is clear is read, what is enciphered is not', async () => {
    const host = await recorded();
    expect(Buffer.compare((await read(host)).data, clear)).toBe(0);
    expect(await read(host)).toMatchObject({ ...unableToDecrypt, data: { length: 0 } });
    await expectGood(host, [cdb.locate10(2)]);
    expect((await read(host)).sense).toMatchObject({ filemark: true });
  });

  it('the right key: what is enciphered is read, what is clear is not', async () => {
    const host = await recorded();
    await expectSet(host);
    expect(await read(host)).toMatchObject(unencrypted);
    await expectGood(host, [cdb.locate10(1)]);
    const answer = await read(host);
    expect({ status: answer.status, same: Buffer.compare(answer.data, secret) }).toEqual({ status: 0, same: 0 });
  });

  it('the right key and MIXED: both are read', async () => {
    const host = await recorded();
    await expectSet(host, { decrypt: decryption.mixed });
    expect(Buffer.compare((await read(host)).data, clear)).toBe(0);
    expect(Buffer.compare((await read(host)).data, secret)).toBe(0);
  });

  it('another key: nothing, and it says that the key is wrong', async () => {
    const host = await recorded();
    await expectSet(host, { key: wrong });
    await expectGood(host, [cdb.locate10(1)]);
    expect(await read(host)).toMatchObject({ ...incorrectKey, data: { length: 0 } });
    await expectSet(host);
    await expectGood(host, [cdb.locate10(1)]);
    expect((await read(host)).status).toBe(0);
  });

  it('SPACE, LOCATE and READ POSITION need no key', async () => {
    const host = await recorded();
    await expectGood(host, [cdb.space(cdb.spaceBy.blocks, 2)], [cdb.space(cdb.spaceBy.filemarks, 1)]);
    expect(await placeOf(host)).toMatchObject({ object: 3, filemarks: 1 });
  });

  it('VERIFY cannot pass what it cannot decipher', async () => {
    const host = await recorded();
    await expectGood(host, [cdb.locate10(1)]);
    expect(await host.command(cdb.verify6(0, 2000))).toMatchObject(unableToDecrypt);
    await expectSet(host);
    await expectGood(host, [cdb.verify6(cdb.verifyFlag.byteCompare, 2000), { write: secret }]);
  });

  it('the length of a block is told as without encryption', async () => {
    const host = await recorded();
    await expectSet(host);
    await expectGood(host, [cdb.locate10(1)]);
    expect(await read(host, 3000)).toMatchObject({
      status: 2,
      residual: 1000,
      sense: { key: 0, incorrectLength: true, information: 1000 },
    });
  });
});

describe('the medium', () => {
  it('bears nothing of what was enciphered, and is read in another drive with the key', async () => {
    const host = await recorded();
    await expectSet(host, { decrypt: decryption.raw, encrypt: encryption.disabled });
    await exchange(lab, 'other', 'ENC001L8');
    const elsewhere = await lab.attach({ targetName: targetOf('other') });
    await expectGood(elsewhere, [cdb.locate10(1)]);
    expect(await read(elsewhere)).toMatchObject(unableToDecrypt);
    await expectSet(elsewhere);
    expect(Buffer.compare((await read(elsewhere)).data, secret)).toBe(0);
    await expectSet(elsewhere, keyless);
    await exchange(lab, 'drive', 'ENC001L8', elsewhere);
  });
});

describe('scopes (SSC-4 §4.2, data encryption scope)', () => {
  it('a local key is of the nexus that set it', async () => {
    const host = await recorded();
    const neighbour = await lab.attach({ targetName: targetOf('drive') });
    await expectSet(host, { scope: scope.local });
    // What held for all nexuses holds no longer.
    expect(await acknowledgeAttentions(neighbour)).toEqual([0x2a11]);
    expect(await status(host)).toMatchObject({ scope: scope.local, encrypt: encryption.encrypt, decrypt: decryption.decrypt });
    expect(await status(neighbour)).toMatchObject({ scope: scope.public, encrypt: encryption.disabled });
    await expectGood(host, [cdb.locate10(1)]);
    expect(await read(neighbour)).toMatchObject(unableToDecrypt);
    await expectGood(host, [cdb.locate10(1)]);
    expect((await read(host)).status).toBe(0);
    await expectSet(host, { ...keyless, scope: scope.local });
  });

  it('a key of all nexuses is everybody’s, who are told of it (2A/11)', async () => {
    const host = await recorded();
    const neighbour = await lab.attach({ targetName: targetOf('drive') });
    await expectSet(host);
    expect(await host.command(cdb.testUnitReady())).toMatchObject({ status: 0 });
    expect((await neighbour.command(cdb.testUnitReady())).sense).toMatchObject({ key: 6, code: 0x2a11 });
    expect(await status(neighbour)).toMatchObject({ unitScope: scope.all, encrypt: encryption.encrypt });
    await expectGood(neighbour, [cdb.locate10(1)]);
    expect(Buffer.compare((await read(neighbour)).data, secret)).toBe(0);
    await expectSet(host, keyless);
  });

  it('counts each key that is set (KEY INSTANCE COUNTER)', async () => {
    const host = await recorded();
    await expectSet(host);
    const { counter } = await status(host);
    await expectSet(host, { key: wrong });
    expect((await status(host)).counter).toBe(counter + 1);
    await expectSet(host, keyless);
  });
});

describe('how long a key is kept', () => {
  it('with CKOD until the volume is gone', async () => {
    const host = await recorded();
    await expectSet(host, { flags: 0x04 });
    await expectGood(host, [cdb.loadUnload(false)], [cdb.loadUnload(true)]);
    await acknowledgeAttentions(host);
    expect(await status(host)).toMatchObject({ encrypt: encryption.disabled, decrypt: decryption.disabled });
  });

  it('without it over an unload, and over another cartridge', async () => {
    const host = await recorded();
    await expectSet(host);
    await exchange(lab, 'drive', 'ENC002L8', host);
    expect(await status(host)).toMatchObject({ encrypt: encryption.encrypt });
    await exchange(lab, 'drive', 'ENC001L8', host);
    await expectGood(host, [cdb.locate10(1)]);
    expect((await read(host)).status).toBe(0);
    await expectSet(host, keyless);
  });

  it('not over a reset of the unit', async () => {
    const host = await recorded();
    await expectSet(host);
    expect(await host.manage(5)).toBe(0);
    await acknowledgeAttentions(host);
    expect(await status(host)).toMatchObject({ encrypt: encryption.disabled });
  });
});

describe('key-associated data', () => {
  it('is recorded with the block, and told of the next one before it is read (page 0021h)', async () => {
    const host = await blankDrive(lab, 'drive');
    const label = Buffer.from('a key by its name');
    await expectSet(host, { descriptors: [[0x00, label]] });
    await write(host, secret);
    await expectGood(host, [cdb.rewind()]);
    const page = await securityPage(host, 0x0021);
    expect({ object: page.readBigUInt64BE(4), encryption: page[12]! & 0x0f, algorithm: page[13] }).toEqual({
      object: 0n,
      encryption: 5,
      algorithm: 1,
    });
    expect(page.includes(label)).toBe(true);
    await expectSet(host, { key: wrong });
    expect((await securityPage(host, 0x0021))[12]! & 0x0f).toBe(6);
    await expectSet(host, keyless);
  });

  it('of a block in clear, a filemark and end of data says what they are', async () => {
    const host = await recorded();
    await expectSet(host);
    const next = async () => (await securityPage(host, 0x0021))[12]! & 0x0f;
    expect(await next()).toBe(3);
    await expectGood(host, [cdb.locate10(2)]);
    expect(await next()).toBe(2);
    await expectSet(host, keyless);
  });
});

describe('what the drive can', () => {
  it('lists its pages in ascending order', async () => {
    const host = await blankDrive(lab, 'drive');
    for (const [page, least] of [
      [0x0000, [0x0000, 0x0001, 0x0010, 0x0011, 0x0012, 0x0020, 0x0021]],
      [0x0001, [0x0010]],
    ] as const) {
      const bytes = await securityPage(host, page);
      const pages = Array.from({ length: (bytes.length - 4) / 2 }, (_, at) => bytes.readUInt16BE(4 + 2 * at));
      expect(pages).toEqual([...pages].sort((a, b) => a - b));
      expect(pages).toEqual(expect.arrayContaining([...least]));
    }
  });

  it('has AES-256-GCM (0001 0014h) with keys of 32 bytes (page 0010h)', async () => {
    const host = await blankDrive(lab, 'drive');
    const page = await securityPage(host, 0x0010);
    const algorithm = page.subarray(20);
    expect({
      index: algorithm[0],
      length: algorithm.readUInt16BE(2),
      key: algorithm.readUInt16BE(10),
      code: algorithm.readUInt32BE(20),
    }).toEqual({
      index: 1,
      length: 0x14,
      key: 32,
      code: 0x0001_0014,
    });
    // DECRYPT_C and ENCRYPT_C: 2, by hardware.
    expect([(algorithm[4]! >> 2) & 3, algorithm[4]! & 3]).toEqual([2, 2]);
  });

  it('tells its security protocols (protocol 00h)', async () => {
    const host = await blankDrive(lab, 'drive');
    const { status: ended, data } = await host.command(cdb.securityProtocolIn(0, 0), { read: 512 });
    const bytes = Buffer.from(data);
    expect(ended).toBe(0);
    const count = bytes.readUInt16BE(6);
    const protocols = [...bytes.subarray(8, 8 + count)];
    expect(protocols).toEqual([...protocols].sort((a, b) => a - b));
    expect(protocols).toEqual(expect.arrayContaining([0x00, 0x20]));
  });

  it('of an older generation is nothing: the commands are not there', async () => {
    const host = await lab.attach({ targetName: targetOf('old') });
    for (const command of [cdb.securityProtocolIn(protocol, 0x0010), cdb.securityProtocolOut(protocol, 0x0010, 0)])
      expect(await host.command(command, { read: 512 })).toMatchObject({ status: 2, sense: { key: 5, code: 0x2000 } });
  });
});

describe('bad parameters', () => {
  const change = (bytes: readonly (readonly [at: number, value: number])[], keying: Keying = {}): Uint8Array => {
    const page = Uint8Array.from(setDataEncryption(keying));
    for (const [at, value] of bytes) page[at] = value;
    return page;
  };
  it.each<[string, () => Uint8Array, number]>([
    ['a scope that is not there', () => change([[4, 3 << 5]]), 4],
    ['a reserved bit', () => change([[4, (2 << 5) | 0x10]]), 4],
    ['an encryption mode that is not there', () => change([[6, 3]]), 6],
    ['a decryption mode that is not there', () => change([[7, 4]]), 7],
    ['an algorithm that is not there', () => change([[8, 9]]), 8],
    ['a key format that is not there', () => change([[9, 0x77]]), 9],
    ['a key of another length', () => setDataEncryption({ key: pattern(16) }), 18],
    ['another page code', () => change([[1, 0x11]]), 0],
  ])('%s is refused with its place, and the key stays', async (_, list, byte) => {
    const host = await recorded();
    await expectSet(host);
    const before = await status(host);
    const answer = await sendPage(host, list());
    expect(answer).toMatchObject({ status: 2, sense: { key: 5, code: 0x2600, fieldPointer: { inCdb: false, byte } } });
    expect((await status(host)).page.equals(before.page)).toBe(true);
    await expectSet(host, keyless);
  });

  it('a list that ends before its page does is refused (1A/00 or its length)', async () => {
    const host = await recorded();
    const page = setDataEncryption({}).subarray(0, 30);
    const { status: ended, sense } = await sendPage(host, page);
    expect({ ended, key: sense?.key }).toEqual({ ended: 2, key: 5 });
    expect(await status(host)).toMatchObject({ encrypt: encryption.disabled });
  });

  it.each([
    ['SECURITY PROTOCOL IN of a protocol it has not', cdb.securityProtocolIn(0x77, 0), 1],
    ['SECURITY PROTOCOL IN of a page it has not', cdb.securityProtocolIn(protocol, 0x0099), 2],
    ['SECURITY PROTOCOL OUT of a protocol it has not', cdb.securityProtocolOut(0x77, 0, 0), 1],
  ])('%s is refused', async (_, command, byte) => {
    const host = await recorded();
    expect(await host.command(command, { read: 512 })).toMatchObject({
      status: 2,
      sense: { key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte } },
    });
  });

  it('no key at all with encryption on is refused', async () => {
    const host = await recorded();
    expect(await set(host, { key: new Uint8Array() })).toMatchObject({ status: 2, sense: { key: 5 } });
    expect(await status(host)).toMatchObject({ encrypt: encryption.disabled });
  });
});
