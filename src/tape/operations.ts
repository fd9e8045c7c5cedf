/**
 * The operations of one drive: at most one at a time, begun by a command or by the operator's hand, and the errors of those whose command had
 * ended before them (deferred errors, SPC-5 §4.4.7).
 */
import type { Clock } from '../foundation/clock.ts';
import { invariant } from '../foundation/invariant.ts';
import { additionalSense } from '../scsi/additional-sense.ts';
import type { CommandContext } from '../scsi/command.ts';
import { good, type Outcome } from '../scsi/outcome.ts';
import { type Sense, SenseKey } from '../scsi/sense.ts';
import { type Nexus, TaskAbortedError } from '../scsi/target.ts';
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
  readonly #clock: Clock;
  readonly #brokenOff: (error: unknown) => void;
  readonly #deferred = new Map<string, Sense>();
  #current: Operation | undefined;

  /** `brokenOff` hears of a bug of ours that no task waits for. */
  constructor(options: { readonly clock: Clock; readonly brokenOff: (error: unknown) => void }) {
    this.#clock = options.clock;
    this.#brokenOff = options.brokenOff;
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
    return operation.ended.finally(() => {
      this.#current = undefined;
    });
  }

  /** A command's: ends as `work` does, or with GOOD when it is immediate. A task that is aborted leaves its operation behind. */
  async perform(motion: Motion, context: MotionContext, work: () => Promise<Outcome>): Promise<Outcome> {
    const ended = this.begin(motion, work);
    if (motion.immediate) {
      this.#leaveBehind(ended, context.nexus);
      return good;
    }
    try {
      return await (context.untilAborted?.(ended) ?? ended);
    } catch (error) {
      if (error instanceof TaskAbortedError) this.#leaveBehind(ended, context.nexus);
      throw error;
    }
  }

  /** Resolves when the drive is doing nothing by itself. */
  async atRest(): Promise<void> {
    while (this.#current !== undefined) await this.#current.ended.catch(() => {});
  }

  /** What the nexus is told before its next command; a later error takes the place of an earlier one. */
  defer(nexusId: string, sense: Sense): void {
    this.#deferred.set(nexusId, { ...sense, deferred: true });
  }

  takeDeferredError({ id }: Nexus): Sense | undefined {
    const sense = this.#deferred.get(id);
    this.#deferred.delete(id);
    return sense;
  }

  #leaveBehind(ended: Promise<Outcome>, { id }: Nexus): void {
    ended.then(
      ({ sense }) => {
        if (sense !== undefined) this.defer(id, sense);
      },
      (error: unknown) => {
        this.defer(id, { key: SenseKey.hardwareError, additional: additionalSense.internalTargetFailure });
        this.#brokenOff(error);
      },
    );
  }
}
