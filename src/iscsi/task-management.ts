/**
 * Task management (RFC 7143 §4.2.3.3, §11.5, §11.6; SAM-5 §7): iSCSI's function codes to the device's functions, and the response, which leaves
 * only when the affected tasks are gone, so that the initiator hears nothing of them afterwards.
 */
import { serialLess } from '../foundation/serial-number.ts';
import { decodeLun, type Nexus, type ScsiTarget, type TaskManagementFunction, type TaskManagementResponse } from '../scsi/target.ts';
import { Opcode } from '../wire/opcode.ts';
import { RejectReason } from '../wire/reject.ts';
import { TaskManagementFunctionCode as Code, type TaskManagementRequestPdu } from '../wire/task-management-request.ts';
import { TaskManagementResponseCode as Response } from '../wire/task-management-response.ts';
import type { Channel } from './channel.ts';
import type { CommandTask } from './command-task.ts';
import type { CommandWindow } from './command-window.ts';
import type { SessionTasks } from './session-tasks.ts';

/** Which of the session's tasks a function reaches. */
interface FunctionRow {
  readonly function: TaskManagementFunction;
  readonly reaches: 'one-task' | 'logical-unit' | 'target' | 'none';
}

const functions = new Map<number, FunctionRow>([
  [Code.abortTask, { function: 'abort-task', reaches: 'one-task' }],
  [Code.abortTaskSet, { function: 'abort-task-set', reaches: 'logical-unit' }],
  [Code.clearAca, { function: 'clear-aca', reaches: 'none' }],
  [Code.clearTaskSet, { function: 'clear-task-set', reaches: 'logical-unit' }],
  [Code.logicalUnitReset, { function: 'logical-unit-reset', reaches: 'logical-unit' }],
  [Code.targetWarmReset, { function: 'target-warm-reset', reaches: 'target' }],
  [Code.targetColdReset, { function: 'target-cold-reset', reaches: 'target' }],
]);

const responses: Readonly<Record<TaskManagementResponse, number>> = {
  complete: Response.functionComplete,
  'task-does-not-exist': Response.taskDoesNotExist,
  'lun-does-not-exist': Response.lunDoesNotExist,
  'not-supported': Response.functionNotSupported,
  rejected: Response.functionRejected,
};

/** How many may be under way at once; there is no use in more. */
const maximumUnderWay = 16;

export interface TaskManagementOptions {
  readonly nexus: Nexus;
  readonly device: ScsiTarget;
  readonly tasks: SessionTasks;
  readonly window: CommandWindow;
  readonly channel: Channel;
  /** The response to `function` has been sent. */
  readonly completed: (pdu: TaskManagementRequestPdu, response: number) => void;
}

export class TaskManagement {
  readonly #options: TaskManagementOptions;
  #underWay = 0;

  constructor(options: TaskManagementOptions) {
    this.#options = options;
  }

  /** Carries out a request whose turn has come. */
  perform(pdu: TaskManagementRequestPdu): void {
    const { window, channel } = this.#options;
    if (this.#underWay >= maximumUnderWay) {
      channel.reject(pdu, RejectReason.immediateCommandReject, 'too many task management functions are under way');
      return;
    }
    this.#underWay += 1;
    // What concerns many tasks concerns all that were sent before it, so an immediate request waits for those (§4.2.3.3).
    const waits = pdu.immediate && pdu.function !== Code.abortTask && window.includes(pdu.cmdSn);
    if (waits) window.whenDeliveredUpTo(pdu.cmdSn, () => this.#start(pdu));
    else this.#start(pdu);
  }

  #start(pdu: TaskManagementRequestPdu): void {
    this.#carryOut(pdu).then(
      (response) => this.#respond(pdu, response),
      (error: unknown) => this.#options.channel.fail(error),
    );
  }

  async #carryOut(pdu: TaskManagementRequestPdu): Promise<number> {
    if (pdu.function === Code.taskReassign) return Response.taskAllegianceReassignmentNotSupported;
    const row = functions.get(pdu.function);
    if (row === undefined) return Response.functionNotSupported;
    if (row.reaches === 'one-task') return this.#abortTask(pdu);

    const { nexus, device, tasks } = this.#options;
    const lun = decodeLun(pdu.lun);
    const affected = row.reaches === 'none' ? [] : tasks.delivered(row.reaches === 'target' ? 'any' : lun);
    const managed = device.manage({ function: row.function, nexus, lun });
    return responses[await this.#whenGone(affected, managed)];
  }

  /** ABORT TASK (§11.5.1): a task that is not there may be one whose command has not arrived, which then is not to be carried out any more. */
  async #abortTask(pdu: TaskManagementRequestPdu): Promise<number> {
    const { nexus, device, tasks, window } = this.#options;
    const lun = decodeLun(pdu.lun);
    const task = tasks.get(pdu.referencedTaskTag);
    if (task === undefined) {
      if (!window.includes(pdu.refCmdSn) || !serialLess(pdu.refCmdSn, pdu.cmdSn)) return Response.taskDoesNotExist;
      if (window.accepts(pdu.refCmdSn)) window.take(pdu.refCmdSn, () => {});
      return Response.functionComplete;
    }
    if (task.lun !== lun) return Response.taskDoesNotExist;
    if (task.executed === undefined) {
      tasks.drop(task);
      return Response.functionComplete;
    }
    const response = await this.#whenGone([task], device.manage({ function: 'abort-task', nexus, lun, tag: task.tag }));
    // The device may have ended it already, and only its status was still to be sent.
    return response === 'lun-does-not-exist' ? Response.lunDoesNotExist : Response.functionComplete;
  }

  /** Waits for the device, and until each of the tasks has left it; one that still has to send its status does not. */
  async #whenGone(affected: readonly CommandTask[], managed: Promise<TaskManagementResponse>): Promise<TaskManagementResponse> {
    const response = await managed;
    if (response !== 'complete' && response !== 'task-does-not-exist') return response;
    for (const task of affected) task.abort();
    await Promise.all(affected.map((task) => task.executed));
    for (const task of affected) this.#options.tasks.drop(task);
    return response;
  }

  #respond(pdu: TaskManagementRequestPdu, response: number): void {
    const { channel, completed } = this.#options;
    this.#underWay -= 1;
    channel.port.send({
      opcode: Opcode.taskManagementResponse,
      response,
      initiatorTaskTag: pdu.initiatorTaskTag,
      ...channel.numbering.next(),
    });
    completed(pdu, response);
  }
}
