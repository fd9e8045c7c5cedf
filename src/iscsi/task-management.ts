/**
 * Task management (RFC 7143 §4.2.3.3, §11.5, §11.6; SAM-5 §7): iSCSI's function codes to the device's functions, and the response, which leaves
 * only when the affected tasks are gone, so that the initiator hears nothing of them afterwards.
 */
import { serialLess } from '../foundation/serial-number.ts';
import {
  decodeLun,
  type Lun,
  type Nexus,
  type ScsiTarget,
  type TaskManagementFunction,
  type TaskManagementResponse,
} from '../scsi/target.ts';
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

/** The functions of many tasks for which the commands before them need not be awaited: whatever they were, they are cancelled (§4.2.3.3, b). */
const plugging: ReadonlySet<number> = new Set([Code.targetWarmReset, Code.targetColdReset]);

/** How many may be under way at once; there is no use in more. */
const maximumUnderWay = 16;
/** How long an initiator may be silent that was asked for data of affected tasks. Some send none once they have asked for an abort. */
const maximumSilenceMs = 1000;

export interface TaskManagementOptions {
  readonly nexus: Nexus;
  readonly device: ScsiTarget;
  readonly tasks: SessionTasks;
  readonly window: CommandWindow;
  readonly channel: Channel;
  /** Ends the text exchange of this Initiator Task Tag; false when there is none. */
  readonly abandonText: (initiatorTaskTag: number) => boolean;
  /** The response to `function` has been sent. */
  readonly completed: (pdu: TaskManagementRequestPdu, response: number) => void;
}

export class TaskManagement {
  readonly #options: TaskManagementOptions;
  /** By their Initiator Task Tags. */
  readonly #underWay = new Set<number>();

  constructor(options: TaskManagementOptions) {
    this.#options = options;
  }

  /** Carries out a request whose turn has come. */
  perform(pdu: TaskManagementRequestPdu): void {
    const { window, tasks, channel } = this.#options;
    if (this.#underWay.has(pdu.initiatorTaskTag) || tasks.get(pdu.initiatorTaskTag) !== undefined) {
      channel.reject(pdu, RejectReason.protocolError, `Initiator Task Tag ${pdu.initiatorTaskTag} is in use`);
      return;
    }
    if (this.#underWay.size >= maximumUnderWay) {
      const reason = pdu.immediate ? RejectReason.immediateCommandReject : RejectReason.outOfResources;
      channel.reject(pdu, reason, 'too many task management functions are under way');
      return;
    }
    this.#underWay.add(pdu.initiatorTaskTag);
    const start = (): void => {
      this.#carryOut(pdu)
        .then((response) => this.#respond(pdu, response))
        .catch(channel.fail);
    };
    // What concerns many tasks concerns all that were sent before it, so an immediate request waits for those (§4.2.3.3).
    if (!pdu.immediate || pdu.function === Code.abortTask || !window.reaches(pdu.cmdSn)) start();
    else {
      if (plugging.has(pdu.function)) window.plug(pdu.cmdSn);
      window.whenDeliveredUpTo(pdu.cmdSn, start);
    }
  }

  async #carryOut(pdu: TaskManagementRequestPdu): Promise<number> {
    if (pdu.function === Code.taskReassign) return Response.taskAllegianceReassignmentNotSupported;
    const row = functions.get(pdu.function);
    if (row === undefined) return Response.functionNotSupported;
    if (row.reaches === 'one-task') return this.#abortTask(pdu);
    return responses[await this.#manageInTurn(row, decodeLun(pdu.lun))];
  }

  /** ABORT TASK (§11.6.1): a task that is not there may be one whose command has not arrived, which then is not to be carried out any more. */
  async #abortTask(pdu: TaskManagementRequestPdu): Promise<number> {
    const { nexus, device, tasks, window, abandonText } = this.#options;
    const lun = decodeLun(pdu.lun);
    if (this.#underWay.has(pdu.referencedTaskTag)) return Response.functionRejected;
    const task = tasks.get(pdu.referencedTaskTag);
    if (task === undefined) {
      if (abandonText(pdu.referencedTaskTag)) return Response.functionComplete;
      if (!window.includes(pdu.refCmdSn) || !serialLess(pdu.refCmdSn, pdu.cmdSn)) return Response.taskDoesNotExist;
      if (window.accepts(pdu.refCmdSn)) window.take(pdu.refCmdSn, () => {});
      return Response.functionComplete;
    }
    if (task.lun !== lun) return Response.taskDoesNotExist;
    if (task.executed === undefined) {
      tasks.drop(task);
      return Response.functionComplete;
    }
    task.dataOut.pause();
    const response = await this.#whenGone([task], device.manage({ function: 'abort-task', nexus, lun, tag: task.tag }));
    // The device may have ended it already, and only its status was still to be sent.
    return response === 'lun-does-not-exist' ? Response.lunDoesNotExist : Response.functionComplete;
  }

  /**
   * A function of many tasks (§4.2.3.3): first the initiator meets the R2Ts of the affected tasks that it has got, then the device is asked. What
   * arrives meanwhile is none of them.
   */
  #manageInTurn(row: FunctionRow, lun: Lun | undefined): Promise<TaskManagementResponse> {
    const { nexus, device, tasks, channel } = this.#options;
    let affected: readonly CommandTask[] = [];
    const ready = (): Promise<void> | undefined => {
      affected = row.reaches === 'none' ? [] : tasks.delivered(row.reaches === 'target' ? 'any' : lun);
      for (const { dataOut } of affected) dataOut.pause();
      return affected.every(({ dataOut }) => dataOut.quiet) ? undefined : whenQuiet(affected, channel);
    };
    return new Promise((resolve) => {
      tasks.order.add(() => resolve(this.#whenGone(affected, device.manage({ function: row.function, nexus, lun }))), ready);
    });
  }

  /** Waits for the device, and until each of the tasks has left it; one that still has to send its status does not. */
  async #whenGone(affected: readonly CommandTask[], managed: Promise<TaskManagementResponse>): Promise<TaskManagementResponse> {
    const response = await managed;
    if (response !== 'complete' && response !== 'task-does-not-exist') {
      for (const { dataOut } of affected) dataOut.resume();
      return response;
    }
    for (const task of affected) task.abort();
    await Promise.all(affected.map((task) => task.executed));
    for (const task of affected) this.#options.tasks.drop(task);
    return response;
  }

  #respond(pdu: TaskManagementRequestPdu, response: number): void {
    const { channel, completed } = this.#options;
    this.#underWay.delete(pdu.initiatorTaskTag);
    channel.port.send({
      opcode: Opcode.taskManagementResponse,
      response,
      initiatorTaskTag: pdu.initiatorTaskTag,
      ...channel.numbering.next(),
    });
    completed(pdu, response);
  }
}

/** Resolves when no data of the tasks is on its way any more, or the initiator sends none. */
function whenQuiet(tasks: readonly CommandTask[], { port }: Channel): Promise<void> {
  const sequences = tasks.map(({ dataOut }) => dataOut);
  const pduCount = (): number => sequences.reduce((sum, sequence) => sum + sequence.pduCount, 0);
  return new Promise((resolve) => {
    let cancel = (): void => {};
    const listen = (before: number): void => {
      cancel = port.schedule(maximumSilenceMs, () => {
        if (pduCount() === before) resolve();
        else listen(pduCount());
      });
    };
    listen(pduCount());
    const proceed = (): void => {
      if (!sequences.every(({ quiet }) => quiet)) return;
      cancel();
      resolve();
    };
    for (const sequence of sequences) sequence.whenQuiet(proceed);
  });
}
