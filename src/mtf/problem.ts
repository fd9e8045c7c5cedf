/**
 * What is wrong with a tape, or with a row of them: told beside what can be read all the same, never thrown. A problem is a value with its place; whether
 * anything is lost by it, or it is only worth knowing, its code says.
 */
import type { Place } from './tape-bytes.ts';

/** By what each code means to whoever wants the data back. */
const severities = {
  /** A physical block cannot be read. */
  'unreadable-block': 'damage',
  /** No descriptor block stands where one should. */
  'not-a-descriptor-block': 'damage',
  /** No stream stands where one should. */
  'not-a-stream': 'damage',
  /** A tape file ends within the data of a stream. */
  'data-missing': 'damage',
  /** The data do not have the checksum that stands behind them. */
  'wrong-checksum': 'damage',
  /** A number that says where something is, or how much of it there is, says another thing than what is found. */
  'wrong-number': 'damage',
  /** A block that has no business where it stands. */
  'out-of-place': 'damage',
  /** A set without an end. */
  'set-truncated': 'damage',
  /** Whoever wrote the set gave it up. */
  'set-aborted': 'damage',
  /** Whoever wrote the set could not read all of it. */
  'corrupt-object': 'damage',
  /** The first medium given is not the first of its family. */
  'begins-elsewhere': 'damage',
  'medium-missing': 'damage',
  'wrong-medium': 'damage',
  'no-medium-header': 'damage',
  /** Compressed or encrypted by the program that wrote it, or sparse: it is there, and nobody here reads it. */
  'not-understood': 'damage',
  'set-map-differs': 'damage',
  /** Part of a file that no other system has: it is left out. */
  'stream-left-out': 'note',
  /** What a file's block gives as its size, for display, is not how many data it has. */
  'size-differs': 'note',
  'unknown-block': 'note',
  'unknown-stream': 'note',
} as const;

export type ProblemCode = keyof typeof severities;

export interface Problem {
  readonly code: ProblemCode;
  /** A sentence. */
  readonly message: string;
  /** On which of the media given, counted from 1 in the order in which they were given. */
  readonly medium: number;
  /** Undefined where it is no matter of a place. */
  readonly place: Place | undefined;
}

/** Whether something cannot be had back, or must not be believed. */
export const isDamage = ({ code }: Pick<Problem, 'code'>): boolean => severities[code] === 'damage';
