/**
 * The robot's arm: what moves, and what that takes. `library.ts` decides whether a move is to be made and remembers it when it has been; the
 * robot makes it, or fails to. One of the five interfaces that everything else stacks upon: a fault is another robot around this one.
 */
import type { Clock } from '../foundation/clock.ts';
import type { Element } from './element.ts';

/** How long the arm takes, in milliseconds. */
export interface RobotTiming {
  /** To fetch a cartridge from one element and put it into another. */
  readonly moveMs: number;
  /** To go to an element. */
  readonly positionMs: number;
  /** To look at one element and read its label. */
  readonly scanMs: number;
}

export const instantRobot: RobotTiming = { moveMs: 0, positionMs: 0, scanMs: 0 };

/** What a robot can fail with. Where the cartridge is then, `library.ts` knows: where it was. */
export interface RobotFailure {
  readonly why: 'mechanical-positioning' | 'jam' | 'dropped';
  readonly message: string;
}

export interface Journey {
  readonly transport: Element;
  readonly source: Element;
  readonly destination: Element;
  readonly barcode: string;
  readonly invert: boolean;
}

export interface Robot {
  /** Resolves when the cartridge is in front of its destination. */
  carry(journey: Journey): Promise<RobotFailure | undefined>;
  position(transport: Element, element: Element): Promise<RobotFailure | undefined>;
  /** Looks at the elements, one after the other. */
  scan(elements: readonly Element[]): Promise<RobotFailure | undefined>;
  /** The power goes, or the lab closes: what is left of the way takes no time, now and from now on. */
  hurry(): void;
}

/** A robot that never fails and takes its time. */
export class PlainRobot implements Robot {
  readonly #clock: Clock;
  readonly #timing: RobotTiming;
  /** What ends the movements that are under way; undefined: nothing takes time any more. */
  #arrivals: Set<() => void> | undefined = new Set();

  constructor(clock: Clock, timing: RobotTiming = instantRobot) {
    this.#clock = clock;
    this.#timing = timing;
  }

  carry(): Promise<undefined> {
    return this.#after(this.#timing.moveMs);
  }

  position(): Promise<undefined> {
    return this.#after(this.#timing.positionMs);
  }

  scan(elements: readonly Element[]): Promise<undefined> {
    return this.#after(this.#timing.scanMs * elements.length);
  }

  hurry(): void {
    for (const arrive of this.#arrivals ?? []) arrive();
    this.#arrivals = undefined;
  }

  async #after(durationMs: number): Promise<undefined> {
    const arrivals = this.#arrivals;
    if (durationMs === 0 || arrivals === undefined) return;
    await new Promise<void>((resolve) => {
      const arrive = (): void => {
        cancel();
        arrivals.delete(arrive);
        resolve();
      };
      const cancel = this.#clock.schedule(durationMs, arrive);
      arrivals.add(arrive);
    });
  }
}
