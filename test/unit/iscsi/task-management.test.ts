import { describe, expect, test } from 'vitest';
import { type TaskOutcome, toLun } from '../../../src/scsi/target.ts';
import { AsyncEvent } from '../../../src/wire/async-message.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import type { ReadyToTransferPdu } from '../../../src/wire/ready-to-transfer.ts';
import { RejectReason } from '../../../src/wire/reject.ts';
import { TaskManagementFunctionCode as Code } from '../../../src/wire/task-management-request.ts';
import {
  dataOut,
  FakeTarget,
  firstCmdSn,
  good,
  makeRig,
  nopOut,
  pattern,
  scsiCommand,
  settled,
  targetName,
  taskManagement,
  textRequest,
} from './rig.ts';

const command = (index: number, fields = {}) => scsiCommand({ cmdSn: firstCmdSn + index, initiatorTaskTag: index, ...fields });
const past = (count: number) => ({ cmdSn: firstCmdSn + count });

describe('ABORT TASK', () => {
  const abort = (tag: number, refCmdSn: number, fields = {}) =>
    taskManagement({ function: Code.abortTask, referencedTaskTag: tag, refCmdSn, ...fields });

  test('answers when the task is gone, and the task says nothing any more', async () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    device.manageAs = async () => 'complete';
    receive(command(0, { write: true, expectedDataTransferLength: 9 }));
    const { task, end } = device.started[0]!;
    const taken = task.receiveDataOut(9);
    port.takeOne(Opcode.readyToTransfer);
    receive(abort(0, firstCmdSn, past(1)));
    await expect(taken).rejects.toThrow();
    await settled();
    expect(port.take()).toEqual([]);
    end('aborted');
    await settled();
    expect(port.takeOne(Opcode.taskManagementResponse)).toMatchObject({ response: 0, initiatorTaskTag: 900 });
    expect(device.managed).toMatchObject([{ function: 'abort-task', lun: 0, tag: 0 }]);
  });

  test('a command that was held is not delivered any more', async () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(command(1), abort(1, firstCmdSn + 1, past(2)));
    await settled();
    expect(port.takeOne(Opcode.taskManagementResponse).response).toBe(0);
    receive(command(0), command(2));
    expect(device.started.map(({ task }) => task.tag)).toEqual([0, 2]);
  });

  test('a command that has not arrived counts as received', async () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(abort(0, firstCmdSn, past(1)));
    await settled();
    expect(port.takeOne(Opcode.taskManagementResponse)).toMatchObject({ response: 0, expCmdSn: firstCmdSn + 1 });
    receive(command(0), command(1));
    expect(device.started.map(({ task }) => task.tag)).toEqual([1]);
  });

  test('a command that comes after the request is none of its business', async () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(abort(1, firstCmdSn + 1, past(0)));
    await settled();
    expect(port.takeOne(Opcode.taskManagementResponse)).toMatchObject({ response: 1, expCmdSn: firstCmdSn });
    receive(command(0), command(1));
    expect(device.started.map(({ task }) => task.tag)).toEqual([0, 1]);
  });

  test('a task that is no more does not exist', async () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(command(0));
    device.started[0]!.end(good);
    await settled();
    port.take();
    receive(abort(0, firstCmdSn, past(1)));
    await settled();
    expect(port.takeOne(Opcode.taskManagementResponse).response).toBe(1);
  });

  test('nor does a task of another logical unit', async () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(command(0), abort(0, firstCmdSn, { ...past(1), lun: 1n << 48n }));
    await settled();
    expect(port.takeOne(Opcode.taskManagementResponse).response).toBe(1);
    expect(device.managed).toEqual([]);
  });

  test.each([
    ['itself', 900],
    ['another task management function', 901],
  ])('%s cannot be aborted: the function is rejected', async (_, tag) => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    device.manageAs = () => new Promise(() => {});
    receive(taskManagement({ function: Code.clearAca, initiatorTaskTag: 901 }), abort(tag, firstCmdSn));
    await settled();
    expect(port.takeOne(Opcode.taskManagementResponse)).toMatchObject({ response: 255, initiatorTaskTag: 900 });
  });

  test('an immediate task that is no more does not exist, though its RefCmdSN is in the window', async () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(command(0, { immediate: true }));
    device.started[0]!.end(good);
    await settled();
    port.take();
    receive(abort(0, firstCmdSn));
    await settled();
    expect(port.takeOne(Opcode.taskManagementResponse)).toMatchObject({ response: 1, expCmdSn: firstCmdSn });
  });

  test('a number in the window that another command has taken is left to it', async () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(command(1), abort(77, firstCmdSn + 1, past(2)));
    await settled();
    expect(port.takeOne(Opcode.taskManagementResponse).response).toBe(0);
    receive(command(0));
    expect(device.started.map(({ task }) => task.tag)).toEqual([0, 1]);
  });

  test('a text exchange is aborted as well', async () => {
    const { port, receive } = makeRig().logIn();
    receive(textRequest([['MaxRecvDataSegmentLength', '512']], { final: false }));
    const { targetTransferTag } = port.takeOne(Opcode.textResponse);
    receive(abort(600, firstCmdSn));
    await settled();
    expect(port.takeOne(Opcode.taskManagementResponse).response).toBe(0);
    receive(textRequest([], { targetTransferTag }));
    port.takeOne(Opcode.reject);
    receive(nopOut({ data: pattern(600) }));
    expect(port.takeOne(Opcode.nopIn).data.length).toBe(600);
  });

  test('has no more asked for, though the device takes its time', async () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn({ offers: [['MaxBurstLength', '512']] });
    receive(command(0, { write: true, expectedDataTransferLength: 1024 }));
    device.started[0]!.task.receiveDataOut(1024).catch(() => {});
    const { targetTransferTag } = port.takeOne(Opcode.readyToTransfer);
    let refuse = (): void => {};
    device.manageAs = () =>
      new Promise((resolve) => {
        refuse = () => resolve('lun-does-not-exist');
      });
    receive(abort(0, firstCmdSn, past(1)));
    receive(dataOut({ initiatorTaskTag: 0, targetTransferTag, data: pattern(512) }));
    expect(port.take()).toEqual([]);
    refuse();
    await settled();
    expect(port.take()).toMatchObject([{ opcode: Opcode.readyToTransfer }, { opcode: Opcode.taskManagementResponse, response: 2 }]);
  });

  test('does not wait for data that are on their way, and drops them', async () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(command(0, { write: true, expectedDataTransferLength: 100 }));
    device.started[0]!.task.receiveDataOut(100).catch(() => {});
    const { targetTransferTag } = port.takeOne(Opcode.readyToTransfer);
    receive(abort(0, firstCmdSn, past(1)));
    await settled();
    expect(port.takeOne(Opcode.taskManagementResponse).response).toBe(0);
    receive(dataOut({ initiatorTaskTag: 0, targetTransferTag, data: pattern(100) }));
    expect(port.take()).toEqual([]);
  });

  test('a task that the device has ended and that waits for its data is dropped', async () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn({ offers: [['InitialR2T', 'No']] });
    receive(command(0, { write: true, final: false, expectedDataTransferLength: 20, data: pattern(10) }));
    device.started[0]!.end(good);
    device.manageAs = async () => 'task-does-not-exist';
    await settled();
    receive(abort(0, firstCmdSn, past(1)));
    await settled();
    expect(port.takeOne(Opcode.taskManagementResponse).response).toBe(0);
    receive(dataOut({ initiatorTaskTag: 0, bufferOffset: 10, data: pattern(10) }));
    await settled();
    expect(port.take()).toEqual([]);
  });
});

