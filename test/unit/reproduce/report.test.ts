import { describe, expect, it } from 'vitest';
import type { HostEvent } from '../../../src/host/happening.ts';
import { article } from '../../../src/reproduce/kb889330/article.ts';
import { reportOf } from '../../../src/reproduce/report.ts';
import { reportAsHtml } from '../../../src/reproduce/report-html.ts';
import { reportAsText } from '../../../src/reproduce/report-text.ts';

const refused: HostEvent = { event: 'host.login-refused', target: 'iqn.x', problem: 'out of service' };
const logged: HostEvent = { event: 'host.system-log', source: 'iScsiPrt', id: 1, text: 'no connection' };
const events: readonly (readonly [number, HostEvent])[] = [
  [
    0,
    {
      event: 'host.device-arrived',
      device: { kind: 'tape', name: '\\\\.\\Tape0', vendor: 'A<B> ', product: 'C&D', serialNumber: undefined },
      persistent: false,
    },
  ],
  [5_000, refused],
  [5_000, logged],
  [10_000, refused],
  [10_000, logged],
  [62_250, { event: 'host.win32-error', program: 'Backup', call: 'WriteFile', name: '\\\\.\\Tape0', error: 1167 }],
  [62_250, { event: 'host.win32-error', program: 'Backup', call: 'WriteFile', name: '\\\\.\\Tape0', error: 4711 }],
  [62_250, { event: 'host.job-ended', program: 'Backup', job: 'Monday', outcome: 'failed', problem: 'gone', media: 1 }],
];
const report = reportOf(article, {
  combination: { os: 'w2k', restart: false },
  expected: { verdict: 'reproduced', statements: ['KB889330-4'] },
  finding: { verdict: 'unlike', because: ['no device has another name than before'] },
  differences: ["found 'unlike'"],
  course: events.map(([atMs, event]) => ({ atMs, event })),
});

describe('a report', () => {
  it('tells once what happens again and again', () => {
    expect(report.timeline.map(({ atMs, times, lastAtMs }) => [atMs, times, lastAtMs])).toEqual([
      [0, 1, 0],
      [5_000, 2, 10_000],
      [5_000, 2, 10_000],
      [62_250, 1, 62_250],
      [62_250, 1, 62_250],
      [62_250, 1, 62_250],
    ]);
  });

  it('reads well in a terminal', () => {
    const text = reportAsText(report);
    expect(text).toContain('Here: os w2k, restart no');
    expect(text).toContain('   0:05.000  iSCSI          no login at iqn.x: out of service (2 times, until 0:10.000)');
    expect(text).toContain('   1:02.250  Backup         WriteFile \\\\.\\Tape0: ERROR_DEVICE_NOT_CONNECTED (1167)');
    expect(text).toContain('error 4711');
    expect(text).toContain('KB889330-4  Where a device loses its connection');
    expect(text.endsWith("That is not what the article says: found 'unlike'.")).toBe(true);
  });

  it('is a page that takes no name for markup', () => {
    const page = reportAsHtml(report);
    expect(page).toContain('A&lt;B&gt; C&amp;D');
    expect(page).not.toContain('<B>');
    expect(page).toContain('<body class="differs">');
  });
});
