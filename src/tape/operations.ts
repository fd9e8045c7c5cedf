/**
 * The operations of one drive: at most one at a time, begun by a command or by the operator's hand, and the errors of those whose command had
 * ended before them.
 */
import type { Clock } from '../foundation/clock.ts';
import { invariant } from '../foundation/invariant.ts';
import type { CommandContext } from '../scsi/command.ts';
import { DeferredErrors } from '../scsi/deferred-errors.ts';
import { good, type Outcome } from '../scsi/outcome.ts';
import { Operation, type OperationName } from './operation.ts';

/** A movement or another operation of some length. */
export interface Movement {
  readonly operation: OperationName;
  /** What it takes by the drive's timing; 0: it is over at once. */
  readonly durationMs: number;
}

/** One that a command asks for. */
export interface Motion extends Movement {
  /** IMMED: the command ends as soon as the operation is certain to be begun. It makes no difference to what is over at once. */
  readonly immediate: boolean;
}

export type MotionContext = Pick<CommandContext, 'nexus' | 'untilAborted'>;

export class Operations {
  readonly deferredErrors: DeferredErrors;
  readonly #clock: Clock;
  #current: Operation | undefined;
  #hurried = false;

  /** `brokenOff` hears of a bug of ours that no task waits for. */
  constructor(options: { readonly clock: Clock; readonly brokenOff: (error: unknown) => void }) {
    this.#clock = options.clock;
    this.deferredErrors = new DeferredErrors(options.brokenOff);
  }

  /** What the drive is doing. */
  get current(): Operation | undefined {
    return this.#current;
  }

  /** Begins an operation, which ends as `work` does. */
  begin<T>({ operation: name, durationMs }: Movement, work: () => Promise<T>): Promise<T> {
    invariant(this.#current === undefined, 'a drive does one thing at a time');
    const operation = new Operation({ name, durationMs, clock: this.#clock, work });
    this.#current = operation;
    if (this.#hurried) operation.hurry();
    return operation.ended.finally(() => {
      this.#current = undefined;
    });
  }

  /** A command's: ends as `work` does, or with GOOD when it is immediate. A task that is aborted leaves its operation behind. */
  async perform(motion: Motion, context: MotionContext, work: () => Promise<Outcome>): Promise<Outcome> {
    const ended = this.begin(motion, work);
    if (!motion.immediate) return this.deferredErrors.endOf(ended, context);
    this.deferredErrors.leaveBehind(ended, context.nexus);
    return good;
  }

  /** The lab closes: what is left of the way takes no time, now and from now on. */
  hurry(): void {
    this.#hurried = true;
    this.#current?.hurry();
  }

  /** Resolves when the drive is doing nothing by itself. */
  async atRest(): Promise<void> {
    while (this.#current !== undefined) await this.#current.ended.catch(() => {});
  }
}
