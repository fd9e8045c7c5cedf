import { beforeEach, expect, test } from 'vitest';
import { additionalSense } from '../../../../src/scsi/additional-sense.ts';
import { checkCondition, good } from '../../../../src/scsi/outcome.ts';
import type { SecurityProtocol } from '../../../../src/scsi/security-protocol.ts';
import { illegalRequest } from '../../../../src/scsi/sense.ts';
import { type FakeDevice, run, settledDevice } from '../fake-device.ts';

const refusal = illegalRequest(additionalSense.securityError);
let taken: string[];
const protocol = (number: number): SecurityProtocol => ({
  protocol: number,
  name: 'Secrets',
  in: (specific) => (specific === 0 ? Uint8Array.of(0, 0, 0, 2, 0xaa, number) : specific === 1 ? refusal : undefined),
  out: (specific, parameters, { initiatorName }) => {
    if (specific === 1) return checkCondition(refusal);
    if (specific !== 0x10) return undefined;
    taken.push(`${initiatorName.split(':')[1]} ${Buffer.from(parameters).toString('hex')}`);
    return good;
  },
});

let device: FakeDevice;
beforeEach(async () => {
  taken = [];
  device = await settledDevice({ securityProtocols: [protocol(0x20), protocol(0x07)] });
});

test.each([
  ['the protocols there are', 'a2 00 0000 00 00 000000ff', '0000000000000003 000720'],
  ['no certificate', 'a2 00 0001 00 00 000000ff', '00000000'],
  ['a page', 'a2 20 0000 00 00 000000ff', '00000002aa20'],
  ['a clipped page', 'a2 07 0000 00 00 00000005', '00000002aa'],
  ['a page in units of 512 bytes', 'a2 20 0000 80 00 00000001', '00000002aa20'],
])('IN: %s', async (_title, cdb, bytes) => {
  const { outcome, received } = await run(device.logicalUnit, cdb);
  expect(outcome).toBe('GOOD');
  expect(Buffer.from(received!).toString('hex')).toBe(bytes.replaceAll(' ', ''));
});

test.each([
  ['IN of an unknown protocol', 'a2 21 0000 00 00 000000ff', '24/00 in cdb 1.7'],
  ['IN of an unknown page', 'a2 20 0002 00 00 000000ff', '24/00 in cdb 2.7'],
  ['IN of unknown information', 'a2 00 0002 00 00 000000ff', '24/00 in cdb 2.7'],
  ['IN of a page that fails', 'a2 20 0001 00 00 000000ff', '74/00'],
  ['IN with reserved bits', 'a2 20 0000 01 00 000000ff', '24/00 in cdb 4.0'],
  ['OUT to protocol 00h', 'b5 00 0000 00 00 00000004', '24/00 in cdb 1.7'],
  ['OUT to an unknown page', 'b5 20 0011 00 00 00000004', '24/00 in cdb 2.7'],
  ['OUT to a page that fails', 'b5 20 0001 00 00 00000004', '74/00'],
  ['OUT of more than was sent', 'b5 20 0010 00 00 00000005', '1a/00'],
  ['OUT of more than any page has', 'b5 20 0010 80 00 00000081', '24/00 in cdb 6.7'],
])('%s is refused', async (_title, cdb, sense) => {
  expect((await run(device.logicalUnit, cdb, { data: Buffer.from('01020304', 'hex') })).outcome).toBe(`CHECK CONDITION 5 ${sense}`);
  expect(taken).toEqual([]);
});

test('OUT hands the whole list over', async () => {
  expect((await run(device.logicalUnit, 'b5 20 0010 00 00 00000004', { data: Buffer.from('01020304', 'hex') })).outcome).toBe('GOOD');
  expect((await run(device.logicalUnit, 'b5 20 0010 80 00 00000001', { data: new Uint8Array(512) })).outcome).toBe('GOOD');
  expect((await run(device.logicalUnit, 'b5 20 0010 00 00 00000000')).outcome).toBe('GOOD');
  expect(taken).toEqual(['alice 01020304', `alice ${'00'.repeat(512)}`]);
});

test('a device without security protocols has neither command', async () => {
  const without = await settledDevice();
  expect((await run(without.logicalUnit, 'a2 00 0000 00 00 000000ff')).outcome).toBe('CHECK CONDITION 5 20/00');
  expect((await run(without.logicalUnit, 'b5 20 0010')).outcome).toBe('CHECK CONDITION 5 20/00');
});
