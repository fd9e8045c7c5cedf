/**
 * The drive without its SCSI face: the cartridge in its mouth, the head over a loaded volume, the settings, counters and TapeAlert flags. The
 * command rows act on it, and so does the operator; `TapeDrive` puts both in one line.
 *
 *     absent ──insert──▶ unloaded ──load──▶ loaded ──unload──▶ unloaded (or held: still threaded, needs a LOAD) ──remove──▶ absent
 */
import type { Volume } from '../cartridge/volume.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Publish } from '../foundation/event.ts';
import { invariant } from '../foundation/invariant.ts';
import { additionalSense } from '../scsi/additional-sense.ts';
import { notReady, type Sense, SenseKey } from '../scsi/sense.ts';
import type { Nexus } from '../scsi/target.ts';
import { Compression, type CompressionModel } from './compression.ts';
import { Counters } from './counters.ts';
import { type DataEncryption, withoutEncryption } from './data-encryption.ts';
import type { TapeHappening } from './happening.ts';
import { Head } from './head.ts';
import { deferredWriteFailure } from './medium-sense.ts';
import type { Density, DriveModel } from './model.ts';
import { Settings } from './settings.ts';
import { TapeAlertFlag, TapeAlerts } from './tape-alert.ts';
import type { Timing } from './timing.ts';
import type { BufferLoss } from './write-buffer.ts';

export type CartridgeState = 'absent' | 'unloaded' | 'held' | 'loaded';

/** What the mechanism asks of the logical unit around it. */
export interface Surroundings {
  removalPrevented(): boolean;
  /** A volume has been loaded: all nexuses but the one that asked for it must be told. */
  volumeLoaded(by: Nexus | undefined): void;
}

export interface MechanismOptions {
  readonly model: DriveModel;
  readonly serialNumber: string;
  readonly surroundings: Surroundings;
  readonly publish: Publish<TapeHappening>;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly compression: CompressionModel;
}

export class Mechanism {
  readonly model: DriveModel;
  readonly serialNumber: string;
  readonly settings: Settings;
  readonly encryption: DataEncryption = withoutEncryption;
  readonly compression: Compression;
  readonly timing: Timing;
  readonly clock: Clock;
  readonly counters = new Counters();
  readonly alerts = new TapeAlerts();
  readonly #surroundings: Surroundings;
  readonly #publish: Publish<TapeHappening>;
  #volume: Volume | undefined;
  #state: CartridgeState = 'absent';
  #head: Head | undefined;
  /** Whose objects stand in the write buffer: a deferred error is told to the one whom GOOD was told. */
  #writer: string | undefined;
  /** A loss that was found when the operator unloaded: told to its writer as soon as that one speaks. */
  #lossAtUnload: { readonly writer: string; readonly sense: Sense } | undefined;

  constructor(options: MechanismOptions) {
    this.model = options.model;
    this.serialNumber = options.serialNumber;
    this.settings = new Settings(options.model);
    this.compression = new Compression(options.compression);
    this.timing = options.timing;
    this.clock = options.clock;
    this.#surroundings = options.surroundings;
    this.#publish = options.publish;
  }

  get cartridgeState(): CartridgeState {
    return this.#state;
  }

  /** The cartridge in the drive, loaded or not. */
  get volume(): Volume | undefined {
    return this.#volume;
  }

