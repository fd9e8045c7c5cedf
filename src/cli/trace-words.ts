/** How what happened reads: `12:04:07.311 dds0 WRITE(6) 16384 B block 1199 → GOOD 3.1 ms`, and bytes sixteen to a line. */
import type { TraceEntryView } from '../control/fault-views.ts';

/** The time of day is that of this machine's time zone. */
export function entryLine({ at, device, text, durationMs, bytes }: TraceEntryView): string {
  const words = [timeOfDay(at)];
  if (device !== undefined) words.push(device);
  words.push(text);
  if (durationMs !== undefined) words.push(`${durationMs.toFixed(1)} ms`);
  return [words.join(' '), ...(bytes === undefined ? [] : hexLines(Buffer.from(bytes, 'hex')))].join('\n');
}

function timeOfDay(at: number): string {
  const date = new Date(at);
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** `    0030  4c 54 4f 20 …  LTO ` */
function hexLines(bytes: Buffer): readonly string[] {
  return Array.from({ length: Math.ceil(bytes.length / 16) }, (_, line) => {
    const row = bytes.subarray(16 * line, 16 * line + 16);
    const hex = row
      .toString('hex')
      .replace(/..(?=.)/g, '$& ')
      .padEnd(47);
    const letters = row.toString('latin1').replace(/[^ -~]/g, '.');
    return `    ${(16 * line).toString(16).padStart(4, '0')}  ${hex}  ${letters}`;
  });
}
