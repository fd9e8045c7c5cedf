/** How scenarios are named on the command line, how they read, and how their reports are kept. */
import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Option } from '@commander-js/extra-typings';
import { diskStore } from '../cartridge/disk-store.ts';
import { replaceWhole } from '../cartridge/store.ts';
import type { ScenarioActions } from '../control/actions.ts';
import type { ReportFormat, ScenarioView } from '../control/fault-views.ts';
import { systemErrorWords } from '../foundation/system-error.ts';
import { UserError } from '../foundation/user-error.ts';
import type { ScenarioSource } from './composition.ts';
import { textIn } from './fault-add.ts';

/** A file, or what comes in (`-`); a preset where there is no such file, and it does not look like one. @throws UserError */
export async function sourceMeant(named: string, parameters: Readonly<Record<string, string>>): Promise<ScenarioSource> {
  const isFile = named === '-' || /[/\\.]/.test(named) || existsSync(named);
  const file = named === '-' ? 'the scenario that was typed in' : named;
  return isFile ? { text: await textIn(named), file, parameters } : { preset: named, parameters };
}

const formats: Readonly<Record<string, ReportFormat>> = { txt: 'text', json: 'json', xml: 'junit', html: 'html' };

export interface Report {
  readonly file: string;
  readonly format: ReportFormat;
}

/** `--report out.html`. */
export const reports = () =>
  new Option('--report <file...>', 'a file to write the report into: .txt, .json, .xml for JUnit, .html for one page with the timeline')
    .argParser((file: string, before: readonly Report[] | undefined): Report[] => {
      const format = formats[file.slice(file.lastIndexOf('.') + 1).toLowerCase()];
      if (format !== undefined) return [...(before ?? []), { file, format }];
      throw new UserError('report-invalid', `The name of ${file} does not tell what the report is to be written as.`, {
        hint: 'let it end in .txt, .json, .xml or .html.',
        exitCode: 2,
      });
    })
    .default([] as Report[], 'none');

/** Said before the scenario begins: it may take hours. @throws UserError */
export async function requireRoomFor(wanted: readonly Report[]): Promise<void> {
  for (const { file } of wanted) {
    await access(dirname(file), constants.W_OK).catch((cause: unknown) => {
      throw unwritable(file, cause);
    });
  }
}

const unwritable = (file: string, cause: unknown): UserError =>
  new UserError('report-unwritable', `Cannot write the report ${file}: ${systemErrorWords(cause as Error)}.`, {
    hint: 'name a file in a folder that exists and that you may write to.',
    cause,
  });

export async function writeReports(wanted: readonly Report[], actions: Pick<ScenarioActions, 'scenario.report'>): Promise<void> {
  for (const { file, format } of wanted) {
    const { text } = await actions['scenario.report']({ format });
    await replaceWhole(diskStore, file, [Buffer.from(text)]).catch((cause: unknown) => {
      throw unwritable(file, cause);
    });
  }
}

const verdictWords = { met: 'met', broken: 'broken', open: 'not met' } as const;

export function scenarioInWords({ scenario, phase, elapsedMs, state, passed, expectations }: ScenarioView): string {
  const seconds = `${(elapsedMs / 1000).toFixed(1)} s`;
  const so =
    phase === 'running' ? `is running for ${seconds}, in the state ${state}` : `${phase} after ${seconds}${passed ? ', and passed' : ''}`;
  const word = (verdict: keyof typeof verdictWords): string => (verdict === 'open' && phase === 'running' ? 'open' : verdictWords[verdict]);
  return [
    `'${scenario}' ${phase === 'running' ? so : so.replace(/^stopped/, 'was stopped')}.`,
    ...expectations.map(({ text, verdict, why }) => `  ${word(verdict).padEnd(7)}  ${text}${why === undefined ? '' : `: ${why}`}`),
  ].join('\n');
}

/** What the command ends with: a scenario that has not passed is a failure, told after its report. */
export function requirePassed({ scenario, passed, phase, expectations }: ScenarioView): void {
  if (passed === true) return;
  const missed = expectations.filter(({ verdict }) => verdict !== 'met').length;
  const why =
    missed > 0
      ? `${missed} of ${expectations.length} expectations ${missed === 1 ? 'is' : 'are'} not met`
      : phase === 'stopped'
        ? 'it was stopped'
        : 'a step could not be done';
  throw new UserError('scenario-failed', `The scenario '${scenario}' has not passed: ${why}.`);
}
