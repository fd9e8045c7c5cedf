/** A library's robot with faults on it: every movement passes the rules. */
import type { Element } from '../library/element.ts';
import { nameOf } from '../library/element-words.ts';
import type { Journey, Robot, RobotFailure } from '../library/robot.ts';
import type { Faults } from './faults.ts';
import type { Occurrence } from './occurrence.ts';

export interface RobotSurroundings {
  readonly faults: Faults;
  /** The library, and the target it is behind. */
  readonly device: string;
  readonly target: string;
}

export class FaultyRobot implements Robot {
  readonly #inner: Robot;
  readonly #surroundings: RobotSurroundings;

  constructor(inner: Robot, surroundings: RobotSurroundings) {
    this.#inner = inner;
    this.#surroundings = surroundings;
  }

  carry(journey: Journey): Promise<RobotFailure | undefined> {
    const { source, destination, barcode } = journey;
    const about = { movement: 'carry', barcode, from: nameOf(source), to: nameOf(destination) } as const;
    return this.#pass(about, () => this.#inner.carry(journey));
  }

  position(transport: Element, element: Element): Promise<RobotFailure | undefined> {
    return this.#pass({ movement: 'position', to: nameOf(element) }, () => this.#inner.position(transport, element));
  }

  scan(elements: readonly Element[]): Promise<RobotFailure | undefined> {
    return this.#pass({ movement: 'scan' }, () => this.#inner.scan(elements));
  }

  hurry(): void {
    this.#inner.hurry();
  }

  #pass(about: Pick<Occurrence, 'movement' | 'barcode' | 'from' | 'to'>, proceed: () => Promise<RobotFailure | undefined>) {
    const { faults, device, target } = this.#surroundings;
    return faults.at('robot') ? faults.pass({ seam: 'robot', device, target, ...about }, {}, proceed) : proceed();
  }
}
