/**
 * The timeline of a run as a drawing (SVG 1.1), which needs no script: what befell the lab above, what each host did below, the expectations at the foot.
 * A mark tells what it stands for when the pointer rests on it.
 */
import { formatDuration } from '../foundation/quantity.ts';
import { escaped } from './markup.ts';
import { clockTime, rowInWords } from './report-words.ts';
import type { ScenarioResult } from './result.ts';
import type { StoryRow } from './story.ts';

const width = 1080;
const margin = { left: 215, right: 16, top: 22 };
const laneHeight = 24;
const inner = width - margin.left - margin.right;

/** A class of the style sheet gives each its colour. */
type Tone = 'good' | 'warn' | 'bad' | 'lab' | 'fault' | 'operator' | 'plain' | `state-${number}`;

interface Mark {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly tone: Tone;
  readonly words: string;
  /** Stands in the mark where there is room. */
  readonly label?: string;
}

interface Lane {
  readonly name: string;
  readonly marks: readonly Mark[];
}

export function drawing(result: ScenarioResult): string {
  const lanes = lanesOf(result);
  const length = Math.max(result.durationMs, 1);
  const x = (ms: number): number => margin.left + (Math.min(ms, length) / length) * inner;
  const height = margin.top + lanes.length * laneHeight + 6;
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="timeline" xmlns="http://www.w3.org/2000/svg">`,
    ...ticks(length).map((ms) => {
      const at = round(x(ms));
      return `<line class="grid" x1="${at}" x2="${at}" y1="${margin.top}" y2="${height - 6}"/><text class="tick" x="${at}" y="14">${tickWords(ms)}</text>`;
    }),
    ...lanes.flatMap(({ name, marks }, index) => {
      const y = margin.top + index * laneHeight;
      return [
        `<text class="lane" x="${margin.left - 8}" y="${y + 16}">${escaped(shortened(name, 28))}<title>${escaped(name)}</title></text>`,
        ...drawn(marks, x, y),
      ];
    }),
    '</svg>',
  ].join('\n');
}

/** What is unusual lies above the rest. */
const above: readonly Tone[] = ['warn', 'bad'];

/** Marks of one tone that would cover each other are drawn once. */
function drawn(marks: readonly Mark[], x: (ms: number) => number, y: number): string[] {
  const shapes: { readonly layer: number; readonly shape: string }[] = [];
  const covered = new Map<Tone, number>();
  for (const { fromMs, untilMs, tone, words, label } of marks) {
    const from = x(fromMs);
    const extent = Math.max(x(untilMs) - from, 2.5);
    if (from + extent <= (covered.get(tone) ?? Number.NEGATIVE_INFINITY) + 1) continue;
    covered.set(tone, from + extent);
    const box = `<rect class="${tone}" x="${round(from)}" y="${y + 4}" width="${round(extent)}" height="${laneHeight - 8}" rx="2"><title>${escaped(words)}</title></rect>`;
    const fits = label !== undefined && extent > label.length * 7 + 8;
    const shape = fits ? `${box}<text class="label" x="${round(from + 5)}" y="${y + 16}">${escaped(label)}</text>` : box;
    shapes.push({ layer: above.indexOf(tone), shape });
  }
  return shapes.sort((a, b) => a.layer - b.layer).map(({ shape }) => shape);
}

function lanesOf({ states, story, expectations, durationMs }: ScenarioResult): readonly Lane[] {
  const point = (row: StoryRow, tone: Tone): Mark => ({
    fromMs: row.atMs,
    untilMs: row.untilMs,
    tone,
    words: `${clockTime(row.atMs)}  ${rowInWords(row)}`,
  });
  const distinct = [...new Set(states.map(({ state }) => state))];
  const stateMarks = states.map(({ state, atMs }, index): Mark => {
    const untilMs = states[index + 1]?.atMs ?? durationMs;
    const tone: Tone = `state-${distinct.indexOf(state) % 6}`;
    return { fromMs: atMs, untilMs, tone, words: `${clockTime(atMs)}  state ${state}`, label: state };
  });
  const of = (name: string, rows: readonly StoryRow[], tone: (row: StoryRow) => Tone): Lane[] =>
    rows.length === 0 ? [] : [{ name, marks: rows.map((row) => point(row, tone(row))) }];
  const tasks = story.filter(({ kind }) => kind === 'task');
  const hosts = [...new Set(tasks.map(hostAt))];
  return [
    ...(distinct.length > 1 ? [{ name: 'state', marks: stateMarks }] : []),
    ...of(
      'faults',
      story.filter(({ kind }) => kind === 'fault'),
      () => 'fault',
    ),
    ...of(
      'operator',
      story.filter(({ kind }) => kind === 'operator'),
      () => 'operator',
    ),
    ...of(
      'lab',
      story.filter(({ side, kind }) => side === 'lab' && !['fault', 'operator', 'state'].includes(kind)),
      () => 'lab',
    ),
    ...of(
      'sessions',
      story.filter(({ side, kind }) => side === 'host' && kind !== 'task'),
      toneOfSession,
    ),
    ...hosts.flatMap((host) =>
      of(
        host,
        tasks.filter((row) => hostAt(row) === host),
        toneOfTask,
      ),
    ),
    ...expectations.map(
      ({ sentence, verdict, why, atMs = durationMs }, index): Lane => ({
        name: `${index + 1}. ${sentence}`,
        marks: [
          { fromMs: 0, untilMs: atMs, tone: 'plain', words: sentence },
          { fromMs: atMs, untilMs: atMs, tone: verdict === 'met' ? 'good' : 'bad', words: `${clockTime(atMs)}  ${verdict}: ${why}` },
        ],
      }),
    ),
  ];
}

const hostAt = ({ initiator = '', device = '' }: StoryRow): string => `${device} ← ${initiator.slice(initiator.lastIndexOf(':') + 1)}`;

function toneOfTask({ status }: StoryRow): Tone {
  if (status === 'GOOD') return 'good';
  return status === 'CHECK CONDITION' ? 'warn' : 'bad';
}

const toneOfSession = ({ event }: StoryRow): Tone => (/established|continued|opened/.test(event) ? 'good' : 'warn');

/** At most ten of them, at whole numbers of a unit that people count in. */
function ticks(lengthMs: number): readonly number[] {
  const steps = [
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000,
  ];
  const step = steps.find((one) => lengthMs / one <= 10) ?? Math.ceil(lengthMs / 36_000_000) * 3_600_000;
  return Array.from({ length: Math.floor(lengthMs / step) + 1 }, (_, index) => index * step);
}

const tickWords = (ms: number): string => (ms < 1000 || ms % 1000 === 0 ? formatDuration(ms) : `${ms / 1000}s`);
const round = (number: number): number => Math.round(number * 10) / 10;
const shortened = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
