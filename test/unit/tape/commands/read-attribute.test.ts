import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../../src/cartridge/memory-volume.ts';
import type { Volume } from '../../../../src/cartridge/volume.ts';
import type { TapeDrive } from '../../../../src/tape/tape-drive.ts';
import {
  attribute,
  attributeList,
  attributeValues,
  Format,
  identifiers,
  readAttributes,
  ServiceAction,
  writeAttributes,
} from '../attributes/memory.ts';
import { offPage, securityProtocolOut, setKey } from '../encryption/keys.ts';
import { driveWithTape, type Host, pattern } from '../host.ts';
import { unreliable } from '../unreliable-volume.ts';

const MiB = 1024 * 1024;
let host: Host;
let drive: TapeDrive;
let volume: Volume;
beforeEach(async () => {
  volume = await createMemoryVolume({ capacityBytes: 20 * MiB });
  ({ host, drive } = await driveWithTape({ volume }));
});

const number = async (identifier: number): Promise<bigint> => {
  const value = (await attributeValues(host)).get(identifier)!.value;
  return BigInt(`0x${value.toString('hex')}`);
};
const text = async (identifier: number): Promise<string | undefined> =>
  (await attributeValues(host)).get(identifier)?.value.toString('latin1').trimEnd();

describe('attribute values', () => {
  it('come in ascending order, those of drive and maker read only', async () => {
    const values = await attributeValues(host);
    const order = [...values.keys()];
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect([...values.values()].every(({ readOnly }) => readOnly)).toBe(true);
  });

  it('have the lengths and formats of the standard', async () => {
    const values = [...(await attributeValues(host))].map(([identifier, { format, value }]) => [identifier, format, value.length]);
    const { binary, ascii } = Format;
    expect(values).toEqual([
      [0x0000, binary, 8],
      [0x0001, binary, 8],
      [0x0002, binary, 8],
      [0x0003, binary, 8],
      [0x0004, binary, 8],
      [0x0005, ascii, 8],
      [0x0006, binary, 1],
      [0x0008, ascii, 32],
      [0x0009, binary, 4],
      [0x020a, ascii, 40],
      [0x0220, binary, 8],
      [0x0221, binary, 8],
      [0x0222, binary, 8],
      [0x0223, binary, 8],
      [0x0224, binary, 8],
      [0x0225, binary, 8],
      [0x0340, binary, 90],
      [0x0341, binary, 60],
      [0x0400, ascii, 8],
      [0x0401, ascii, 32],
      [0x0402, binary, 4],
      [0x0403, binary, 4],
      [0x0404, ascii, 8],
      [0x0405, binary, 1],
      [0x0407, binary, 8],
      [0x0408, binary, 1],
      [0x0409, binary, 2],
    ]);
  });

  it('tell the capacity, also of what waits in the buffer', async () => {
    expect(await number(0x0001)).toBe(20n);
    expect(await number(0x0000)).toBe(20n);
    await host.write(pattern(MiB));
    await host.write(pattern(MiB + 1));
    expect(await number(0x0000)).toBe(17n);
  });

  it('tell what the cartridge is', async () => {
    expect(await text(0x0005)).toBe('LTO-CVE');
    expect(await text(0x0008)).toBe('MEM001L8');
    expect(await text(0x0401)).toBe('MEM001L8');
    expect([await number(0x0006), await number(0x0405)]).toEqual([0x5en, 0x5en]);
    expect([await number(0x0402), await number(0x0403)]).toEqual([960n, 127n]);
    expect([await number(0x0407), await number(0x0004)]).toEqual([16384n, 4096n]);
    expect([await number(0x0408), await number(0x0409)]).toEqual([0n, 0n]);
  });

  it('tell a cartridge that is written once', async () => {
    const once = await createMemoryVolume({ capacityBytes: MiB, writeOnce: true });
    ({ host } = await driveWithTape({ volume: once }));
    expect(await number(0x0408)).toBe(0x80n);
  });

  it('tell the drives that had it, the latest first', async () => {
    expect(await text(0x020a)).toBe(`${'IBM'.padEnd(8)}TEST000001`);
    expect(await number(0x0003)).toBe(1n);
    await drive.unload();
    await drive.load();
    await host.settle();
    expect(await number(0x0003)).toBe(2n);
    expect(await text(0x020b)).toBe(`${'IBM'.padEnd(8)}TEST000001`);
    expect(await text(0x020c)).toBeUndefined();
  });

  it('count what is written and read', async () => {
    await host.write(pattern(2 * MiB));
    await host.writeFilemarks(0);
    await host.rewind();
    await host.read(2 * MiB);
    expect([await number(0x0222), await number(0x0223)]).toEqual([2n, 2n]);
    await drive.unload();
    await drive.load();
    await host.settle();
    expect([await number(0x0220), await number(0x0222)]).toEqual([2n, 0n]);
  });

  it('tell where enciphered blocks begin and end', async () => {
    const none = 0xffff_ffff_ffff_ffffn;
    expect([await number(0x0224), await number(0x0225)]).toEqual([none, none]);
    await host.write(pattern(10));
    await setKey(host);
    await host.write(pattern(10));
    await host.write(pattern(10));
    await host.writeFilemarks(1);
    await securityProtocolOut(host, offPage());
    expect([await number(0x0224), await number(0x0225)]).toEqual([1n, none]);
    await host.write(pattern(10));
    await host.writeFilemarks(0);
    expect([await number(0x0224), await number(0x0225)]).toEqual([1n, 4n]);
  });

  it('do not know where they begin while they wait in the buffer', async () => {
    const { volume: slow, partition } = unreliable(volume);
    await drive.eject();
    await drive.insert(slow);
    await host.settle();
    let go = () => {};
    const until = new Promise<void>((resolve) => (go = resolve));
    partition.obstacle = (operation) => (operation === 'append' ? { until } : undefined);
    await setKey(host);
    await host.write(pattern(10));
    expect(await number(0x0224)).toBe(0xffff_ffff_ffff_fffen);
    go();
    await host.writeFilemarks(0);
    expect(await number(0x0224)).toBe(0n);
  });

  it('change the reference once in each mount that changes something', async () => {
    const remount = async () => {
      await drive.unload();
      await drive.load();
      await host.settle();
    };
    expect(await number(0x0009)).toBe(1n);
    await host.write(pattern(10));
    await host.write(pattern(10));
    expect(await number(0x0009)).toBe(2n);
    await remount();
    await host.read(10);
    expect(await number(0x0009)).toBe(2n);
    await host.erase();
    expect(await number(0x0009)).toBe(3n);
  });

  it('keep the TapeAlert flags of the last load', async () => {
    expect(await number(0x0002)).toBe(0n);
    const locked = await createMemoryVolume({ capacityBytes: MiB, writeProtected: true });
    ({ host, drive } = await driveWithTape({ volume: locked }));
    await host.write(pattern(10));
    await drive.unload();
    await drive.load();
    await host.settle();
    // Flag 9.
    expect(await number(0x0002)).toBe(1n << (64n - 9n));
  });
});

