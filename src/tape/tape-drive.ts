/**
 * A tape drive as a device server (SSC-4, the edition that INQUIRY claims): what a host says to it arrives as commands through `logicalUnit`,
 * what an operator does to it through `insert`, `load`, `unload` and `eject`. Both act on one mechanism, one at a time.
 */
import { randomBytes } from 'node:crypto';
import type { Volume } from '../cartridge/volume.ts';
import { type Clock, systemClock } from '../foundation/clock.ts';
import { type Publish, publishNothing } from '../foundation/event.ts';
import { Exclusive } from '../foundation/exclusive.ts';
import { UserError } from '../foundation/user-error.ts';
import { additionalSense } from '../scsi/additional-sense.ts';
import { type CommandContext, type ServedCommand, serve } from '../scsi/command.ts';
import type { CommandTimeouts, DeviceServer, Reset } from '../scsi/device-server.ts';
import type { LogicalUnitEvent } from '../scsi/events.ts';
import { type Identity, PeripheralDeviceType } from '../scsi/identity.ts';
import { InformationalExceptions } from '../scsi/informational-exceptions.ts';
import { informationalExceptionsPage } from '../scsi/informational-exceptions-page.ts';
import type { LogPage } from '../scsi/log-pages.ts';
import { LogicalUnit } from '../scsi/logical-unit.ts';
import type { ModePage, ModePageControl } from '../scsi/mode-pages.ts';
import type { ModeParameters, RefusedModeParameter } from '../scsi/mode-parameters.ts';
import { type NonvolatileMemory, volatileMemory } from '../scsi/nonvolatile-memory.ts';
import { checkCondition } from '../scsi/outcome.ts';
import { holds } from '../scsi/persistent-reservation.ts';
import { identityOf } from '../scsi/product.ts';
import { logPagesOf, modePagesOf, vitalProductDataOf } from '../scsi/product-pages.ts';
import type { SecurityProtocol } from '../scsi/security-protocol.ts';
import type { Sense } from '../scsi/sense.ts';
import { sharedModePages } from '../scsi/shared-mode-pages.ts';
import type { TapeAlerts } from '../scsi/tape-alert.ts';
import type { Nexus } from '../scsi/target.ts';
import { sharedVitalProductData, type VitalProductDataPage } from '../scsi/vital-product-data.ts';
import { commandTimeouts } from './command-timeouts.ts';
import { tapeCommands } from './commands/index.ts';
import type { CompressionModel } from './compression.ts';
import { withoutEncryption } from './data-encryption.ts';
import { type DriveState, type HeadWhereabouts, stateOf, whereaboutsOf } from './drive-state.ts';
import { tapeDataEncryptionProtocol } from './encryption/security-protocol.ts';
import { TapeDataEncryption } from './encryption/tape-data-encryption.ts';
import { carryOutModeSelection } from './formatting.ts';
import { type Loader, plainLoader } from './loader.ts';
import { tapeLogPages } from './log-pages/index.ts';
import { Mechanism } from './mechanism.ts';
import { controlDataProtectionPage } from './mode-pages/control-data-protection.ts';
import { dataCompressionPage } from './mode-pages/data-compression.ts';
import { deviceConfigurationPage } from './mode-pages/device-configuration.ts';
import { deviceConfigurationExtensionPage } from './mode-pages/device-configuration-extension.ts';
import { mediumConfigurationPage } from './mode-pages/medium-configuration.ts';
import { mediumPartitionPage } from './mode-pages/medium-partition.ts';
import { readWriteErrorRecoveryPage } from './mode-pages/read-write-error-recovery.ts';
import { readModeParameters, refuseModeParameters, selectModeParameters } from './mode-parameters.ts';
import type { DriveModel } from './model.ts';
import type { Movement } from './operations.ts';
import { additionalSenseBytes } from './product-sense.ts';
import { instant, type Timing } from './timing.ts';
import { type Automation, tapeVitalProductData } from './vital-product-data.ts';

export interface TapeDriveOptions {
  readonly model: DriveModel;
  /** ASCII; a host that finds another one takes the drive for another drive. */
  readonly serialNumber: string;
  readonly publish?: Publish;
  /** The system's, unless given. */
  readonly clock?: Clock;
  /** `instant` unless given. */
  readonly timing?: Timing;
  /** `none` unless given. */
  readonly compression?: CompressionModel;
  /** Forgets at power off unless given. */
  readonly nonvolatileMemory?: NonvolatileMemory;
  /** It stands alone unless given. */
  readonly automation?: Automation;
  /** One that never fails, unless given. */
  readonly loader?: Loader;
  /** The system's, unless given: for nonces. */
  readonly random?: (length: number) => Uint8Array;
}

