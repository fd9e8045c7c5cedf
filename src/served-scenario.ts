/**
 * A scenario that is served in the foreground: in a lab of its own, whose home is made for it and goes with it, or in the lab of a home that no server
 * has. It begins when initiators are accepted.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { UserError } from './foundation/user-error.ts';
import { configurationName, Home } from './home.ts';
import { Lab, type LabOptions } from './lab.ts';
import { checkScenario } from './lab-scenarios.ts';
import type { ScenarioResult } from './scenario/result.ts';
import type { ScenarioRun } from './scenario/run.ts';
import type { Scenario, ScenarioSource } from './scenario/scenario.ts';

export interface ServedScenarioOptions extends Omit<LabOptions, 'home' | 'configurationFile'> {
  /** The scenario, or what it is to be read of. */
  readonly source: ScenarioSource | Scenario;
  /** The home to serve. Of a scenario with a lab of its own: where that is kept, in a new or empty folder; nowhere unless given. */
  readonly home?: string;
}

export class ServedScenario {
  readonly lab: Lab;
  readonly run: ScenarioRun;
  readonly #end: () => Promise<void>;

  private constructor(lab: Lab, run: ScenarioRun, end: () => Promise<void>) {
    this.lab = lab;
    this.run = run;
    this.#end = end;
  }

  /** Never rejects. */
  get ended(): Promise<ScenarioResult> {
    return this.run.ended;
  }

  /** @throws UserError, and nothing has changed then */
  static async start({ source, home, ...options }: ServedScenarioOptions): Promise<ServedScenario> {
    const scenario = 'timeline' in source ? source : checkScenario(source);
    const place = await placeFor(scenario, home);
    let lab: Lab | undefined;
    try {
      lab = await Lab.start({ ...options, home: place.folder });
      const served = lab;
      const run = await served.scenarios.play(scenario);
      return new ServedScenario(served, run, async () => {
        try {
          await served.close();
        } finally {
          await place.leave();
        }
      });
    } catch (error) {
      await lab?.close().catch(() => {});
      await place.abandon();
      throw error;
    }
  }

  /** Ends the lab in order, and the scenario where it is still running. */
  close(): Promise<void> {
    return this.#end();
  }
}

interface Place {
  readonly folder: string;
  /** What was made for a while goes. */
  leave(): Promise<void>;
  /** Nothing has come of it: whatever was made goes. */
  abandon(): Promise<void>;
}

async function placeFor(scenario: Scenario, home: string | undefined): Promise<Place> {
  const { labText } = scenario;
  if (labText === undefined) {
    if (home !== undefined) return { folder: home, leave: async () => {}, abandon: await emptiness(home) };
    throw new UserError('scenario-needs-lab', `The scenario '${scenario.title}' has no lab of its own.`, {
      hint: "name the home whose lab it is to run in, or write a 'lab' section.",
    });
  }
  if (home !== undefined && !(await isFree(home)))
    throw new UserError('home-not-empty', `The scenario '${scenario.title}' has a lab of its own, and ${home} holds another.`, {
      hint: 'name a new folder with --home, or leave it out.',
    });
  const folder = home ?? (await mkdtemp(join(tmpdir(), 'tapelab-scenario-')));
  const abandon = home === undefined ? () => rm(folder, { recursive: true, force: true }) : await emptiness(folder);
  const opened = await Home.open(folder, { program: 'tapelab scenario run', create: true });
  try {
    try {
      await opened.room.createAll(scenario.cartridges);
      await writeFile(join(opened.folder, configurationName), labText);
    } finally {
      await opened.close();
    }
    return { folder, abandon, leave: home === undefined ? abandon : async () => {} };
  } catch (error) {
    await abandon();
    throw error;
  }
}

/** Makes a folder again what it is now, where that is nothing or empty; a home that was one before is left alone. */
async function emptiness(folder: string): Promise<() => Promise<void>> {
  if (!(await isFree(folder))) return async () => {};
  const outermost = outermostMissing(folder);
  return async () => {
    const made = outermost === undefined ? (await readdir(folder)).map((name) => join(folder, name)) : [outermost];
    for (const one of made) await rm(one, { recursive: true, force: true });
  };
}

/** Of the folder and those that it is in, the outermost one that there is not; undefined: it is there. */
function outermostMissing(folder: string): string | undefined {
  let missing: string | undefined;
  for (let at = resolve(folder); !existsSync(at); at = dirname(at)) missing = at;
  return missing;
}

const isFree = (folder: string): Promise<boolean> =>
  readdir(folder).then(
    (names) => names.length === 0,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return true;
      // Whoever opens the home tells what is wrong with it.
      if (error.code === 'ENOTDIR') return false;
      throw error;
    },
  );
