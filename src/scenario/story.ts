/**
 * The story of a run, as a report tells it: what befell the lab on one side, what the hosts did on the other, in order. Commands that repeat each other
 * are one row with their number, so that a backup of hours is still read in a minute.
 */
import type { EntryKind, TraceEntry } from '../trace/entry.ts';

export interface StoryRow {
  /** Milliseconds since the start. */
  readonly atMs: number;
  readonly side: 'lab' | 'host';
  readonly kind: EntryKind;
  readonly event: string;
  readonly device?: string | undefined;
  readonly initiator?: string | undefined;
  readonly text: string;
  readonly command?: string | undefined;
  /** SAM's name of its status, or `aborted`. */
  readonly status?: string | undefined;
  readonly rule?: string | undefined;
  readonly state?: string | undefined;
  /** How many equal ones it stands for, and when the last of them was. */
  count: number;
  untilMs: number;
  /** Of the last of them. */
  lastText: string;
}

const sides: Readonly<Record<EntryKind, StoryRow['side']>> = {
  task: 'host',
  'task-management': 'host',
  connection: 'host',
  session: 'host',
  protocol: 'host',
  reset: 'lab',
  device: 'lab',
  library: 'lab',
  fault: 'lab',
  state: 'lab',
  operator: 'lab',
};

/** A host that was silent for so long begins a new row: its silence is to be seen. */
const silenceMs = 5000;

/** More would make no report that somebody reads. */
export const mostRows = 20_000;

export class Story {
  readonly #startedMs: number;
  readonly #rows: StoryRow[] = [];
  /** The last row of each host at each device. */
  readonly #lanes = new Map<string, StoryRow>();
  #omitted = 0;

  /** Monotonic milliseconds. */
  constructor(startedMs: number) {
    this.#startedMs = startedMs;
  }

  get rows(): readonly StoryRow[] {
    return this.#rows;
  }

  /** Rows that there were no more room for. */
  get omitted(): number {
    return this.#omitted;
  }

  tell(entry: TraceEntry): void {
    const { kind, event, device, initiator, text, command, status, rule, state, session } = entry;
    const side = sides[kind];
    const atMs = Math.max(0, entry.elapsedMs - this.#startedMs);
    const lane = `${initiator}/${session}/${device}`;
    const last = this.#lanes.get(lane);
    if (kind === 'task' && last !== undefined && atMs - last.untilMs <= silenceMs && keyOf(last) === keyOf(entry)) {
      last.count += 1;
      last.untilMs = atMs;
      last.lastText = text;
      return;
    }
    // What befalls the lab ends the rows of all hosts: what comes after it stands below it.
    if (side === 'lab') this.#lanes.clear();
    if (this.#rows.length >= mostRows) {
      this.#omitted += 1;
      return;
    }
    const row: StoryRow = {
      atMs,
      side,
      kind,
      event,
      device,
      initiator,
      text,
      command,
      status,
      rule,
      state,
      count: 1,
      untilMs: atMs,
      lastText: text,
    };
    this.#rows.push(row);
    if (kind === 'task') this.#lanes.set(lane, row);
    else if (side === 'host') this.#lanes.delete(lane);
  }
}

/** Commands that end alike but for their numbers. */
const keyOf = ({ kind, command, status, text }: Pick<StoryRow, 'kind' | 'command' | 'status' | 'text'>): string =>
  `${kind}/${command}/${status}/${status === 'GOOD' ? '' : text.replace(/[\d.]+ ?(ms|s|B)?\b/g, '#')}`;