describe('lists', () => {
  it('name what exists, and what could', async () => {
    await writeAttributes(host, attributeList(attribute(0x0805, Format.binary, [0x81])));
    const existing = await identifiers(host, ServiceAction.list);
    expect(existing).toEqual([...(await attributeValues(host)).keys()]);
    expect(existing).toContain(0x0805);
    const supported = await identifiers(host, ServiceAction.supported);
    expect(supported).toEqual([...new Set(supported)].sort((a, b) => a - b));
    for (const identifier of [...existing, 0x0800, 0x080c, 0x020d, 0x1400, 0x17ff]) expect(supported).toContain(identifier);
    expect(supported).not.toContain(0x0406);
  });

  it('name the logical volume and the partitions', async () => {
    expect((await readAttributes(host, ServiceAction.volumes)).data.toString('hex')).toBe('00020001');
    expect((await readAttributes(host, ServiceAction.partitions)).data.toString('hex')).toBe('00020001');
  });

  it('begin where they are asked to', async () => {
    expect([...(await attributeValues(host, { first: 0x0400 })).keys()][0]).toBe(0x0400);
    expect((await identifiers(host, ServiceAction.list, { first: 0x0225 }))[0]).toBe(0x0225);
    expect((await identifiers(host, ServiceAction.supported, { first: 0x0800 }))[0]).toBe(0x0800);
  });

  it('are cut to the room there is, and tell their whole length', async () => {
    const { data } = await readAttributes(host, ServiceAction.values, { room: 17 });
    expect(data).toHaveLength(17);
    expect(data.readUInt32BE(0)).toBeGreaterThan(400);
  });
});

describe('errors', () => {
  it.each([
    ['a first attribute that does not exist', ServiceAction.values, { first: 0x0800 }, 'cdb 8.7'],
    ['a first attribute beyond all', ServiceAction.list, { first: 0xffff }, 'cdb 8.7'],
    ['a first attribute that is not supported', ServiceAction.supported, { first: 0x0406 }, 'cdb 8.7'],
    ['another logical volume', ServiceAction.values, { logicalVolume: 1 }, 'cdb 5.7'],
    ['another partition', ServiceAction.values, { partition: 1 }, 'cdb 7.7'],
    ['the service action of media changers', 4, {}, 'cdb 1.4'],
    ['a service action that is reserved', 0x1f, {}, 'cdb 1.4'],
  ] as const)('%s', async (_title, action, options, pointsAt) => {
    expect(await readAttributes(host, action, options)).toMatchObject({ status: 2, sense: { key: 5, code: '24/00', pointsAt } });
  });

  it('no cartridge within reach', async () => {
    await drive.unload();
    expect(await readAttributes(host, ServiceAction.values)).toMatchObject({ sense: { key: 2, code: '3a/00' } });
    await drive.eject();
    expect(await readAttributes(host, ServiceAction.values)).toMatchObject({ sense: { key: 2, code: '3a/00' } });
  });

  it('a cartridge without memory', async () => {
    const dds = await createMemoryVolume({ barcode: 'DDS', mediumType: 'dds-4', capacityBytes: MiB });
    const media = [{ medium: 'dds-4', mediumTypeCode: 0, reads: [0x26], writes: [0x26] }];
    ({ host } = await driveWithTape({ volume: dds, model: { media } }));
    expect(await readAttributes(host, ServiceAction.values)).toMatchObject({ sense: { key: 3, code: '04/10' } });
  });
});
