/**
 * The drive without its SCSI face: the cartridge in its mouth, the head over a loaded volume, the settings, counters and TapeAlert flags. The
 * command rows act on it, and so does the operator; `TapeDrive` puts both in one line.
 *
 *     absent ──insert──▶ unloaded ──load──▶ loaded ──unload──▶ unloaded (or held: still threaded, needs a LOAD) ──remove──▶ absent
 *                                 ──load──▶ refused (no medium for this drive) ──unload──▶ unloaded
 *                                 ──load──▶ unloaded again, and the drive is clean
 *                                 ──load──▶ unloaded or refused, for the loader has failed; one that fails at letting it out leaves it loaded
 */
import { toBlockNumber, type Volume, type VolumeState } from '../cartridge/volume.ts';
import type { Clock } from '../foundation/clock.ts';
import type { Publish } from '../foundation/event.ts';
import { invariant } from '../foundation/invariant.ts';
import { additionalSense } from '../scsi/additional-sense.ts';
import { checkCondition, type Outcome } from '../scsi/outcome.ts';
import { notReady, type Sense } from '../scsi/sense.ts';
import { TapeAlerts } from '../scsi/tape-alert.ts';
import type { Nexus } from '../scsi/target.ts';
import { endedMount } from './attributes/kept-attributes.ts';
import { CartridgeMemory } from './cartridge-memory.ts';
import { Compression, type CompressionModel } from './compression.ts';
import { Counters } from './counters.ts';
import type { DataEncryption } from './data-encryption.ts';
import type { TapeHappening, TapeNews } from './happening.ts';
import { Head } from './head.ts';
import type { Loader, LoadFailure, UnloadFailure } from './loader.ts';
import { alertOfWriteRefusal, densityToRecord, readRefusal, receive, writeRefusal } from './medium-access.ts';
import { deferredWriteFailure, loadFailure, unloadFailure } from './medium-sense.ts';
import type { DriveModel } from './model.ts';
import type { Operation } from './operation.ts';
import { type Motion, type MotionContext, type Movement, Operations } from './operations.ts';
import { Pace } from './pace.ts';
import { Partitioning } from './partitioning.ts';
import { Settings } from './settings.ts';
import { alertsOfTheDrive, TapeAlertFlag } from './tape-alert.ts';
import type { Timing } from './timing.ts';
import { mountedBy } from './traffic.ts';
import { eraseMs, locateMs, rewindMs, wayTo } from './travel.ts';
import type { BufferLoss } from './write-buffer.ts';

export type CartridgeState = 'absent' | 'unloaded' | 'held' | 'loaded' | 'refused';

/** What the mechanism asks of the logical unit around it. */
export interface Surroundings {
  removalPrevented(): boolean;
  /** A volume has been loaded: all nexuses but the one that asked for it must be told. */
  volumeLoaded(by: Nexus | undefined): void;
  /** An operation broke off because of a bug of ours, when no task waited for it. */
  brokenOff(error: unknown): void;
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
  readonly loader: Loader;
}

export class Mechanism {
  readonly model: DriveModel;
  readonly serialNumber: string;
  readonly settings: Settings;
  readonly encryption: DataEncryption;
  readonly compression: Compression;
  readonly timing: Timing;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly alerts = new TapeAlerts();
  /** The cartridge remembers that this mount has changed it. */
  changedInMount = false;
  /** The drive wants to be cleaned. */
  cleaningRequested = false;
  readonly operations: Operations;
  readonly partitioning = new Partitioning(this);
  /** What a host has selected of what the cartridge keeps, until it has been told. */
  selectedWriteProtection: VolumeState['hostWriteProtection'] | undefined;
  readonly #pace: Pace;
  readonly memory: CartridgeMemory;
  readonly #loader: Loader;
  readonly #surroundings: Surroundings;
  readonly #publish: Publish<TapeHappening>;
  #volume: Volume | undefined;
  #state: CartridgeState = 'absent';
  #head: Head | undefined;
  /** Whose objects stand in the write buffer: a deferred error is told to the one whom GOOD was told. */
  #writer: string | undefined;
  /** Why the cartridge in the drive is refused. */
  #refusal: Sense | undefined;

