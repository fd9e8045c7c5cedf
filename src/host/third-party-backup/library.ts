/**
 * A library as a backup program works with it: one drive and its changer, by the names they had when the program started. Slots are named by their number
 * from 0; where cartridges have bar codes, those tell one from the other.
 */
import type { Clock } from '../../foundation/clock.ts';
import { succeed, TapeCallError, waitUntilReady } from '../win32-tape.ts';
import {
  type ChangerElement,
  type ChangerElementStatus,
  type ChangerHandle,
  type TapeHandle,
  Win32Error,
  type Win32ErrorCode,
} from '../windows/win32.ts';
import type { RememberedDevice } from './remembered-device.ts';

/** A cartridge that was seen in a slot. */
export interface Cartridge {
  readonly slot: number;
  readonly volumeTag: string | undefined;
}

/** A device is not there under the name that the program knows. */
export class DeviceOfflineError extends Error {
  override readonly name = 'DeviceOfflineError';
  readonly path: string;
  readonly error: Win32ErrorCode;

  constructor(path: string, error: Win32ErrorCode) {
    super(`${path} is offline: error ${error}`);
    this.path = path;
    this.error = error;
  }
}

/** How long a cartridge may take until its tape can be moved. */
const LOAD_PATIENCE_MS = 300_000;

const EJECTED_PATIENCE_MS = 5000;

export class BackupLibrary {
  readonly #changer: RememberedDevice<ChangerHandle>;
  readonly #drive: RememberedDevice<TapeHandle>;
  /** The drive's, in the changer. */
  readonly #bay: ChangerElement;
  readonly #clock: Clock;
  #barCodes: boolean | undefined;

  constructor(changer: RememberedDevice<ChangerHandle>, drive: RememberedDevice<TapeHandle>, bay: number, clock: Clock) {
    this.#changer = changer;
    this.#drive = drive;
    this.#bay = { type: 'drive', address: bay };
    this.#clock = clock;
  }

  /** What lies in the slots. The drive is emptied first. @throws TapeCallError, DeviceOfflineError */
  async inventory(): Promise<readonly Cartridge[]> {
    return this.#withChanger(async (changer) => {
      await this.#empty(changer);
      return (await this.#status(changer, 'slot'))
        .filter(({ full, accessible }) => full && accessible)
        .map(({ address, volumeTag }) => ({ slot: address, volumeTag }));
    });
  }

  /** Brings a cartridge into the drive, and gives a handle of it. @throws TapeCallError, DeviceOfflineError */
  async load({ slot }: Cartridge): Promise<TapeHandle> {
    // Nothing is moved into a drive that cannot be used.
    await this.#tape();
    await this.#withChanger(async (changer) => {
      await this.#empty(changer);
      succeed('MoveMedium', await changer.moveMedium({ type: 'slot', address: slot }, this.#bay));
    });
    const tape = await this.#tape();
    const error = await waitUntilReady(tape, this.#clock, LOAD_PATIENCE_MS);
    if (error !== Win32Error.success) throw new TapeCallError('GetTapeStatus', error);
    return tape;
  }

  /** Takes what is in the drive back to its slot. @throws TapeCallError, DeviceOfflineError */
  async unload(): Promise<void> {
    await this.#withChanger((changer) => this.#empty(changer));
    this.#drive.release();
  }

  /** Nothing is going on any more, whatever became of it. */
  rest(): void {
    this.#drive.release();
    this.#changer.release();
  }

  async #tape(): Promise<TapeHandle> {
    const { error, handle } = await this.#drive.acquire();
    if (handle === undefined) throw new DeviceOfflineError(this.#drive.path, error);
    return handle;
  }

  async #withChanger<T>(work: (changer: ChangerHandle) => Promise<T>): Promise<T> {
    const { error, handle } = await this.#changer.acquire();
    if (handle === undefined) throw new DeviceOfflineError(this.#changer.path, error);
    try {
      return await work(handle);
    } finally {
      this.#changer.release();
    }
  }

  async #status(changer: ChangerHandle, type: 'slot' | 'drive'): Promise<readonly ChangerElementStatus[]> {
    this.#barCodes ??= succeed('GetParameters', await changer.getParameters()).value!.barCodeScanner;
    return succeed('GetElementStatus', await changer.getElementStatus(type, { volumeTags: this.#barCodes })).value!;
  }

  /** To where it came from, or else to the first slot that is free. */
  async #empty(changer: ChangerHandle): Promise<void> {
    const bay = (await this.#status(changer, 'drive')).find(({ address }) => address === this.#bay.address);
    if (!bay?.full) return;
    const tape = await this.#tape();
    // One that was ejected before, and not taken away, is not ready, and stays so.
    if ((await waitUntilReady(tape, this.#clock, EJECTED_PATIENCE_MS)) === Win32Error.success) {
      await tape.setPosition('rewind');
      succeed('PrepareTape', await tape.prepare('unload'));
    }
    const free = (await this.#status(changer, 'slot')).filter(({ full }) => !full);
    const home = free.find(({ address }) => bay.source?.type === 'slot' && bay.source.address === address) ?? free[0];
    if (home === undefined) throw new TapeCallError('MoveMedium', Win32Error.destinationElementFull);
    succeed('MoveMedium', await changer.moveMedium(this.#bay, { type: 'slot', address: home.address }));
  }
}
