/**
 * The log: it subscribes to events and writes a line for each that matters, as a sentence for people or as JSON for machines. A row says how
 * much an event matters and how it reads; an event without a row is for `debug`, where all its fields are shown. Rooms do not know the log.
 */
import { pino } from 'pino';
import type { Clock } from '../foundation/clock.ts';
import type { Happening, Publish } from '../foundation/event.ts';
import type { LogLevel, LogRow } from './log-row.ts';
import { captureRows, iscsiRows, serverRows } from './log-rows.ts';

export type { LogLevel, LogRow, LogRows } from './log-row.ts';

export interface LogOptions {
  readonly clock: Clock;
  /** The least that is written, or `silent`; `info` unless told otherwise. */
  readonly level?: LogLevel | 'silent';
  /** `text` unless told otherwise. */
  readonly format?: 'text' | 'json';
  readonly write: (line: string) => void;
  /** The rows of rooms that this one does not know. */
  // biome-ignore lint/suspicious/noExplicitAny: rows of any room's events
  readonly rows?: readonly Readonly<Record<string, LogRow<any>>>[];
}

export function createLog(options: LogOptions): Publish {
  const { clock, format = 'text', write } = options;
  const rows: Record<string, LogRow<Happening>> = Object.assign({}, iscsiRows, serverRows, captureRows, ...(options.rows ?? []));
  const logger = pino(
    {
      level: options.level ?? 'info',
      base: null,
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
    },
    { write: (line) => write(format === 'json' ? line : asText(line)) },
  );
  return (event) => {
    const row = rows[event.event];
    const level = row === undefined ? 'debug' : typeof row.level === 'string' ? row.level : row.level(event);
    if (logger.isLevelEnabled(level)) logger[level](plain(event), row?.line(event) ?? event.event);
  };
}

/** What JSON has no word for, as text. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (value instanceof Error) return { name: value.name, message: value.message, stack: value.stack };
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plain(field)]));
}

/** `12:34:56.789 warn   rejected a PDU …`, and what else the event holds where nobody has written a sentence. */
function asText(json: string): string {
  const { level, time, msg, event, error, ...fields } = JSON.parse(json) as Record<string, unknown>;
  const rest = msg === event && Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields)}` : '';
  const stack = (error as { stack?: string } | undefined)?.stack;
  const trouble = stack === undefined ? '' : `\n${stack.replace(/^/gm, '    ')}`;
  return `${String(time).slice(11, 23)} ${String(level).padEnd(5)} ${msg}${rest}${trouble}\n`;
}
