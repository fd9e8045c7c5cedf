/** How an outcome reaches the host: its data first, then the status with the sense as bytes (SAM-5 §5.4.2). */
import type { Outcome } from './outcome.ts';
import type { Sense } from './sense.ts';
import type { ScsiTask, TaskOutcome } from './target.ts';

/** @throws TaskAbortedError when the task is aborted while its data are on their way. */
export async function complete(task: ScsiTask, outcome: Outcome, encode: (sense: Sense) => Uint8Array): Promise<TaskOutcome> {
  if (outcome.data !== undefined && outcome.data.length > 0) await task.sendDataIn(outcome.data);
  return outcome.sense === undefined ? { status: outcome.status } : { status: outcome.status, sense: encode(outcome.sense) };
}
