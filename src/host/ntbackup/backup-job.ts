/**
 * One backup of NTBackup. When a tape is full it ends it, has it taken out, and asks Removable Storage for another medium. Whether that may ask an operator
 * is for the version and the command line to say (KB 839591); what comes of it is for the drives that there are.
 */
import { randomUUID } from 'node:crypto';
import { invariant } from '../../foundation/invariant.ts';
import { type BackupSet, newFamily, writeBackupSet } from '../../mtf/backup-set.ts';
import { type MediaFamily, type Medium as TapeMedium, usualFamily } from '../../mtf/media-family.ts';
import { formatMediaLabel } from '../../mtf/media-label.ts';
import { SetAttribute } from '../../mtf/set-block.ts';
import type { TapeWriter } from '../../mtf/tape.ts';
import type { Request } from '../person.ts';
import { StorageError } from '../removable-storage/errors.ts';
import { labelOf } from '../removable-storage/label.ts';
import type { MediaPool, Medium } from '../removable-storage/medium.ts';
import type { BackupOutcome } from '../restore-set.ts';
import { succeed, Win32TapeWriter } from '../win32-tape.ts';
import { BackupLog, mediaNameOf, setNameOf } from './backup-log.ts';
import type { BackupCommand } from './command-line.ts';
import { MOUNT_PATIENCE_MS, MountedDrive, MountFailure, type OpenTape } from './mounted-drive.ts';
import { type CatalogedFamily, type NtBackupOptions, PROGRAM } from './options.ts';
import { problemOf } from './problem.ts';
import type { Selection } from './selection.ts';

/** How NTBackup of the time numbers its version. */
const SOFTWARE_VERSION = [3, 41] as const;
/** SOFTWARE VENDOR ID of its tapes. */
const VENDOR_ID = 0x0cbe;

/** Which pools `/UM` searches for a tape that will do, in this order; in stand-alone drives only. */
const anyPool: readonly MediaPool[] = ['Free', 'Import', 'Unrecognized', 'Backup'];
/** And whoever sits before it: what is no backup of its own it may take. */
const foreignPools: readonly MediaPool[] = ['Free', 'Import', 'Unrecognized'];

export class BackupJob {
  /** Whether there is anybody who may be asked for a medium. */
  readonly mayAsk: boolean;
  readonly #options: NtBackupOptions & { readonly catalogs: CatalogedFamily[] };
  readonly #command: BackupCommand;
  readonly #selection: Selection;
  readonly #attended: boolean;
  readonly #log: BackupLog;
  readonly #drive: MountedDrive;
  /** What it has written, or begun to. */
  readonly #media: Medium[] = [];

  constructor(
    options: NtBackupOptions & { readonly catalogs: CatalogedFamily[] },
    command: BackupCommand,
    selection: Selection,
    attended: boolean,
  ) {
    this.#options = options;
    this.#command = command;
    this.#selection = selection;
    this.#attended = attended;
    this.mayAsk = attended || options.version.asks === 'always' || command.promptsUnattended;
    this.#log = new BackupLog(options.publish, PROGRAM, command.log !== 'none');
    this.#drive = new MountedDrive(options.storage, options.win32, command.hardwareCompression);
  }

