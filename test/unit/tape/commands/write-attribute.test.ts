import { beforeEach, describe, expect, it } from 'vitest';
import { createMemoryVolume } from '../../../../src/cartridge/memory-volume.ts';
import { type Volume, VolumeError } from '../../../../src/cartridge/volume.ts';
import type { TapeDrive } from '../../../../src/tape/tape-drive.ts';
import { attribute, attributeList, attributeValues, Format, writeAttributes } from '../attributes/memory.ts';
import { driveWithTape, type Host } from '../host.ts';

let host: Host;
let drive: TapeDrive;
let volume: Volume;
beforeEach(async () => {
  volume = await createMemoryVolume({ capacityBytes: 1_000_000 });
  ({ host, drive } = await driveWithTape({ volume }));
});

const vendor = attribute(0x0800, Format.ascii, 'TAPELAB ');
const label = attribute(0x0803, Format.text, Buffer.alloc(160, 'ä'));
const coherency = (length: number) => attribute(0x080c, Format.binary, Buffer.alloc(length, 7));
const hostsOwn = async (partition = 0) =>
  [...(await attributeValues(host, { partition }))].filter(([identifier]) => identifier >= 0x0800).map(([identifier]) => identifier);
const spaceRemaining = async () => Number((await attributeValues(host)).get(0x0004)!.value.readBigUInt64BE());

describe('attributes', () => {
  it('are kept with their formats, and outlive a mount', async () => {
    const own = attribute(0x1623, Format.binary, [0x80]);
    expect(await writeAttributes(host, attributeList(vendor, label, coherency(70), own))).toMatchObject({ status: 0 });
    const back = await driveWithTape({ volume: (await drive.eject())! });
    host = back.host;
    const values = await attributeValues(host);
    expect(values.get(0x0800)).toEqual({ readOnly: false, format: Format.ascii, value: Buffer.from('TAPELAB ') });
    expect(values.get(0x0803)).toEqual({ readOnly: false, format: Format.text, value: Buffer.alloc(160, 'ä') });
    expect(values.get(0x080c)?.value).toEqual(Buffer.alloc(70, 7));
    expect(values.get(0x1623)?.value).toEqual(Buffer.from([0x80]));
  });

  it('replace one another, and are deleted by having no length', async () => {
    await writeAttributes(host, attributeList(vendor, coherency(70)));
    await writeAttributes(host, attributeList(attribute(0x0800, Format.ascii, 'OTHER   '), attribute(0x080c, Format.binary, '')));
    expect((await attributeValues(host)).get(0x0800)?.value.toString()).toBe('OTHER   ');
    expect(await hostsOwn()).toEqual([0x0800]);
    expect(await writeAttributes(host, attributeList(attribute(0x0801, Format.ascii, '')))).toMatchObject({ status: 0 });
  });

  it('take space, and give it back', async () => {
    expect(await spaceRemaining()).toBe(4096);
    await writeAttributes(host, attributeList(vendor));
    expect(await spaceRemaining()).toBe(4096 - 5 - 8);
    await writeAttributes(host, attributeList(attribute(0x0800, Format.ascii, '')));
    expect(await spaceRemaining()).toBe(4096);
  });

  it('belong to their partition', async () => {
    await volume.format([{ capacityBytes: 500_000 }, { capacityBytes: 500_000 }]);
    await writeAttributes(host, attributeList(vendor), { partition: 1 });
    expect([await hostsOwn(0), await hostsOwn(1)]).toEqual([[], [0x0800]]);
    await writeAttributes(host, attributeList(vendor, coherency(8)), { partition: 0 });
    await writeAttributes(host, attributeList(attribute(0x0800, Format.ascii, '')), { partition: 0 });
    expect([await hostsOwn(0), await hostsOwn(1)]).toEqual([[0x080c], [0x0800]]);
  });

  it('may be none at all', async () => {
    expect(await writeAttributes(host, new Uint8Array(0))).toMatchObject({ status: 0 });
    expect(await writeAttributes(host, attributeList())).toMatchObject({ status: 0 });
  });
});

