/**
 * The drive without its SCSI face: the cartridge in its mouth, the head over a loaded volume, the settings, counters and TapeAlert flags. The
 * command rows act on it, and so does the operator; `TapeDrive` puts both in one line.
 *
 *     absent ──insert──▶ unloaded ──load──▶ loaded ──unload──▶ unloaded (or held: still threaded, needs a LOAD) ──remove──▶ absent
 */
import { toBlockNumber, type Volume } from '../cartridge/volume.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Publish } from '../foundation/event.ts';
import { invariant } from '../foundation/invariant.ts';
import { additionalSense } from '../scsi/additional-sense.ts';
import type { CommandContext } from '../scsi/command.ts';
import { checkCondition, good, type Outcome } from '../scsi/outcome.ts';
import { notReady, type Sense, SenseKey } from '../scsi/sense.ts';
import { type Nexus, TaskAbortedError } from '../scsi/target.ts';
import { Compression, type CompressionModel } from './compression.ts';
import { Counters } from './counters.ts';
import type { DataEncryption } from './data-encryption.ts';
import type { TapeHappening } from './happening.ts';
import { Head } from './head.ts';
import { deferredWriteFailure } from './medium-sense.ts';
import type { Density, DriveModel } from './model.ts';
import { Operation, type OperationName } from './operation.ts';
import { Settings } from './settings.ts';
import { TapeAlertFlag, TapeAlerts } from './tape-alert.ts';
import { eraseMs, locateMs, rewindMs, type Timing } from './timing.ts';
import type { BufferLoss } from './write-buffer.ts';

export type CartridgeState = 'absent' | 'unloaded' | 'held' | 'loaded';

/** What the mechanism asks of the logical unit around it. */
export interface Surroundings {
  removalPrevented(): boolean;
  /** A volume has been loaded: all nexuses but the one that asked for it must be told. */
  volumeLoaded(by: Nexus | undefined): void;
  /** An operation broke off because of a bug of ours, when no task waited for it. */
  brokenOff(error: unknown): void;
}

/** A movement or another operation of some length that a command asks for. */
export interface Motion {
  readonly operation: OperationName;
  /** IMMED: the command ends as soon as the operation is certain to be begun. */
  readonly immediate: boolean;
  /** What it takes by the drive's timing; 0: it is over at once, and `immediate` makes no difference. */
  readonly durationMs: number;
}

export interface MechanismOptions {
  readonly model: DriveModel;
  readonly serialNumber: string;
  readonly surroundings: Surroundings;
  readonly publish: Publish<TapeHappening>;
  readonly clock: Clock;
  readonly timing: Timing;
  readonly compression: CompressionModel;
  readonly encryption: DataEncryption;
}

export class Mechanism {
  readonly model: DriveModel;
  readonly serialNumber: string;
  readonly settings: Settings;
  readonly encryption: DataEncryption;
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
  /** What failed when no command of the nexus (by its id) was there to end with it: the loss at an operator's unload, an immediate operation. */
  readonly #deferred = new Map<string, Sense>();
  #operation: Operation | undefined;

  constructor(options: MechanismOptions) {
    this.model = options.model;
    this.serialNumber = options.serialNumber;
    this.settings = new Settings(options.model);
    this.compression = new Compression(options.compression);
    this.timing = options.timing;
    this.clock = options.clock;
    this.encryption = options.encryption;
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
    if (this.#operation !== undefined) return this.#operation.notReady();
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
      if (sense !== undefined && this.#writer !== undefined) this.#deferred.set(this.#writer, sense);
      await head.rest();
      this.#head = undefined;
      this.encryption.unloaded();
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

  /** What the drive is doing while the commands that asked for it have ended, or been aborted. */
  get operation(): Operation | undefined {
    return this.#operation;
  }

  /**
   * Empties the buffer, and then does `work` after the time that the motion takes. To be called when the command has been found valid, and with
   * nothing left to do but return the outcome. With IMMED=1 that is GOOD as soon as the motion begins, and a failure of `work` becomes a deferred
   * error; a task that is aborted meanwhile leaves its motion behind in the same way. Until it is over, everybody who needs the medium is told so,
   * and nobody but `work` touches the head.
   */
  async motion(motion: Motion, context: Pick<CommandContext, 'nexus' | 'untilAborted'>, work: () => Promise<Outcome>): Promise<Outcome> {
    if (this.#operation !== undefined) return checkCondition(this.#operation.notReady());
    const failure = this.#head === undefined ? undefined : await this.settle();
    if (failure !== undefined) return checkCondition(failure);
    if (motion.durationMs === 0) return work();
    const ended = this.begin(motion.operation, motion.durationMs, work);
    const leaveBehind = (): void => this.#leaveBehind(ended, context.nexus);
    if (motion.immediate) {
      leaveBehind();
      return good;
    }
    try {
      return await (context.untilAborted?.(ended) ?? ended);
    } catch (error) {
      if (error instanceof TaskAbortedError) leaveBehind();
      throw error;
    }
  }

  /** Begins an operation, which ends as `work` does. */
  begin(name: OperationName, durationMs: number, work: () => Promise<Outcome>): Promise<Outcome> {
    invariant(this.#operation === undefined, 'a drive does one thing at a time');
    const operation = new Operation({ name, durationMs, clock: this.clock, work });
    this.#operation = operation;
    return operation.ended.finally(() => {
      this.#operation = undefined;
    });
  }

  /** What a rewind takes from here. */
  rewindMs(): number {
    return rewindMs(this.timing, this.#wayTo(this.head.partitionNumber, 0));
  }

  /** What it takes to locate an object (end of data, if there is no such object). */
  locateMs(partition: number, object: number): number {
    return locateMs(this.timing, this.#wayTo(partition, object));
  }

  /** What it takes to erase from here to the end of the partition. */
  eraseMs(): number {
    const { head } = this;
    return eraseMs(this.timing, head.remainingBytes / head.volume.capacityBytes);
  }

  /** The part of the whole tape that passes the head, partitions lying one behind the other. */
  #wayTo(partition: number, object: number): number {
    const { volume, partitionNumber, usedBytes } = this.head;
    const destination = volume.partitions[partition]!;
    const beginningOf = (number: number): number =>
      volume.partitions.slice(0, number).reduce((bytes, { capacityBytes }) => bytes + capacityBytes, 0);
    const to = beginningOf(partition) + destination.footprintBefore(toBlockNumber(Math.min(object, destination.endOfData)));
    return Math.abs(to - beginningOf(partitionNumber) - usedBytes) / volume.capacityBytes;
  }

  /** Resolves when the drive is doing nothing by itself. */
  async atRest(): Promise<void> {
    while (this.#operation !== undefined) await this.#operation.ended.catch(() => {});
  }

  #leaveBehind(ended: Promise<Outcome>, nexus: Nexus): void {
    ended.then(
      ({ sense }) => {
        if (sense !== undefined) this.#deferred.set(nexus.id, { ...sense, deferred: true });
      },
      (error: unknown) => {
        this.#deferred.set(nexus.id, { key: SenseKey.hardwareError, additional: additionalSense.internalTargetFailure, deferred: true });
        this.#surroundings.brokenOff(error);
      },
    );
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
    const deferred = this.#deferred.get(nexus.id);
    if (deferred !== undefined) {
      this.#deferred.delete(nexus.id);
      return deferred;
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
