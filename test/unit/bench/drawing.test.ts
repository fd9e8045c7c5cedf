import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawCharts } from '../../../bench/charts.ts';
import { apart, drawLines, roundStep } from '../../../bench/drawing.ts';

const chart = { title: 'Speed', xTitle: 'block', yTitle: 'MB/s', xLabel: String };

describe('a drawing of lines', () => {
  it('doubles x in equal steps and keeps y in proportion', () => {
    const drawing = drawLines({ ...chart, lines: { write: [[1, 0], [2, 500], [4, 1000]] } }); // biome-ignore format: points
    const points = /points="([^"]+)"/
      .exec(drawing)![1]!
      .split(' ')
      .map((point) => point.split(',').map(Number));
    const [[x0, y0], [x1, y1], [x2, y2]] = points as [[number, number], [number, number], [number, number]];
    expect(x1 - x0).toBeCloseTo(x2 - x1);
    expect(y0 - y1).toBeCloseTo(y1 - y2);
    expect(y2).toBeLessThan(y0);
  });

  it('is well formed and names every line and place, whatever they are called', () => {
    const drawing = drawLines({ ...chart, title: 'a < b & c', lines: { one: [[8, 3]], 'two, other': [[64, 4]] } });
    expect(drawing).toContain('a &lt; b &amp; c');
    for (const word of ['>one<', '>two, other<', '>8<', '>64<', '>block<', '>MB/s<']) expect(drawing).toContain(word);
    expect(drawing).not.toMatch(/NaN|undefined|Infinity/);
    expect(drawing.match(/<text/g)).toHaveLength(drawing.match(/<\/text>/g)!.length);
  });

  it('keeps names clear of one another and each no higher than its line', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 8 }), (heights) => {
        const moved = apart(heights);
        const sorted = moved.toSorted((a, b) => a - b);
        expect(sorted.every((height, n) => n === 0 || height - sorted[n - 1]! >= 16)).toBe(true);
        expect(moved.every((height, n) => height >= heights[n]!)).toBe(true);
      }),
    );
  });

  it.each([
    [0.7, 1],
    [130, 200],
    [200, 200],
    [499, 500],
    [501, 1000],
  ])('takes for steps of at least %d those of %d', (least, step) => {
    expect(roundStep(least)).toBe(step);
  });
});

it('draws the figures that have a point, from all sections, and nothing of a chart without one', () => {
  const point = (x: number, y: Record<string, number>) => ({
    name: 'x',
    unit: 'MB/s',
    value: 1,
    point: { chart: 'sessions' as const, x, y },
  });
  const section = { title: '', measured: '', extent: { form: 'whole', pairs: 1, bytes: 1 } } as const;
  const drawings = drawCharts({
    machine: { processors: '', memory: '', kernel: '', node: '', disk: '' },
    sections: {
      one: { ...section, figures: [point(64, { write: 100, read: 300 }), { name: 'y', unit: 's', value: 1 }] },
      two: { ...section, figures: [point(1, { write: 200 })] },
    },
  });
  expect([...drawings.keys()]).toEqual(['sessions.svg']);
  expect(drawings.get('sessions.svg')!.match(/<polyline/g)).toHaveLength(2);
  expect(drawings.get('sessions.svg')!.match(/<circle/g)).toHaveLength(3);
});