describe('functions of a logical unit and of the target', () => {
  test.each([
    [Code.abortTaskSet, 'abort-task-set'],
    [Code.clearTaskSet, 'clear-task-set'],
    [Code.logicalUnitReset, 'logical-unit-reset'],
  ] as const)('%i is %s, for the tasks of its logical unit', async (code, name) => {
    const { device, logIn, events } = makeRig();
    const { port, receive } = logIn();
    receive(command(0), command(1, { lun: 1n << 48n }), taskManagement({ function: code, ...past(2) }));
    await settled();
    expect(port.takeOne(Opcode.taskManagementResponse).response).toBe(0);
    expect(device.managed).toMatchObject([{ function: name, lun: 0 }]);
    expect(events.at(-1)).toMatchObject({ event: 'task-management.completed', function: code, response: 0 });
    device.started[1]!.end(good);
    await settled();
    expect(port.takeOne(Opcode.scsiResponse).initiatorTaskTag).toBe(1);
  });

  test('a warm reset reaches every task and leaves the session', async () => {
    const { device, node, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(command(0), command(1, { lun: 1n << 48n }), taskManagement({ function: Code.targetWarmReset, ...past(2) }));
    await settled();
    port.takeOne(Opcode.taskManagementResponse);
    expect(device.managed).toMatchObject([{ function: 'target-warm-reset' }]);
    expect(node.sessions()).toHaveLength(1);
  });

  test('a cold reset ends every session of the target, after its answer', async () => {
    const { node, logIn } = makeRig();
    const other = logIn({ initiator: 'iqn.2026-11.local.host:two' });
    const discovery = logIn({ discovery: true });
    const { port, receive } = logIn();
    receive(taskManagement({ function: Code.targetColdReset }));
    await settled();
    const farewell = { opcode: Opcode.asyncMessage, asyncEvent: AsyncEvent.allConnectionsDropped };
    expect(port.take()).toMatchObject([{ opcode: Opcode.taskManagementResponse, response: 0 }, farewell]);
    expect(port.closed?.how).toBe('after-sending');
    expect(other.port.take()).toMatchObject([farewell]);
    expect(other.port.closed).toBeDefined();
    expect(discovery.port.closed).toBeUndefined();
    expect(node.sessions()).toHaveLength(1);
  });

  test('a cold reset leaves sessions alone that are shown none of its logical units', async () => {
    const [own, others] = ['iqn.2026-11.local.host:own', 'iqn.2026-11.local.host:other'];
    const shown = (...luns: number[]) => new Set(luns.map(toLun));
    const access = [{ initiators: [own], luns: shown(0, 1) }, { initiators: [others], luns: shown(2) }, {}];
    const { node, logIn } = makeRig({ targets: [{ name: targetName, device: new FakeTarget(), access }] });
    logIn();
    logIn({ initiator: others });
    const { receive } = logIn({ initiator: own });
    receive(taskManagement({ function: Code.targetColdReset }));
    await settled();
    expect(node.sessions().map(({ initiatorName: name }) => name)).toEqual([others]);
  });

  test.each([
    ['lun-does-not-exist', 2],
    ['not-supported', 5],
    ['rejected', 255],
  ] as const)('the device says %s: %i', async (says, response) => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    device.manageAs = async () => says;
    receive(command(0), taskManagement({ function: Code.logicalUnitReset, ...past(1) }));
    await settled();
    expect(port.takeOne(Opcode.taskManagementResponse).response).toBe(response);
    device.started[0]!.end(good);
    await settled();
    port.takeOne(Opcode.scsiResponse);
  });

  test.each([
    [Code.taskReassign, 4],
    [0, 5],
    [99, 5],
  ])('function %i is answered %i', async (code, response) => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(taskManagement({ function: code }));
    await settled();
    expect(port.takeOne(Opcode.taskManagementResponse).response).toBe(response);
    expect(device.managed).toEqual([]);
  });

  test('CLEAR ACA is the device to answer and aborts nothing', async () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    device.manageAs = async () => 'complete';
    receive(command(0), taskManagement({ function: Code.clearAca, ...past(1) }));
    await settled();
    port.takeOne(Opcode.taskManagementResponse);
    device.started[0]!.end(good);
    await settled();
    port.takeOne(Opcode.scsiResponse);
  });

  test('an immediate one waits for every command before it', async () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(command(1), taskManagement({ function: Code.logicalUnitReset, ...past(2) }));
    await settled();
    expect(device.managed).toEqual([]);
    receive(command(0));
    await settled();
    expect(port.takeOne(Opcode.taskManagementResponse).response).toBe(0);
  });

  test('an immediate one behind a window that is full waits for every command in it', async () => {
    const { device, logIn } = makeRig({ limits: { commandWindow: 2 } });
    const { port, receive } = logIn();
    receive(command(1), taskManagement({ function: Code.abortTaskSet, ...past(2) }));
    await settled();
    expect(device.managed).toEqual([]);
    receive(command(0));
    await settled();
    expect(port.takeOne(Opcode.taskManagementResponse).response).toBe(0);
    expect(device.started.map(({ task }) => task.tag)).toEqual([0, 1]);
  });

  test.each([Code.targetWarmReset, Code.targetColdReset])('%i takes commands before it that are missing for received', async (code) => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    receive(command(1), taskManagement({ function: code, ...past(3) }));
    await settled();
    expect(port.take()[0]).toMatchObject({ opcode: Opcode.taskManagementResponse, response: 0, expCmdSn: firstCmdSn + 3 });
    receive(command(0), command(2));
    expect(device.started.map(({ task }) => task.tag)).toEqual([1]);
  });

  test.each([
    [true, RejectReason.immediateCommandReject],
    [false, RejectReason.outOfResources],
  ])('too many at once are rejected, immediate: %s', (immediate, reason) => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    device.manageAs = () => new Promise(() => {});
    for (let tag = 0; tag < 16; tag++) receive(taskManagement({ function: Code.clearAca, initiatorTaskTag: tag }));
    receive(taskManagement({ function: Code.clearAca, immediate }));
    expect(port.takeOne(Opcode.reject).reason).toBe(reason);
  });

  test('one under a task tag that is in use is rejected', () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    device.manageAs = () => new Promise(() => {});
    receive(command(0), taskManagement({ function: Code.clearAca, initiatorTaskTag: 0 }));
    expect(port.takeOne(Opcode.reject).reason).toBe(RejectReason.protocolError);
    for (let time = 0; time < 2; time++) receive(taskManagement({ function: Code.clearAca, ...past(1) }));
    expect(port.takeOne(Opcode.reject).reason).toBe(RejectReason.protocolError);
  });
});

