/** What a scenario has come to, as people and programs read it. */
import { reportAsHtml } from './report-html.ts';
import { reportAsJunit } from './report-junit.ts';
import { reportAsText } from './report-text.ts';
import type { ScenarioResult } from './result.ts';

export type ReportFormat = 'text' | 'json' | 'junit' | 'html';

export function reportAs(format: ReportFormat, result: ScenarioResult): string {
  switch (format) {
    case 'text':
      return reportAsText(result);
    case 'json':
      return `${JSON.stringify(result, undefined, 2)}\n`;
    case 'junit':
      return reportAsJunit(result);
    case 'html':
      return reportAsHtml(result);
  }
}
