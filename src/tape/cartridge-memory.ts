/**
 * The memory of the cartridge in the drive (SPC-5 §7.4), as the drive reads and writes it: its chip, and in it what hosts have written to the medium and
 * read from it. A cartridge whose memory cannot be read or written any more is used all the same, with a TapeAlert flag raised.
 */
import { type Volume, VolumeError, type VolumeState } from '../cartridge/volume.ts';
import { additionalSense } from '../scsi/additional-sense.ts';
import { type Sense, SenseKey } from '../scsi/sense.ts';
import type { TapeAlerts } from '../scsi/tape-alert.ts';
import type { Counters } from './counters.ts';
import { TapeAlertFlag } from './tape-alert.ts';
import { Traffic } from './traffic.ts';

interface MemorySurroundings {
  readonly alerts: TapeAlerts;
  readonly counters: Counters;
  /** The cartridge that is in the drive; asked only while there is one. */
  volume(): Volume;
}

export class CartridgeMemory {
  readonly #surroundings: MemorySurroundings;
  readonly #traffic: Traffic;

  constructor(surroundings: MemorySurroundings) {
    this.#surroundings = surroundings;
    this.#traffic = new Traffic(surroundings.counters);
  }

  /** A volume has been loaded. */
  mounted(): void {
    this.#traffic.begin();
  }

  /** Reads it: sense when that fails. */
  async recall(): Promise<Sense | undefined> {
    return this.#orFail((volume) => volume.recall(), additionalSense.auxiliaryMemoryReadError);
  }

  /** Writes to it: sense when that fails. */
  async remember(change: Partial<VolumeState>): Promise<Sense | undefined> {
    return this.#orFail((volume) => volume.remember(change), additionalSense.auxiliaryMemoryWriteError);
  }

  /** Adds what hosts have written and read since the last time. */
  async rememberTraffic(): Promise<void> {
    const { state } = this.#surroundings.volume();
    const change = this.#traffic.take(state);
    if (change.bytesWritten !== state.bytesWritten || change.bytesRead !== state.bytesRead) await this.remember(change);
  }

  /** What hosts have written to the volume and read from it in all its life. */
  get traffic(): { readonly written: number; readonly read: number } {
    return this.#traffic.total(this.#surroundings.volume().state);
  }

  async #orFail(access: (volume: Volume) => Promise<unknown>, additional: Sense['additional']): Promise<Sense | undefined> {
    try {
      await access(this.#surroundings.volume());
      return undefined;
    } catch (error) {
      if (!(error instanceof VolumeError)) throw error;
      this.#surroundings.alerts.raise(TapeAlertFlag.memoryChipFailure);
      return { key: SenseKey.mediumError, additional };
    }
  }
}
