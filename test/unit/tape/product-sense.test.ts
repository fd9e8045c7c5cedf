import { expect, it } from 'vitest';
import { lto8 } from '../../../src/models/lto.ts';
import { TapeAlerts } from '../../../src/scsi/tape-alert.ts';
import type { SenseFacts } from '../../../src/tape/model.ts';
import { additionalSenseBytes } from '../../../src/tape/product-sense.ts';
import { driveWithTape } from './host.ts';

const bytes = (sense: SenseFacts | undefined, { remainingBytes = 0, alerts = new TapeAlerts() } = {}) => {
  const model = { ...lto8, ...(sense !== undefined && { sense }) };
  return Buffer.from(
    additionalSenseBytes({
      model,
      loadedHead: { remainingBytes: remainingBytes + 1000, partition: { earlyWarningBytes: 1000 } } as never,
      alerts,
    }),
  ).toString('hex');
};

it('most products have nothing there', () => {
  expect(bytes(undefined)).toBe('');
});

it('a DLT has its remaining capacity at bytes 25 to 28', () => {
  const dlt: SenseFacts = { lengthBytes: 29, remainingCapacity: { at: 25, length: 4, unitBytes: 4096 } };
  expect(bytes(dlt, { remainingBytes: 0x1234_5678 * 4096 + 4095 })).toBe('00000000000000' + '12345678');
});

it('what does not fit is as much as fits', () => {
  const exabyte: SenseFacts = { lengthBytes: 29, remainingCapacity: { at: 23, length: 3, unitBytes: 1024 } };
  expect(bytes(exabyte, { remainingBytes: 2 ** 40 })).toBe('0000000000' + 'ffffff' + '000000');
});

it('a DDS drive asks for a cleaning in bit 3 of byte 21', () => {
  const dds: SenseFacts = { lengthBytes: 22, cleaningRequested: { at: 21, bit: 3 } };
  const alerts = new TapeAlerts();
  expect(bytes(dds, { alerts })).toBe('00000000');
  alerts.raise(0x14 as never);
  expect(bytes(dds, { alerts })).toBe('00000008');
});

it('past early warning nothing remains', () => {
  const dlt: SenseFacts = { lengthBytes: 22, remainingCapacity: { at: 18, length: 4, unitBytes: 1 } };
  expect(bytes(dlt, { remainingBytes: -1 })).toBe('00000000');
});

it('without a cartridge nothing remains', async () => {
  const sense: SenseFacts = { lengthBytes: 22, remainingCapacity: { at: 18, length: 4, unitBytes: 1 } };
  const empty = additionalSenseBytes({ model: { ...lto8, sense }, loadedHead: undefined, alerts: new TapeAlerts() });
  expect([...empty]).toEqual([0, 0, 0, 0]);
});
it('REQUEST SENSE returns them behind the 18 bytes', async () => {
  const sense: SenseFacts = { lengthBytes: 29, remainingCapacity: { at: 25, length: 4, unitBytes: 4096 } };
  const { host } = await driveWithTape({ model: { ...lto8, sense }, capacityBytes: 4096 * 1000, earlyWarningBytes: 4096 * 10 });
  const { data } = await host.execute([0x03, 0, 0, 0, 29, 0], { room: 29 });
  expect(data).toHaveLength(29);
  expect(data[7]).toBe(29 - 8);
  expect(data.readUInt32BE(25)).toBe(990);
});
