import { describe, expect, it } from 'vitest';
import { type Figure, goalAtLeast } from '../../../bench/figure.ts';
import { cells, digits, markdown, terminalLine } from '../../../bench/table.ts';

const ratio: Figure = {
  name: 'WRITE 64 KiB, one at a time',
  against: 'tgt',
  unit: '×',
  value: 1.75,
  goal: goalAtLeast(2),
  parts: { tapelab: 486.4, tgt: 278 },
  partsUnit: 'MB/s',
};

describe('a row', () => {
  it('has what was measured, what it is held against, and how far apart they may be', () => {
    expect(cells(ratio)).toEqual(['WRITE 64 KiB, one at a time', '486 MB/s', '278 MB/s tgt', '1.75×', '≥ 2.00×', 'missed']);
  });

  it('shows in the short form the goal that is judged there', () => {
    expect(cells(ratio, 'short').slice(3)).toEqual(['1.75×', '≥ 1.20×', 'met']);
  });

  it('shows no goal in the short form where none is judged', () => {
    const start: Figure = {
      name: 'start',
      unit: 's',
      value: 0.412,
      goal: { bound: 'at most', value: 0.5 },
      parts: { fastest: 0.4 },
      partsUnit: 's',
    };
    expect(cells(start, 'short')).toEqual(['start', '0.41 s', 'fastest 0.40 s', '', '', '']);
    expect(cells(start)).toEqual(['start', '0.41 s', 'fastest 0.40 s', '', '≤ 0.50 s', 'met']);
  });

  it('without a reference is what was measured alone', () => {
    expect(cells({ name: 'READ', unit: 'MB/s', value: 812.3 })).toEqual(['READ', '812 MB/s', '', '', '', '']);
  });

  it('stands in columns', () => {
    const lines = [ratio, { ...ratio, name: 'READ', value: 12.5 }].map((figure) => terminalLine(cells(figure)));
    const [first, second] = lines.map((line) => line.indexOf('×'));
    expect(first).toBe(second);
  });
});

it.each([
  [1234.5, '1235'],
  [99.94, '99.9'],
  [2, '2.00'],
  [0.0035, '0.0035'],
  [0, '0.00'],
])('says %d in a few digits', (value, words) => {
  expect(digits(value)).toBe(words);
});

it('makes a table of every section, and says which one was broken off', () => {
  const section = {
    title: 'Throughput',
    measured: '2026-11-22',
    extent: { form: 'whole', pairs: 5, bytes: 2 ** 20 },
    figures: [ratio],
  } as const;
  const machine = { processors: '2', memory: '4 GiB', kernel: 'Linux 6', node: 'Node v20', disk: 'ext4' };
  const text = markdown({ machine, sections: { throughput: section, growth: { ...section, title: 'Growth', broken: 'no room' } } });
  expect(text).toContain('2 · 4 GiB · Linux 6 · Node v20 · ext4.');
  expect(text).toContain('### Throughput\n\n2026-11-22, median of 5 pairs, 1 MiB each unless said.\n\n|');
  expect(text).toContain('| WRITE 64 KiB, one at a time | 486 MB/s | 278 MB/s tgt | 1.75× | ≥ 2.00× | missed |');
  expect(text.endsWith('Not measured to its end: no room')).toBe(true);
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  expect(new Set(rows.map((row) => row.split('|').length))).toEqual(new Set([8]));
});