  constructor(options: MechanismOptions) {
    this.model = options.model;
    this.serialNumber = options.serialNumber;
    this.settings = new Settings(options.model);
    this.compression = new Compression(options.compression, this.settings);
    this.timing = options.timing;
    // Data keep the tape in motion as long as they would in the real drive, though here they may pass at once.
    this.counters = new Counters(options.clock, options.timing.bytesPerSecond || options.model.timing.bytesPerSecond);
    this.clock = options.clock;
    this.encryption = options.encryption;
    this.operations = new Operations({ clock: options.clock, brokenOff: (error) => options.surroundings.brokenOff(error) });
    const { alerts, counters } = this;
    this.memory = new CartridgeMemory({ alerts, counters, volume: () => this.#present });
    this.#pace = new Pace(options.timing, options.clock);
    this.#loader = options.loader;
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

  get #present(): Volume {
    invariant(this.#volume !== undefined, 'there is a cartridge in the drive');
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
    return this.operation?.notReady() ?? this.whyNotLoaded();
  }

  /** The same, whatever the drive is doing. */
  whyNotLoaded(): Sense | undefined {
    if (this.#state === 'loaded') return undefined;
    if (this.#refusal !== undefined) return this.#refusal;
    return notReady(this.#state === 'held' ? additionalSense.initializingCommandRequired : additionalSense.mediumNotPresent);
  }

  get removalPrevented(): boolean {
    return this.#surroundings.removalPrevented();
  }

  /** The head stands where a recording begins: what is written there is written at the density that was selected. */
  get atBeginning(): boolean {
    return this.#head === undefined || (this.#head.partitionNumber === 0 && this.#head.position === 0);
  }

  /** DENSITY CODE of what WRITE is about to begin at the beginning of the medium. */
  densityToRecord(): number {
    return densityToRecord(this.model, this.settings, this.head.volume);
  }

  /** Why nothing on the loaded volume can be read, passed or found, if so. */
  readRefusal(): Sense | undefined {
    return readRefusal(this.model, this.head.volume);
  }

  /** Why the loaded volume must not be written where the head stands, if so (SSC-5 §4.2, write protection). */
  writeRefusal(): Sense | undefined {
    return writeRefusal(this.model, this.settings, this.head.volume, this.atBeginning);
  }

  /** The same, of a command that has tried it. */
  writeProtection(): Sense | undefined {
    const refusal = this.writeRefusal();
    if (refusal !== undefined) this.alerts.raise(alertOfWriteRefusal(refusal));
    return refusal;
  }

  insert(volume: Volume): void {
    invariant(this.#volume === undefined, 'a drive holds one cartridge');
    this.#volume = volume;
    this.#state = 'unloaded';
  }

  /** How long it takes to draw the cartridge in, and under what name that goes. */
  get intake(): Movement {
    const { loadMs, cleaningMs, unloadMs } = this.timing;
    const cleans = receive(this.model, this.#present).as === 'cleaning';
    return cleans ? { operation: 'clean', durationMs: loadMs + cleaningMs + unloadMs } : { operation: 'load', durationMs: loadMs };
  }

  /**
   * Draws in the cartridge that waits in the drive: it ends up threaded and at its beginning, or refused, or has cleaned the drive. Sense when it could
   * not be drawn in at all.
   */
  async load(by: Nexus | undefined): Promise<Sense | undefined> {
    const volume = this.#present;
    invariant(this.#head === undefined, 'what is loaded is a cartridge that waits in the drive');
    this.alerts.clear(alertsOfTheDrive);
    this.#refusal = undefined;
    const failure = await this.#loader.drawIn(volume.barcode);
    if (failure !== undefined) return this.#notDrawnIn(failure, volume);
    await this.#receive(volume, by);
    return undefined;
  }

  #notDrawnIn(failure: LoadFailure, volume: Volume): Sense {
    const inside = failure.cartridge === 'inside';
    this.#state = inside ? 'refused' : 'unloaded';
    if (inside) this.#refusal = notReady(additionalSense.manualInterventionRequired);
    this.alerts.raise(TapeAlertFlag.loadFailure);
    this.#tell({ event: 'tape.load-failed', reason: failure.message }, volume);
    return loadFailure(failure.by);
  }

  async #receive(volume: Volume, by: Nexus | undefined): Promise<void> {
    const reception = receive(this.model, volume);
    if (reception.as === 'cleaning') return this.#clean(volume);
    if (reception.as === 'refused') {
      this.#refusal = reception.sense;
      this.#state = 'refused';
      this.alerts.raise(reception.alert);
      this.#tell({ event: 'tape.refused', reason: reception.sense.additional }, volume);
      return;
    }
    await this.memory.recall();
    const { vendorIdentification } = this.model.inquiry;
    await this.memory.remember(mountedBy({ vendorIdentification, serialNumber: this.serialNumber }, volume.state));
    this.#thread(volume);
    this.counters.mounted();
    this.changedInMount = false;
    this.memory.mounted();
    this.#tell({ event: 'tape.loaded' });
    this.#surroundings.volumeLoaded(by);
  }

  #thread(volume: Volume): void {
    const { bufferBytes, readAheadBytes } = this.model;
    this.#head = new Head(volume, { bufferBytes, readAheadBytes, counters: this.counters, clock: this.clock, pace: this.#pace });
    this.#state = 'loaded';
    this.#writer = undefined;
  }

  requestCleaning(): void {
    this.cleaningRequested = true;
    this.alerts.raise(TapeAlertFlag.cleanNow);
  }

  /** A cleaning cartridge is used up by one, and lies where the operator gets at it. */
  async #clean(volume: Volume): Promise<void> {
    const usesLeft = volume.state.usesLeft - 1;
    await this.memory.remember({ usesLeft });
    this.cleaningRequested = false;
    this.counters.cleaned();
    this.alerts.lower(TapeAlertFlag.cleanNow, TapeAlertFlag.cleanPeriodic);
    this.#state = 'unloaded';
    this.#tell({ event: 'tape.cleaned', usesLeft }, volume);
  }

  /** What it takes to unthread the cartridge from where the head is. */
  unloadMs(): number {
    if (this.#state === 'unloaded') return 0;
    return (this.#head === undefined ? 0 : this.rewindMs()) + this.timing.unloadMs;
  }

  /** What cannot be brought to the medium now is told to its writer later: an operator does not wait for a host. */
  async settleForOperator(): Promise<void> {
    const sense = this.#head === undefined ? undefined : await this.settle();
    if (sense !== undefined && this.#writer !== undefined) this.operations.deferredErrors.defer(this.#writer, sense);
  }

  /** Brings everything to the medium and takes it off the head. Sense when the cartridge does not come out: it is where it was, and rewound. */
  async unload(as: 'unloaded' | 'held'): Promise<Sense | undefined> {
    const head = this.#head;
    if (head !== undefined) {
      await this.settleForOperator();
      await head.rest();
    }
    const isInside = this.#volume !== undefined && this.#state !== 'unloaded';
    const failure = as === 'unloaded' && isInside ? await this.#loader.letOut(this.#present.barcode) : undefined;
    if (failure !== undefined) return this.#notLetOut(failure);
    if (head !== undefined) {
      await this.memory.rememberTraffic();
      const ended = endedMount(head.volume, this.alerts);
      if (ended !== undefined) await this.memory.remember(ended);
      this.#head = undefined;
      this.settings.unloaded();
      this.partitioning.request = undefined;
      this.encryption.unloaded();
      this.#tell({ event: 'tape.unloaded' }, head.volume);
    }
    this.#refusal = undefined;
    if (this.#volume !== undefined) this.#state = as;
    return undefined;
  }

  async #notLetOut({ message }: UnloadFailure): Promise<Sense> {
    if (this.#head !== undefined) {
      await this.#head.changePartition(0);
      this.#head.moveTo(toBlockNumber(0));
    }
    this.alerts.raise(TapeAlertFlag.unloadFailure);
    this.#tell({ event: 'tape.unload-failed', reason: message }, this.#present);
    return unloadFailure;
  }

  /**
   * Makes the loaded volume blank, with partitions of these capacities, and stands at its beginning. To be called when the buffer is settled.
   * @throws VolumeError
   */
  async format(capacities: readonly number[]): Promise<void> {
    const { volume } = this.head;
    await this.head.rest();
    try {
      await volume.format(capacities.map((capacityBytes) => ({ capacityBytes })));
    } finally {
      this.#thread(volume);
    }
    this.#tell({ event: 'tape.formatted', partitions: capacities.length });
  }

  /** Takes the unloaded cartridge out. */
  remove(): Volume | undefined {
    invariant(this.#head === undefined, 'what is taken out has been unloaded');
    const volume = this.#volume;
    this.#volume = undefined;
    this.#state = 'absent';
    if (volume !== undefined) this.#tell({ event: 'tape.removed' }, volume);
    return volume;
  }

  /** What the drive is doing while the commands that asked for it have ended, or been aborted. */
  get operation(): Operation | undefined {
    return this.operations.current;
  }

  /**
   * Empties the buffer, and then does `work` after the time that the motion takes. To be called when the command has been found valid, and with
   * nothing left to do but return the outcome. With IMMED=1 that is GOOD as soon as the motion begins, and a failure of `work` becomes a deferred
   * error; a task that is aborted meanwhile leaves its motion behind in the same way. Until it is over, everybody who needs the medium is told so,
   * and nobody but `work` touches the head.
   */
  async motion(motion: Motion, context: MotionContext, work: () => Promise<Outcome>): Promise<Outcome> {
    if (this.operation !== undefined) return checkCondition(this.operation.notReady());
    const failure = this.#head === undefined ? undefined : await this.settle();
    if (failure !== undefined) return checkCondition(failure);
    this.counters.add('motionMs', motion.durationMs);
    return motion.durationMs === 0 ? work() : this.operations.perform(motion, context, work);
  }

  /** What a rewind takes from here. */
  rewindMs(): number {
    return rewindMs(this.timing, wayTo(this.head, this.head.partitionNumber, 0));
  }

  /** What it takes to locate an object (end of data, if there is no such object). */
  locateMs(partition: number, object: number): number {
    return locateMs(this.timing, wayTo(this.head, partition, object));
  }

  /** What it takes to make the medium blank: to its end, and back. */
  formatMs(): number {
    return locateMs(this.timing, 1) + rewindMs(this.timing, 1);
  }

  /** What it takes to erase from here to the end of the partition. */
  eraseMs(): number {
    const { head } = this;
    return eraseMs(this.timing, head.remainingBytes / head.volume.capacityBytes);
  }

  /** What waits to be written never is. */
  loseBuffer(): void {
    void this.#head?.loseBuffer();
  }

  /** The power goes: what stood in the drive only is lost, and so is what hosts were still to be told of it. */
  async powerOff(): Promise<void> {
    this.operation?.hurry();
    await this.operations.atRest();
    await this.#head?.powerOff();
    this.operations.deferredErrors.forget();
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
    const deferred = this.operations.deferredErrors.take(nexus);
    if (deferred !== undefined) return deferred;
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

  #tell(what: TapeNews, { barcode }: Volume = this.head.volume): void {
    this.#publish({ ...what, drive: this.serialNumber, barcode } as TapeHappening);
  }
}
