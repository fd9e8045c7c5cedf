/** Runs command lines in this process; what goes on until a signal is told to stop as soon as it has said something. */
import type { Composition } from '../../../src/cli/composition.ts';
import { run } from '../../../src/cli/program.ts';
import { faultBook } from '../../../src/fault-book.ts';
import { Home } from '../../../src/home.ts';
import { Lab } from '../../../src/lab.ts';
import { reproductionStage } from '../../../src/reproduction-stage.ts';
import { scenarioActions } from '../../../src/scenario-actions.ts';
import { sourceOf } from '../../../src/scenario-source.ts';
import { ServedScenario } from '../../../src/served-scenario.ts';

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line to its end. */
export async function tapelab(...words: string[]): Promise<Said> {
  const said = { stdout: '', stderr: '' };
  let stop = (): void => {};
  const composition: Composition = {
    serve: (options) => Lab.start(options),
    faultBook: async () => faultBook,
    serveScenario: async ({ source, ...options }) => {
      const served = await ServedScenario.start({ ...options, source: sourceOf(source) });
      return { lab: served.lab, actions: scenarioActions(served.lab.scenarios), close: () => served.close() };
    },
    reproductionStage: async (options) => reproductionStage(options),
    processors: 1,
    another: (more) => tapelab(...more),
    openHome: async (path, options) => (await Home.open(path, options)).serve(),
    say: (text) => {
      said.stdout += `${text}\n`;
      if (words[0] === 'serve' || words.includes('--follow')) stop();
    },
    complain: (text) => {
      said.stderr += `${text}\n`;
    },
    progress: () => {},
    onStopSignal: (action) => {
      stop = action;
      return () => {};
    },
  };
  return { code: await run(words, '1.2.3', composition), ...said };
}

export const answerOf = ({ stdout }: Said): never => JSON.parse(stdout) as never;
export const problemOf = ({ stderr }: Said): unknown => (JSON.parse(stderr) as { error: unknown }).error;
