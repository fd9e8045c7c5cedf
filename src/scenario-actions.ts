/** What can be asked of the scenarios of a lab over its control channel: run one, how it stands, end it, and its report. */
import type { ScenarioActions } from './control/actions.ts';
import type { ScenarioView } from './control/fault-views.ts';
import { UserError } from './foundation/user-error.ts';
import type { LabScenarios } from './lab-scenarios.ts';
import type { ScenarioResult } from './scenario/result.ts';
import type { ScenarioRun } from './scenario/run.ts';

export function scenarioActions(scenarios: LabScenarios): ScenarioActions {
  const latest = (): ScenarioRun => {
    if (scenarios.latest !== undefined) return scenarios.latest;
    throw new UserError('scenario-missing', 'No scenario has been run yet.', { hint: "'tapelab scenario run FILE' runs one." });
  };
  return {
    'scenario.run': async (input) => {
      const { sourceOf } = await import('./scenario-source.ts');
      return scenarioView((await scenarios.run(sourceOf(input))).result);
    },
    'scenario.state': async ({ waitMs }) => {
      const run = latest();
      if (waitMs !== undefined) await within(waitMs, run.ended);
      return scenarioView(run.result);
    },
    'scenario.stop': async () => scenarioView(await latest().stop()),
    'scenario.report': async ({ format = 'text' }) => {
      const { reportAs } = await import('./scenario/report.ts');
      return { text: reportAs(format, latest().result) };
    },
  };
}

export function scenarioView(result: ScenarioResult): ScenarioView {
  return {
    scenario: result.title,
    phase: result.phase,
    since: new Date(result.startedAt).toISOString(),
    elapsedMs: result.durationMs,
    state: result.state,
    ...(result.passed !== undefined && { passed: result.passed }),
    expectations: result.expectations.map(({ sentence, verdict, why }) => ({ text: sentence, verdict, ...(why !== '' && { why }) })),
  };
}

/** Until it is done, or the time is over. */
async function within(waitMs: number, done: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
  });
  await Promise.race([done, over]);
  clearTimeout(timer);
}
