/** The drawings of the bench, made of the points that its figures carry. */
import { drawLines, type LineChart } from './drawing.ts';
import type { Point } from './figure.ts';
import type { Results } from './results.ts';

const charts: Readonly<Record<Point['chart'], Omit<LineChart, 'lines'>>> = {
  'block-size': {
    title: 'Throughput over block size, one block at a time',
    xTitle: 'block',
    yTitle: 'MB/s',
    xLabel: (bytes) => (bytes >= 2 ** 20 ? `${bytes / 2 ** 20} MiB` : `${bytes / 1024} KiB`),
  },
  sessions: {
    title: 'Throughput of all sessions, each with a drive of its own',
    xTitle: 'sessions',
    yTitle: 'MB/s',
    xLabel: (sessions) => String(sessions),
  },
};

/** Drawings by file name; only those that there are points for. */
export function drawCharts({ sections }: Results): Map<string, string> {
  const drawings = new Map<string, string>();
  const points = Object.values(sections).flatMap(({ figures }) => figures.flatMap(({ point }) => (point ? [point] : [])));
  for (const [name, chart] of Object.entries(charts)) {
    const lines: Record<string, [number, number][]> = {};
    for (const { x, y } of points.filter((point) => point.chart === name).toSorted((a, b) => a.x - b.x))
      for (const [line, value] of Object.entries(y)) {
        lines[line] ??= [];
        lines[line].push([x, value]);
      }
    if (Object.keys(lines).length > 0) drawings.set(`${name}.svg`, drawLines({ ...chart, lines }));
  }
  return drawings;
}
