/**
 * The SCSI commands under way on one connection: sent when the command window reaches them, aborted when they are not answered in their time or are given up,
 * and ended by status, by a task management function, or with the connection.
 */
import type { Clock } from '../../foundation/clock.ts';
import { serialLess } from '../../foundation/serial-number.ts';
import { TaskManagementFunctionCode } from '../../wire/task-management-request.ts';
import { TaskManagementResponseCode } from '../../wire/task-management-response.ts';
import type { NoAnswer, ScsiAnswer, ScsiRequest } from '../scsi.ts';
import type { ScsiExchange } from './scsi-exchange.ts';
import type { TaskManagementFunction } from './session.ts';

/** A command under way. */
export interface Command {
  readonly exchange: ScsiExchange;
  readonly request: ScsiRequest;
  readonly settle: (answer: ScsiAnswer) => void;
  /** Once it is sent. */
  cmdSn?: number;
  /** It is being ended, and this will be its answer unless its status comes before. */
  verdict?: NoAnswer;
  /** Neither its time nor its turn to be sent counts any more. */
  stopWaiting: () => void;
}

export interface CommandsOptions {
  readonly clock: Clock;
  /** Calls back with its CmdSN when the window reaches it; the result has it wait no more. */
  readonly enterWindow: (send: (cmdSn: number) => void) => () => void;
  readonly send: (exchange: ScsiExchange, cmdSn: number) => void;
  /** Has the target end a command, by ABORT TASK or a function that does more; the response, if there was one. */
  readonly end: (command: Command, task: TaskManagementFunction) => Promise<number | undefined>;
  /** What ends one that was not answered in its time. */
  readonly onTimeout: TaskManagementFunction;
  /** A command could not be ended, and its tag cannot be used again while the connection lasts. */
  readonly stuck: (problem: string) => void;
  readonly timedOut: (request: ScsiRequest) => void;
}

export class Commands {
  readonly #options: CommandsOptions;
  readonly #byTag = new Map<number, Command>();

  constructor(options: CommandsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#byTag.size;
  }

  get(tag: number): Command | undefined {
    return this.#byTag.get(tag);
  }

  /** The result gives it up. */
  begin(exchange: ScsiExchange, request: ScsiRequest, settle: (answer: ScsiAnswer) => void): (verdict: NoAnswer) => void {
    const { clock, enterWindow, send, timedOut, onTimeout } = this.#options;
    const command: Command = { exchange, request, settle, stopWaiting() {} };
    this.#byTag.set(exchange.tag, command);
    const { timeoutMs } = request;
    const giveUp = (): void => {
      timedOut(request);
      this.#end(command, onTimeout, { kind: 'timed-out', problem: `no answer within ${timeoutMs! / 1000} s` });
    };
    const stopTimer = timeoutMs === undefined ? undefined : clock.schedule(timeoutMs, giveUp);
    const leaveWindow = enterWindow((cmdSn) => {
      command.cmdSn = cmdSn;
      send(exchange, cmdSn);
    });
    command.stopWaiting = () => {
      stopTimer?.();
      leaveWindow();
    };
    return (verdict) => this.#end(command, TaskManagementFunctionCode.abortTask, verdict);
  }

  settle(command: Command, answer: ScsiAnswer): void {
    this.#byTag.delete(command.exchange.tag);
    command.stopWaiting();
    command.settle(answer);
  }

  /** The connection is lost: those that were being ended are answered; the others belong to whoever sent them. */
  lose(): void {
    const commands = [...this.#byTag.values()];
    this.#byTag.clear();
    for (const { stopWaiting, verdict, settle } of commands) {
      stopWaiting();
      if (verdict !== undefined) settle(verdict);
    }
  }

  /** A task management function is complete, which bore this CmdSN: tasks that it has ended get no status with TAS=0 (SAM-5 §5.6). */
  endTasks(task: TaskManagementFunction, lun: bigint, cmdSn: number): void {
    const scope = scopes[task];
    if (scope === undefined) return;
    for (const command of [...this.#byTag.values()]) {
      const before = command.cmdSn !== undefined && serialLess(command.cmdSn, cmdSn);
      if (before && (scope === 'target' || command.exchange.lun === lun))
        this.settle(command, command.verdict ?? { kind: 'aborted', problem: 'a task management function has aborted it' });
    }
  }

  /** Tells the target to forget a command, and waits for its word before anybody else is told. */
  #end(command: Command, task: TaskManagementFunction, verdict: NoAnswer): void {
    if (this.#byTag.get(command.exchange.tag) !== command || command.verdict !== undefined) return;
    if (command.cmdSn === undefined) {
      this.settle(command, verdict);
      return;
    }
    command.stopWaiting();
    command.verdict = verdict;
    void this.#options.end(command, task).then((response) => {
      if (this.#byTag.get(command.exchange.tag) !== command) return;
      if (response === TaskManagementResponseCode.functionComplete || response === TaskManagementResponseCode.taskDoesNotExist)
        this.settle(command, verdict);
      else if (response === undefined) this.#options.stuck('the target did not answer the request to end a task');
      else this.#options.stuck(`the target refused to end a task (response ${response})`);
    });
  }
}

/** Whose tasks a function ends, besides the one that it names (RFC 7143 §11.5.1). */
const scopes: Partial<Record<TaskManagementFunction, 'logical-unit' | 'target'>> = {
  [TaskManagementFunctionCode.abortTaskSet]: 'logical-unit',
  [TaskManagementFunctionCode.clearTaskSet]: 'logical-unit',
  [TaskManagementFunctionCode.logicalUnitReset]: 'logical-unit',
  [TaskManagementFunctionCode.targetWarmReset]: 'target',
  [TaskManagementFunctionCode.targetColdReset]: 'target',
};
