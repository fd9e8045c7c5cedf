/** What a scenario has come to, as people and programs read it. */
import { reportAsHtml } from './report-html.ts';
import { reportAsJunit } from './report-junit.ts';
import { reportAsText } from './report-text.ts';
import type { ScenarioResult } from './run.ts';

export type ReportFormat = 'text' | 'json' | 'junit' | 'html';

/** The format that the name of a file asks for; undefined: none. */
export const reportFormatOf = (file: string): ReportFormat | undefined => formats[file.slice(file.lastIndexOf('.') + 1).toLowerCase()];

const formats: Readonly<Record<string, ReportFormat>> = { txt: 'text', json: 'json', xml: 'junit', html: 'html' };

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
