/**
 * The task set of one logical unit (SAM-5 §8): tasks are performed one at a time in the order they came, head-of-queue ones before those that
 * wait. Aborting removes what waits at once and unwinds what runs; it resolves when all of it is gone, so that nothing of an aborted task
 * happens after its task management function was answered.
 */
import type { ByteList } from '../foundation/byte-list.ts';
import { Status } from './status.ts';
import { type ScsiTask, TaskAbortedError, type TaskOutcome } from './target.ts';

/** What happens alone in the task set: a task, or an action such as a reset. */
interface Job {
  readonly task: EnteredTask | undefined;
  perform(): Promise<void>;
}

/** A task as its performer sees it: the transport's, except that its data transfers end with TaskAbortedError when it is aborted. */
export class EnteredTask implements ScsiTask {
  readonly #task: ScsiTask;
  #abortedAs: TaskOutcome | undefined;
  #interrupt: ((reason: TaskAbortedError) => void) | undefined;
  readonly settle: (outcome: TaskOutcome) => void;

  constructor(task: ScsiTask, settle: (outcome: TaskOutcome) => void) {
    this.#task = task;
    this.settle = (outcome) => settle(this.#abortedAs ?? outcome);
  }

  get nexus() {
    return this.#task.nexus;
  }
  get lun() {
    return this.#task.lun;
  }
  get tag() {
    return this.#task.tag;
  }
  get attribute() {
    return this.#task.attribute;
  }
  get cdb() {
    return this.#task.cdb;
  }
  get dataOutLength() {
    return this.#task.dataOutLength;
  }
  get dataInLength() {
    return this.#task.dataInLength;
  }

  receiveDataOut(length: number): Promise<ByteList> {
    return this.#interruptible(() => this.#task.receiveDataOut(length));
  }

  sendDataIn(data: ByteList): void | Promise<void> {
    if (this.#abortedAs !== undefined) throw new TaskAbortedError();
    const sending = this.#task.sendDataIn(data);
    return sending === undefined ? undefined : this.#interruptible(() => sending);
  }

  /** See `CommandContext.untilAborted`. */
  untilAborted<T>(what: Promise<T>): Promise<T> {
    return this.#interruptible(() => what);
  }

  /** Whatever the performer makes of the task from now on, it ends with `outcome`. */
  abort(outcome: TaskOutcome): void {
    this.#abortedAs ??= outcome;
    this.#interrupt?.(new TaskAbortedError());
  }

  #interruptible<T>(transfer: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#abortedAs !== undefined) throw new TaskAbortedError();
      this.#interrupt = reject;
      transfer().then(resolve, reject);
    });
  }
}

export class TaskSet {
  readonly #capacity: number;
  readonly #perform: (task: ScsiTask) => Promise<TaskOutcome>;
  #running: Job | undefined;
  #runningEnded: Promise<void> = Promise.resolve();
  /** Actions first, then tasks. */
  #waiting: Job[] = [];

  /** `perform` rejects for a task that was aborted, and for no other reason. */
  constructor(options: { capacity: number; perform: (task: ScsiTask) => Promise<TaskOutcome> }) {
    this.#capacity = options.capacity;
    this.#perform = options.perform;
  }

  /** Enters a task and resolves with its end; TASK SET FULL when there is no room. */
  enter(task: ScsiTask): Promise<TaskOutcome> {
    if (this.#waiting.length + (this.#running === undefined ? 0 : 1) >= this.#capacity)
      return Promise.resolve({ status: Status.taskSetFull });
    return new Promise((resolve) => {
      const entered = new EnteredTask(task, resolve);
      const job: Job = {
        task: entered,
        perform: () => this.#perform(entered).then(entered.settle, () => entered.settle('aborted')),
      };
      if (task.attribute === 'head-of-queue') this.#enterAhead(job);
      else this.#waiting.push(job);
      this.#advance();
    });
  }

  /** Aborts the tasks that `outcomeOf` gives an outcome for. Resolves with them, when they are gone. */
  async abort(outcomeOf: (task: ScsiTask) => TaskOutcome | undefined): Promise<readonly ScsiTask[]> {
    const aborted: ScsiTask[] = [];
    const abort = ({ task }: Job): boolean => {
      const outcome = task && outcomeOf(task);
      if (task === undefined || outcome === undefined) return false;
      task.abort(outcome);
      aborted.push(task);
      return true;
    };
    const running = this.#running !== undefined && abort(this.#running);
    const removed = new Set(this.#waiting.filter(abort));
    this.#waiting = this.#waiting.filter((job) => !removed.has(job));
    for (const { task } of removed) task?.settle('aborted');
    if (running) await this.#runningEnded;
    return aborted;
  }

  /** Does `action` alone, after what runs now and before every task that waits. */
  exclusively(action: () => void | Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#enterAhead({ task: undefined, perform: () => Promise.resolve().then(action).then(resolve, reject) });
      this.#advance();
    });
  }

  #enterAhead(job: Job): void {
    const firstTask = this.#waiting.findIndex(({ task }) => task !== undefined);
    this.#waiting.splice(firstTask < 0 ? this.#waiting.length : firstTask, 0, job);
  }

  #advance(): void {
    if (this.#running !== undefined) return;
    const job = this.#waiting.shift();
    if (job === undefined) return;
    this.#running = job;
    // A step later, so that whoever enters a task has its promise in hand before the task asks for data.
    this.#runningEnded = Promise.resolve()
      .then(() => job.perform())
      .finally(() => {
        this.#running = undefined;
        this.#advance();
      });
  }
}
