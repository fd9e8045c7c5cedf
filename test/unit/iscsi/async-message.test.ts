import { describe, expect, test } from 'vitest';
import { asyncMessage } from '../../../src/iscsi/async-message.ts';
import type { AsyncNotice } from '../../../src/iscsi/async-notice.ts';
import { toLun } from '../../../src/scsi/target.ts';
import { encodeHeader } from '../../../src/wire/codec.ts';
import { Opcode } from '../../../src/wire/opcode.ts';

const sense = Uint8Array.of(0x70, 0, 6, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x28, 0, 0, 0, 0, 0);
const times = { time2WaitSeconds: 2, time2RetainSeconds: 20 };

/** The 8 bytes of the LUN, the 12 from AsyncEvent on, and the data. */
function bytesOf(notice: AsyncNotice): readonly string[] {
  const content = asyncMessage(notice);
  const header = encodeHeader({ opcode: Opcode.asyncMessage, statSn: 1, expCmdSn: 2, maxCmdSn: 3, ...content });
  return [header.subarray(8, 16), header.subarray(36, 48), content.data.toBytes()].map((bytes) => Buffer.from(bytes).toString('hex'));
}

const noLun = '00000000 00000000';

describe('asynchronous messages', () => {
  test.each<[AsyncNotice, lun: string, fields: string, data: string]>([
    [
      { event: 'scsi', lun: toLun(5), sense },
      '00050000 00000000',
      '00000000 00000000 00000000',
      '0012 7000060000 00000a00 000000 2800 00000000',
    ],
    [
      { event: 'scsi', lun: toLun(300), sense: sense.subarray(0, 2), eventData: Uint8Array.of(1, 2, 3) },
      '412c0000 00000000',
      '00000000 00000000 00000000',
      '0002 7000 010203',
    ],
    [
      { event: 'scsi', lun: toLun(0), sense: new Uint8Array(0), eventData: Uint8Array.of(9) },
      noLun,
      '00000000 00000000 00000000',
      '0000 09',
    ],
    [{ event: 'logout-request', withinSeconds: 10 }, noLun, '01000000 0000000a 00000000', ''],
    [{ event: 'connection-dropped', connectionId: 0x1234, ...times }, noLun, '02001234 00020014 00000000', ''],
    [{ event: 'all-connections-dropped', ...times }, noLun, '03000000 00020014 00000000', ''],
    [{ event: 'negotiation-request', withinSeconds: 3 }, noLun, '04000000 00000003 00000000', ''],
    [{ event: 'task-termination', lun: toLun(7) }, '00070000 00000000', '05000000 00000000 00000000', ''],
  ])('%o', (notice, ...expected) => {
    expect(bytesOf(notice)).toEqual(expected.map((hex) => hex.replaceAll(' ', '')));
  });

  test.each([
    [0.2, 1],
    [2.5, 3],
    [-1, 0],
    [100_000, 0xffff],
  ])('%d seconds are told as %i', (withinSeconds, told) => {
    expect(asyncMessage({ event: 'logout-request', withinSeconds }).parameter3).toBe(told);
  });
});
