/** The course of a run: all that the host saw and did, and when. What is concluded of a run is concluded of this alone. */
import type { Clock } from '../foundation/clock.ts';
import type { HostEvent } from '../host/happening.ts';

export interface Happening {
  /** Since the run's beginning. */
  readonly atMs: number;
  readonly event: HostEvent;
}

export type Course = readonly Happening[];

export class CourseRecorder {
  readonly #clock: Clock;
  readonly #beganAt: number;
  readonly #happenings: Happening[] = [];

  constructor(clock: Clock, hear: (happening: Happening) => void = () => {}) {
    this.#clock = clock;
    this.#beganAt = clock.elapsed();
    this.#hear = hear;
  }

  readonly #hear: (happening: Happening) => void;

  readonly publish = (event: HostEvent): void => {
    const happening = { atMs: Math.round(this.#clock.elapsed() - this.#beganAt), event };
    this.#happenings.push(happening);
    this.#hear(happening);
  };

  get course(): Course {
    return [...this.#happenings];
  }
}

type Named<Name extends HostEvent['event']> = Extract<HostEvent, { readonly event: Name }>;

/** The events of one kind, in their order. */
export const eventsOf = <const Name extends HostEvent['event']>(course: Course, name: Name): readonly Named<Name>[] =>
  course.flatMap(({ event }) => (event.event === name ? [event as Named<Name>] : []));

/** Up to each shutdown of the computer, and from there on. */
export function startsOf(course: Course): readonly Course[] {
  const at = course.flatMap(({ event }, index) => (event.event === 'host.shut-down' ? [index + 1] : []));
  return [0, ...at].map((from, index) => course.slice(from, at[index])).filter((part) => part.length > 0);
}
