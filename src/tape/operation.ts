/**
 * What a drive does that takes time: one operation under way, on the drive's clock, with what other commands are told meanwhile. A command with
 * IMMED=1 ends when its operation begins (SSC-5 §4.2, immediate operations); any other waits for it. A motion that has begun comes to its end
 * whatever becomes of the task that asked for it: tape does not stop in mid-air.
 */
import type { Clock } from '../foundation/clock.ts';
import { type AdditionalSense, additionalSense } from '../scsi/additional-sense.ts';
import { notReady, type Sense, SenseKey } from '../scsi/sense.ts';

interface OperationKind {
  /** Why a command that needs the medium ends NOT READY meanwhile. */
  readonly notReady: AdditionalSense;
  /** What REQUEST SENSE says with NO SENSE meanwhile; undefined: it says NOT READY too, for there is no medium to speak of yet. */
  readonly underWay: AdditionalSense | undefined;
}

const duringOperation = (underWay: AdditionalSense): OperationKind => ({ notReady: additionalSense.notReadyOperationInProgress, underWay });

const kinds = {
  load: { notReady: additionalSense.becomingReady, underWay: undefined },
  unload: duringOperation(additionalSense.operationInProgress),
  rewind: duringOperation(additionalSense.rewindOperationInProgress),
  locate: duringOperation(additionalSense.locateOperationInProgress),
  space: duringOperation(additionalSense.operationInProgress),
  verify: duringOperation(additionalSense.verifyOperationInProgress),
  erase: duringOperation(additionalSense.eraseOperationInProgress),
  'set-capacity': duringOperation(additionalSense.setCapacityOperationInProgress),
  format: { notReady: additionalSense.notReadyFormatInProgress, underWay: undefined },
  clean: { notReady: additionalSense.cleaningCartridgeInstalled, underWay: undefined },
} as const satisfies Record<string, OperationKind>;

export type OperationName = keyof typeof kinds;

export interface OperationOptions<T> {
  readonly name: OperationName;
  readonly durationMs: number;
  readonly clock: Clock;
  /** What has been done when the time is over. */
  readonly work: () => Promise<T>;
}

export class Operation<T = unknown> {
  readonly name: OperationName;
  /** How it ended; rejects when `work` broke off. */
  readonly ended: Promise<T>;
  readonly #clock: Clock;
  readonly #begun: number;
  readonly #durationMs: number;
  #arrive = (): void => {};

  constructor({ name, durationMs, clock, work }: OperationOptions<T>) {
    this.name = name;
    this.#clock = clock;
    this.#begun = clock.elapsed();
    this.#durationMs = durationMs;
    this.ended = new Promise<void>((resolve) => {
      const cancel = clock.schedule(durationMs, resolve);
      this.#arrive = () => {
        cancel();
        resolve();
      };
    }).then(work);
  }

  /** The power goes, or the lab closes: what is left of the way takes no time. */
  hurry(): void {
    this.#arrive();
  }

  /** Of 65 536, as PROGRESS INDICATION counts (SPC-5 §4.4.2.4.4). */
  get progress(): number {
    const part = (this.#clock.elapsed() - this.#begun) / this.#durationMs;
    return Math.min(0xffff, Math.floor(part * 0x1_0000));
  }

  /** For commands that need the medium, TEST UNIT READY among them. */
  notReady(): Sense {
    return notReady(kinds[this.name].notReady, { progress: this.progress });
  }

  /** For REQUEST SENSE, which asks how far it is and not whether it may. */
  underWay(): Sense {
    const { underWay } = kinds[this.name];
    return underWay === undefined ? this.notReady() : { key: SenseKey.noSense, additional: underWay, progress: this.progress };
  }
}