/** What an operator's hand sets going. */
type Handling<T> = Movement & { readonly work: () => Promise<T> };

export class TapeDrive implements DeviceServer {
  readonly identity: Identity;
  readonly commands: readonly ServedCommand[];
  readonly modePages: readonly ModePage[];
  readonly logPages: readonly LogPage[];
  readonly vitalProductData: readonly VitalProductDataPage[];
  readonly clock: Clock;
  readonly nonvolatileMemory: NonvolatileMemory;
  readonly securityProtocols: readonly SecurityProtocol[];
  readonly served?: ReadonlySet<string>;
  readonly logicalUnit: LogicalUnit;
  readonly #mechanism: Mechanism;
  readonly #encryption: TapeDataEncryption;
  readonly #exceptions: InformationalExceptions;
  readonly #exclusive = new Exclusive();

  constructor(options: TapeDriveOptions) {
    const { model, serialNumber, publish = publishNothing, clock = systemClock, timing = instant, compression = 'none' } = options;
    this.clock = clock;
    this.nonvolatileMemory = options.nonvolatileMemory ?? volatileMemory();
    if (model.commands !== undefined) this.served = new Set(model.commands);
    this.identity = {
      ...identityOf(model, PeripheralDeviceType.sequentialAccess, serialNumber),
      protectionInformation: model.logicalBlockProtection,
    };
    const encryption = new TapeDataEncryption({
      volume: () => this.#mechanism.loadedHead?.volume,
      reservationHeld: (nexus) => {
        const { reservation, persistentReservations } = this.logicalUnit;
        return reservation.heldBy(nexus) || holds(persistentReservations.state, nexus.id);
      },
      changed: (affected) =>
        this.logicalUnit.unitAttentions.establishWhere(additionalSense.dataEncryptionParametersChangedByAnotherNexus, affected),
      random: options.random ?? randomBytes,
    });
    const mechanism = new Mechanism({
      model,
      serialNumber,
      publish,
      clock,
      timing,
      compression,
      encryption: model.encryption ? encryption : withoutEncryption,
      loader: options.loader ?? plainLoader,
      surroundings: {
        removalPrevented: () => this.logicalUnit.mediumRemoval.prevented,
        volumeLoaded: (by) => this.logicalUnit.establishUnitAttention(additionalSense.notReadyToReadyChange, by),
        brokenOff: (error) => publish({ event: 'logical-unit.bug', unit: serialNumber, error } as LogicalUnitEvent),
      },
    });
    this.#mechanism = mechanism;
    this.#encryption = encryption;
    this.commands = serve(mechanism, tapeCommands).map((command) => this.#oneAtATime(command));
    this.securityProtocols = model.encryption ? [this.#protocolOneAtATime(tapeDataEncryptionProtocol(mechanism, encryption))] : [];
    this.#exceptions = new InformationalExceptions(mechanism.alerts, (condition) => this.logicalUnit.establishUnitAttention(condition));
    this.modePages = modePagesOf(model, [
      ...sharedModePages,
      informationalExceptionsPage(this.#exceptions),
      readWriteErrorRecoveryPage(model),
      dataCompressionPage(mechanism),
      deviceConfigurationPage(mechanism),
      deviceConfigurationExtensionPage(mechanism),
      mediumPartitionPage(mechanism),
      mediumConfigurationPage(mechanism),
      ...(model.logicalBlockProtection ? [controlDataProtectionPage(mechanism)] : []),
    ]);
    this.logPages = logPagesOf(model, tapeLogPages(mechanism));
    this.vitalProductData = vitalProductDataOf(model, [...sharedVitalProductData(this), ...tapeVitalProductData(options)]);
    this.logicalUnit = new LogicalUnit({ device: this, publish });
  }

  /** The operator puts a cartridge in, and the drive makes of it what it can: resolves when it is loaded or refused, or has cleaned the drive. */
  insert(volume: Volume): Promise<void> {
    const put = (): void => {
      const { volume: present } = this.#mechanism;
      if (present !== undefined)
        throw new UserError('drive-full', `The drive already holds ${present.barcode}.`, { hint: 'Eject it first.' });
      this.#mechanism.insert(volume);
    };
    return this.#byHand(put, this.#intake);
  }

  /** A robot pushes a cartridge in: resolves when the drive has begun to draw it in, or has done so where that takes no time. */
  put(volume: Volume): Promise<{ readonly ended: Promise<void> }> {
    return this.#setGoing(() => this.#mechanism.insert(volume), this.#intake);
  }

  /** Takes out the cartridge that lies at the drive's mouth, unless it is another one, or has been loaded again. */
  async takeUnloaded(barcode: string): Promise<Volume | undefined> {
    await this.#mechanism.operations.atRest();
    return this.#exclusive.run(() => {
      const { cartridgeState, volume, operation } = this.#mechanism;
      const lies = operation === undefined && cartridgeState === 'unloaded' && volume?.barcode === barcode;
      return lies ? this.#mechanism.remove() : undefined;
    });
  }

  /** Loads the cartridge that waits in the drive. */
  load(): Promise<void> {
    return this.#byHand(() => this.#refuseWhileEmpty(), this.#intake);
  }

  /** Unloads the cartridge, which stays in the drive. */
  unload(options: { force?: boolean } = {}): Promise<void> {
    const refuse = (): void => {
      this.#refuseWhileEmpty();
      this.#refuseWhilePrevented(options.force === true);
    };
    return this.#byHand(refuse, () => this.#unloading(() => this.#letOut()));
  }

  /** Unloads the cartridge and takes it out: the caller has the volume, which is still open. */
  eject(options: { force?: boolean } = {}): Promise<Volume | undefined> {
    const takeOut = async (): Promise<Volume | undefined> => {
      await this.#letOut();
      return this.#mechanism.remove();
    };
    return this.#byHand(
      () => this.#refuseWhilePrevented(options.force === true),
      () => this.#unloading(takeOut),
    );
  }