/** §4.2.3.3: R2Ts that the initiator has got are met first. */
describe.each([
  ['ABORT TASK SET', Code.abortTaskSet],
  ['CLEAR TASK SET', Code.clearTaskSet],
  ['LOGICAL UNIT RESET', Code.logicalUnitReset],
  ['TARGET WARM RESET', Code.targetWarmReset],
  ['TARGET COLD RESET', Code.targetColdReset],
] as const)('%s, while data of a task are on their way', (_, code) => {
  async function writing() {
    const rig = makeRig();
    const link = rig.logIn({
      offers: [
        ['MaxBurstLength', '512'],
        ['MaxOutstandingR2T', '2'],
      ],
    });
    link.receive(command(0, { write: true, expectedDataTransferLength: 2048 }));
    const { task, end } = rig.device.started[0]!;
    task.receiveDataOut(2048).catch(() => end('aborted'));
    const tags = link.port.take().map((pdu) => (pdu as ReadyToTransferPdu).targetTransferTag);
    link.receive(taskManagement({ function: code, ...past(1) }));
    await settled();
    const answer = (index: number, fields = {}): void =>
      link.receive(
        dataOut({ initiatorTaskTag: 0, targetTransferTag: tags[index]!, bufferOffset: index * 512, data: pattern(512), ...fields }),
      );
    return { ...rig, ...link, answer };
  }

  test('waits for them, asks for no more, and only then asks the device', async () => {
    const { device, port, answer } = await writing();
    answer(1);
    await settled();
    expect([device.managed, port.take()]).toEqual([[], []]);
    answer(0, { final: false, data: pattern(1) });
    // The initiator may end early: it need not send what nobody wants any more.
    answer(0, { dataSn: 1, bufferOffset: 1, data: pattern(0) });
    await settled();
    expect(device.managed).toHaveLength(1);
    expect(port.take().at(0)).toMatchObject({ opcode: Opcode.taskManagementResponse, response: 0 });
  });

  test('waits no longer than an initiator says nothing, and drops what comes after all', async () => {
    const { device, clock, port, answer } = await writing();
    clock.advance(900);
    answer(0);
    clock.advance(900);
    await settled();
    expect([device.managed, port.take()]).toEqual([[], []]);
    clock.advance(1100);
    await settled();
    expect(device.managed).toHaveLength(1);
    expect(port.take().at(0)).toMatchObject({ opcode: Opcode.taskManagementResponse, response: 0 });
    answer(1);
    expect(port.take()).toEqual([]);
    expect(port.timerCount).toBeLessThanOrEqual(1);
  });

  test('keeps what comes after it away from the device', async () => {
    const { device, receive, answer } = await writing();
    receive(command(1), command(2));
    expect(device.started).toHaveLength(1);
    receive(
      taskManagement({ function: Code.abortTask, initiatorTaskTag: 901, referencedTaskTag: 2, refCmdSn: firstCmdSn + 2, ...past(3) }),
    );
    await settled();
    device.manageAs = async () => {
      expect(device.started).toHaveLength(1);
      device.started[0]!.end('aborted');
      return 'complete';
    };
    answer(0);
    answer(1);
    await settled();
    expect(device.managed.map(({ function: name }) => name)).toHaveLength(1);
    expect(device.started.map(({ task }) => task.tag)).toEqual([0, 1]);
  });

  test('and the next one leaves alone what comes after that', async () => {
    const { device, port, receive, answer } = await writing();
    receive(taskManagement({ function: code === Code.targetColdReset ? Code.targetWarmReset : code, initiatorTaskTag: 901, ...past(1) }));
    receive(command(1));
    device.manageAs = async () => 'complete';
    device.started[0]!.end('aborted');
    answer(0);
    answer(1);
    await settled();
    expect([device.managed.length, device.started.length]).toEqual([2, 2]);
    port.take();
    device.started[1]!.end(good);
    await settled();
    if (code !== Code.targetColdReset) expect(port.takeOne(Opcode.scsiResponse).initiatorTaskTag).toBe(1);
  });

  test('lets the task go on when the device does not carry it out', async () => {
    const { device, port, answer } = await writing();
    device.manageAs = async () => 'rejected';
    answer(0);
    answer(1);
    await settled();
    const [r2t, other, response] = port.take().sort((a, b) => b.opcode - a.opcode);
    expect([r2t, other]).toMatchObject([{ opcode: Opcode.readyToTransfer, bufferOffset: 1024 }, { opcode: Opcode.readyToTransfer }]);
    expect(response).toMatchObject({ opcode: Opcode.taskManagementResponse, response: 255 });
  });
});

