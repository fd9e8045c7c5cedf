/**
 * The stage of a reproduction: a lab that a preset brings, served to the simulated host over TCP in the same process, on a clock that jumps when nothing is
 * on its way (or the system's, where time is to pass as it does). Each scene is a lab of its own, and goes without a trace.
 */
import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BytesUnderWay } from './bytes-under-way.ts';
import { type Clock, pause, systemClock } from './foundation/clock.ts';
import { invariant } from './foundation/invariant.ts';
import { UserError } from './foundation/user-error.ts';
import { StandstillError, VirtualClock } from './foundation/virtual-clock.ts';
import { dialTcp } from './host/dial.ts';
import type { Lab } from './lab.ts';
import { checkScenario } from './lab-scenarios.ts';
import { passingFolder } from './passing-folder.ts';
import type { Scene, Setting, Stage } from './reproduce/stage.ts';
import type { Scenario } from './scenario/scenario.ts';
import { sourceOf } from './scenario-source.ts';
import { ServedScenario } from './served-scenario.ts';

/** When the articles were new. */
const virtualBeginning = Date.UTC(2004, 10, 22, 22, 0);

/** No run takes longer: one that does waits for something that does not come. */
const limitMs = 24 * 3_600_000;

export interface ReproductionStageOptions {
  /** Ninety seconds take ninety seconds. */
  readonly realTime?: boolean;
}

export function reproductionStage({ realTime = false }: ReproductionStageOptions = {}): Stage {
  const bytes = new BytesUnderWay();
  const scenarioOf = scenarios();
  if (realTime) return { clock: systemClock, set: (setting) => scene(setting, scenarioOf(setting), systemClock, bytes), play: inRealTime };
  const clock = new VirtualClock({ quiet: () => bytes.none && nothingIsAsked(), arrived: () => bytes.arrivedBytes, now: virtualBeginning });
  return {
    clock,
    set: (setting) => scene(setting, scenarioOf(setting), clock, bytes),
    play: (work) =>
      clock.run(work, limitMs).catch((error: unknown) => {
        if (!(error instanceof StandstillError)) throw error;
        throw new UserError('reproduction-stuck', `The reproduction can make no progress: ${error.message}.`, {
          hint: "'--real-time' shows it as time passes.",
          cause: error,
        });
      }),
  };
}

/** What the system has been asked for and has not answered: files, names, connections, another turn. Bytes of connections are counted elsewhere. */
const asked =
  /^(Immediate|FSReq|FileHandleCloseReq|CloseReq|DirHandle|TCPConnect|PipeConnect|GetAddrInfo|RandomBytes|Hash|HMAC|PBKDF|Zlib)/;

export const nothingIsAsked = (): boolean => !process.getActiveResourcesInfo().some((resource) => asked.test(resource));

/** Reads each scenario once: most runs of a matrix have one in common with others. */
function scenarios(): (setting: Setting) => Scenario {
  const known = new Map<string, Scenario>();
  return (setting) => {
    const key = JSON.stringify(setting);
    const scenario = known.get(key) ?? checkScenario(sourceOf(setting));
    known.set(key, scenario);
    return scenario;
  };
}

async function scene({ bytes: writtenBytes = 2 ** 23 }: Setting, source: Scenario, clock: Clock, bytes: BytesUnderWay): Promise<Scene> {
  const folder = passingFolder(join(await placeFor(writtenBytes), 'tapelab-reproduction-'));
  try {
    const served = await ServedScenario.start({ source, home: join(folder.path, 'home'), listen: '127.0.0.1:0', clock, tap: bytes.tap });
    return {
      portals: [served.lab.address],
      dial: bytes.dialled(dialTcp(clock)),
      exchange: (barcode) => exchange(served.lab, clock, barcode),
      close: () => served.close().finally(() => folder.leave()),
    };
  } catch (error) {
    await folder.leave();
    throw error;
  }
}

/** A file system in memory, where Linux has one. */
const inMemory = '/dev/shm';
/** So many times what one run writes has to be free there: several run at a time. */
const room = 64;

/** What is thrown away in a second need not come to a disk. */
async function placeFor(writtenBytes: number): Promise<string> {
  const free = await statfs(inMemory).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
  const mayWrite = await access(inMemory, constants.W_OK).then(
    () => true,
    () => false,
  );
  return mayWrite && free > room * writtenBytes ? inMemory : tmpdir();
}

/** How long somebody needs to come. */
const wayMs = 30_000;

async function exchange({ actions }: Lab, clock: Clock, barcode: string): Promise<string> {
  await pause(clock, wayMs);
  const [drive] = await actions['drive.list']({});
  invariant(drive !== undefined, 'the preset has a drive');
  if (drive.cartridge !== undefined) await actions['drive.eject']({ drive: drive.name, force: true });
  await actions['drive.load']({ drive: drive.name, barcode });
  return `puts in the tape ${barcode}`;
}

/** The system's clock keeps no process alive, and there may be nothing but a clock for a minute. */
export async function inRealTime<T>(work: Promise<T>): Promise<T> {
  const awake = setInterval(() => {}, 60_000);
  try {
    return await work;
  } finally {
    clearInterval(awake);
  }
}
