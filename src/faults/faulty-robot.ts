/** A library's robot with faults on it: every movement passes the rules, which may have it take its time, or fail. */
import type { Clock } from '../foundation/clock.ts';
import type { Element } from '../library/element.ts';
import { nameOf } from '../library/element-words.ts';
import { Motions } from '../library/motions.ts';
import { type Journey, type Robot, type RobotFailure, stopped } from '../library/robot.ts';
import type { Faults } from './faults.ts';
import type { Occurrence } from './occurrence.ts';
import type { RobotPassage } from './passage.ts';

export interface RobotSurroundings {
  readonly faults: Faults;
  readonly clock: Clock;
  /** The library, and the target it is behind. */
  readonly device: string;
  readonly target: string;
}

type About = Pick<Occurrence, 'movement' | 'barcode' | 'from' | 'to'>;

export class FaultyRobot implements Robot {
  readonly #inner: Robot;
  readonly #surroundings: RobotSurroundings;
  readonly #motions: Motions;

  constructor(inner: Robot, surroundings: RobotSurroundings) {
    this.#inner = inner;
    this.#surroundings = surroundings;
    this.#motions = new Motions(surroundings.clock);
  }

  carry(journey: Journey, abandoned?: AbortSignal): Promise<RobotFailure | undefined> {
    const { source, destination, barcode } = journey;
    const about = { movement: 'carry', barcode, from: nameOf(source), to: nameOf(destination) } as const;
    return this.#pass(about, () => this.#inner.carry(journey, abandoned), abandoned);
  }

  position(transport: Element, element: Element, abandoned?: AbortSignal): Promise<RobotFailure | undefined> {
    const about = { movement: 'position', to: nameOf(element) } as const;
    return this.#pass(about, () => this.#inner.position(transport, element, abandoned), abandoned);
  }

  scan(elements: readonly Element[], abandoned?: AbortSignal): Promise<RobotFailure | undefined> {
    return this.#pass({ movement: 'scan' }, () => this.#inner.scan(elements, abandoned), abandoned);
  }

  halt(): void {
    this.#motions.halt();
    this.#inner.halt();
  }

  resume(): void {
    this.#motions.resume();
    this.#inner.resume();
  }

  hurry(): void {
    this.#motions.hurry();
    this.#inner.hurry();
  }

  #pass(about: About, proceed: () => Promise<RobotFailure | undefined>, abandoned: AbortSignal | undefined) {
    const { faults, device, target } = this.#surroundings;
    if (!faults.at('robot')) return proceed();
    const carrying = about.movement === 'carry';
    const underWay = !this.#motions.halted;
    const passage: Omit<RobotPassage, 'occurrence' | 'proceed'> = {
      pause: async (durationMs) => ((await this.#motions.last(durationMs)) === 'stopped' ? stopped(carrying) : undefined),
      pauseUntilAbandoned: async () => {
        const end = await this.#motions.last(Number.POSITIVE_INFINITY, abandoned);
        if (end === 'abandoned') return { why: 'mechanical-positioning', message: 'the movement came to no end, and was given up' };
        return end === 'stopped' ? stopped(carrying) : undefined;
      },
    };
    // Where a rule has opened the door, it has done so in the middle of the movement.
    const onward = async () => (underWay && this.#motions.halted ? stopped(carrying) : proceed());
    return faults.pass({ seam: 'robot', device, target, ...about }, passage, onward);
  }
}
