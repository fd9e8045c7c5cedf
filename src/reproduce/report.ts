/** What is told of a run, whatever it is told in: the timeline, the devices' names, the errors the programs got, the backup's log, and the verdict. */
import type { Article, StatementNumber, Verdict } from './article.ts';
import { type AxisValue, valueInWords } from './combination.ts';
import { type Course, eventsOf, type Happening } from './course.ts';
import { namesOf, type Outcome } from './finding.ts';
import { errorInWords, inWords, type Tone } from './happening-words.ts';

export interface TimelineRow {
  readonly atMs: number;
  readonly tone: Tone;
  readonly who: string;
  readonly text: string;
  /** How often it was the same, one right after the other, and when for the last time. */
  readonly times: number;
  readonly lastAtMs: number;
}

export interface Report {
  readonly article: string;
  readonly subject: string;
  readonly circumstances: Readonly<Record<string, AxisValue>>;
  readonly timeline: readonly TimelineRow[];
  readonly names: { readonly before: readonly string[]; readonly after: readonly string[] };
  readonly errors: readonly { readonly text: string; readonly times: number }[];
  readonly log: readonly string[];
  readonly media: number;
  readonly verdict: Verdict;
  readonly because: readonly string[];
  readonly expected: Verdict;
  readonly statements: readonly { readonly number: StatementNumber; readonly text: string }[];
  readonly differences: readonly string[];
}

export function reportOf(article: Article, outcome: Outcome<object>): Report {
  const { combination, course, finding, expected, differences } = outcome;
  const names = namesOf(course);
  const nameInWords = ({ name, vendor, product, serialNumber }: (typeof names.before)[number]): string =>
    `${name}  ${vendor.trim()} ${product.trim()}${serialNumber === undefined ? '' : ` (${serialNumber.trim()})`}`;
  return {
    article: article.name,
    subject: article.subject,
    circumstances: combination as Readonly<Record<string, AxisValue>>,
    timeline: timelineOf(course),
    names: { before: names.before.map(nameInWords), after: names.after.map(nameInWords) },
    errors: counted(
      eventsOf(course, 'host.win32-error').map(({ program, call, name, error }) => `${program}: ${call} ${name}: ${errorInWords(error)}`),
    ),
    log: eventsOf(course, 'host.backup-log').map(({ line }) => line),
    media: Math.max(0, ...eventsOf(course, 'host.job-ended').map(({ media }) => media)),
    verdict: finding.verdict,
    because: finding.because,
    expected: expected.verdict,
    statements: expected.statements.map((number) => ({ number, text: article.statements[number] ?? '' })),
    differences,
  };
}

/** How many rows may come between two that are the same: attempts to log in are told by the initiator and by the System log. */
const apart = 2;

/** What happens again and again, as attempts to log in do, is told once. */
function timelineOf(course: Course): readonly TimelineRow[] {
  const rows: TimelineRow[] = [];
  for (const { atMs, event } of course) {
    const words = inWords(event);
    const at = rows.findLastIndex((row) => row.who === words.who && row.text === words.text);
    if (at >= 0 && rows.length - at <= apart) rows[at] = { ...rows[at]!, times: rows[at]!.times + 1, lastAtMs: atMs };
    else rows.push({ atMs, ...words, times: 1, lastAtMs: atMs });
  }
  return rows;
}

function counted(texts: readonly string[]): readonly { readonly text: string; readonly times: number }[] {
  const times = new Map<string, number>();
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1);
  return [...times].map(([text, count]) => ({ text, times: count }));
}

/** `1:30.250`. */
export const timeInWords = (ms: number): string => {
  const minutes = Math.floor(ms / 60_000);
  const seconds = ((ms % 60_000) / 1000).toFixed(3).padStart(6, '0');
  return `${minutes}:${seconds}`;
};

export function happeningInWords({ atMs, event }: Happening): string {
  const { who, text } = inWords(event);
  return `${timeInWords(atMs)}  ${who}  ${text}`;
}

export const circumstancesInWords = (circumstances: Readonly<Record<string, AxisValue>>): string =>
  Object.entries(circumstances)
    .map(([name, value]) => `${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} ${valueInWords(value)}`)
    .join(', ');

export const rowInWords = ({ text, times, lastAtMs }: TimelineRow): string =>
  times === 1 ? text : `${text} (${times} times, until ${timeInWords(lastAtMs)})`;

export const conclusion = ({ differences }: Pick<Report, 'differences'>): string =>
  differences.length === 0 ? 'That is what the article says.' : `That is not what the article says: ${differences.join('; ')}.`;