const long = attribute(0x1400, Format.binary, Buffer.alloc(1024));
const refusedInList: readonly (readonly [string, Buffer, string])[] = [
  ['an attribute of the drive', attributeList(vendor, attribute(0x0000, Format.binary, Buffer.alloc(8))), 'parameters 17.7'],
  ['an attribute of the maker', attributeList(attribute(0x0400, Format.ascii, 'SOMEBODY')), 'parameters 4.7'],
  ['the deletion of one of these', attributeList(attribute(0x0401, Format.ascii, '')), 'parameters 4.7'],
  ['an attribute that does not exist', attributeList(attribute(0x0900, Format.binary, [1])), 'parameters 4.7'],
  ['one beyond those of vendors', attributeList(attribute(0x1800, Format.binary, [1])), 'parameters 4.7'],
  ['a wrong order', attributeList(label, vendor), 'parameters 169.7'],
  ['one twice', attributeList(vendor, vendor), 'parameters 17.7'],
  ['another format', attributeList(attribute(0x0800, Format.text, 'TAPELAB ')), 'parameters 6.1'],
  ['a format that is reserved', attributeList(attribute(0x1400, 3, 'x')), 'parameters 6.1'],
  ['a reserved bit', attributeList(attribute(0x1400, 0x40, 'x')), 'parameters 6.6'],
  ['a short value', attributeList(attribute(0x0800, Format.ascii, 'TAPELAB')), 'parameters 7.7'],
  ['a long value', attributeList(attribute(0x0805, Format.binary, [1, 2])), 'parameters 7.7'],
  ['a value longer than any', attributeList(coherency(1025)), 'parameters 7.7'],
  ['a byte that is no ASCII', attributeList(attribute(0x0800, Format.ascii, 'TAPE\tLAB')), 'parameters 13.7'],
];

describe('a list is refused as a whole', () => {
  beforeEach(async () => {
    await writeAttributes(host, attributeList(attribute(0x0806, Format.ascii, 'KEPT'.padEnd(32))));
  });
  const expectNothingChanged = async () => expect(await hostsOwn()).toEqual([0x0806]);

  it.each(refusedInList)('for %s', async (_title, list, pointsAt) => {
    expect(await writeAttributes(host, list)).toMatchObject({ status: 2, sense: { key: 5, code: '26/00', pointsAt } });
    await expectNothingChanged();
  });

  it.each([
    ['within its header', attributeList(vendor).subarray(0, 3)],
    ['within an attribute’s header', attributeList(vendor).subarray(0, 8)],
    ['within a value', attributeList(vendor, coherency(70)).subarray(0, 30)],
  ])('when it ends %s', async (_title, list) => {
    expect(await writeAttributes(host, list)).toMatchObject({ sense: { key: 5, code: '1a/00' } });
    await expectNothingChanged();
  });

  it('when the host sends less than it said', async () => {
    expect(await writeAttributes(host, attributeList(vendor), { length: 40 })).toMatchObject({ sense: { key: 5, code: '1a/00' } });
    await expectNothingChanged();
  });

  it('when there is no space left', async () => {
    const four = [0, 1, 2, 3].map((index) => attribute(0x1400 + index, Format.binary, Buffer.alloc(1010)));
    expect(await writeAttributes(host, attributeList(vendor, ...four, long))).toMatchObject({ sense: { key: 5 } });
    expect(await writeAttributes(host, attributeList(vendor, ...four))).toMatchObject({ sense: { key: 5, code: '55/06' } });
    await expectNothingChanged();
  });

  it.each([
    ['another logical volume', { logicalVolume: 1 }, 'cdb 5.7'],
    ['another partition', { partition: 1 }, 'cdb 7.7'],
    ['a length beyond all', { length: 0x1_0001 }, 'cdb 10.7'],
  ])('for %s', async (_title, options, pointsAt) => {
    expect(await writeAttributes(host, attributeList(vendor), options)).toMatchObject({ sense: { key: 5, code: '24/00', pointsAt } });
    await expectNothingChanged();
  });
});

it('needs a cartridge', async () => {
  await drive.eject();
  expect(await writeAttributes(host, attributeList(vendor))).toMatchObject({ sense: { key: 2, code: '3a/00' } });
});

it('is kept out by the switch on the cartridge', async () => {
  const locked = await createMemoryVolume({ capacityBytes: 1000, writeProtected: true });
  ({ host } = await driveWithTape({ volume: locked }));
  expect(await writeAttributes(host, attributeList(vendor))).toMatchObject({ sense: { key: 7, code: '27/00' } });
});

it('says so when the memory could not be written', async () => {
  volume.remember = () => Promise.reject(new VolumeError('io', 'the chip is dead'));
  expect(await writeAttributes(host, attributeList(vendor))).toMatchObject({ sense: { key: 3, code: '0c/0b' } });
});
