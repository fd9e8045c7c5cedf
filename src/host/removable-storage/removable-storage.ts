/**
 * Removable Storage (ntmssvc), as far as backups need it: it finds libraries and stand-alone drives, knows media by their labels, keeps them in pools, and
 * brings them into drives; what it cannot do itself it asks an operator for. A program asks it for a medium of a pool, mounts it, and then opens the drive
 * itself. It finds devices when it starts.
 */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../../foundation/clock.ts';
import type { PublishHost } from '../happening.ts';
import type { Person, Request } from '../person.ts';
import type { Win32, Win32ErrorCode } from '../windows/win32.ts';
import { configureLibrary } from './auto-configuration.ts';
import { AutomatedLibrary } from './automated-library.ts';
import { MediaDrive } from './drive.ts';
import { StorageError } from './errors.ts';
import { freeLabel, labelOf } from './label.ts';
import type { MediaDatabase, MediaLibrary, MediaPool, Medium } from './medium.ts';
import { StandAloneDrive } from './stand-alone-drive.ts';

export interface RemovableStorageOptions {
  readonly win32: Win32;
  readonly clock: Clock;
  readonly person: Person;
  readonly publish: PublishHost;
  readonly database: MediaDatabase;
  /** A GUID that nobody has; random unless given. */
  readonly newId?: () => string;
}

export interface MediumRequest {
  /** `4mm DDS`; any unless given. */
  readonly type?: string | undefined;
  /** Which pools are searched, in this order. */
  readonly pools: readonly MediaPool[];
  /** And which in a stand-alone drive; `pools` unless given. */
  readonly standAlonePools?: readonly MediaPool[];
  /** Media that will not do. */
  readonly except?: readonly Medium[];
  /** What is asked when none is there; unless given the answer is `mediaUnavailable` at once (NTMS_ALLOCATE_ERROR_IF_UNAVAILABLE). */
  readonly ask?: Request | undefined;
  /** How long to wait for it then. */
  readonly timeoutMs: number;
}

export interface MediumAnswer {
  readonly error: Win32ErrorCode;
  readonly medium?: Medium;
}

/** How often drives are looked at while somebody waits for a medium; unconfirmed. */
const POLL_MS = 5000;

/** How long after somebody said that it is done a drive may take to tell of it, before the question is asked again. */
const PATIENCE_AFTER_DONE_MS = 120_000;

export class RemovableStorage {
  readonly libraries: readonly MediaLibrary[];
  readonly #options: RemovableStorageOptions;
  /** What somebody is asked, and has not done yet. */
  readonly #questions = new Set<Question>();

  private constructor(options: RemovableStorageOptions, libraries: readonly MediaLibrary[]) {
    this.#options = options;
    this.libraries = libraries;
  }

  /** Finds out what there is, and what media are in it. */
  static async start(options: RemovableStorageOptions): Promise<RemovableStorage> {
    const { win32, clock, publish, database } = options;
    for (const medium of database.media) database.gone(medium);
    const names = win32.queryDosDevices();
    const drives = names.filter((name) => /^Tape\d+$/i.test(name)).map((name) => new MediaDrive(name, win32, clock));

    const libraries: MediaLibrary[] = [];
    for (const name of names.filter((name) => /^Changer\d+$/i.test(name))) {
      const { handle } = await win32.createFile(`\\\\.\\${name}`);
      if (handle?.kind !== 'changer') continue;
      const bays = await configureLibrary(name, handle, win32, publish);
      if (bays === undefined) handle.close();
      else libraries.push(new AutomatedLibrary(name, handle, bays, drives, database));
    }
    const inLibraries = new Set(libraries.flatMap((library) => library.drives));
    libraries.push(...drives.filter((drive) => !inLibraries.has(drive)).map((drive) => new StandAloneDrive(drive, database)));

    for (const library of libraries) await library.takeInventory();
    return new RemovableStorage(options, libraries);
  }

  get media(): readonly Medium[] {
    return this.#options.database.media;
  }

  /** A medium of one of the pools; the operator is asked for one where none is there. */
  async allocate(request: MediumRequest): Promise<MediumAnswer> {
    await this.#lookIntoDrives();
    const find = (): Medium | undefined => this.#candidate(request);
    const medium = find();
    if (medium !== undefined) return { error: StorageError.success, medium };
    if (request.ask === undefined) return { error: StorageError.mediaUnavailable };
    return this.#await(find, request.ask, request.timeoutMs);
  }

  /** A medium that is known, wherever it is. */
  async find(isMeant: (medium: Medium) => boolean): Promise<Medium | undefined> {
    await this.#lookIntoDrives();
    return this.media.find(isMeant);
  }

