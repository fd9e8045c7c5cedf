/** What a run says: a line every few seconds, and the whole of it in the end. */
import type { Tally } from './tally.ts';
import { mebibytes } from './vital-signs.ts';

const percent = (part: number, whole: number): string => (whole === 0 ? '-' : `${Math.floor((100 * part) / whole)} %`);

export function progressLine(
  { pdus, connections, maximumRssBytes }: Tally,
  { first, end, done, perSecond }: { first: number; end: number; done: number; perSecond: number },
): string {
  const share = percent(done - first, end - first);
  return `${share.padStart(5)}  ${pdus} PDUs, ${connections} connections, ${Math.round(perSecond)} PDUs/s, at most ${mebibytes(maximumRssBytes)} resident`;
}

/** `before`: PDUs that were thrown before a break, and not in these seconds. */
export function summary(tally: Tally, before: number, seconds: number): string {
  const states = Object.entries(tally.states)
    .sort(([, a], [, b]) => b.pdus - a.pdus)
    .map(([name, { tried, reached, pdus }]) => [name, String(pdus), `${reached}/${tried}`]);
  const answers = Object.entries(tally.answers)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => [name, String(count)]);
  const endings = Object.entries(tally.endings).map(([name, count]) => `${count} ${name}`);
  return [
    '',
    ...table(['STATE', 'PDUS', 'REACHED'], states),
    '',
    ...table(['ANSWER', 'COUNT'], answers),
    '',
    `Connections ended: ${endings.join(', ')}.`,
    `The canary: ${tally.canaryAnswers} right answers, ${tally.canaryLogins} logins. The operator: ${tally.operatorVerbs} verbs.`,
    `${tally.pdus} PDUs in ${tally.conversations} conversations on ${tally.connections} connections, ${mebibytes(tally.bytes)}, ${seconds.toFixed(0)} s, ${Math.round((tally.pdus - before) / seconds)} PDUs/s, at most ${mebibytes(tally.maximumRssBytes)} resident.`,
  ].join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  return [head, ...rows].map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]! + 2))).join(''),
  );
}
