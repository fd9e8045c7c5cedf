/**
 * The failures of work whose command had ended before it did (deferred errors, SPC-4 §4.5.7): each nexus is told of its own before its next command, of
 * a later one in place of an earlier one. A drive's movements and a robot's go on although their tasks are aborted.
 */
import { additionalSense } from './additional-sense.ts';
import type { CommandContext } from './command.ts';
import type { Outcome } from './outcome.ts';
import { type Sense, SenseKey } from './sense.ts';
import { type Nexus, TaskAbortedError } from './target.ts';

export class DeferredErrors {
  readonly #byNexus = new Map<string, Sense>();
  readonly #brokenOff: (error: unknown) => void;

  /** `brokenOff` hears of a bug of ours that no task waits for. */
  constructor(brokenOff: (error: unknown) => void) {
    this.#brokenOff = brokenOff;
  }

  /** How the work of a task ends; a task that is aborted leaves it behind. @throws TaskAbortedError */
  async endOf(work: Promise<Outcome>, context: Pick<CommandContext, 'nexus' | 'untilAborted'>): Promise<Outcome> {
    try {
      return await (context.untilAborted?.(work) ?? work);
    } catch (error) {
      if (error instanceof TaskAbortedError) this.leaveBehind(work, context.nexus);
      throw error;
    }
  }

  /** The nexus does not wait for the end. */
  leaveBehind(work: Promise<Outcome>, { id }: Pick<Nexus, 'id'>): void {
    work.then(
      ({ sense }) => {
        if (sense !== undefined) this.defer(id, sense);
      },
      (error: unknown) => {
        this.defer(id, { key: SenseKey.hardwareError, additional: additionalSense.internalTargetFailure });
        this.#brokenOff(error);
      },
    );
  }

  defer(nexusId: string, sense: Sense): void {
    this.#byNexus.set(nexusId, { ...sense, deferred: true });
  }

  /** Nobody is told of anything any more. */
  forget(): void {
    this.#byNexus.clear();
  }

  /** What the nexus is to be told of now; taking it ends it. */
  take({ id }: Pick<Nexus, 'id'>): Sense | undefined {
    const sense = this.#byNexus.get(id);
    this.#byNexus.delete(id);
    return sense;
  }

  /** The nexus has not been told after all. */
  giveBack({ id }: Pick<Nexus, 'id'>, sense: Sense): void {
    if (!this.#byNexus.has(id)) this.defer(id, sense);
  }
}
