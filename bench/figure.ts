/**
 * What a measurement yields: figures, each with the goal it is held against. A goal is a ratio to something that was measured in the same run, or a
 * bound that the machine's speed does not decide. `short` is how far the short form of the bench lets noise take it.
 */
export interface Figure {
  /** `WRITE 64 KiB, one at a time`. */
  readonly name: string;
  /** What it is compared with: `tgt`, `the bare limit`, `one session`; undefined for a bound. */
  readonly against?: string;
  /** `×`, `s`, `KiB`. */
  readonly unit: string;
  readonly value: number;
  readonly goal?: Goal;
  /** What the value was made of, by name: `{ tapelab: 486, tgt: 278 }`, in `partsUnit`. */
  readonly parts?: Readonly<Record<string, number>>;
  readonly partsUnit?: string;
  readonly point?: Point;
}

export interface Goal {
  readonly bound: 'at least' | 'at most';
  readonly value: number;
  /** The same in the short form, which fails when it is missed; undefined: it is not judged there. */
  readonly short?: number;
}

/** Where the figure stands in a drawing. */
export interface Point {
  readonly chart: 'block-size' | 'sessions';
  /** Bytes of a block; how many sessions. */
  readonly x: number;
  /** MB/s by the name of the line: `{ 'tapelab, write': 486, 'tgt, write': 278 }`. */
  readonly y: Readonly<Record<string, number>>;
}

/** How much is measured. */
export interface Extent {
  readonly form: 'whole' | 'short';
  /** Alternating runs of subject and reference, whose median counts. */
  readonly pairs: number;
  /** Of data in one run. */
  readonly bytes: number;
}

/** A part of the bench: yields its figures as they are there. */
export interface Measurement {
  readonly title: string;
  /** `folder` is there, is its own, and is removed after it. */
  measure(extent: Extent, folder: string): AsyncIterable<Figure>;
}

export const meets = ({ value, goal }: Figure, form: Extent['form'] = 'whole'): boolean | undefined => {
  const bound = form === 'short' ? goal?.short : goal?.value;
  if (goal === undefined || bound === undefined) return undefined;
  return goal.bound === 'at least' ? value >= bound : value <= bound;
};

/** Six tenths of a ratio is what the short form asks for. */
const room = 0.6;

/** `usual` is what is reached where that is less than the goal (`README.md` says why): the short form is there to see what gets worse. */
export const goalAtLeast = (value: number, usual = value): Goal => ({ bound: 'at least', value, short: usual * room });
export const goalAtMost = (value: number): Goal => ({ bound: 'at most', value, short: value / room });
