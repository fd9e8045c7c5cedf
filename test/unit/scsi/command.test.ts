import { expect, test } from 'vitest';
import { layout, uint } from '../../../src/foundation/layout.ts';
import { defineCommand, serve } from '../../../src/scsi/command.ts';
import { good } from '../../../src/scsi/outcome.ts';
import { task } from './fake-device.ts';

const row = {
  name: 'COUNT',
  operationCode: 0xe0,
  reference: 'none',
  cdb: layout(6, { by: uint(2) }),
  dataDirection: 'none',
  execute: (device: { count: number }, { by }: { by: number }) => {
    device.count += by;
    return good;
  },
} as const;

test('a row says only what is unusual about it', () => {
  expect(defineCommand(row)).toMatchObject({ needsReady: false, reservation: 'conflict', unitAttention: 'reported' });
  expect(defineCommand({ ...row, needsReady: true, reservation: 'allowed' })).toMatchObject({ needsReady: true, reservation: 'allowed' });
});

test('a served row acts on its device', async () => {
  const device = { count: 1 };
  const [served] = serve(device, [defineCommand(row)]);
  expect(await served!.execute({ by: 4 }, task(''))).toBe(good);
  expect(device.count).toBe(5);
});
