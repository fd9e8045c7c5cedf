/** The pages of security protocol 20h as hosts get them, read byte for byte. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { TapeDrive } from '../../../../src/tape/tape-drive.ts';
import { driveWithTape, Host, pattern } from '../host.ts';
import { Decrypt, Encrypt, keyOf, offPage, Scope, securityProtocolIn, securityProtocolOut, setKey } from './keys.ts';

/** Bytes in groups. */
const hex = (groups: string): string => groups.replaceAll(' ', '');

let host: Host;
let drive: TapeDrive;
let other: Host;
beforeEach(async () => {
  const all = await driveWithTape();
  ({ host, drive } = all);
  other = await new Host(all.device, 'b').settle();
});

const page = async (specific: number, from = host): Promise<string> => {
  const { status, data } = await securityProtocolIn(from, specific);
  expect(status).toBe(0);
  return data.toString('hex');
};

describe('what it can do', () => {
  it.each([
    ['Tape Data Encryption In Support', 0x00, hex(`0000000e 0000 0001 0010 0011 0012 0020 0021`)],
    ['Tape Data Encryption Out Support', 0x01, hex(`00010002 0010`)],
    ['Supported Key Formats', 0x11, hex(`00110001 00`)],
    ['Data Encryption Management Capabilities', 0x12, hex(`0012000c 01070007 ${'00'.repeat(8)}`)],
  ])('%s', async (_name, specific, expected) => {
    expect(await page(specific)).toBe(expected);
  });

  it('Data Encryption Capabilities, with a volume, with an older one, and without', async () => {
    const [head, descriptor] = [hex(`00100028 05 ${'00'.repeat(15)}`), '01000014'];
    const lengths = hex(`0020 003c 0020`);
    const rest = hex(`d9 ${'00'.repeat(7)} 00010014`);
    expect(await page(0x10)).toBe(`${head}${descriptor}ba9c${lengths}${rest}`);
    await drive.eject();
    expect(await page(0x10)).toBe(`${head}${descriptor}3a1c${lengths}${rest}`);
  });

  it('sends no more than there is room for', async () => {
    expect((await securityProtocolIn(host, 0x10, 4)).data.toString('hex')).toBe('00100028');
  });

  it('is listed among the security protocols', async () => {
    const { data } = await host.execute([0xa2, 0, 0, 0, 0, 0, 0, 0, 0, 64, 0, 0], { room: 64 });
    expect(data.toString('hex')).toBe(hex(`0000000000000002 0020`));
  });

  it('has no other pages', async () => {
    for (const specific of [0x02, 0x13, 0x22])
      expect(await securityProtocolIn(host, specific)).toMatchObject({ sense: { key: 5, code: '24/00', pointsAt: 'cdb 2.7' } });
    expect(await securityProtocolOut(host, offPage(), 0x11)).toMatchObject({ sense: { key: 5, code: '24/00', pointsAt: 'cdb 2.7' } });
  });
});

describe('Data Encryption Status', () => {
  it('begins with the default set', async () => {
    expect(await page(0x20)).toBe(hex(`00200014 00000000 00000000 10000000 ${'00'.repeat(8)}`));
  });

  it('tells each nexus what is in effect for it', async () => {
    await setKey(host, {
      keyDataFormat: 2,
      decrypt: Decrypt.mixed,
      descriptors: [
        [0, 'Hello world!'],
        [1, 'data'],
      ],
    });
    const keyData = hex(`0001000c ${Buffer.from('Hello world!').toString('hex')} 01020004 ${Buffer.from('data').toString('hex')}`);
    const rest = hex(`020301 00000001 1302 0000 ${'00'.repeat(8)}`);
    expect(await page(0x20)).toBe(`0020002c42${rest}${keyData}`);
    await other.settle();
    expect((await page(0x20, other)).slice(8, 10)).toBe('02');
  });

  it('counts the keys, and tells of enciphered blocks on the volume', async () => {
    await setKey(host, { scope: Scope.local, rawReads: 2, checkExternalMode: 0 });
    await setKey(host, { scope: Scope.local, rawReads: 2, checkExternalMode: 0 });
    expect((await page(0x20)).slice(8, 26)).toBe(hex(`21 020201 00000002 10`));
    await host.write(pattern(10));
    await host.writeFilemarks(0);
    expect((await page(0x20)).slice(24, 26)).toBe('18');
    expect((await page(0x20, other)).slice(8, 26)).toBe(hex(`00 000000 00000000 18`));
  });

  it('is unchanged after a page that was refused', async () => {
    await setKey(host, { descriptors: [[0, 'name']] });
    const before = await page(0x20);
    expect(await setKey(host, { key: keyOf(2), encrypt: Encrypt.external })).toMatchObject({ sense: { pointsAt: 'parameters 6.7' } });
    expect(await page(0x20)).toBe(before);
  });
});

describe('Next Block Encryption Status', () => {
  const status = async (): Promise<string> => (await page(0x21)).slice(8 + 16);

  it('judges the object at the position', async () => {
    await host.write(pattern(10));
    await host.writeFilemarks(1);
    await setKey(host, {
      keyDataFormat: 2,
      descriptors: [
        [0, 'u'],
        [1, 'a'],
      ],
    });
    await host.write(pattern(10));
    expect(await page(0x21)).toBe(hex(`0021000c 0000000000000003 01000000`));
    await host.rewind();
    expect(await page(0x21)).toBe(hex(`0021000c 0000000000000000 03000000`));
    await host.locate(1);
    expect(await status()).toBe('02000000');
    await host.locate(2);
    expect(await status()).toBe(hex(`05010102 00010001 75 01030001 61`));
    await setKey(host, { key: keyOf(2) });
    expect(await status()).toBe(hex(`06010102 00010001 75 01020001 61`));
    await securityProtocolOut(host, offPage());
    expect((await status()).slice(0, 2)).toBe('06');
    await host.space(3);
    expect(await status()).toBe('01000000');
  });

  it('needs a volume', async () => {
    await drive.eject();
    expect(await securityProtocolIn(host, 0x21)).toMatchObject({ sense: { key: 2, code: '3a/00' } });
  });
});

it('tells the other nexuses that their parameters have changed', async () => {
  await setKey(host);
  expect(await other.testUnitReady()).toMatchObject({ sense: { key: 6, code: '2a/11' } });
  expect(await host.testUnitReady()).toMatchObject({ status: 0 });
});
