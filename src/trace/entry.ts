/**
 * One line of what happened: in words for people, and with the facts that an expectation or a filter asks for. Who makes entries of events knows all
 * rooms and stands above them (`trace-entries.ts`).
 */

export const entryKinds = [
  'task',
  'task-management',
  'reset',
  'connection',
  'session',
  'protocol',
  'device',
  'library',
  'fault',
  'state',
  'operator',
] as const;
export type EntryKind = (typeof entryKinds)[number];

export interface TraceEntry {
  /** Counted from 1. */
  readonly number: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** Monotonic milliseconds. */
  readonly elapsedMs: number;
  readonly kind: EntryKind;
  /** The event it tells of: `session.established`. */
  readonly event: string;
  /** Without time and device. */
  readonly text: string;
  readonly device?: string;
  readonly target?: string;
  readonly lun?: number;
  readonly initiator?: string;
  /** TSIH. */
  readonly session?: number;
  /** Of a task: T10's name of its command. */
  readonly command?: string;
  /** Of a task: SAM's name of its status, or `aborted`. */
  readonly status?: string;
  readonly sense?: { readonly key: number; readonly asc: number; readonly ascq: number };
  /** Of a task: when it arrived, in monotonic milliseconds, and how long it took from there. */
  readonly arrivedMs?: number;
  readonly durationMs?: number;
  /** Of a fault. */
  readonly rule?: string;
  readonly action?: string;
  /** Of a change of state. */
  readonly state?: string;
}

/** An entry that has not been put down yet. */
export type TraceNote = Omit<TraceEntry, 'number' | 'at' | 'elapsedMs'>;
