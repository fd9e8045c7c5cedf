/** The compliance table as it stands in the README, between two comments that nobody reads. */
import type { ComplianceRow } from './row.ts';

const begin = '<!-- compliance: made by npm run compliance -->';
const end = '<!-- end of compliance -->';

/** The README's text with the table of these rows in its place. */
export function withTable(readme: string, rows: readonly ComplianceRow[]): string {
  const [before, rest] = cut(readme, begin);
  const [, after] = cut(rest, end);
  return `${before}${begin}\n${table(rows)}\n${end}${after}`;
}

function cut(text: string, at: string): readonly [string, string] {
  const index = text.indexOf(at);
  if (index < 0 || text.indexOf(at, index + 1) >= 0) throw new Error(`the README has to have '${at}' once`);
  return [text.slice(0, index), text.slice(index + at.length)];
}

const table = (rows: readonly ComplianceRow[]): string =>
  ['| RFC 7143 | subject | what tapelab does | test |', '|---|---|---|---|', ...[...rows].sort(bySection).map(line)].join('\n');

const line = ({ section, subject, conduct, test }: ComplianceRow): string =>
  `| §${section} | ${subject} | ${test === undefined ? `**not there:** ${conduct}` : conduct} | ${test === undefined ? '–' : `[${name(test.file)}](test/${test.file})`} |`;

const name = (file: string): string => file.replace(/^.*\//, '').replace(/\.test\.ts$/, '');

/** §6.3.5 before §6.3.10, an appendix (`C`) behind the chapters. */
function bySection(a: ComplianceRow, b: ComplianceRow): number {
  const [left, right] = [a, b].map(({ section }) =>
    section.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : 1000 + part.charCodeAt(0))),
  );
  for (let index = 0; index < Math.max(left!.length, right!.length); index++) {
    const difference = (left![index] ?? -1) - (right![index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
