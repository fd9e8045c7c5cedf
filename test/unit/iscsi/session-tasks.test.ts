import { describe, expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import type { ScsiTask, TaskOutcome } from '../../../src/scsi/target.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { RejectReason } from '../../../src/wire/reject.ts';
import type { ScsiCommandPdu } from '../../../src/wire/scsi-command.ts';
import { dataOut, firstCmdSn, good, type LogInOptions, makeRig, pattern, scsiCommand, settled, taskManagement } from './rig.ts';

function serve(behave: (task: ScsiTask) => Promise<TaskOutcome>, options?: LogInOptions) {
  const rig = makeRig();
  rig.device.behave = behave;
  const link = rig.logIn(options);
  return { ...rig, ...link, command: (fields: Partial<ScsiCommandPdu>) => link.receive(scsiCommand(fields)) };
}
const answering = (data: ByteList, outcome: TaskOutcome = good) =>
  serve(async (task) => {
    await task.sendDataIn(data);
    return outcome;
  });
const sense = Uint8Array.of(0x70, 0, 5, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x24, 0, 0, 0, 0, 0);
const checkCondition: TaskOutcome = { status: 2, sense };

describe('a command that reads', () => {
  test('ends with its status in the last Data-In', async () => {
    const { port, command } = answering(pattern(36));
    command({ read: true, expectedDataTransferLength: 36 });
    await settled();
    expect(port.takeOne(Opcode.dataIn)).toMatchObject({
      final: true,
      hasStatus: true,
      status: 0,
      statSn: 8,
      residual: { kind: 'none', count: 0 },
      expCmdSn: firstCmdSn + 1,
    });
  });

  test.each([
    [36, 96, { kind: 'underflow', count: 60 }, 36],
    [96, 36, { kind: 'overflow', count: 60 }, 36],
  ] as const)('with %i bytes for %i has a residual', async (length, expected, residual, sent) => {
    const { port, command } = answering(pattern(length));
    command({ read: true, expectedDataTransferLength: expected });
    await settled();
    const dataIn = port.takeOne(Opcode.dataIn);
    expect(dataIn.residual).toEqual(residual);
    expect(dataIn.data.length).toBe(sent);
  });

  test('without room for any data reports all of it as overflow', async () => {
    const { port, command } = answering(pattern(36));
    command({});
    await settled();
    expect(port.takeOne(Opcode.scsiResponse)).toMatchObject({ status: 0, residual: { kind: 'overflow', count: 36 } });
  });

  test('without data reports all of it as underflow', async () => {
    const { port, command } = serve(async () => good);
    command({ read: true, expectedDataTransferLength: 36 });
    await settled();
    expect(port.takeOne(Opcode.scsiResponse)).toMatchObject({ status: 0, residual: { kind: 'underflow', count: 36 } });
  });

  test('with data and CHECK CONDITION sends both, the status in a response of its own', async () => {
    const { port, command } = answering(pattern(36), checkCondition);
    command({ read: true, expectedDataTransferLength: 40 });
    await settled();
    const [dataIn, response] = port.take();
    expect(dataIn).toMatchObject({ opcode: Opcode.dataIn, final: true, hasStatus: false, statSn: 0 });
    expect(response).toMatchObject({
      opcode: Opcode.scsiResponse,
      status: 2,
      residual: { kind: 'underflow', count: 4 },
      expDataSn: 1,
      statSn: 8,
    });
    expect((response as { data: ByteList }).data.toBytes()).toEqual(Uint8Array.of(0, 18, ...sense));
  });

  test('with data and BUSY sends both as well', async () => {
    const { port, command } = answering(pattern(36), { status: 8 });
    command({ read: true, expectedDataTransferLength: 36 });
    await settled();
    expect(port.take()).toMatchObject([
      { opcode: Opcode.dataIn, final: true, hasStatus: false },
      { opcode: Opcode.scsiResponse, status: 8, data: ByteList.empty },
    ]);
  });

  test('is cut to what the initiator takes', async () => {
    const { port, command } = serve(
      async (task) => {
        await task.sendDataIn(pattern(1300));
        return good;
      },
      { offers: [['MaxRecvDataSegmentLength', '512']] },
    );
    command({ read: true, expectedDataTransferLength: 1300 });
    await settled();
    expect(
      port.take().map((pdu) => pdu.opcode === Opcode.dataIn && [pdu.data.length, pdu.dataSn, pdu.bufferOffset, pdu.hasStatus]),
    ).toEqual([
      [512, 0, 0, false],
      [512, 1, 512, false],
      [276, 2, 1024, true],
    ]);
  });
});

describe('a command that writes', () => {
  const writing = (wanted: number, options?: LogInOptions) => {
    const received: ByteList[] = [];
    const made = serve(async (task) => {
      received.push(await task.receiveDataOut(wanted));
      return good;
    }, options);
    return { ...made, received };
  };
  const write = { write: true } as const;

  test('takes its immediate data and says GOOD', async () => {
    const { port, command, received } = writing(10);
    command({ ...write, expectedDataTransferLength: 10, data: pattern(10) });
    await settled();
    expect(port.takeOne(Opcode.scsiResponse)).toMatchObject({ status: 0, response: 0, residual: { kind: 'none' }, expDataSn: 0 });
    expect(received[0]?.toBytes()).toEqual(pattern(10).toBytes());
  });

  test('is asked for the rest with R2Ts under tags of their own, which bear the LUN', async () => {
    const { port, command, receive, received } = writing(3000, {
      offers: [
        ['MaxBurstLength', '1024'],
        ['MaxOutstandingR2T', '2'],
      ],
    });
    command({ ...write, lun: 3n << 48n, expectedDataTransferLength: 3000, data: pattern(500) });
    await settled();
    const first = port.take();
    expect(
      first.map((pdu) => pdu.opcode === Opcode.readyToTransfer && [pdu.r2tSn, pdu.bufferOffset, pdu.desiredDataTransferLength, pdu.lun]),
    ).toEqual([
      [0, 500, 1024, 3n << 48n],
      [1, 1524, 1024, 3n << 48n],
    ]);
    const tags = first.map((pdu) => (pdu as { targetTransferTag: number }).targetTransferTag);
    expect(new Set(tags).size).toBe(2);
    // The LUN is left out, as some initiators do.
    receive(dataOut({ targetTransferTag: tags[0]!, bufferOffset: 500, data: pattern(1024, 500) }));
    const third = port.takeOne(Opcode.readyToTransfer);
    expect(third).toMatchObject({ r2tSn: 2, bufferOffset: 2548, desiredDataTransferLength: 452, statSn: 8 });
    receive(
      dataOut({ targetTransferTag: tags[1]!, bufferOffset: 1524, data: pattern(1024, 1524) }),
      dataOut({ targetTransferTag: third.targetTransferTag, bufferOffset: 2548, data: pattern(452, 2548) }),
    );
    await settled();
    expect(port.takeOne(Opcode.scsiResponse)).toMatchObject({ status: 0, expDataSn: 0, statSn: 8 });
    expect(received[0]?.toBytes()).toEqual(pattern(3000).toBytes());
  });

  test('takes unsolicited data that comes before its turn', async () => {
    const { port, command, receive, received } = writing(20, { offers: [['InitialR2T', 'No']] });
    command({ ...write, final: false, cmdSn: firstCmdSn + 1, expectedDataTransferLength: 20, data: pattern(10) });
    receive(dataOut({ bufferOffset: 10, data: pattern(10, 10) }));
    expect(received).toEqual([]);
    command({ initiatorTaskTag: 2, write: true, expectedDataTransferLength: 1, data: pattern(1) });
    await settled();
    expect(received.map(({ length }) => length)).toEqual([1, 20]);
    expect(port.take()).toHaveLength(2);
  });

  test.each([
    [10, 16, { kind: 'underflow', count: 6 }],
    [16, 10, { kind: 'overflow', count: 6 }],
  ] as const)('whose device wants %i of %i bytes has a residual', async (wanted, expected, residual) => {
    const { port, command } = writing(wanted);
    command({ ...write, expectedDataTransferLength: expected, data: pattern(expected) });
    await settled();
    expect(port.takeOne(Opcode.scsiResponse).residual).toEqual(residual);
  });

  test('that the device refuses without its data is not asked for them', async () => {
    const { port, command } = serve(async () => checkCondition);
    command({ ...write, expectedDataTransferLength: 4000 });
    await settled();
    expect(port.takeOne(Opcode.scsiResponse)).toMatchObject({ status: 2, residual: { kind: 'underflow', count: 4000 } });
  });

  test('that is refused while unsolicited data is on its way answers after its last', async () => {
    const { port, command, receive } = serve(async () => checkCondition, { offers: [['InitialR2T', 'No']] });
    command({ ...write, final: false, expectedDataTransferLength: 20 });
    await settled();
    receive(dataOut({ final: false, data: pattern(10) }));
    expect(port.take()).toEqual([]);
    receive(dataOut({ dataSn: 1, bufferOffset: 10, data: pattern(10, 10) }));
    port.takeOne(Opcode.scsiResponse);
  });

  test('whose data goes wrong is rejected and ends with ABORTED COMMAND', async () => {
    const { port, command, receive } = writing(100);
    command({ ...write, expectedDataTransferLength: 100 });
    await settled();
    const { targetTransferTag } = port.takeOne(Opcode.readyToTransfer);
    receive(dataOut({ targetTransferTag, bufferOffset: 50, data: pattern(50) }));
    await settled();
    const [reject, response] = port.take();
    expect(reject).toMatchObject({ opcode: Opcode.reject, reason: RejectReason.protocolError });
    expect(response).toMatchObject({ opcode: Opcode.scsiResponse, status: 2 });
    const bytes = (response as { data: ByteList }).data.toBytes();
    expect([bytes[4], bytes[14], bytes[15]]).toEqual([0x0b, 0x0c, 0x0d]);
  });

  test('with unexpected unsolicited data ends with ABORTED COMMAND of its own', async () => {
    const { port, command } = writing(100, { offers: [['ImmediateData', 'No']] });
    command({ ...write, expectedDataTransferLength: 100, data: pattern(100) });
    await settled();
    const bytes = port.takeOne(Opcode.scsiResponse).data.toBytes();
    expect([bytes[4], bytes[14], bytes[15]]).toEqual([0x0b, 0x0c, 0x0c]);
  });

  test('and waits behind others is asked for its data ahead', async () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(scsiCommand({ ...write, expectedDataTransferLength: 4096 }));
    expect(port.take()).toEqual([]);
    receive(scsiCommand({ ...write, cmdSn: firstCmdSn + 1, initiatorTaskTag: 2, expectedDataTransferLength: 4096 }));
    const r2t = port.takeOne(Opcode.readyToTransfer);
    expect(r2t.initiatorTaskTag).toBe(2);
    receive(dataOut({ initiatorTaskTag: 2, targetTransferTag: r2t.targetTransferTag, data: pattern(4096) }));
    expect((await device.started[1]!.task.receiveDataOut(4096)).length).toBe(4096);
  });

  test('aborted before its turn is never the affair of the device', async () => {
    const { device, port, command, receive, received } = writing(1);
    command({ ...write, cmdSn: firstCmdSn + 1, expectedDataTransferLength: 1, data: pattern(1) });
    receive(taskManagement({ referencedTaskTag: 1, refCmdSn: firstCmdSn + 1, cmdSn: firstCmdSn + 2 }));
    await settled();
    expect(port.takeOne(Opcode.taskManagementResponse).response).toBe(0);
    command({ initiatorTaskTag: 2 });
    await settled();
    expect(device.managed).toEqual([]);
    expect(received).toHaveLength(1);
  });

  test('data for a command that is not there is dropped', () => {
    const { port, receive } = writing(1);
    receive(
      dataOut({ initiatorTaskTag: 77, data: pattern(10) }),
      dataOut({ initiatorTaskTag: 77, targetTransferTag: 5, data: pattern(10) }),
    );
    expect(port.take()).toEqual([]);
  });
});
