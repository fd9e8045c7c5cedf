/** What a process has in memory, as Linux counts it: VmRSS of proc(5) `status`. */
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';

export async function residentBytes(processId: number): Promise<number> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)![1]) * 1024;
}

const tickMs = 500;
const restTicks = 6;
const mostTicks = 60;

/** The same at rest: as soon as it has not become less for three seconds; a collector of garbage takes its time. */
export async function residentBytesAtRest(processId: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let tick = 0, still = 0; tick < mostTicks && still < restTicks; tick++, still++) {
    const now = await residentBytes(processId);
    if (now < least * 0.995) still = 0;
    least = Math.min(least, now);
    await pause(tickMs);
  }
  return least;
}
