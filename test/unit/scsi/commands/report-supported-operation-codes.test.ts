import { expect, test } from 'vitest';
import { run, settledDevice } from '../fake-device.ts';

const { logicalUnit } = await settledDevice();
const report = async (hex: string): Promise<Buffer> => {
  const { outcome, received } = await run(logicalUnit, hex);
  expect(outcome).toBe('GOOD');
  return Buffer.from(received!);
};

test('all commands, in ascending order, each with its length and service action', async () => {
  const all = await report('a3 0c 00 00 00 00 00 00 ff ff');
  expect(all.readUInt32BE(0)).toBe(all.length - 4);
  const descriptors = Array.from({ length: (all.length - 4) / 8 }, (_, index) => all.toString('hex', 4 + index * 8, 12 + index * 8));
  expect(descriptors).toHaveLength(logicalUnit.commands.rows.length);
  expect(descriptors.map((descriptor) => descriptor.slice(0, 2))).toEqual(
    [...descriptors.map((descriptor) => descriptor.slice(0, 2))].sort(),
  );
  expect(descriptors).toContain('1200000000000006');
  expect(descriptors).toContain('a300000c0001000c');
  expect(descriptors.slice(-2)).toEqual(['e20000000001000a', 'e20000060001000a']);
});

test('all commands with timeouts', async () => {
  const all = await report('a3 0c 80 00 00 00 00 00 ff ff');
  expect(all).toHaveLength(4 + logicalUnit.commands.rows.length * 20);
  expect(all.toString('hex', 4, 24)).toBe('0000000000020006000a00000000000000000000');
});

test.each([
  ['by operation code', 'a3 0c 01 12 00 00 00 00 00 ff', '00030006 1201ffffff00'],
  ['an operation code that is not served', 'a3 0c 01 c1 00 00 00 00 00 ff', '00010000'],
  ['by operation code and service action', 'a3 0c 02 e2 00 06 00 00 00 ff', '0003000a e2860000000000ffff00'],
  ['service action 0', 'a3 0c 02 e2 00 00 00 00 00 ff', '0003000a e2000000000000ffff00'],
  ['a service action that is not served', 'a3 0c 02 e2 00 01 00 00 00 ff', '00010000'],
  ['an operation code that is not served, with service action', 'a3 0c 02 c1 00 01 00 00 00 ff', '00010000'],
  ['either: a command without service actions', 'a3 0c 03 12 00 00 00 00 00 ff', '00030006 1201ffffff00'],
  ['either: a service action it cannot have', 'a3 0c 03 12 00 01 00 00 00 ff', '00010000'],
  ['either: one with', 'a3 0c 03 e2 00 06 00 00 00 ff', '0003000a e2860000000000ffff00'],
  ['either: a service action that is not served', 'a3 0c 03 e2 00 07 00 00 00 ff', '00010000'],
  ['itself', 'a3 0c 02 a3 00 0c 00 00 00 ff', '0003000c a30c87ffffffffffffff0000'],
  ['with timeouts', 'a3 0c 81 00 00 00 00 00 00 ff', '00830006 000000000000 000a00000000000000000000'],
  ['clipped', 'a3 0c 01 12 00 00 00 00 00 06', '00030006 1201'],
])('one command %s', async (_title, cdb, bytes) => {
  expect((await report(cdb)).toString('hex')).toBe(bytes.replaceAll(' ', ''));
});

test.each([
  ['a command with service actions asked for without', 'a3 0c 01 e2 00 00 00 00 00 ff', '3.7'],
  ['a command without service actions asked for with', 'a3 0c 02 12 00 00 00 00 00 ff', '3.7'],
  ['reporting options that do not exist', 'a3 0c 04 12 00 00 00 00 00 ff', '2.2'],
])('%s is refused', async (_title, cdb, pointer) => {
  expect((await run(logicalUnit, cdb)).outcome).toBe(`CHECK CONDITION 5 24/00 in cdb ${pointer}`);
});

test('a device tells how long its commands take', async () => {
  const device = await settledDevice();
  device.timeouts.set('MOVE', { nominal: 0x10, recommended: 0x0200 });
  const one = (await run(device.logicalUnit, 'a3 0c 81 01 00 00 00 00 00 ff')).received!;
  expect(Buffer.from(one).toString('hex')).toBe('008300060101000000 00 000a 0000 00000010 00000200'.replaceAll(' ', ''));
});
