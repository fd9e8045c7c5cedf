/** placeholder */

import { escaped } from './markup.ts';
import { reportAsText } from './report-text.ts';
import type { ScenarioResult } from './run.ts';
export const reportAsHtml = (result: ScenarioResult): string => `<pre>${escaped(reportAsText(result))}</pre>`;
