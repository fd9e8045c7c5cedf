/**
 * KB 889330, played: a Windows with a library and somebody else's backup program, which backs up every evening. During the first backup what is cut off
 * loses its connection; the next evening shows whether the program still finds its devices. With a restart there is one evening more.
 */
import { pause } from '../../foundation/clock.ts';
import type { Cartridge } from '../../host/third-party-backup/library.ts';
import { PROGRAM, ThirdPartyBackup } from '../../host/third-party-backup/third-party-backup.ts';
import { thirdPartyChangerDriver } from '../../host/windows/drivers/changer/mcd-sys.ts';
import { thirdPartyTapeDriver } from '../../host/windows/drivers/tape/tape-sys.ts';
import { Registry } from '../../host/windows/registry.ts';
import { driversOfWindows, startComputer } from '../../host/windows/start-computer.ts';
import { windowsVersions } from '../../host/windows/version.ts';
import { combinationsOf } from '../combination.ts';
import type { Course } from '../course.ts';
import type { Play, Reproduction } from '../reproduction.ts';
import { requireDevices } from '../requirements.ts';
import { compare, sampleSource } from '../source.ts';
import type { Scene } from '../stage.ts';
import { article, axes, type Combination, expectationFor } from './article.ts';
import { judge } from './verdict.ts';

const control = 'SYSTEM\\CurrentControlSet\\Control';

/** Those that a backup program brings, whose names nothing makes persistent. */
const driversOfOthers = [thirdPartyTapeDriver, thirdPartyChangerDriver].map((driver) => ({ driver, persistentNames: false }));

/** Between two backups: an evening, as far as anything happens on it. */
const eveningMs = 35_000;

async function play(combination: Combination, { stage, source, publish }: Play): Promise<void> {
  const { what, outage, restart } = combination;
  const scene = await stage.set({ preset: 'kb889330', parameters: { lab: 'own', what, away: outage }, bytes: 3 * source.tapeBytes });
  try {
    const registry = new Registry();
    registry.set(`${control}\\Tape`, 'Persistence', combination.persistence);
    registry.set(`${control}\\MChgr`, 'Persistence', combination.changerPersistence);
    const catalog: Cartridge[] = [];
    const evenings = [['Monday', 'Tuesday'], ...(restart ? [['Wednesday']] : [])];
    for (const jobs of evenings) await untilShutDown(jobs, { combination, registry, catalog, scene, play: { stage, source, publish } });
  } finally {
    await scene.close();
  }
}

interface Start {
  readonly combination: Combination;
  /** What is on its disk: the registry, and what the program remembers. */
  readonly registry: Registry;
  readonly catalog: Cartridge[];
  readonly scene: Scene;
  readonly play: Play;
}

/** From a start of the computer until it is shut down. */
async function untilShutDown(jobs: readonly string[], { combination, registry, catalog, scene, play }: Start): Promise<void> {
  const { stage, source, publish } = play;
  const { clock } = stage;
  const computer = await startComputer({
    version: windowsVersions[combination.os],
    registry,
    portals: scene.portals,
    ...(scene.targets && { targets: scene.targets }),
    dial: scene.dial,
    clock,
    publish,
    drivers: combination.driver === 'tape.sys' ? driversOfWindows : driversOfOthers,
  });
  try {
    requireDevices(computer, ['tape', 'changer']);
    const program = await ThirdPartyBackup.start({ win32: computer.win32(PROGRAM), clock, publish, handles: combination.handle, catalog });
    for (const [at, name] of jobs.entries()) {
      if (at > 0) await pause(clock, eveningMs);
      const backup = await program.backUp({ name, entries: source.entries() });
      const isLast = at === jobs.length - 1;
      if (isLast && backup.outcome === 'completed') await compare(source, publish, (receive) => program.restore(backup.set, receive));
    }
    program.stop();
  } finally {
    await computer.shutDown();
  }
}

/** Up to the first shutdown. */
function withoutRestart(course: Course): Course {
  const end = course.findIndex(({ event }) => event.event === 'host.shut-down');
  return end === -1 ? course : course.slice(0, end);
}

export const kb889330: Reproduction<Combination> = {
  article,
  axes,
  combinations: combinationsOf(axes).map((combination) => ({ ...combination, changerPersistence: combination.persistence })),
  expectationFor,
  source: sampleSource(160 * 1024),
  play,
  judge,
  partOf: (combination) => (combination.restart ? undefined : { whole: { ...combination, restart: true }, part: withoutRestart }),
};
