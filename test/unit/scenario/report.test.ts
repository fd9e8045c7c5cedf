import { beforeAll, describe, expect, it } from 'vitest';
import { type ReportFormat, reportAs } from '../../../src/scenario/report.ts';
import type { ScenarioResult } from '../../../src/scenario/result.ts';
import { StageUnderTest } from './stage.ts';

let result: ScenarioResult;
beforeAll(async () => {
  const stage = new StageUnderTest();
  stage.impossible.add('drive.load dds');
  const run = await stage.start(`scenario: Full <& "quoted">
description: One drive.
rules: [{ id: bad, match: { device: dds, command: write }, do: drop }]
timeline:
  - at 1s: { enter: cut }
  - at 2s: { operator: { load: { drive: dds } } }
expect: [seen LOGIN, never seen WRITE while state is cut, next command after 29/00 is REWIND]
ends: after 1min
`);
  stage.logIn();
  for (let second = 0; second < 60; second++) {
    stage.clock.advance(1000);
    await stage.settled();
    stage.task('WRITE(6)', second === 30 ? { status: 'CHECK CONDITION', text: 'WRITE(6) → CHECK CONDITION <01>\u0007' } : {});
  }
  result = await run.ended;
});

/** What is open when it ends, and text outside of elements' markup. */
function unbalanced(markup: string): string[] {
  const open: string[] = [];
  const empty = new Set(['meta', 'line', 'br', 'failure', 'error']);
  for (const [tag, close, name = '', self] of markup.matchAll(/<(\/?)([a-z][\w-]*)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (self === '/' || (empty.has(name) && close === '')) continue;
    if (close === '') open.push(name);
    else if (open.pop() !== name) return [tag];
  }
  return open;
}

describe('a report', () => {
  it('is text', () => {
    const text = reportAs('text', result);
    expect(text).toContain('failed: 1 of 3 expectations met, one step could not be done, after 1:00.000 (after 1min)');
    expect(text).toContain('  met     seen LOGIN\n          LOGIN was seen at 0:00.000: logged in');
    expect(text).toContain('  BROKEN  never seen WRITE while state is cut');
    expect(text).toContain('  OPEN    next command after 29/00 is REWIND\n          29/00 was never seen');
    expect(text).toContain('at 2s: operator: load drive dds: drive.load dds cannot be done.');
    expect(text).toContain('bad: drop: It has not fired: no PDU has come by since it was added.');
    const columns = text.split('\n').map((line) => [line.indexOf('the state is now cut'), line.indexOf('dds WRITE(6)')]);
    expect(Math.max(...columns.map(([lab]) => lab!))).toBe(13);
    expect(new Set(columns.map(([, host]) => host!).filter((column) => column >= 0))).toEqual(new Set([71]));
    expect(text).toContain('×29 until 0:30.000');
  });

  it('is JSON', () => expect(JSON.parse(reportAs('json', result))).toEqual(JSON.parse(JSON.stringify(result))));

  it('is JUnit’s XML', () => {
    const xml = reportAs('junit', result);
    expect(xml).toContain('tests="4" failures="2" errors="1" time="60.000"');
    expect(xml.match(/<testcase /g)).toHaveLength(4);
    expect(xml).toContain('name="Full &lt;&amp; &quot;quoted&quot;&gt;"');
    expect(unbalanced(xml)).toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no place for them
    expect(xml).not.toMatch(/[\u0000-\u0008]/);
  });

  it('is one page that runs nothing and fetches nothing', () => {
    const html = reportAs('html', result);
    expect(unbalanced(html.slice(html.indexOf('<html')))).toEqual([]);
    expect(html).not.toMatch(/<script|<link|<img|url\(|https?:\/\/(?!www\.w3\.org)/);
    expect(html).toContain('<title>Full &lt;&amp; &quot;quoted&quot;&gt;</title>');
    expect(html).not.toContain('<01>');
    const lanes = [...html.matchAll(/<text class="lane"[^>]*>([^<]*)</g)].map(([, name]) => name);
    expect(lanes).toEqual([
      'state',
      'operator',
      'sessions',
      'dds ← host',
      '1. seen LOGIN',
      expect.stringMatching(/^2\. never seen WRITE/),
      expect.stringMatching(/^3\. next/),
    ]);
  });

  it('draws what happens at the same spot once', async () => {
    const stage = new StageUnderTest();
    const run = await stage.start('scenario: x');
    for (let turn = 0; turn < 5000; turn++) {
      stage.clock.advance(1);
      stage.task(turn % 2 === 0 ? 'WRITE(6)' : 'READ(6)');
    }
    const html = reportAs('html', await run.stop());
    expect(html.match(/<rect /g)!.length).toBeLessThan(1000);
  });

  it.each<ReportFormat>(['text', 'json', 'junit', 'html'])('can be made of one that is running, as %s', async (format) => {
    const run = await new StageUnderTest().start('scenario: x\nexpect: [seen LOGIN]');
    expect(reportAs(format, run.result)).toContain('seen LOGIN');
  });
});
