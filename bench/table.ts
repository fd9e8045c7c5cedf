/** Figures as rows of a table: on a terminal as they come, in Markdown when all are there. */
import { type Extent, type Figure, type Goal, meets } from './figure.ts';
import { inWords } from './machine.ts';
import type { Results, Section } from './results.ts';

const columns = ['', 'measured', 'reference', 'ratio', 'goal', ''] as const;
const widths = [62, 12, 30, 8, 10, 6] as const;

/** A few digits that say enough. */
export function digits(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 || size === 0 ? 2 : 4);
}

const withUnit = (value: number, unit: string): string => (unit === '×' ? `${digits(value)}×` : `${digits(value)} ${unit}`);

const goalInWords = ({ bound, value }: Goal, unit: string): string => `${bound === 'at least' ? '≥' : '≤'} ${withUnit(value, unit)}`;

/** By column. Of a ratio the first part is what was measured and the second what it is held against; of anything else the parts explain it. */
export function cells(figure: Figure, form: Extent['form'] = 'whole'): string[] {
  const { name, against, unit, value, goal, parts = {}, partsUnit = '' } = figure;
  const judged = goal && (form === 'short' ? goal.short !== undefined && { ...goal, value: goal.short } : goal);
  const met = meets(figure, form);
  const entries = Object.entries(parts);
  const isRatio = unit === '×' && entries.length >= 2;
  const [measured, reference] = entries;
  return [
    name,
    isRatio ? withUnit(measured![1], partsUnit) : unit === '×' ? '' : withUnit(value, unit),
    isRatio
      ? `${withUnit(reference![1], partsUnit)} ${against ?? reference![0]}`
      : [against, ...entries.map(([part, amount]) => `${part} ${withUnit(amount, partsUnit)}`)].filter(Boolean).join(', '),
    unit === '×' ? withUnit(value, unit) : '',
    judged ? goalInWords(judged, unit) : '',
    met === undefined ? '' : met ? 'met' : 'missed',
  ];
}

export const terminalHeading = (): string => terminalLine([...columns]);

export function terminalLine(row: readonly string[]): string {
  return row
    .map((cell, column) => (column === 1 || column === 3 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
    .join('  ')
    .trimEnd();
}

/** Everything that is recorded, below headings of the third level. */
export function markdown({ machine, sections }: Results): string {
  return [`${inWords(machine)}.`, ...Object.values(sections).map(sectionInMarkdown)].join('\n\n');
}

function sectionInMarkdown({ title, measured, extent, figures, broken }: Section): string {
  const row = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;
  return [
    `### ${title}`,
    '',
    `${measured}, median of ${extent.pairs} pairs, ${extent.bytes / 2 ** 20} MiB each unless said.`,
    '',
    row(columns),
    row(columns.map((_, column) => (column === 1 || column === 3 ? '--:' : '---'))),
    ...figures.map((figure) => row(cells(figure))),
    ...(broken ? ['', `Not measured to its end: ${broken}`] : []),
  ].join('\n');
}