  async run(): Promise<BackupOutcome<Medium>> {
    const log = this.#log;
    const begun = this.#options.clock.elapsed();
    log.begun('Backup', this.#now());
    log.write(`Active backup destination: ${this.#command.pool ?? this.#command.tape ?? this.#command.guid ?? 'any medium'}`);
    try {
      const { set, number } = await this.#write();
      for (const { path, why } of set.corrupt) log.write(`Error: ${path.join('\\')} ${why}.`);
      log.ended('Backup', this.#now(), { ...set, folders: set.directories, elapsedMs: this.#options.clock.elapsed() - begun });
      return { outcome: 'completed', set: { number, media: this.#media } };
    } catch (error) {
      const problem = problemOf(error);
      log.write(problem);
      return { outcome: 'failed', problem, media: this.#media };
    } finally {
      await this.#drive.leave(false);
    }
  }

  /** Tells how it ended, all in all. */
  end(outcome: BackupOutcome<Medium>): BackupOutcome<Medium> {
    const { job } = this.#command;
    const how =
      outcome.outcome === 'failed'
        ? { outcome: outcome.outcome, problem: outcome.problem, media: outcome.media.length }
        : { outcome: outcome.outcome, media: outcome.set.media.length };
    this.#options.publish({ event: 'host.job-ended', program: PROGRAM, job, ...how });
    return outcome;
  }

  async #write(): Promise<{ readonly set: BackupSet; readonly number: number }> {
    const { catalogs } = this.#options;
    const earlier = this.#command.append ? catalogs.find(({ media }) => this.#isNamed(media.at(-1)!)) : undefined;
    const medium = earlier?.media.at(-1) ?? (await this.#newMedium(1));
    const tape = await this.#drive.mount(medium, this.#asking(1));
    const date = this.#now();
    const family = earlier?.family ?? this.#newFamily(tape.blockBytes, date);
    const after = earlier?.end ?? newFamily;
    if (earlier !== undefined) succeed('SetTapePosition', await tape.handle.setPosition('absolute-block', after.physicalBlockAddress));
    this.#log.write(`Backup set #${after.sets + 1} on media #${after.medium}`, `Backup of "${this.#selection.device}"`);

    const set = await writeBackupSet(this.#selection.entries, {
      family,
      after,
      set: {
        name: this.#command.description ?? setNameOf(date),
        description: this.#command.job,
        userName: 'Administrator',
        kind: SetAttribute[this.#command.type],
        volume: { device: this.#selection.device, name: '', machine: this.#options.computerName ?? '' },
        date,
        timeZone: 0,
      },
      medium: await this.#begin(medium, tape, family),
      nextMedium: (sequence) => this.#nextMedium(family, sequence),
    });
    invariant(set.end !== undefined, 'a medium that is not there is a failure to mount');
    if (earlier !== undefined) catalogs.splice(catalogs.indexOf(earlier), 1);
    catalogs.push({ family, media: [...(earlier?.media.slice(0, -1) ?? []), ...this.#media], end: set.end });
    return { set, number: after.sets + 1 };
  }

  /** The tape is full, and ended. */
  async #nextMedium(family: MediaFamily, sequence: number): Promise<TapeMedium | undefined> {
    await this.#drive.leave(true);
    const medium = await this.#newMedium(sequence);
    const tape = await this.#drive.mount(medium, this.#asking(sequence));
    this.#log.write(`The tape is full: the backup set goes on on media #${sequence}`);
    return this.#begin(medium, tape, family);
  }

  /** @throws MountFailure */
  async #newMedium(sequence: number): Promise<Medium> {
    const { pool, tape, guid, append, unmanaged } = this.#command;
    const { storage } = this.#options;
    if (sequence === 1 && (tape !== undefined || guid !== undefined)) {
      const named = await storage.find((medium) => this.#isNamed(medium));
      // Where a set of which there is no catalog ends is not known, and it is not to be written over.
      const isAppendedTo = append && named?.pool !== 'Free';
      if (named === undefined || isAppendedTo) throw new MountFailure(StorageError.mediaUnavailable);
      return named;
    }
    const pools: readonly MediaPool[] = this.#attended ? foreignPools : ['Free'];
    const { error, medium } = await storage.allocate({
      type: pool,
      pools,
      standAlonePools: unmanaged ? anyPool : pools,
      except: this.#media,
      ask: this.#asking(sequence),
      timeoutMs: MOUNT_PATIENCE_MS,
    });
    if (medium === undefined) throw new MountFailure(error);
    return medium;
  }

  /** What it asks for, where it may. */
  #asking(sequence: number): Request | undefined {
    if (!this.mayAsk) return undefined;
    const which =
      sequence === 1
        ? `a tape for the backup '${this.#command.job}'`
        : `another tape: number ${sequence} of the backup '${this.#command.job}'`;
    return this.#attended
      ? { by: PROGRAM, text: `Please insert ${which}.` }
      : { by: 'Removable Storage', text: `NTBackup needs ${which}.` };
  }

  /** The tape of a medium for the writer. With its first block it gets its name, and is NTBackup's. */
  async #begin(medium: Medium, { handle, blockBytes }: OpenTape, family: MediaFamily): Promise<TapeMedium> {
    const created = this.#now();
    const name = this.#command.mediaName ?? mediaNameOf(created);
    const id = (this.#options.newId ?? randomUUID)().toUpperCase();
    const label = formatMediaLabel({
      vendor: 'Seagate',
      vendorProductId: 'NTBackup5.0',
      created,
      cartridgeLabel: medium.barcode ?? name,
      side: 1,
      mediaId: `{${id}}`,
    });
    this.#media.push(medium);
    const tape = await Win32TapeWriter.at(handle, blockBytes);
    return {
      tape: hearingFirst(tape, (blocks) => {
        const header = blocks.slice(0, family.physicalBlockBytes);
        if (labelOf(header) !== undefined) this.#writtenAnew(medium, header);
      }),
      name,
      label,
    };
  }

  #writtenAnew(medium: Medium, header: Uint8Array): void {
    const { storage, catalogs } = this.#options;
    storage.relabelled(medium, header, 'Backup');
    // Nothing goes on behind what was written over.
    const lost = catalogs.findIndex(({ media }) => media.at(-1) === medium);
    if (lost >= 0) catalogs.splice(lost, 1);
  }

  #newFamily(physicalBlockBytes: number, created: Date): MediaFamily {
    const { version, newId = randomUUID } = this.#options;
    return {
      ...usualFamily,
      physicalBlockBytes,
      id: Number.parseInt(newId().slice(0, 8), 16),
      created,
      softwareName: version.softwareName,
      softwareVendorId: VENDOR_ID,
      softwareVersion: SOFTWARE_VERSION,
    };
  }

  /** By `/T` or `/G`. */
  #isNamed({ label }: Medium): boolean {
    const { tape, guid } = this.#command;
    return guid === undefined ? label?.description === tape : label?.id === guid.replace(/[{}]/g, '').toUpperCase();
  }

  #now(): Date {
    return new Date(this.#options.clock.now());
  }
}

/** The same tape; what is written to it first is told. */
function hearingFirst(tape: TapeWriter, written: (blocks: Uint8Array) => void): TapeWriter {
  let isFirst = true;
  return {
    async write(blocks) {
      const result = await tape.write(blocks);
      if (isFirst) written(blocks);
      isFirst = false;
      return result;
    },
    writeFilemark: () => tape.writeFilemark(),
  };
}
