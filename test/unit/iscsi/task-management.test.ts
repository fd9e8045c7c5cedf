import { describe, expect, test } from 'vitest';
import { AsyncEvent } from '../../../src/wire/async-message.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import { RejectReason } from '../../../src/wire/reject.ts';
import { TaskManagementFunctionCode as Code } from '../../../src/wire/task-management-request.ts';
import { firstCmdSn, good, makeRig, pattern, scsiCommand, settled, taskManagement } from './rig.ts';

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

  test('too many at once are rejected', () => {
    const { device, logIn } = makeRig();
    const { port, receive } = logIn();
    device.manageAs = () => new Promise(() => {});
    for (let tag = 0; tag < 17; tag++) receive(taskManagement({ function: Code.clearAca, initiatorTaskTag: tag }));
    expect(port.takeOne(Opcode.reject).reason).toBe(RejectReason.immediateCommandReject);
  });
});
