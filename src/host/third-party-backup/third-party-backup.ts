/**
 * A backup program that is nobody's in particular, as KB 889330 has it: it reads the names of devices once, when it starts, and looks for them under these
 * names for ever. It works with one changer and a drive of it, writes Microsoft Tape Format, and keeps in mind which cartridges it has used. A job that
 * meets an error it cannot mend fails; the next one tries again with what is there then.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../foundation/clock.ts';
import { writeBackupSet } from '../../mtf/backup-set.ts';
import { type MediaFamily, usualFamily } from '../../mtf/media-family.ts';
import { SetAttribute } from '../../mtf/set-block.ts';
import type { TreeEntry } from '../../mtf/tree.ts';
import { driveInElement } from '../drive-in-element.ts';
import type { PublishHost } from '../happening.ts';
import { type BackupOutcome, type ReceiveEntry, type RestoreOutcome, restoreSet, type WrittenSet } from '../restore-set.ts';
import { prepareTape, TapeCallError, Win32TapeReader, Win32TapeWriter } from '../win32-tape.ts';
import type { ChangerHandle, TapeHandle, Win32 } from '../windows/win32.ts';
import { BackupLibrary, type Cartridge, DeviceOfflineError } from './library.ts';
import { type HandlePolicy, RememberedDevice } from './remembered-device.ts';

export const PROGRAM = 'Backup program';

export interface ThirdPartyBackupOptions {
  readonly win32: Win32;
  readonly clock: Clock;
  readonly publish: PublishHost;
  readonly handles: HandlePolicy;
  /** What it has on its disk: the cartridges that it has used. */
  readonly catalog?: Cartridge[];
  /** A GUID that nobody has; random unless given. */
  readonly newId?: () => string;
}

export interface ThirdPartyJob {
  readonly name: string;
  readonly entries: Iterable<TreeEntry> | AsyncIterable<TreeEntry>;
  /** `D:` */
  readonly device?: string;
}

/** Its own length of blocks, whatever is usual for the drive. */
const BLOCK_BYTES = 32_768;

/** There is no cartridge on which it could write. */
class NoScratchCartridge extends Error {
  override readonly name = 'NoScratchCartridge';
}

export class ThirdPartyBackup {
  readonly #options: ThirdPartyBackupOptions;
  readonly #catalog: Cartridge[];
  readonly #devices: readonly RememberedDevice<TapeHandle | ChangerHandle>[];
  /** Undefined: there was none when it started. */
  readonly #library: BackupLibrary | undefined;

  private constructor(
    options: ThirdPartyBackupOptions,
    devices: readonly RememberedDevice<TapeHandle | ChangerHandle>[],
    library: BackupLibrary | undefined,
  ) {
    this.#options = options;
    this.#catalog = options.catalog ?? [];
    this.#devices = devices;
    this.#library = library;
  }

  /** Reads the names that there are. */
  static async start(options: ThirdPartyBackupOptions): Promise<ThirdPartyBackup> {
    const { win32, clock, publish, handles } = options;
    const named = (kind: string): string | undefined => win32.queryDosDevices().find((name) => new RegExp(`^${kind}\\d+$`, 'i').test(name));
    const [changerName, anyDrive] = [named('Changer'), named('Tape')];
    if (changerName === undefined || anyDrive === undefined) {
      publish({
        event: 'host.program',
        program: PROGRAM,
        text: `started: no ${changerName === undefined ? 'changer' : 'tape device'} found`,
      });
      return new ThirdPartyBackup(options, [], undefined);
    }
    const changer = new RememberedDevice<ChangerHandle>(`\\\\.\\${changerName}`, win32, handles);
    const { handle } = await changer.acquire();
    await handle?.getParameters();
    const elements = (await handle?.getElementStatus('drive'))?.value ?? [];
    changer.release();
    // Where the changer tells nothing, or tells of a bus that the drive is not on, somebody has told the program.
    const found = elements.map((element) => ({ bay: element.address, drive: driveInElement(element, changerName, win32) }));
    const { bay, drive: driveName = anyDrive } = found.find(({ drive }) => drive !== undefined) ?? { bay: 0 };
    const drive = new RememberedDevice<TapeHandle>(`\\\\.\\${driveName}`, win32, handles);
    if (handles === 'open') await drive.acquire();
    publish({
      event: 'host.program',
      program: PROGRAM,
      text: `started: ${changer.path} with ${drive.path}, handles are ${handles === 'open' ? 'held' : 'opened for each use'}`,
    });
    return new ThirdPartyBackup(options, [changer, drive], new BackupLibrary(changer, drive, bay, clock));
  }

