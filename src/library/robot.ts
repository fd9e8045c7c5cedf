/**
 * The robot's arm: what moves, and what that takes. `library.ts` decides whether a move is to be made and remembers it when it has been; the
 * robot makes it, or fails to, and tells what it has left behind. One of the five interfaces that everything else stacks upon: a fault is another
 * robot around this one.
 */
import type { Clock } from '../foundation/clock.ts';
import type { Element } from './element.ts';
import { Motions } from './motions.ts';

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

/** What a robot can fail with, and how things are then. */
export interface RobotFailure {
  readonly why:
    | 'mechanical-positioning'
    | 'jam'
    | 'dropped'
    /** It reached for the cartridge, or for the free place, and found what the inventory does not know. */
    | 'source-empty'
    | 'destination-full'
    /** The door was opened on its way: the interlock has stopped it. */
    | 'door-opened';
  readonly message: string;
  /** Where the cartridge is: in its place still, unless given. */
  readonly cartridge?: 'arm' | 'floor';
  /** It is stuck: nothing can be asked of it until the door has been opened and closed. */
  readonly stuck?: boolean;
  /** What it found in the destination is still there. */
  readonly obstructed?: boolean;
}

export interface Journey {
  readonly transport: Element;
  readonly source: Element;
  readonly destination: Element;
  readonly barcode: string;
  readonly invert: boolean;
}

/** `abandoned`: whoever asked for the movement does not wait for its end any more. It goes on all the same, as far as it has an end. */
export interface Robot {
  /** Resolves when the cartridge is in front of its destination. */
  carry(journey: Journey, abandoned?: AbortSignal): Promise<RobotFailure | undefined>;
  position(transport: Element, element: Element, abandoned?: AbortSignal): Promise<RobotFailure | undefined>;
  /** Looks at the elements, one after the other. */
  scan(elements: readonly Element[], abandoned?: AbortSignal): Promise<RobotFailure | undefined>;
  /** The door opens: what moves stops where it is, and nothing moves until `resume`. */
  halt(): void;
  resume(): void;
  /** The power goes, or the lab closes: what is left of the way takes no time, now and from now on. */
  hurry(): void;
}

const stoppedByDoor: RobotFailure = { why: 'door-opened', message: 'the door was opened' };

/** How a movement failed that was stopped; the cartridge of one that was under way is on the arm. */
export const stopped = (underWay: boolean): RobotFailure => (underWay ? { ...stoppedByDoor, cartridge: 'arm' } : stoppedByDoor);

/** A robot that never fails and takes its time. */
export class PlainRobot implements Robot {
  readonly #timing: RobotTiming;
  readonly #motions: Motions;

  constructor(clock: Clock, timing: RobotTiming = instantRobot) {
    this.#timing = timing;
    this.#motions = new Motions(clock);
  }

  async carry(): Promise<RobotFailure | undefined> {
    const underWay = !this.#motions.halted;
    return (await this.#motions.last(this.#timing.moveMs)) === 'stopped' ? stopped(underWay) : undefined;
  }

  position(): Promise<RobotFailure | undefined> {
    return this.#after(this.#timing.positionMs);
  }

  scan(elements: readonly Element[]): Promise<RobotFailure | undefined> {
    return this.#after(this.#timing.scanMs * elements.length);
  }

  halt(): void {
    this.#motions.halt();
  }

  resume(): void {
    this.#motions.resume();
  }

  hurry(): void {
    this.#motions.hurry();
  }

  async #after(durationMs: number): Promise<RobotFailure | undefined> {
    return (await this.#motions.last(durationMs)) === 'stopped' ? stoppedByDoor : undefined;
  }
}
