/**
 * A report as one page that needs nothing beside it: the verdicts, the timeline drawn, and what befell the lab beside what the hosts did, row for row.
 * It runs no script and fetches nothing, so that it can be mailed and opened anywhere.
 */
import { escaped, page } from './markup.ts';
import { clockTime, outcomeInWords, rowInWords, ruleInWords } from './report-words.ts';
import type { ExpectationResult, ScenarioResult, StepResult } from './result.ts';
import type { StoryRow } from './story.ts';
import { drawing } from './timeline-drawing.ts';

export function reportAsHtml(result: ScenarioResult): string {
  const { title, description, file, seed, startedAt, parameters, expectations, steps, rules, story, omitted, passed } = result;
  const undone = steps.filter(({ failed }) => failed !== undefined);
  const facts = [
    ['File', file],
    ['Started', new Date(startedAt).toISOString()],
    ['Seed', seed],
    ...Object.entries(parameters).map(([name, value]) => [name, String(value)]),
  ];
  const body = [
    `<header class="${passed === true ? 'passed' : passed === false ? 'failed' : 'running'}">`,
    `<h1>${escaped(title)}</h1>`,
    `<p class="outcome">${escaped(outcomeInWords(result))}</p>`,
    description === undefined ? '' : `<p>${escaped(description.trim())}</p>`,
    `<dl>${facts.map(([name = '', value = '']) => `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}</dd></div>`).join('')}</dl>`,
    '</header>',
    section('Expectations', table('expectations', expectations.map(expectationRow))),
    section('Steps that could not be done', table('steps', undone.map(stepRow))),
    section('Timeline', `<div class="drawing">${drawing(result)}</div>${legend}`),
    section(
      'Rules',
      table(
        'rules',
        rules.map((rule) => `<td><code>${escaped(rule.id)}</code></td><td>${escaped(ruleInWords(rule))}</td>`),
      ),
    ),
    section('Fault and host, side by side', sideBySide(story, omitted)),
  ];
  return page({ title, style, body: body.filter((part) => part !== '') });
}

const section = (name: string, content: string): string =>
  content === '' ? '' : `<section>\n<h2>${escaped(name)}</h2>\n${content}\n</section>`;

const table = (name: string, rows: readonly string[]): string =>
  rows.length === 0 ? '' : `<table class="${name}">\n${rows.map((row) => `<tr>${row}</tr>`).join('\n')}\n</table>`;

function expectationRow({ sentence, verdict, why, atMs, text }: ExpectationResult): string {
  const seen = text === undefined || atMs === undefined ? '' : `<br><small>${clockTime(atMs)} ${escaped(text)}</small>`;
  return `<td><span class="verdict ${verdict}">${verdict}</span></td><td>${escaped(sentence)}</td><td>${escaped(why)}${seen}</td>`;
}

const stepRow = ({ occasion, words, atMs, failed = '' }: StepResult): string =>
  `<td>${clockTime(atMs)}</td><td>${escaped(`${occasion}: ${words}`)}</td><td>${escaped(failed)}</td>`;

function sideBySide(story: readonly StoryRow[], omitted: number): string {
  if (story.length === 0) return '';
  const rows = story.map((row) => {
    const device = row.device === undefined ? '' : `<b>${escaped(row.device)}</b> `;
    const words = `<td class="${toneOf(row)}">${device}${escaped(rowInWords(row))}</td>`;
    return `<td class="time">${clockTime(row.atMs)}</td>${row.side === 'lab' ? `${words}<td></td>` : `<td></td>${words}`}`;
  });
  const more = omitted === 0 ? '' : `<p>… and ${omitted} more.</p>`;
  const head = '<thead><tr><th>Time</th><th>The lab</th><th>The hosts</th></tr></thead>';
  return `<table class="story">\n${head}\n<tbody>\n${rows.map((row) => `<tr>${row}</tr>`).join('\n')}\n</tbody>\n</table>${more}`;
}

function toneOf({ kind, status }: StoryRow): string {
  if (kind === 'task') return status === 'GOOD' ? 'task' : 'task unusual';
  return kind;
}

const legend =
  '<p class="legend"><i class="good"></i>GOOD, or a session begins <i class="warn"></i>CHECK CONDITION, or a session ends <i class="bad"></i>aborted, ' +
  'BUSY and others, or broken <i class="fault"></i>fault <i class="operator"></i>operator <i class="lab"></i>devices</p>';

const style = `
:root { color-scheme: light dark; --ink: light-dark(#1d2430, #dfe4ec); --soft: light-dark(#5c6675, #97a3b4); --line: light-dark(#dde2e9, #333c49);
  --paper: light-dark(#ffffff, #14181f); --good: #2f9e62; --warn: #d9901a; --bad: #d23f3f; --fault: #8a4fd0; --operator: #2c78c9; --lab: #7b8794; }
* { box-sizing: border-box; }
body { margin: 2rem auto; max-width: 1140px; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { margin: 0; font-size: 1.6rem; } h2 { margin: 2rem 0 .6rem; font-size: 1.1rem; }
header { border-left: 6px solid var(--lab); padding-left: 1rem; } header.passed { border-color: var(--good); } header.failed { border-color: var(--bad); }
.outcome { margin: .2rem 0; font-weight: 600; }
dl { display: flex; flex-wrap: wrap; gap: .3rem 1.6rem; margin: .6rem 0 0; } dt { color: var(--soft); font-size: .8rem; } dd { margin: 0; }
table { width: 100%; border-collapse: collapse; } td, th { padding: .3rem .5rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
small { color: var(--soft); }
.verdict { padding: .1rem .5rem; border-radius: 1rem; color: #fff; font-size: .8rem; background: var(--lab); }
.verdict.met { background: var(--good); } .verdict.broken { background: var(--bad); }
.story { font: 12.5px/1.45 ui-monospace, monospace; table-layout: fixed; overflow-wrap: anywhere; } .story th { position: sticky; top: 0; background: var(--paper); }
.story th:first-child { width: 6.5rem; } .time { color: var(--soft); text-align: right; white-space: nowrap; }
.story .fault { color: var(--fault); font-weight: 600; } .story .operator { color: var(--operator); font-weight: 600; } .story .state { font-weight: 600; }
.story .unusual { color: var(--warn); } .story .reset, .story .device, .story .library, .story .connection, .story .protocol { color: var(--soft); }
.drawing { overflow-x: auto; } svg { min-width: 820px; width: 100%; height: auto; font: 11px system-ui, sans-serif; }
.grid { stroke: var(--line); } .tick { fill: var(--soft); text-anchor: middle; } .lane { fill: var(--ink); text-anchor: end; } .label { fill: #fff; pointer-events: none; }
rect.plain { fill: var(--line); } rect.good, i.good { fill: var(--good); background: var(--good); } rect.warn, i.warn { fill: var(--warn); background: var(--warn); }
rect.bad, i.bad { fill: var(--bad); background: var(--bad); } rect.fault, i.fault { fill: var(--fault); background: var(--fault); }
rect.operator, i.operator { fill: var(--operator); background: var(--operator); } rect.lab, i.lab { fill: var(--lab); background: var(--lab); }
.state-0 { fill: #66788f; } .state-1 { fill: #8a4fd0; } .state-2 { fill: #2c78c9; } .state-3 { fill: #b0672a; } .state-4 { fill: #2f8f86; } .state-5 { fill: #a8447f; }
.legend { color: var(--soft); font-size: .85rem; } .legend i { display: inline-block; width: .8em; height: .8em; border-radius: 2px; margin: 0 .3em 0 .8em; }
`;
