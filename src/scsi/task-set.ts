/**
 * The task set of one logical unit (SAM-5 §8): tasks are performed one at a time in the order they came, head-of-queue ones before those that
 * wait. Some may run beside the one that the device is at, one at a time as well: those that must get through while it hangs. ORDERED tasks keep
 * their order with both. Aborting removes what waits at once and unwinds what runs; it resolves when all of it is gone, so that nothing of an
 * aborted task happens after its task management function was answered.
 */
import type { ByteList } from '../foundation/byte-list.ts';
import { Status } from './status.ts';
import { type ScsiTask, TaskAbortedError, type TaskOutcome } from './target.ts';

/** What happens in the task set: a task, or an action such as a reset. */
interface Job {
  readonly task: EnteredTask | undefined;
  /** After all that is before it, and before all that is behind it: an action or an ORDERED task. */
  readonly alone: boolean;
  readonly beside: boolean;
  perform(): Promise<void>;
}

/** How a task fared: whoever hears of its end reads it. */
export class TaskCourse {
  /** Monotonic milliseconds. */
  readonly arrivedMs: number;
  /** Undefined: it goes on. */
  endedMs: number | undefined;
  /** Where the device stood when the task began; undefined: it did not, or there is no such place. */
  beganAt: number | undefined;
  bytesOut = 0;
  bytesIn = 0;

  constructor(arrivedMs: number) {
    this.arrivedMs = arrivedMs;
  }
}

/** A task as its performer sees it: the transport's, except that its data transfers end with TaskAbortedError when it is aborted. */
export class EnteredTask implements ScsiTask {
  readonly #task: ScsiTask;
  #abortedAs: TaskOutcome | undefined;
  #interrupt: ((reason: TaskAbortedError) => void) | undefined;
  readonly settle: (outcome: TaskOutcome) => void;
  readonly course: TaskCourse;

  constructor(task: ScsiTask, course: TaskCourse, settle: (outcome: TaskOutcome) => void) {
    this.#task = task;
    this.course = course;
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

  async receiveDataOut(length: number): Promise<ByteList> {
    const data = await this.#interruptible(() => this.#task.receiveDataOut(length));
    this.course.bytesOut += data.length;
    return data;
  }

  sendDataIn(data: ByteList): void | Promise<void> {
    if (this.#abortedAs !== undefined) throw new TaskAbortedError();
    this.course.bytesIn += Math.min(data.length, this.dataInLength);
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
  readonly #perform: (task: EnteredTask) => Promise<TaskOutcome>;
  /** One or two, with the end of each. */
  readonly #running: { readonly job: Job; readonly ended: Promise<void> }[] = [];
  /** Actions first, then tasks. */
  #waiting: Job[] = [];

  /** `perform` rejects for a task that was aborted, and for no other reason. */
  constructor(options: { capacity: number; perform: (task: EnteredTask) => Promise<TaskOutcome> }) {
    this.#capacity = options.capacity;
    this.#perform = options.perform;
  }

  /** Enters a task, which may run `beside` another, and resolves with its end; TASK SET FULL when there is no room. */
  enter(task: ScsiTask, beside = false, course = new TaskCourse(0)): Promise<TaskOutcome> {
    if (this.#waiting.length + this.#running.length >= this.#capacity) return Promise.resolve({ status: Status.taskSetFull });
    return new Promise((resolve) => {
      const entered = new EnteredTask(task, course, resolve);
      const job: Job = {
        task: entered,
        alone: task.attribute === 'ordered',
        beside,
        perform: () => this.#perform(entered).then(entered.settle, () => entered.settle('aborted')),
      };
      if (task.attribute === 'head-of-queue') this.#enterAhead(job);
      else this.#waiting.push(job);
      this.#advance();
    });
  }

  /** Those that have not ended, each with its course. */
  get tasks(): readonly EnteredTask[] {
    const jobs = [...this.#running.map(({ job }) => job), ...this.#waiting];
    return jobs.flatMap(({ task }) => (task === undefined || task.course.endedMs !== undefined ? [] : [task]));
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
    const ends = this.#running.filter(({ job }) => abort(job)).map(({ ended }) => ended);
    const removed = new Set(this.#waiting.filter(abort));
    this.#waiting = this.#waiting.filter((job) => !removed.has(job));
    for (const { task } of removed) task?.settle('aborted');
    await Promise.all(ends);
    return aborted;
  }

  /** Does `action` alone, after what runs now and before every task that waits. */
  exclusively(action: () => void | Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const perform = () => Promise.resolve().then(action).then(resolve, reject);
      this.#enterAhead({ task: undefined, alone: true, beside: false, perform });
      this.#advance();
    });
  }

  #enterAhead(job: Job): void {
    const firstTask = this.#waiting.findIndex(({ task }) => task !== undefined);
    this.#waiting.splice(firstTask < 0 ? this.#waiting.length : firstTask, 0, job);
  }

  #advance(): void {
    // A step later, so that whoever enters a task has its promise in hand before the task asks for data.
    for (let job = this.#next(); job !== undefined; job = this.#next()) {
      const one = job;
      this.#running.push({ job, ended: Promise.resolve().then(() => this.#run(one)) });
    }
  }

  async #run(job: Job): Promise<void> {
    try {
      await job.perform();
    } finally {
      this.#running.splice(
        this.#running.findIndex((one) => one.job === job),
        1,
      );
      this.#advance();
    }
  }

  /** Takes out of those that wait the first that may run now. */
  #next(): Job | undefined {
    if (this.#waiting.length === 0 || this.#running.some(({ job }) => job.alone)) return undefined;
    for (const [index, job] of this.#waiting.entries()) {
      const mayRun = job.alone ? this.#running.length + index === 0 : this.#running.every((one) => one.job.beside !== job.beside);
      if (mayRun) return this.#waiting.splice(index, 1)[0];
      if (job.alone) return undefined;
    }
    return undefined;
  }
}
