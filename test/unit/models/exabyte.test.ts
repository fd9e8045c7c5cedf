import { expect, it } from 'vitest';
import { driveModels } from '../../../src/models/index.ts';
import { driveWithTape } from '../tape/host.ts';

const rig = () => driveWithTape({ model: driveModels.get('exabyte-8505')!, mediumType: '8mm-160m-xl' });

/** What an EXB-8505 in an EXB-480 library was seen to answer. */
it('the EXB-8505 answers INQUIRY as the real one did', async () => {
  const { host } = await rig();
  const { data } = await host.execute([0x12, 0, 0, 0, 255, 0], { room: 255 });
  expect(data).toHaveLength(106);
  expect(data.toString('hex', 0, 8)).toBe('0180020265000010');
  expect(data.toString('latin1', 8, 36)).toBe('EXABYTE EXB-8505SMBANSH207T0');
  expect(data.toString('latin1', 96)).toBe('TEST000001');
});

it('its mode parameters: medium type 86h, density 15h, blocks of 1024 bytes', async () => {
  const { host } = await rig();
  const { data } = await host.execute([0x1a, 0, 0, 0, 12, 0], { room: 12 });
  expect(data.toString('hex', 1, 5)).toBe('86100815');
  expect(data.toString('hex', 9, 12)).toBe('000400');
});

it('has five bytes of its own behind the block descriptor, which a host may change with PF=0', async () => {
  const { host } = await rig();
  const sense = async () => (await host.execute([0x1a, 0, 0, 0, 17, 0], { room: 17 })).data;
  const before = await sense();
  expect(before).toHaveLength(17);
  expect(before[0]).toBe(0x10);
  const select = (out: Buffer, pageFormat = 0) => host.execute([0x15, pageFormat, 0, 0, out.length, 0], { out });
  const list = Buffer.from('000010087f000000000004000001', 'hex');
  expect((await select(list)).status).toBe(0);
  expect((await sense()).toString('hex', 12)).toBe(`0001${before.toString('hex', 14)}`);
  expect((await select(Buffer.concat([list, Buffer.alloc(4)]))).sense).toMatchObject({ key: 5, code: '1a/00' });
  expect((await select(list, 0x10)).sense).toMatchObject({ key: 5 });
  expect((await host.execute([0x1a, 8, 0x3f, 0, 255, 0], { room: 255 })).data[4]).toBe(0x81);
});

it('its block limits', async () => {
  const { host } = await rig();
  expect((await host.execute([0x05, 0, 0, 0, 0, 0], { room: 6 })).data.toString('hex')).toBe('0003c0000001');
});

it('its pages have the lengths that Windows’ exabyte2 driver asks for', async () => {
  const { host } = await rig();
  const length = async (pageCode: number) => (await host.execute([0x1a, 8, pageCode, 0, 255, 0], { room: 255 })).data.length;
  expect(await length(0x10)).toBe(0x13);
  expect(await length(0x0f)).toBe(0x14);
  expect(await length(0x11)).toBe(0x0e);
});

it('its sense data have 29 bytes, with what remains of the tape in bytes 23 to 25', async () => {
  const { host, volume } = await rig();
  const { data } = await host.execute([0x03, 0, 0, 0, 29, 0], { room: 29 });
  expect(data).toHaveLength(29);
  expect(data[7]).toBe(0x15);
  const partition = volume.partitions[0]!;
  expect(data.readUIntBE(23, 3)).toBe(Math.floor((partition.capacityBytes - partition.earlyWarningBytes) / 1024));
});