  /** Puts a cartridge where it was, or where it waits for a LOAD: it takes no time. */
  restore(volume: Volume, { loaded }: { readonly loaded: boolean }): Promise<void> {
    return this.#exclusive.run(async () => {
      this.#mechanism.insert(volume);
      if (loaded) await this.#mechanism.load(undefined);
    });
  }

  /** The drive begins to ask for a cleaning cartridge. */
  requestCleaning(): void {
    this.#mechanism.requestCleaning();
  }

  get alerts(): TapeAlerts {
    return this.#mechanism.alerts;
  }

  state(): DriveState {
    return stateOf(this.#mechanism);
  }

  position(): number | undefined {
    return this.#mechanism.loadedHead?.position;
  }

  /** Where the head is on a loaded volume. */
  whereabouts(): HeadWhereabouts | undefined {
    return whereaboutsOf(this.#mechanism);
  }

  /** The lab closes: what is under way is over at once, and so is what is still to come. */
  hurry(): void {
    this.#mechanism.operations.hurry();
  }

  /** Brings everything to the medium; the cartridge stays loaded. What is under way is over at once. */
  async close(): Promise<void> {
    this.hurry();
    // One whose command has ended holds nothing up, and is at the medium all the same.
    await this.#mechanism.operations.atRest();
    await this.#exclusive.run(async () => {
      const head = this.#mechanism.loadedHead;
      if (head === undefined) return;
      await this.#mechanism.settle();
      await head.rest();
      await this.#mechanism.memory.rememberTraffic();
    });
  }

  readiness(): Sense | undefined {
    return this.#mechanism.readiness();
  }

  underWay(): Sense | undefined {
    return this.#mechanism.operation?.underWay();
  }

  takeInformationalException(): Sense | undefined {
    return this.#exceptions.take();
  }

  informationalException(nexus: Nexus): Sense | undefined {
    return this.#exceptions.asked(nexus);
  }

  commandTimeouts(name: string): CommandTimeouts {
    return commandTimeouts(name, [this.#mechanism.timing, this.#mechanism.model.timing]);
  }

  takeDeferredError(nexus: Nexus): Sense | undefined {
    return this.#mechanism.takeDeferredError(nexus);
  }

  giveBackDeferredError(nexus: Nexus, sense: Sense): void {
    this.#mechanism.operations.deferredErrors.giveBack(nexus, sense);
  }

  additionalSenseBytes(): Uint8Array {
    return additionalSenseBytes(this.#mechanism);
  }

  modeParameters(control: ModePageControl): ModeParameters {
    return readModeParameters(this.#mechanism, control);
  }

  refuseModeParameters(selected: ModeParameters): RefusedModeParameter | undefined {
    return refuseModeParameters(this.#mechanism, selected);
  }

  selectModeParameters(selected: ModeParameters): boolean {
    return selectModeParameters(this.#mechanism, selected);
  }

  carryOutModeSelection(context: CommandContext): Promise<Sense | undefined> {
    return this.#exclusive.run(() => carryOutModeSelection(this.#mechanism, context));
  }

  synchronise(): Promise<Sense | undefined> {
    return this.#exclusive.run(() => {
      const { loadedHead: head, operation } = this.#mechanism;
      // An operation begins when nothing is left to be written.
      return head === undefined || operation !== undefined ? undefined : this.#mechanism.settle();
    });
  }

  /**
   * Whatever the kind, buffered objects are kept and still go to the medium: a host was told that they would. A movement goes on; after power on the
   * drive is where it would have been.
   */
  reset(kind: Reset): void {
    if (kind === 'power-on') {
      this.#mechanism.operation?.hurry();
      this.#mechanism.counters.powerCycles += 1;
    }
    this.#mechanism.settings.resetHeader();
    this.#mechanism.encryption.reset();
  }

  powerOff(): Promise<void> {
    // What the drive is at does not hold the loss up: it finds nothing left to be done.
    this.#mechanism.operation?.hurry();
    this.#mechanism.loseBuffer();
    return this.#exclusive.run(() => this.#mechanism.powerOff());
  }

  reservationEnded(nexusId: string, how: 'preempted' | 'lost'): void {
    this.#encryption.reservationEnded(nexusId, how);
  }

  nexusLost(nexus: Nexus): void {
    this.#mechanism.encryption.nexusLost(nexus);
  }

  /**
   * The front panel hears the operator when the drive has come to rest. What the hand sets going takes its time, and commands that want nothing of
   * the medium are answered meanwhile.
   */
  async #byHand<T>(check: () => void, handling: () => Handling<T> | Promise<Handling<T>>): Promise<T> {
    return (await this.#setGoing(check, handling)).ended;
  }

  /** Resolves when it has begun, or is over where it takes no time. */
  async #setGoing<T>(check: () => void, handling: () => Handling<T> | Promise<Handling<T>>): Promise<{ readonly ended: Promise<T> }> {
    for (;;) {
      await this.#mechanism.operations.atRest();
      const begun = await this.#exclusive.run(async () => {
        if (this.#mechanism.operation !== undefined) return undefined;
        check();
        const { work, ...movement } = await handling();
        return { ended: movement.durationMs === 0 ? Promise.resolve(await work()) : this.#mechanism.operations.begin(movement, work) };
      });
      if (begun !== undefined) return begun;
    }
  }

  readonly #intake = (): Handling<void> => {
    const loaded = this.#mechanism.cartridgeState === 'loaded';
    return {
      ...(loaded ? { operation: 'load', durationMs: 0 } : this.#mechanism.intake),
      work: async () => {
        if (!loaded) await this.#mechanism.load(undefined);
      },
    };
  };

  async #unloading<T>(work: () => Promise<T>): Promise<Handling<T>> {
    await this.#mechanism.settleForOperator();
    return { operation: 'unload', durationMs: this.#mechanism.unloadMs(), work };
  }

  async #letOut(): Promise<void> {
    if ((await this.#mechanism.unload('unloaded')) === undefined) return;
    throw new UserError('cartridge-stuck', `Cartridge ${this.#mechanism.volume!.barcode} does not come out of the drive.`, {
      hint: 'it stays where it was; try again.',
    });
  }

  #refuseWhileEmpty(): void {
    if (this.#mechanism.cartridgeState === 'absent') throw new UserError('drive-empty', 'There is no cartridge in the drive.');
  }

  #refuseWhilePrevented(forced: boolean): void {
    if (forced || !this.#mechanism.removalPrevented) return;
    throw new UserError('removal-prevented', 'A host prevents the removal of the cartridge.', {
      hint: 'Let the host finish, or force it.',
    });
  }

  #protocolOneAtATime(protocol: SecurityProtocol): SecurityProtocol {
    return {
      ...protocol,
      in: (specific, nexus) => this.#exclusive.run(() => protocol.in(specific, nexus)),
      out: (specific, parameters, nexus) => this.#exclusive.run(() => protocol.out(specific, parameters, nexus)),
    };
  }

  /** What the logical unit saw may be over when the command's turn comes: the operator was faster, or the medium failed meanwhile. */
  #oneAtATime(command: ServedCommand): ServedCommand {
    return {
      ...command,
      execute: (fields, context) =>
        this.#exclusive.run(() => {
          const sense = command.needsReady ? (this.takeDeferredError(context.nexus) ?? this.readiness()) : undefined;
          return sense === undefined ? command.execute(fields, context) : checkCondition(sense);
        }),
    };
  }
}
