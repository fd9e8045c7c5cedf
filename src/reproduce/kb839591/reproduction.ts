/**
 * KB 839591, played: NTBackup, on schedule or by hand, with more data than one tape takes. Somebody is not far away, and puts in the next tape
 * when asked for it; nobody does so without being asked.
 */
import { formatSize } from '../../foundation/quantity.ts';
import { UserError } from '../../foundation/user-error.ts';
import type { PublishHost } from '../../host/happening.ts';
import { NtBackup } from '../../host/ntbackup/ntbackup.ts';
import { PROGRAM } from '../../host/ntbackup/options.ts';
import { ntBackupVersions } from '../../host/ntbackup/version.ts';
import type { Person } from '../../host/person.ts';
import { MediaDatabase } from '../../host/removable-storage/medium.ts';
import { RemovableStorage } from '../../host/removable-storage/removable-storage.ts';
import { Registry } from '../../host/windows/registry.ts';
import { startComputer } from '../../host/windows/start-computer.ts';
import { windowsVersions } from '../../host/windows/version.ts';
import { combinationsOf } from '../combination.ts';
import type { Play, Reproduction } from '../reproduction.ts';
import { requireDevices } from '../requirements.ts';
import { compare, type Source, sampleSource } from '../source.ts';
import type { Scene } from '../stage.ts';
import { article, axes, type Combination, expectationFor } from './article.ts';
import { judge } from './verdict.ts';

const MiB = 2 ** 20;
const earlyWarningBytes = MiB;
const selectionFile = 'C:\\Test.bks';

async function play({ os, up, spelling = '/UP', attended, library }: Combination, { stage, source, publish }: Play): Promise<void> {
  const scene = await stage.set({
    preset: 'kb839591',
    parameters: { next: library ? 'library' : 'nobody', capacity: capacityFor(source), earlyWarning: formatSize(earlyWarningBytes) },
    bytes: source.tapeBytes,
  });
  try {
    const { clock } = stage;
    const computer = await startComputer({
      version: windowsVersions[os === '2003-hotfix' ? '2003' : os],
      registry: new Registry(),
      portals: scene.portals,
      ...(scene.targets && { targets: scene.targets }),
      dial: scene.dial,
      clock,
      publish,
    });
    try {
      requireDevices(computer, library ? ['tape', 'changer'] : ['tape']);
      const storage = await RemovableStorage.start({
        win32: computer.win32('Removable Storage'),
        clock,
        person: personAt(scene, publish),
        publish,
        database: new MediaDatabase(),
      });
      // In a library the media are free: an administrator has prepared them.
      if (library) await storage.prepare();
      const program = new NtBackup({
        version: ntBackupVersions[os],
        win32: computer.win32(PROGRAM),
        storage,
        disks: {
          read: async (path) => (path === selectionFile ? Buffer.from('\ufeffD:\\\r\n', 'utf16le') : undefined),
          volume: (device) => (device === 'D:' ? source.entries() : undefined),
        },
        clock,
        publish,
      });
      const backup = await program.backup(commandLine(library, up ? spelling : undefined), { attended });
      if (backup.outcome === 'completed') await compare(source, publish, (receive) => program.restore(backup.set, receive));
      storage.stop();
    } finally {
      await computer.shutDown();
    }
  } finally {
    await scene.close();
  }
}

/** That of the article. `/um` is for stand-alone drives. */
const commandLine = (library: boolean, up: string | undefined): string =>
  [
    `C:\\WINDOWS\\system32\\ntbackup.exe backup "@${selectionFile}" /v:no /r:no /rs:no /hc:on /m normal /j "Test" /l:s /p "4mm DDS"`,
    ...(library ? [] : ['/um']),
    ...(up === undefined ? [] : [up]),
  ].join(' ');

const barcodeOf = (sequence: number): string => `KB${String(sequence).padStart(4, '0')}`;

/** Somebody who does what a program asks for. The first tape is in the drive at the beginning. */
function personAt(scene: Scene, publish: PublishHost): Person {
  let given = 1;
  return {
    async answer({ sequence }) {
      given = sequence ?? given + 1;
      try {
        publish({ event: 'host.operator-did', text: await scene.exchange(barcodeOf(given)) });
        return 'done';
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        publish({ event: 'host.operator-did', text: `has no further tape: ${error.message}` });
        return 'cancelled';
      }
    },
  };
}

/** Of which two are needed, and three are there. @throws UserError */
function capacityFor({ name, tapeBytes }: Source): string {
  if (tapeBytes < 4 * MiB)
    throw new UserError('source-too-small', `There is too little in ${name} to fill a tape.`, { hint: 'name a folder of 4MiB at least.' });
  return formatSize(Math.ceil((0.6 * tapeBytes) / MiB) * MiB + earlyWarningBytes);
}

export const kb839591: Reproduction<Combination> = {
  article,
  axes,
  combinations: combinationsOf(axes),
  expectationFor,
  source: sampleSource(4 * MiB),
  play,
  judge,
};
