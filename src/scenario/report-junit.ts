/** A report for build servers, in the XML that they know from JUnit: each expectation is a test case, and so is each step that could not be done. */
import { escaped } from './markup.ts';
import { reportAsText } from './report-text.ts';
import { clockTime } from './report-words.ts';
import type { ScenarioResult } from './result.ts';

export function reportAsJunit(result: ScenarioResult): string {
  const { title, durationMs, startedAt, expectations, steps } = result;
  const undone = steps.filter(({ failed }) => failed !== undefined);
  const failures = expectations.filter(({ verdict }) => verdict !== 'met').length;
  const seconds = (durationMs / 1000).toFixed(3);
  const cases = [
    ...expectations.map(({ sentence, verdict, why, atMs = durationMs }) =>
      testCase(title, sentence, atMs, verdict === 'met' ? '' : `<failure message="${escaped(why || 'not decided')}" type="${verdict}"/>`),
    ),
    ...undone.map(({ occasion, words, atMs, failed = '' }) =>
      testCase(title, `${occasion}: ${words}`, atMs, `<error message="${escaped(failed)}" type="step"/>`),
    ),
  ];
  const counts = `tests="${cases.length}" failures="${failures}" errors="${undone.length}" time="${seconds}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="tapelab" ${counts}>`,
    `  <testsuite name="${escaped(title)}" ${counts} timestamp="${new Date(startedAt).toISOString().slice(0, 19)}">`,
    ...cases.map((one) => `    ${one}`),
    `    <system-out>${escaped(reportAsText(result))}</system-out>`,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

const testCase = (suite: string, name: string, atMs: number, content: string): string => {
  const attributes = `classname="${escaped(suite)}" name="${escaped(name)}" time="${(atMs / 1000).toFixed(3)}"`;
  const decided = `<system-out>decided at ${clockTime(atMs)}</system-out>`;
  return `<testcase ${attributes}>${content}${decided}</testcase>`;
};
