/** What a room says of its events to the log: how much each matters and how it reads. */
import type { Happening } from '../foundation/event.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

export interface LogRow<E extends Happening> {
  readonly level: LogLevel | ((event: E) => LogLevel);
  /** One line without a full stop. */
  readonly line: (event: E) => string;
}

/** A row for each event of a room. */
export type LogRows<E extends Happening> = { readonly [Name in E['event']]: LogRow<E & { readonly event: Name }> };