  async backUp({ name, entries, device = 'D:' }: ThirdPartyJob): Promise<BackupOutcome<Cartridge>> {
    const media: Cartridge[] = [];
    this.#options.publish({ event: 'host.program', program: PROGRAM, text: `the job '${name}' begins` });
    const problem = await this.#attempt((library) => this.#write(library, name, entries, device, media));
    if (problem === undefined) this.#catalog.push(...media);
    this.#options.publish({
      event: 'host.job-ended',
      program: PROGRAM,
      job: name,
      outcome: problem === undefined ? 'completed' : 'failed',
      ...(problem !== undefined && { problem }),
      media: media.length,
    });
    return problem === undefined ? { outcome: 'completed', set: { number: 1, media } } : { outcome: 'failed', problem, media };
  }

  /** Restores what a job has written. */
  async restore({ number, media }: WrittenSet<Cartridge>, receive: ReceiveEntry): Promise<RestoreOutcome> {
    let outcome: RestoreOutcome = { outcome: 'failed', problems: [], files: 0, bytes: 0 };
    const waiting = [...media];
    const problem = await this.#attempt(async (library) => {
      const next = async () => {
        const cartridge = waiting.shift();
        if (cartridge === undefined) return undefined;
        const tape = await library.load(cartridge);
        return Win32TapeReader.at(tape, await prepareTape(tape, { blockBytes: () => BLOCK_BYTES }));
      };
      outcome = await restoreSet(number, next, receive);
      await library.unload();
    });
    return problem === undefined ? outcome : { ...outcome, outcome: 'failed', problems: [...outcome.problems, problem] };
  }

  /** Ends, and lets go of everything. */
  stop(): void {
    for (const device of this.#devices) device.close();
  }

  async #write(library: BackupLibrary, name: string, entries: ThirdPartyJob['entries'], device: string, media: Cartridge[]): Promise<void> {
    const { clock } = this.#options;
    const inSlots = await library.inventory();
    const scratch = inSlots.filter((one) => !isCleaning(one) && !this.#catalog.some((used) => isSame(one, used)));
    const family = this.#newFamily();
    const nextMedium = async () => {
      const cartridge = scratch.shift();
      if (cartridge === undefined) throw new NoScratchCartridge('there is no cartridge left to write on');
      const tape = await library.load(cartridge);
      await prepareTape(tape, { blockBytes: () => BLOCK_BYTES });
      media.push(cartridge);
      return { tape: await Win32TapeWriter.at(tape, BLOCK_BYTES), name: cartridge.volumeTag ?? `slot ${cartridge.slot}` };
    };
    await writeBackupSet(entries, {
      family,
      medium: await nextMedium(),
      nextMedium,
      set: {
        name,
        description: '',
        userName: '',
        kind: SetAttribute.normal,
        volume: { device, name: '', machine: '' },
        date: new Date(clock.now()),
        timeZone: 0,
      },
    });
    await library.unload();
  }

  /** Undefined: it went well. Else what has stopped it. */
  async #attempt(work: (library: BackupLibrary) => Promise<void>): Promise<string | undefined> {
    const library = this.#library;
    if (library === undefined) return 'no library was there when the program started';
    try {
      await work(library);
      return undefined;
    } catch (error) {
      if (error instanceof DeviceOfflineError || error instanceof TapeCallError || error instanceof NoScratchCartridge)
        return error.message;
      throw error;
    } finally {
      library.rest();
    }
  }

  #newFamily(): MediaFamily {
    const { newId = randomUUID, clock } = this.#options;
    return {
      ...usualFamily,
      physicalBlockBytes: BLOCK_BYTES,
      id: Number.parseInt(newId().slice(0, 8), 16),
      created: new Date(clock.now()),
      softwareName: PROGRAM,
      softwareVendorId: 0,
      softwareVersion: [1, 0],
    };
  }
}

/** As labels have it that are made for them. */
const isCleaning = ({ volumeTag }: Cartridge): boolean => volumeTag?.startsWith('CLN') === true;

/** By the bar code, where there is one. */
const isSame = (a: Cartridge, b: Cartridge): boolean => (a.volumeTag ?? a.slot) === (b.volumeTag ?? b.slot);
