/**
 * Ctrl-C in the middle of a measurement: this process's children are ended, whichever they are, so that what waits for them fails and its `finally`
 * blocks run. A second one, or ten seconds, end it at once.
 */
import { readFileSync } from 'node:fs';

const patienceMs = 10_000;

/** The signal that came, as soon as one has. `last` is done when patience is over. */
export function onInterruption(last: () => void): AbortSignal {
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      const end = (): never => {
        endChildren('SIGKILL');
        last();
        process.exit(130);
      };
      if (interruption.signal.aborted) end();
      interruption.abort(signal);
      setTimeout(end, patienceMs).unref();
      endChildren('SIGTERM');
    });
  return interruption.signal;
}

/** proc(5) `children`: those that the main thread has begun, which is where `spawn` is called. */
function endChildren(signal: NodeJS.Signals): void {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim();
  for (const child of children.split(' ').filter(Boolean))
    try {
      process.kill(Number(child), signal);
    } catch {
      // has ended by itself
    }
}