  /** The head over the loaded volume, for commands that have been found ready. */
  get head(): Head {
    invariant(this.#head !== undefined, 'a command that needs the medium runs while one is loaded');
    return this.#head;
  }

  get loadedHead(): Head | undefined {
    return this.#head;
  }

  /** A cartridge that was unloaded lies out of reach, as if there were none; one on hold needs a LOAD (SSC-4 §7.3). */
  readiness(): Sense | undefined {
    if (this.#state === 'loaded') return undefined;
    return notReady(this.#state === 'held' ? additionalSense.initializingCommandRequired : additionalSense.mediumNotPresent);
  }

  get removalPrevented(): boolean {
    return this.#surroundings.removalPrevented();
  }

  densityOf(volume: Volume): Density | undefined {
    return this.model.densities.find((density) => density.code === volume.mediumType.densityCode);
  }

  /** Why the loaded volume must not be written, if so (SSC-4 §4.2). */
  writeProtection(): Sense | undefined {
    const { volume } = this.head;
    const protect = (additional: Sense['additional']): Sense => ({ key: SenseKey.dataProtect, additional });
    if (volume.writeProtected) {
      this.alerts.raise(TapeAlertFlag.writeProtect);
      return protect(additionalSense.writeProtected);
    }
    if (this.settings.softwareWriteProtect) return protect(additionalSense.logicalUnitSoftwareWriteProtected);
    return this.densityOf(volume)?.writable === true ? undefined : protect(additionalSense.cannotWriteMediumIncompatibleFormat);
  }

  insert(volume: Volume): void {
    invariant(this.#volume === undefined, 'a drive holds one cartridge');
    this.#volume = volume;
    this.#state = 'unloaded';
  }

  /** Threads the cartridge that is in the drive and stands at its beginning. */
  load(by: Nexus | undefined): void {
    const volume = this.#volume;
    invariant(volume !== undefined && this.#head === undefined, 'what is loaded is a cartridge that waits in the drive');
    const { bufferBytes, readAheadBytes } = this.model;
    this.#head = new Head(volume, { bufferBytes, readAheadBytes, counters: this.counters });
    this.#state = 'loaded';
    this.#writer = undefined;
    this.counters.mounted();
    this.alerts.clear();
    this.#publish({ event: 'tape.loaded', drive: this.serialNumber, barcode: volume.barcode });
    this.#surroundings.volumeLoaded(by);
  }

  /** Brings everything to the medium and takes it off the head. What could not be brought there is told to its writer later. */
  async unload(as: 'unloaded' | 'held'): Promise<void> {
    const head = this.#head;
    if (head !== undefined) {
      const sense = await this.settle();
      if (sense !== undefined && this.#writer !== undefined) this.#lossAtUnload = { writer: this.#writer, sense };
      await head.rest();
      this.#head = undefined;
      this.#publish({ event: 'tape.unloaded', drive: this.serialNumber, barcode: head.volume.barcode });
    }
    if (this.#volume !== undefined) this.#state = as;
  }

  /** Takes the unloaded cartridge out. */
  remove(): Volume | undefined {
    invariant(this.#head === undefined, 'what is taken out has been unloaded');
    const volume = this.#volume;
    this.#volume = undefined;
    this.#state = 'absent';
    if (volume !== undefined) this.#publish({ event: 'tape.removed', drive: this.serialNumber, barcode: volume.barcode });
    return volume;
  }

  /** From here on a loss is this nexus's to hear of. */
  writtenBy(nexus: Nexus): void {
    this.#writer = nexus.id;
  }

  /** Empties and secures the write buffer, if there is anything to do; a failure is the deferred error that ends the command in hand. */
  async settle(): Promise<Sense | undefined> {
    if (!this.head.unsettled && !this.head.failed) return undefined;
    const loss = await this.head.settle();
    return loss === undefined ? undefined : this.deferredError(loss);
  }

  /** What `nexus` has to be told of earlier commands of its own. */
  takeDeferredError(nexus: Nexus): Sense | undefined {
    const atUnload = this.#lossAtUnload;
    if (atUnload?.writer === nexus.id) {
      this.#lossAtUnload = undefined;
      return atUnload.sense;
    }
    if (this.#writer !== nexus.id) return undefined;
    const loss = this.#head?.takeFailure();
    return loss === undefined ? undefined : this.deferredError(loss);
  }

  /** A loss as the sense of commands that had ended GOOD. */
  deferredError(loss: BufferLoss): Sense {
    this.writeFailed(loss);
    return deferredWriteFailure(loss.cause, loss.objects);
  }

  writeFailed(loss: BufferLoss): void {
    this.counters.add('writeErrors', 1);
    this.alerts.raise(TapeAlertFlag.hardError, TapeAlertFlag.writeFailure);
    this.#tell({ event: 'tape.write-failed', lostObjects: loss.objects, reason: loss.cause.message });
  }

  readFailed(reason: string): void {
    this.counters.add('readErrors', 1);
    this.alerts.raise(TapeAlertFlag.hardError, TapeAlertFlag.readFailure);
    this.#tell({ event: 'tape.read-failed', position: this.head.position, reason });
  }

  endReached(event: 'tape.early-warning' | 'tape.volume-overflow'): void {
    this.#tell({ event, position: this.head.position });
  }

  #tell(what: DistributiveOmit<TapeHappening, 'drive' | 'barcode'>): void {
    this.#publish({ ...what, drive: this.serialNumber, barcode: this.head.volume.barcode } as TapeHappening);
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
