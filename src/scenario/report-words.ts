/** What all reports say alike. */
import type { ExpectationResult, RuleResult, ScenarioResult } from './result.ts';
import type { StoryRow } from './story.ts';

/** `1:02.345`, or `1:00:02.345` of a run that takes hours. */
export function clockTime(ms: number): string {
  const whole = Math.floor(ms);
  const [hours, minutes, seconds] = [Math.floor(whole / 3_600_000), Math.floor(whole / 60_000) % 60, Math.floor(whole / 1000) % 60];
  const rest = `${String(seconds).padStart(2, '0')}.${String(whole % 1000).padStart(3, '0')}`;
  return hours === 0 ? `${minutes}:${rest}` : `${hours}:${String(minutes).padStart(2, '0')}:${rest}`;
}

/** What has been decided of the whole, in a sentence. */
export function outcomeInWords({ passed, ended, expectations, steps, durationMs }: ScenarioResult): string {
  const met = expectations.filter(({ verdict }) => verdict === 'met').length;
  const failed = steps.filter((step) => step.failed !== undefined).length;
  const counted = expectations.length === 0 ? 'nothing was expected' : `${met} of ${expectations.length} expectations met`;
  const undone = failed === 0 ? '' : `, ${failed === 1 ? 'one step' : `${failed} steps`} could not be done`;
  const verdict = passed === undefined ? 'running' : passed ? 'passed' : 'failed';
  return `${verdict}: ${counted}${undone}, after ${clockTime(durationMs)}${ended === undefined ? '' : ` (${ended})`}`;
}

export const verdictWords: Readonly<Record<ExpectationResult['verdict'], string>> = { met: 'met', broken: 'BROKEN', open: 'OPEN' };

/** How often it has fired, and of one that never did what kept it from that. */
export const ruleInWords = ({ action, fared }: RuleResult): string => `${action}: ${fared.join(' ')}`;

/** With the number of commands that it stands for. */
export function rowInWords({ text, count, command, lastText, untilMs, atMs, status }: StoryRow): string {
  if (count === 1) return text;
  const same = text === lastText ? text : `${command ?? text} → ${status ?? ''}`.trim();
  return `${same} ×${count} until ${clockTime(untilMs)}${text === lastText || untilMs === atMs ? '' : `, the last: ${lastText}`}`;
}
