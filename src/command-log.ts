/** The log of `tapelab serve`, on standard error. */
import { eventRows } from './event-rows.ts';
import { systemClock } from './foundation/clock.ts';
import type { Happening, Publish } from './foundation/event.ts';
import { createLog, type LogLevel } from './server/log.ts';

export const commandLog = (level = 'info'): Publish<Happening> =>
  createLog({
    clock: systemClock,
    level: level as LogLevel,
    write: (line) => void process.stderr.write(line),
    rows: eventRows,
  });