  /** Brings a medium into a drive, whose path (`\\.\Tape0`) the answer has; the operator is asked for it when it is offline, if anybody is to be asked. */
  async mount(
    medium: Medium,
    ask: Request | undefined,
    timeoutMs: number,
  ): Promise<{ readonly error: Win32ErrorCode; readonly path?: string }> {
    const online = (): Medium | undefined => (medium.place === undefined ? undefined : medium);
    for (;;) {
      if (online() === undefined) await this.#lookIntoDrives();
      if (online() === undefined) {
        const { error } = ask === undefined ? { error: StorageError.mediaOffline } : await this.#await(online, ask, timeoutMs);
        if (error !== StorageError.success) return { error };
      }
      const { error, drive } = await medium.place!.library.mount(medium);
      if (drive !== undefined) return { error, path: drive.path };
      // What was in its place is another: it is offline, as it turns out.
      if (online() !== undefined) return { error };
    }
  }

  async dismount(medium: Medium): Promise<{ readonly error: Win32ErrorCode }> {
    return (await medium.place?.library.dismount(medium)) ?? { error: StorageError.success };
  }

  /** A program has written a medium anew, beginning with `block`: it is its own now. */
  relabelled(medium: Medium, block: Uint8Array, pool: MediaPool): void {
    medium.label = labelOf(block);
    medium.pool = pool;
  }

  /**
   * What an administrator does to media that are new: each that is online and in no program's pool gets a label of its own, and is free. The error is that
   * of the first of those that could not be written.
   */
  async prepare(): Promise<Win32ErrorCode> {
    let first: Win32ErrorCode = StorageError.success;
    for (const medium of this.media) {
      if (medium.place === undefined || (medium.pool !== 'Unrecognized' && medium.pool !== 'Import')) continue;
      const { library, slot } = medium.place;
      const error = await this.#free(medium, library);
      if (first === StorageError.success) first = error;
      if (slot !== undefined) await library.dismount(medium);
    }
    return first;
  }

  /** Gives up what it holds, and waits for nobody any more. */
  stop(): void {
    for (const question of this.#questions) {
      question.answer = 'cancelled';
      question.wake();
    }
    for (const library of this.libraries) library.close();
  }

  async #free(medium: Medium, library: MediaLibrary): Promise<Win32ErrorCode> {
    const { error, drive } = await library.mount(medium);
    if (drive === undefined) return error;
    const block = freeLabel((this.#options.newId ?? randomUUID)(), new Date(this.#options.clock.now()));
    const written = await drive.writeFirstBlock(block);
    if (written === StorageError.success) this.relabelled(medium, block, 'Free');
    return written;
  }

  #candidate({ type, pools, standAlonePools = pools, except = [] }: MediumRequest): Medium | undefined {
    const media = this.media.filter(
      (medium) => medium.place !== undefined && !except.includes(medium) && (!type || medium.type.toLowerCase() === type.toLowerCase()),
    );
    const rank = (medium: Medium): number => (medium.place!.library.kind === 'stand-alone' ? standAlonePools : pools).indexOf(medium.pool);
    return media.filter((medium) => rank(medium) >= 0).sort((a, b) => rank(a) - rank(b))[0];
  }

  /** Stand-alone drives tell nobody of a change. */
  async #lookIntoDrives(): Promise<void> {
    for (const library of this.libraries) if (library.kind === 'stand-alone') await library.takeInventory();
  }

  /** Asks, and looks again and again, until it is there. */
  async #await(find: () => Medium | undefined, request: Request, timeoutMs: number): Promise<MediumAnswer> {
    const { clock } = this.#options;
    const begun = clock.elapsed();
    let question = this.#ask(request);
    try {
      for (;;) {
        await this.#pause(question);
        if (question.failure !== undefined) throw question.failure.error;
        if (question.answer === 'cancelled') return { error: StorageError.requestRefused };
        if (question.answer === 'done') for (const library of this.libraries) await library.takeInventory();
        else await this.#lookIntoDrives();
        const medium = find();
        if (medium !== undefined) return { error: StorageError.success, medium };
        if (clock.elapsed() - begun >= timeoutMs) return { error: StorageError.timeout };
        if (question.answeredAt !== undefined && clock.elapsed() - question.answeredAt >= PATIENCE_AFTER_DONE_MS) {
          this.#questions.delete(question);
          question = this.#ask(request);
        }
      }
    } finally {
      this.#questions.delete(question);
    }
  }

  #ask(request: Request): Question {
    const { person, publish, clock } = this.#options;
    publish({ event: 'host.operator-asked', by: request.by, text: request.text });
    const question: Question = { answer: undefined, answeredAt: undefined, failure: undefined, wake: () => {} };
    this.#questions.add(question);
    person.answer(request).then(
      (answer) => {
        question.answer ??= answer;
        question.answeredAt = clock.elapsed();
        question.wake();
      },
      (error: unknown) => {
        question.failure = { error };
        question.wake();
      },
    );
    return question;
  }

  /** Until it is time to look again, or there is an answer. */
  #pause(question: Question): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.schedule(POLL_MS, resolve);
      if (question.answer !== undefined) return;
      question.wake = () => {
        cancel();
        resolve();
      };
    });
  }
}

interface Question {
  answer: 'done' | 'cancelled' | undefined;
  answeredAt: number | undefined;
  /** Why that person cannot answer: the matter of whoever waits for it. */
  failure: { readonly error: unknown } | undefined;
  wake: () => void;
}
