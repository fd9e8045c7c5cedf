/** The report of a run for a terminal, and the table of a matrix. */
import type { Article } from './article.ts';
import { type Axes, type AxisValue, folded, valuesInWords } from './combination.ts';
import type { Judgement } from './finding.ts';
import { circumstancesInWords, conclusion, type Report, rowInWords, timeInWords } from './report.ts';

export function reportAsText(report: Report): string {
  const { article, subject, circumstances, timeline, names, errors, log, media, verdict, because, expected, statements } = report;
  const widest = Math.max(0, ...timeline.map(({ who }) => who.length));
  return [
    `${article}: ${subject}`,
    `Here: ${circumstancesInWords(circumstances)}`,
    ...section(
      'Timeline',
      timeline.map((row) => `${timeInWords(row.atMs).padStart(10)}  ${row.who.padEnd(widest)}  ${rowInWords(row)}`),
    ),
    ...section('Device names before', names.before),
    ...section('Device names after', names.after),
    ...section(
      'Win32 errors that programs got',
      errors.map(({ text, times }) => (times === 1 ? text : `${text}, ${times} times`)),
    ),
    ...section('Backup log', log),
    ...section('Tapes used', [String(media)]),
    ...section(`Verdict: ${verdict}`, because),
    ...section(
      `The article: ${expected}`,
      statements.map(({ number, text }) => `${number}  ${text}`),
    ),
    '',
    conclusion(report),
  ].join('\n');
}

const section = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', heading, ...lines.map((line) => `  ${line}`)];

export interface MatrixRow {
  readonly cells: readonly string[];
  readonly count: number;
  readonly agrees: boolean;
}

/** Combinations with the same outcome in one row, as far as they are a block. */
export function matrixRows(axes: Axes, judgements: readonly Judgement[]): readonly MatrixRow[] {
  const rows = judgements.map(({ combination, finding, expected, differences }) => ({
    combination: combination as Readonly<Record<string, AxisValue>>,
    outcome: {
      found: finding.verdict,
      expected: expected.verdict,
      statements: expected.statements.join(' '),
      differences: differences.join('; '),
    },
  }));
  return folded(axes, rows, JSON.stringify).map(({ values, outcome, count }) => ({
    cells: [
      ...Object.entries(axes).map(([name, all]) => valuesInWords(values[name]!, all)),
      outcome.found,
      outcome.expected,
      outcome.statements,
      outcome.differences === '' ? 'yes' : `no: ${outcome.differences}`,
    ],
    count,
    agrees: outcome.differences === '',
  }));
}

export const matrixHeadings = (axes: Axes): readonly string[] => [...Object.keys(axes), 'found', 'article', 'statements', 'agrees'];

export function matrixConclusion({ name }: Article, judgements: readonly Judgement[]): string {
  const agreeing = judgements.filter(({ differences }) => differences.length === 0).length;
  return agreeing === judgements.length
    ? `All ${judgements.length} combinations come to what ${name} says.`
    : `${judgements.length - agreeing} of ${judgements.length} combinations do not come to what ${name} says.`;
}