describe('a task that another nexus aborts', () => {
  const twoHosts = (outcome: TaskOutcome) => {
    const rig = makeRig();
    const link = rig.logIn({ offers: [['InitialR2T', 'Yes']] });
    link.receive(command(0, { write: true, expectedDataTransferLength: 100 }));
    const { task, end } = rig.device.started[0]!;
    task.receiveDataOut(100).catch(() => {});
    const { targetTransferTag } = link.port.takeOne(Opcode.readyToTransfer);
    const data = dataOut({ initiatorTaskTag: 0, targetTransferTag, data: pattern(100) });
    const other = rig.logIn({ initiator: 'iqn.2026-11.local.host:two' });
    rig.device.manageAs = async () => {
      end(outcome);
      return 'complete';
    };
    return { ...rig, ...link, other, data };
  };

  test('says TASK ABORTED when its data have come (TAS=1); the other host does not wait for that', async () => {
    const { port, receive, other, data } = twoHosts({ status: 0x40 });
    other.receive(taskManagement({ function: Code.logicalUnitReset }));
    await settled();
    other.port.takeOne(Opcode.taskManagementResponse);
    expect(port.take()).toEqual([]);
    receive(data);
    expect(port.takeOne(Opcode.scsiResponse)).toMatchObject({ status: 0x40, initiatorTaskTag: 0 });
  });

  test('says nothing (TAS=0), and its data are dropped', async () => {
    const { port, receive, other, data } = twoHosts('aborted');
    other.receive(taskManagement({ function: Code.logicalUnitReset }));
    await settled();
    other.port.takeOne(Opcode.taskManagementResponse);
    receive(data);
    await settled();
    expect(port.take()).toEqual([]);
  });
});
