import { describe, expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import type { IscsiLimits } from '../../../src/iscsi/limits.ts';
import type { ScsiTask, TaskOutcome } from '../../../src/scsi/target.ts';
import { encodeHeader } from '../../../src/wire/codec.ts';
import type { DataOutPdu } from '../../../src/wire/data-out.ts';
import type { NopInPdu } from '../../../src/wire/nop-in.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import type { TargetPdu } from '../../../src/wire/pdu.ts';
import { RejectReason } from '../../../src/wire/reject.ts';
import type { ScsiCommandPdu } from '../../../src/wire/scsi-command.ts';
import { type WireError, wireError } from '../../../src/wire/wire-error.ts';
import { dataOut, firstCmdSn, good, type LogInOptions, makeRig, nopOut, pattern, scsiCommand, settled, taskManagement } from './rig.ts';

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
  const twoBursts: LogInOptions['offers'] = [
    ['MaxBurstLength', '1024'],
    ['MaxOutstandingR2T', '2'],
  ];
  const tagsOf = (pdus: readonly TargetPdu[]): readonly number[] =>
    pdus.map((pdu) => {
      if (pdu.opcode !== Opcode.readyToTransfer) throw new Error(`an R2T was expected, not ${pdu.opcode.toString(16)}h`);
      return pdu.targetTransferTag;
    });

  test('takes its immediate data and says GOOD', async () => {
    const { port, command, received } = writing(10);
    command({ ...write, expectedDataTransferLength: 10, data: pattern(10) });
    await settled();
    expect(port.takeOne(Opcode.scsiResponse)).toMatchObject({ status: 0, response: 0, residual: { kind: 'none' }, expDataSn: 0 });
    expect(received[0]?.toBytes()).toEqual(pattern(10).toBytes());
  });

  test('is asked for the rest with R2Ts under tags of their own, which bear the LUN', async () => {
    const { port, command, receive, received } = writing(3000, { offers: twoBursts });
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

  describe('whose data are corrupt (RFC 7143 §7.8)', () => {
    const corrupt = (fields: Partial<DataOutPdu>): WireError =>
      wireError('data-digest', 'the data digest is wrong', encodeHeader(dataOut(fields)));
    const crcError = { status: 2, sense: [0x0b, 0x47, 0x05] };
    const said = (pdu: TargetPdu) => {
      if (pdu.opcode !== Opcode.scsiResponse) throw new Error(`a SCSI Response was expected, not ${pdu.opcode.toString(16)}h`);
      const bytes = pdu.data.toBytes();
      return { status: pdu.status, sense: [bytes[4], bytes[14], bytes[15]] };
    };

    test('is rejected, awaits all the rest, and ends with ABORTED COMMAND, PROTOCOL SERVICE CRC ERROR', async () => {
      const { port, input, command, receive, received } = writing(2048, { offers: twoBursts });
      command({ ...write, expectedDataTransferLength: 2048 });
      await settled();
      const [first, second] = tagsOf(port.take());
      input.receiveError(corrupt({ targetTransferTag: first!, final: false }));
      expect(port.takeOne(Opcode.reject)).toMatchObject({ reason: RejectReason.dataDigestError });
      receive(dataOut({ targetTransferTag: second!, bufferOffset: 1024, data: pattern(1024) }));
      await settled();
      expect(port.take()).toEqual([]);
      receive(dataOut({ targetTransferTag: first!, bufferOffset: 512, dataSn: 1, data: pattern(512) }));
      await settled();
      expect(said(port.takeOne(Opcode.scsiResponse))).toEqual(crcError);
      expect(received).toEqual([]);
    });

    test('needs no more when the corrupt one was the last, and the Reject goes first', async () => {
      const { port, input, command } = writing(100);
      command({ ...write, expectedDataTransferLength: 100 });
      await settled();
      const [targetTransferTag] = tagsOf(port.take());
      input.receiveError(corrupt({ targetTransferTag: targetTransferTag! }));
      await settled();
      const [reject, response] = port.take();
      expect(reject).toMatchObject({ opcode: Opcode.reject });
      expect(said(response!)).toEqual(crcError);
    });

    test('of a task that is gone are rejected and nothing else', async () => {
      const { port, input } = writing(100);
      input.receiveError(corrupt({ initiatorTaskTag: 44, targetTransferTag: 9 }));
      await settled();
      port.takeOne(Opcode.reject);
    });
  });

  test('is not mistaken for the one before it of the same task tag: data of an aborted task are dropped', async () => {
    const { port, command, receive, received } = writing(1024);
    command({ ...write, expectedDataTransferLength: 1024 });
    await settled();
    const [old] = tagsOf(port.take());
    receive(taskManagement({ referencedTaskTag: 1, refCmdSn: firstCmdSn, cmdSn: firstCmdSn + 1 }));
    await settled();
    port.takeOne(Opcode.taskManagementResponse);
    command({ ...write, cmdSn: firstCmdSn + 1, expectedDataTransferLength: 1024 });
    await settled();
    const [fresh] = tagsOf(port.take());
    receive(
      dataOut({ targetTransferTag: old!, final: false, data: pattern(500, 9) }),
      dataOut({ targetTransferTag: old!, dataSn: 1, bufferOffset: 500, data: pattern(524, 9) }),
    );
    expect(port.take()).toEqual([]);
    receive(dataOut({ targetTransferTag: fresh!, data: pattern(1024) }));
    await settled();
    expect(port.takeOne(Opcode.scsiResponse).status).toBe(0);
    expect(received[0]!.toBytes()).toEqual(pattern(1024).toBytes());
    // Its F has come: the tag is no more than any that was never given.
    command({ ...write, cmdSn: firstCmdSn + 2, expectedDataTransferLength: 1024 });
    await settled();
    port.take();
    receive(dataOut({ targetTransferTag: old!, data: pattern(1) }));
    expect(port.takeOne(Opcode.reject).reason).toBe(RejectReason.protocolError);
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

describe('what a session may hold', () => {
  const unasked: LogInOptions = {
    offers: [
      ['InitialR2T', 'No'],
      ['FirstBurstLength', '1024'],
    ],
  };
  const limited = (heldBytes: number, options?: LogInOptions, more: Partial<IscsiLimits> = {}) => {
    const rig = makeRig({ limits: { heldBytes, ...more } });
    const link = rig.logIn(options);
    const window = (): number => {
      link.receive(nopOut());
      const { expCmdSn, maxCmdSn } = link.port.take().at(-1) as NopInPdu;
      return maxCmdSn - expCmdSn + 1;
    };
    const write = (index: number, fields: Partial<ScsiCommandPdu> = {}): ScsiCommandPdu =>
      scsiCommand({ cmdSn: firstCmdSn + index, initiatorTaskTag: index, write: true, expectedDataTransferLength: 4096, ...fields });
    return { ...rig, ...link, window, write };
  };

  test('opens the window for as many first bursts', () => {
    expect(limited(5000, unasked).window()).toBe(4);
    expect(limited(1 << 20, unasked).window()).toBe(64);
    expect(limited(1 << 20, unasked, { commandWindow: 3 }).window()).toBe(3);
  });

  test('does not count what cannot come unasked for', () => {
    const offers: LogInOptions['offers'] = [
      ['InitialR2T', 'Yes'],
      ['ImmediateData', 'No'],
    ];
    expect(limited(0, { offers }).window()).toBe(64);
    const immediateOnly: LogInOptions['offers'] = [['InitialR2T', 'Yes']];
    expect(limited(6144, { offers: immediateOnly }, { dataSegmentBytes: 512 }).window()).toBe(12);
  });

  test('lets one command in when there is room for none', () => {
    const { receive, window, write, device } = limited(10, unasked);
    expect(window()).toBe(1);
    receive(write(0, { data: pattern(1024) }), write(1, { data: pattern(1024) }));
    expect(device.started).toHaveLength(1);
    expect(window()).toBe(0);
  });

  test('closes the window as data are held, and opens it when the device has taken them', async () => {
    const { receive, window, write, device } = limited(4096, unasked);
    window();
    receive(write(0, { data: pattern(1024) }), write(1, { final: false, data: pattern(100) }), write(2, { data: pattern(1) }));
    expect(window()).toBe(1);
    await device.started[0]!.task.receiveDataOut(1024);
    expect(window()).toBe(2);
    device.started[0]!.end(good);
    await settled();
    expect(window()).toBe(2);
    receive(taskManagement({ referencedTaskTag: 1, refCmdSn: firstCmdSn + 1, cmdSn: firstCmdSn + 3 }));
    await settled();
    expect(window()).toBe(3);
  });

  test('keeps the place of commands that wait for one before them', () => {
    const { receive, window, write } = limited(3072, unasked);
    expect(window()).toBe(3);
    receive(
      write(1, { expectedDataTransferLength: 10, data: pattern(10) }),
      write(2, { expectedDataTransferLength: 10, data: pattern(10) }),
    );
    // Two hold 20 bytes: two more may come.
    expect(window()).toBe(4);
  });

  test('leaves to R2Ts ahead only what no command has been promised', async () => {
    const { receive, port, write, window } = limited(8192, unasked, { commandWindow: 4 });
    window();
    const solicited = (): number => port.take().filter(({ opcode }) => opcode === Opcode.readyToTransfer).length;
    // Four are expected at 1024 bytes each, and then three: not one of 4096 fits besides.
    receive(write(0), write(1));
    expect(solicited()).toBe(1);
    receive(write(2));
    expect(solicited()).toBe(0);
  });

  test('refuses an immediate command that brings more than fits', () => {
    const { receive, port, write, window } = limited(2048, unasked);
    expect(window()).toBe(2);
    receive(write(7, { cmdSn: firstCmdSn, immediate: true, data: pattern(1) }));
    expect(port.takeOne(Opcode.reject).reason).toBe(RejectReason.immediateCommandReject);
    expect(window()).toBe(2);
    receive(write(8, { cmdSn: firstCmdSn, immediate: true, write: false, read: true }));
    expect(port.take()).toEqual([]);
  });

  test('and how many immediate commands there may be at once', () => {
    const { receive, port } = limited(1 << 20);
    for (let tag = 0; tag < 17; tag++) receive(scsiCommand({ immediate: true, initiatorTaskTag: tag }));
    expect(port.takeOne(Opcode.reject).reason).toBe(RejectReason.immediateCommandReject);
  });
});
