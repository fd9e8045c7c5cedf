/** The report of a run, or of all, as one page that needs nothing beside it: it runs no script and fetches nothing. */
import { escaped, page } from '../scenario/markup.ts';
import type { Article } from './article.ts';
import type { Axes } from './combination.ts';
import type { Judgement } from './finding.ts';
import { circumstancesInWords, conclusion, type Report, rowInWords, timeInWords } from './report.ts';
import { matrixConclusion, matrixHeadings, matrixRows } from './report-text.ts';

export function reportAsHtml(report: Report): string {
  const { article, subject, circumstances, timeline, names, errors, log, media, verdict, because, expected, statements, differences } =
    report;
  return ofReport(`${article}: ${verdict}`, differences.length === 0, [
    `<h1>${escaped(`${article}: ${subject}`)}</h1>`,
    `<p>${escaped(circumstancesInWords(circumstances))}</p>`,
    '<div class="beside">',
    `<section><h2>Verdict: ${escaped(verdict)}</h2>${list(because)}</section>`,
    `<section><h2>The article: ${escaped(expected)}</h2>${list(statements.map(({ number, text }) => `${number}: ${text}`))}</section>`,
    '</div>',
    `<p class="conclusion">${escaped(conclusion(report))}</p>`,
    '<h2>Device names</h2>',
    table(
      ['Before', 'After'],
      names.before.map((name, at) => [name, names.after[at] ?? '–']),
    ),
    ...(errors.length === 0
      ? []
      : [
          '<h2>Win32 errors that programs got</h2>',
          table(
            ['Error', 'Times'],
            errors.map(({ text, times }) => [text, String(times)]),
          ),
        ]),
    ...(log.length === 0 ? [] : [`<h2>Backup log</h2><pre>${escaped(log.join('\n'))}</pre>`]),
    `<p>Tapes used: ${media}</p>`,
    '<h2>Timeline</h2>',
    `<table class="timeline">${timeline
      .map(
        (row) =>
          `<tr class="${row.tone}"><td>${timeInWords(row.atMs)}</td><td>${escaped(row.who)}</td><td>${escaped(rowInWords(row))}</td></tr>`,
      )
      .join('\n')}</table>`,
  ]);
}

export function matrixAsHtml(article: Article, axes: Axes, judgements: readonly Judgement[]): string {
  const rows = matrixRows(axes, judgements);
  return ofReport(
    `${article.name}: all combinations`,
    rows.every(({ agrees }) => agrees),
    [
      `<h1>${escaped(`${article.name}: ${article.subject}`)}</h1>`,
      `<p class="conclusion">${escaped(matrixConclusion(article, judgements))}</p>`,
      table(
        matrixHeadings(axes),
        rows.map(({ cells }) => cells),
      ),
      '<h2>What the article says, in other words</h2>',
      list(Object.entries(article.statements).map(([number, text]) => `${number}: ${text}`)),
    ],
  );
}

const list = (items: readonly string[]): string => `<ul>${items.map((item) => `<li>${escaped(item)}</li>`).join('')}</ul>`;

const table = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><tr>${headings.map((heading) => `<th>${escaped(heading)}</th>`).join('')}</tr>${rows
    .map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`)
    .join('\n')}</table>`;

const ofReport = (title: string, agrees: boolean, body: readonly string[]): string =>
  page({ title, style, kind: agrees ? 'agrees' : 'differs', body });

const style = `
:root { color-scheme: light dark; --ink: light-dark(#1d2430, #dfe4ec); --soft: light-dark(#5c6675, #97a3b4); --line: light-dark(#dde2e9, #333c49);
  --paper: light-dark(#ffffff, #14181f); --good: #2f9e62; --bad: #d23f3f; --initiator: #8a4fd0; --device: #d9901a; --person: #2c78c9; }
* { box-sizing: border-box; }
body { margin: 2rem auto; max-width: 1140px; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
h1 { font-size: 1.5rem; } h2 { margin: 1.6rem 0 .4rem; font-size: 1.1rem; } ul { margin: 0; padding-left: 1.2rem; }
.beside { display: grid; grid-template-columns: 1fr 1fr; gap: 2rem; }
.conclusion { border-left: 6px solid var(--bad); padding-left: 1rem; font-weight: 600; } .agrees .conclusion { border-color: var(--good); }
table { width: 100%; border-collapse: collapse; } td, th { padding: .25rem .5rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
pre, .timeline { font: 12.5px/1.45 ui-monospace, monospace; } pre { white-space: pre-wrap; }
.timeline td:first-child { color: var(--soft); text-align: right; white-space: nowrap; } .timeline td:nth-child(2) { white-space: nowrap; }
.initiator { color: var(--initiator); } .device { color: var(--device); font-weight: 600; } .error { color: var(--bad); } .person { color: var(--person); font-weight: 600; }
.system { color: var(--soft); }
`;
