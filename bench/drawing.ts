/**
 * Lines over a logarithmic axis, as an SVG that reads the same on light and on dark ground: each line is named where it ends, and the ground is the page's.
 * Pure: the same points give the same text.
 */
export interface LineChart {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly xLabel: (x: number) => string;
  /** By name, each in ascending order of x. */
  readonly lines: Readonly<Record<string, readonly (readonly [x: number, y: number])[]>>;
}

const width = 760;
const height = 400;
const frame = { left: 64, right: 600, top: 44, bottom: 344 };
const palette = ['#2f7ed8', '#8bbc21', '#e08214', '#b2182b', '#762a83', '#666666'];
const nameHeight = 16;

export function drawLines({ title, xTitle, yTitle, xLabel, lines }: LineChart): string {
  const points = Object.values(lines).flat();
  const places = [...new Set(points.map(([x]) => x))].toSorted((a, b) => a - b);
  const step = roundStep(Math.max(...points.map(([, y]) => y)) / 5);
  const top = step * Math.max(1, Math.ceil(Math.max(...points.map(([, y]) => y)) / step));
  const [first, last] = [Math.log2(places[0]!), Math.log2(places.at(-1)!)];
  const across = (x: number): number => frame.left + ((Math.log2(x) - first) / (last - first || 1)) * (frame.right - frame.left);
  const up = (y: number): number => frame.bottom - (y / top) * (frame.bottom - frame.top);
  const heights = apart(Object.values(lines).map((line) => up(line.at(-1)![1])));

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" fill="#808080">`,
    text(frame.left, 22, title, 'font-size="15"'),
    ...Array.from({ length: Math.round(top / step) + 1 }, (_, n) => n * step).flatMap((y) => [
      `<path d="M${frame.left} ${at(up(y))}H${frame.right}" stroke="#808080" stroke-opacity="${y === 0 ? 1 : 0.25}"/>`,
      text(frame.left - 8, up(y) + 4, `${y}`, 'text-anchor="end"'),
    ]),
    ...places.map((x) => text(across(x), frame.bottom + 18, xLabel(x), 'text-anchor="middle"')),
    text((frame.left + frame.right) / 2, frame.bottom + 40, xTitle, 'text-anchor="middle"'),
    text(frame.left - 8, frame.top - 10, yTitle, 'text-anchor="end"'),
    ...Object.entries(lines).flatMap(([name, line], index) => {
      const colour = palette[index % palette.length]!;
      return [
        `<polyline points="${line.map(([x, y]) => `${at(across(x))},${at(up(y))}`).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
        ...line.map(([x, y]) => `<circle cx="${at(across(x))}" cy="${at(up(y))}" r="3" fill="${colour}"/>`),
        text(frame.right + 12, heights[index]! + 4, name, `fill="${colour}"`),
      ];
    }),
    '</svg>',
    '',
  ].join('\n');
}

const at = (length: number): string => String(Math.round(length * 10) / 10);

const text = (x: number, y: number, words: string, attributes: string): string =>
  `<text x="${at(x)}" y="${at(y)}" ${attributes}>${words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;

/** 1, 2 or 5 times a power of ten, and no less than asked. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least || 1));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least)!;
}

/** The same heights, moved down as far as names need to stand clear of one another. */
export function apart(heights: readonly number[]): number[] {
  const order = [...heights.keys()].toSorted((a, b) => heights[a]! - heights[b]!);
  const moved = [...heights];
  for (const [n, index] of order.entries()) if (n > 0) moved[index] = Math.max(moved[index]!, moved[order[n - 1]!]! + nameHeight);
  return moved;
}
