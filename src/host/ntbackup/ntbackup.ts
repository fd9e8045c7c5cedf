/**
 * NTBackup: backs a volume up to tapes that Removable Storage brings into drives, in Microsoft Tape Format, and restores what it has written. Of each tape
 * it keeps a catalog, by which it finds sets and appends further ones.
 */

import type { Request } from '../person.ts';
import type { Medium } from '../removable-storage/medium.ts';
import { type BackupOutcome, type ReceiveEntry, type RestoreOutcome, restoreSet, type WrittenSet } from '../restore-set.ts';
import { Win32TapeReader } from '../win32-tape.ts';
import { BackupJob } from './backup-job.ts';
import { BackupLog, type Operation } from './backup-log.ts';
import { parseCommandLine } from './command-line.ts';
import { MountedDrive } from './mounted-drive.ts';
import { type CatalogedFamily, type NtBackupOptions, PROGRAM } from './options.ts';
import { problemOf } from './problem.ts';
import { select } from './selection.ts';

export interface Run {
  /** Somebody has started it by hand, and sits before it; else it was scheduled. */
  readonly attended: boolean;
}

export class NtBackup {
  readonly #options: NtBackupOptions & { readonly catalogs: CatalogedFamily[] };

  constructor(options: NtBackupOptions) {
    this.#options = { catalogs: [], ...options };
  }

  /** `ntbackup backup …`. @throws UserError for a command line that it cannot follow */
  async backup(commandLine: string, { attended }: Run): Promise<BackupOutcome<Medium>> {
    const { version, disks, publish } = this.#options;
    const say = (text: string): void => publish({ event: 'host.program', program: PROGRAM, text });
    const command = parseCommandLine(commandLine, version);
    const selection = await select(command.selection, disks);
    say(`version ${version.build}, started ${attended ? 'by hand' : 'on schedule'}: ${commandLine}`);
    for (const word of command.ignored) say(`${word} is no switch of this version, and has no effect`);

    const job = new BackupJob(this.#options, command, selection, attended);
    const done = await job.run();
    if (done.outcome === 'failed' || !command.verify) return job.end(done);
    const drop: ReceiveEntry = async (entry) => {
      if (entry.kind === 'file') for await (const _ of entry.content());
    };
    const { problems } = await this.#readBack('Verify', done.set, drop, job.mayAsk);
    return job.end(problems.length === 0 ? done : { outcome: 'failed', problem: problems[0]!, media: done.set.media });
  }

  /** Restores a set; its media are asked for in their order. Somebody sits before it: there is no command line for this. */
  restore(set: WrittenSet<Medium>, receive: ReceiveEntry): Promise<RestoreOutcome> {
    return this.#readBack('Restore', set, receive, true);
  }

  async #readBack(
    operation: Operation,
    { number, media }: WrittenSet<Medium>,
    receive: ReceiveEntry,
    mayAsk: boolean,
  ): Promise<RestoreOutcome> {
    const { clock, publish, storage, win32 } = this.#options;
    const log = new BackupLog(publish, PROGRAM);
    log.begun(operation, new Date(clock.now()));
    const begun = clock.elapsed();
    const drive = new MountedDrive(storage, win32);
    let [next, folders] = [0, 0];
    try {
      const outcome = await restoreSet(
        number,
        async () => {
          await drive.leave(true);
          const medium = media[next++];
          if (medium === undefined) return undefined;
          const { handle, blockBytes } = await drive.mount(medium, mayAsk ? asking(medium, next) : undefined);
          return Win32TapeReader.at(handle, blockBytes);
        },
        (entry) => {
          if (entry.kind === 'folder') folders++;
          return receive(entry);
        },
      );
      log.write(...outcome.problems.map((problem) => `Error: ${problem}`));
      log.ended(operation, new Date(clock.now()), { ...outcome, folders, elapsedMs: clock.elapsed() - begun });
      return outcome;
    } catch (error) {
      const problem = problemOf(error);
      log.write(problem);
      return { outcome: 'failed', problems: [problem], files: 0, bytes: 0 };
    } finally {
      await drive.leave(false);
    }
  }
}

const asking = (medium: Medium, sequence: number): Request => ({
  by: PROGRAM,
  text: `Please insert the tape '${medium.label?.description ?? medium.name}', number ${sequence} of the set.`,
  sequence,
});
