import { describe, expect, test } from 'vitest';
import { Opcode } from '../../../src/wire/opcode.ts';
import { good, makeRig, pattern, scsiCommand, settled } from './rig.ts';

describe('a command as the device sees it', () => {
  test('has its LUN, its attribute and its whole CDB', () => {
    const { device, logIn } = makeRig();
    const { receive } = logIn();
    receive(
      scsiCommand({
        attribute: 3,
        lun: 5n << 48n,
        cdb: Uint8Array.from({ length: 16 }, (_, index) => index),
        additionalHeaderSegments: [{ type: 1, bytes: Uint8Array.of(0, 16, 17, 18, 19) }],
      }),
    );
    expect(device.started[0]!.task).toMatchObject({ lun: 5, attribute: 'head-of-queue', tag: 1, dataInLength: 0, dataOutLength: 0 });
    expect([...device.started[0]!.task.cdb]).toEqual(Array.from({ length: 20 }, (_, index) => index));
  });

  test.each([
    [0, 'untagged'],
    [1, 'simple'],
    [2, 'ordered'],
    [3, 'head-of-queue'],
    [4, 'aca'],
  ])('ATTR %i is %s', (attribute, expected) => {
    const { device, logIn } = makeRig();
    logIn().receive(scsiCommand({ attribute }));
    expect(device.started[0]!.task.attribute).toBe(expected);
  });

  test('has no LUN when the field holds an address that no logical unit has', () => {
    const { device, logIn } = makeRig();
    logIn().receive(scsiCommand({ lun: 0xc101_0000_0000_0000n }));
    expect(device.started[0]!.task.lun).toBeUndefined();
  });

  test('of two directions has both lengths, and both residuals', async () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(
      scsiCommand({
        read: true,
        write: true,
        expectedDataTransferLength: 8,
        data: pattern(8),
        additionalHeaderSegments: [{ type: 2, bytes: Uint8Array.of(0, 0, 0, 0, 12) }],
      }),
    );
    const { task, end } = device.started[0]!;
    expect(task).toMatchObject({ dataOutLength: 8, dataInLength: 12 });
    await task.receiveDataOut(8);
    await task.sendDataIn(pattern(10));
    end(good);
    await settled();
    expect(port.take()[1]).toMatchObject({
      opcode: Opcode.scsiResponse,
      residual: { kind: 'none' },
      bidirectionalReadResidual: { kind: 'underflow', count: 2 },
    });
  });
});
