/** A report for a terminal: the verdicts, and what befell the lab beside what the hosts did. */
import { clockTime, outcomeInWords, rowInWords, ruleInWords, verdictWords } from './report-words.ts';
import type { ScenarioResult } from './result.ts';
import type { StoryRow } from './story.ts';

/** Of the left half. */
const labWidth = 56;

export function reportAsText(result: ScenarioResult): string {
  const { title, description, file, seed, startedAt, expectations, rules, steps, story, omitted } = result;
  const failed = steps.filter((step) => step.failed !== undefined);
  const section = (name: string, lines: readonly string[]): string[] => (lines.length === 0 ? [] : ['', name, ...lines]);
  return [
    `${title} (${file}, seed ${seed}, ${new Date(startedAt).toISOString()})`,
    ...(description === undefined ? [] : [description.trim()]),
    outcomeInWords(result),
    ...section(
      'Expectations',
      expectations.map(({ sentence, verdict, why, atMs, text }) => {
        const at = atMs === undefined ? '' : ` at ${clockTime(atMs)}: ${text}`;
        return `  ${verdictWords[verdict].padEnd(6)}  ${sentence}${why === '' ? '' : `\n          ${why}${at}`}`;
      }),
    ),
    ...section(
      'Steps that could not be done',
      failed.map(({ occasion, words, atMs, failed: why }) => `  ${clockTime(atMs)}  ${occasion}: ${words}: ${why}`),
    ),
    ...section(
      'Rules',
      rules.map((rule) => `  ${rule.id}: ${ruleInWords(rule)}`),
    ),
    ...section('Timeline', story.length === 0 ? [] : [`  ${''.padStart(9)}  ${'the lab'.padEnd(labWidth)}  the hosts`, ...story.map(line)]),
    ...(omitted === 0 ? [] : [`  … and ${omitted} more`]),
    '',
  ].join('\n');
}

function line(row: StoryRow): string {
  const device = row.device === undefined ? '' : `${row.device} `;
  const words = `${device}${rowInWords(row)}`;
  const time = clockTime(row.atMs).padStart(9);
  return row.side === 'host' ? `  ${time}  ${''.padEnd(labWidth)}  ${words}` : `  ${time}  ${words}`;
}
