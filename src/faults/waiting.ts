/** Waiting within a task, for a time or for ever: over at once when the task is aborted (SAM-5 §5.6). */
import type { Clock } from '../foundation/clock.ts';
import type { CommandContext } from '../scsi/command.ts';

type Task = Pick<CommandContext, 'untilAborted'>;

/** @throws TaskAbortedError */
export async function wait(task: Task, clock: Clock, forMs: number): Promise<void> {
  let cancel = (): void => {};
  const passed = new Promise<void>((resolve) => {
    cancel = clock.schedule(forMs, resolve);
  });
  try {
    await (task.untilAborted?.(passed) ?? passed);
  } finally {
    cancel();
  }
}

/** @throws TaskAbortedError */
export function waitForEver(task: Task): Promise<never> {
  const never = new Promise<never>(() => {});
  return task.untilAborted?.(never) ?? never;
}
