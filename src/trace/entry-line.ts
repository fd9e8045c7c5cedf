/** An entry as a line for people: `12:04:07.311 dds0 WRITE(6) 16384 B block 1199 → GOOD 3.1 ms`. */
import type { TraceEntry } from './entry.ts';

/** The time of day is that of this machine's time zone. */
export function entryLine({ at, device, text, durationMs }: Pick<TraceEntry, 'at' | 'device' | 'text' | 'durationMs'>): string {
  const words = [timeOfDay(at)];
  if (device !== undefined) words.push(device);
  words.push(text);
  if (durationMs !== undefined) words.push(`${durationMs.toFixed(1)} ms`);
  return words.join(' ');
}

export function timeOfDay(at: number): string {
  const date = new Date(at);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
