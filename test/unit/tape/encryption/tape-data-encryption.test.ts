/** Encryption in the data path of a drive, seen by hosts. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../../src/cartridge/memory-volume.ts';
import { toBlockNumber, type Volume, type VolumePartition } from '../../../../src/cartridge/volume.ts';
import { crc32c } from '../../../../src/foundation/crc32c.ts';
import { driveWithTape, Host, pattern } from '../host.ts';
import { Decrypt, Encrypt, keyOf, offPage, Scope, type SetPage, securityProtocolOut, setKey } from './keys.ts';

const clear = pattern(500);
let host: Host;
let volume: Volume;
let drive: Awaited<ReturnType<typeof driveWithTape>>['drive'];
let device: Awaited<ReturnType<typeof driveWithTape>>['device'];
beforeEach(async () => {
  ({ host, volume, drive, device } = await driveWithTape());
});

const readWith = async (page: SetPage | 'off') => {
  expect(await (page === 'off' ? securityProtocolOut(host, offPage()) : setKey(host, page))).toMatchObject({ status: 0 });
  await host.rewind();
  return host.read(500);
};
const dataProtect = (code: string) => ({ status: 2, sense: { key: 7, code, valid: true, information: 500 } });

describe('a block written with a key', () => {
  beforeEach(async () => {
    await setKey(host, { descriptors: [[1, 'authentic']] });
    expect(await host.write(clear)).toMatchObject({ status: 0 });
    await host.writeFilemarks(1);
  });

  it('stands on the medium enciphered, and as long as it was', async () => {
    const [object] = await volume.partitions[0]!.read(toBlockNumber(0), 1000);
    if (object?.kind !== 'block') throw new Error('a block was written');
    expect(object.data).toHaveLength(500);
    expect(Buffer.from(object.data).equals(clear)).toBe(false);
    expect(object.envelope?.encryption?.nonce).toHaveLength(12);
  });

  it('is read in clear with that key, or with an equal one', async () => {
    expect((await readWith({})).data).toEqual(clear);
    expect((await readWith({ decrypt: Decrypt.mixed, encrypt: Encrypt.off, scope: Scope.local })).data).toEqual(clear);
  });

  it.each([
    ['no key', 'off', '74/01'],
    ['another key', { key: keyOf(2) }, '74/03'],
    ['another key, mixed', { key: keyOf(2), decrypt: Decrypt.mixed }, '74/03'],
    ['raw reads that its writer did not allow', { decrypt: Decrypt.raw }, '74/0a'],
    ['a check that it was written in EXTERNAL mode', { checkExternalMode: 3 }, '74/09'],
  ] as const)('is refused to %s, which stays before it', async (_title, page, code) => {
    expect(await readWith(page)).toMatchObject(dataProtect(code));
    expect(await host.position()).toMatchObject({ first: 0 });
    expect(await host.read(500)).toMatchObject(dataProtect(code));
    expect((await readWith({})).data).toEqual(clear);
  });

  it('is passed by SPACE and LOCATE whatever the key', async () => {
    await readWith('off');
    expect(await host.space(1, 1)).toMatchObject({ status: 0 });
    expect(await host.position()).toMatchObject({ first: 2 });
    expect(await host.locate(1)).toMatchObject({ status: 0 });
  });
});

it('writes in clear when encryption is off, and then refuses to DECRYPT but not to MIXED', async () => {
  await host.write(clear);
  expect(await readWith({})).toMatchObject(dataProtect('74/02'));
  expect((await readWith({ decrypt: Decrypt.mixed })).data).toEqual(clear);
  expect((await readWith({ encrypt: Encrypt.off, decrypt: Decrypt.raw })).data).toEqual(clear);
});

it('gives ciphertext to raw reads where the writer allowed them', async () => {
  await setKey(host, { rawReads: 2 });
  await host.write(clear);
  const raw = await readWith({ encrypt: Encrypt.off, decrypt: Decrypt.raw });
  expect(raw).toMatchObject({ status: 0 });
  expect(raw.data).toHaveLength(500);
  expect(raw.data.equals(clear)).toBe(false);
});

it('gives it too where the block in clear had protection information', async () => {
  const protect = Buffer.alloc(4 + 32);
  // Mode page 0Ah/F0h: CRC32C of 4 bytes, for WRITE alone.
  protect.set([0, 0, 0x10, 0, 0x4a, 0xf0, 0, 0x1c, 2, 4, 0x80]);
  expect(await host.execute([0x15, 0x10, 0, 0, protect.length, 0], { out: protect })).toMatchObject({ status: 0 });
  const information = Buffer.alloc(4);
  information.writeUInt32LE(crc32c(clear));
  await setKey(host, { rawReads: 2 });
  expect(await host.write(Buffer.concat([clear, information]))).toMatchObject({ status: 0 });
  expect((await readWith({})).data).toEqual(clear);
  expect(await readWith({ encrypt: Encrypt.off, decrypt: Decrypt.raw })).toMatchObject({ status: 0 });
});

it('ends a READ of several blocks before the one it cannot decipher', async () => {
  await host.modeSelect({ blockLength: 100 });
  await setKey(host);
  await host.writeFixed(2, pattern(200));
  await setKey(host, { key: keyOf(2) });
  await host.writeFixed(3, pattern(300));
  await setKey(host);
  await host.rewind();
  const ended = await host.readFixed(5, 100);
  expect(ended).toMatchObject({ status: 2, sense: { key: 7, code: '74/03', information: 3 } });
  expect(ended.data).toEqual(pattern(200));
  expect(await host.position()).toMatchObject({ first: 2 });
});

it('says so when a block is not what was enciphered', async () => {
  await setKey(host);
  await host.write(clear);
  await drive.eject();
  await drive.insert(tampered(volume));
  await host.settle();
  expect(await host.read(500)).toMatchObject(dataProtect('74/04'));
});

it('reads zeros of a cartridge that keeps no data, whatever the key', async () => {
  ({ host } = await driveWithTape({ volume: discarding(volume) }));
  await setKey(host);
  await host.write(clear);
  expect((await readWith({ key: keyOf(2) })).status).toBe(0);
  expect(await readWith('off')).toMatchObject({ status: 0 });
});

describe('a lock', () => {
  it('keeps a nexus from a key that another one has set', async () => {
    const other = await new Host(device, 'b').settle();
    await setKey(host, { lock: true });
    await other.settle();
    await setKey(other, { key: keyOf(2) });
    expect(await host.testUnitReady()).toMatchObject({ sense: { key: 6, code: '2a/11' } });
    expect(await host.write(clear)).toMatchObject({ status: 2, sense: { key: 7, code: '2a/13' } });
    expect(await host.position()).toMatchObject({ first: 0 });
    await setKey(host, { lock: true });
    await other.settle();
    expect(await host.write(clear)).toMatchObject({ status: 0 });
  });
});

describe('keys end', () => {
  const written = async (page: SetPage) => {
    await setKey(host, page);
    await host.write(clear);
  };
  const deciphers = async () => {
    await host.settle();
    await host.rewind();
    return (await host.read(500)).status === 0;
  };

  it.each([
    [true, false],
    [false, true],
  ])('with the demount if that was asked for (%s)', async (clearOnDemount, kept) => {
    await written({ clearOnDemount });
    await drive.unload();
    await drive.load();
    expect(await deciphers()).toBe(kept);
  });

  it('with the nexus, if they were its own', async () => {
    await written({ scope: Scope.local });
    host.lost();
    expect(await deciphers()).toBe(false);
    await written({ scope: Scope.all });
    host.lost();
    expect(await deciphers()).toBe(true);
  });

  it('with a reset', async () => {
    await written({});
    await host.resetUnit();
    expect(await deciphers()).toBe(false);
  });

  it('with the reservation, if that was asked for', async () => {
    await host.execute([0x16, 0, 0, 0, 0, 0]);
    await written({ clearOnLoss: true });
    expect(await deciphers()).toBe(true);
    await host.execute([0x17, 0, 0, 0, 0, 0]);
    expect(await deciphers()).toBe(false);
  });

  it('with a persistent reservation that is preempted, and with no other loss of it', async () => {
    const other = await new Host(device, 'b').settle();
    const reserve = (by: Host, action: number, own: number, theirs = 0) =>
      by.execute([0x5f, action, action === 0 ? 0 : 0x01, 0, 0, 0, 0, 0, 24, 0], {
        out: Buffer.from([0, 0, 0, 0, 0, 0, 0, own, 0, 0, 0, 0, 0, 0, 0, theirs, 0, 0, 0, 0, 0, 0, 0, 0]),
      });
    const take = async () => {
      expect(await reserve(host, 0x01, 1)).toMatchObject({ status: 0 });
      await written({ clearOnPreempt: true });
    };
    await reserve(host, 0x00, 0, 1);
    await reserve(other, 0x00, 0, 2);
    await take();
    await reserve(host, 0x02, 1);
    expect(await deciphers()).toBe(true);
    await take();
    await other.settle();
    expect(await reserve(other, 0x04, 2, 1)).toMatchObject({ status: 0 });
    await other.settle();
    expect(await reserve(other, 0x02, 2)).toMatchObject({ status: 0 });
    expect(await deciphers()).toBe(false);
  });
});

it('refuses to encipher on a medium whose format has no place for it', async () => {
  const old = await createMemoryVolume({ barcode: 'OLD001L3', mediumType: 'lto-3', capacityBytes: 1000 });
  const media = [{ medium: 'lto-3', mediumTypeCode: 0x38, reads: [0x44], writes: [0x44] }];
  ({ host } = await driveWithTape({ volume: old, model: { media } }));
  await setKey(host);
  expect(await host.write(clear)).toMatchObject({ status: 2, sense: { key: 7, code: '74/07' } });
});

it('is not there in a drive without it: enciphered blocks stay closed', async () => {
  await setKey(host);
  await host.write(clear);
  await drive.eject();
  const { host: plain } = await driveWithTape({ volume, model: { encryption: false } });
  expect(await setKey(plain)).toMatchObject({ status: 2, sense: { key: 5, code: '20/00' } });
  expect(await plain.read(500)).toMatchObject({ status: 2, sense: { key: 7, code: '74/01' } });
});

/** The same object with some properties of another. */
const instead = <T extends object>(of: T, properties: Partial<T>): T =>
  new Proxy(of, {
    get(target, name) {
      if (name in properties) return properties[name as keyof T];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });

const discarding = (from: Volume): Volume => instead(from, { discardsData: true });

/** The same volume with the first bit of every block turned. */
function tampered(from: Volume): Volume {
  const [partition] = from.partitions;
  const turn = (data: Uint8Array): Uint8Array => Uint8Array.from(data, (byte, at) => (at === 0 ? byte ^ 0x80 : byte));
  const read: VolumePartition['read'] = async (at, maximumBytes) =>
    (await partition!.read(at, maximumBytes)).map((object) => (object.kind === 'block' ? { ...object, data: turn(object.data) } : object));
  return instead(from, { partitions: [instead(partition!, { read })] });
}
