/**
 * A medium changer as a device server (SMC-3): what hosts say to it arrives as commands through `logicalUnit` and acts on the library behind it.
 * What operators do to that library is heard as events, and told to hosts as unit attentions.
 */
import { type Clock, systemClock } from '../foundation/clock.ts';
import { type Publish, publishNothing } from '../foundation/event.ts';
import type { Library, LibraryHappening } from '../library/library.ts';
import { additionalSense } from '../scsi/additional-sense.ts';
import { type ServedCommand, serve } from '../scsi/command.ts';
import type { CommandTimeouts, DeviceServer } from '../scsi/device-server.ts';
import type { LogicalUnitEvent } from '../scsi/events.ts';
import { type Identity, PeripheralDeviceType } from '../scsi/identity.ts';
import { InformationalExceptions } from '../scsi/informational-exceptions.ts';
import { informationalExceptionsPage } from '../scsi/informational-exceptions-page.ts';
import type { LogPage } from '../scsi/log-pages.ts';
import { LogicalUnit } from '../scsi/logical-unit.ts';
import type { ModePage } from '../scsi/mode-pages.ts';
import type { ModeParameters } from '../scsi/mode-parameters.ts';
import { type NonvolatileMemory, volatileMemory } from '../scsi/nonvolatile-memory.ts';
import { identityOf } from '../scsi/product.ts';
import { logPagesOf, modePagesOf, vitalProductDataOf } from '../scsi/product-pages.ts';
import type { Sense } from '../scsi/sense.ts';
import { sharedModePages } from '../scsi/shared-mode-pages.ts';
import type { TapeAlerts } from '../scsi/tape-alert.ts';
import type { Nexus } from '../scsi/target.ts';
import { sharedVitalProductData, type VitalProductDataPage } from '../scsi/vital-product-data.ts';
import { Changer } from './changer.ts';
import { commandTimeouts } from './command-timeouts.ts';
import { changerCommands, vendorSpecificChangerCommands } from './commands/index.ts';
import { changerLogPages } from './log-pages/index.ts';
import { changerModePages } from './mode-pages/index.ts';
import type { ChangerModel } from './model.ts';
import { refusalSense } from './refusal-sense.ts';
import { alertsOfTheInside, ChangerAlertFlag } from './tape-alert.ts';

export interface MediumChangerOptions {
  readonly model: ChangerModel;
  readonly library: Library;
  /** ASCII; a host that finds another one takes the changer for another one. */
  readonly serialNumber: string;
  readonly publish?: Publish;
  /** The system's, unless given. */
  readonly clock?: Clock;
  /** Forgets at power off unless given. */
  readonly nonvolatileMemory?: NonvolatileMemory;
}

export class MediumChanger implements DeviceServer {
  readonly identity: Identity;
  readonly commands: readonly ServedCommand[];
  readonly modePages: readonly ModePage[];
  readonly logPages: readonly LogPage[];
  readonly vitalProductData: readonly VitalProductDataPage[];
  readonly clock: Clock;
  readonly nonvolatileMemory: NonvolatileMemory;
  readonly served?: ReadonlySet<string>;
  readonly refusesBlockDescriptors: boolean;
  readonly logicalUnit: LogicalUnit;
  readonly #changer: Changer;
  readonly #exceptions: InformationalExceptions;

  constructor({ model, library, serialNumber, publish = publishNothing, clock = systemClock, nonvolatileMemory }: MediumChangerOptions) {
    this.clock = clock;
    this.nonvolatileMemory = nonvolatileMemory ?? volatileMemory();
    if (model.commands !== undefined) this.served = new Set(model.commands);
    this.refusesBlockDescriptors = model.refusesBlockDescriptors ?? false;
    this.identity = identityOf(model, PeripheralDeviceType.mediumChanger, fitted(serialNumber, model.serialNumberLength));
    const changer = new Changer(library, model, (error) =>
      publish({ event: 'logical-unit.bug', unit: this.identity.serialNumber, error } as LogicalUnitEvent),
    );
    this.#changer = changer;
    const named = vendorSpecificChangerCommands.filter(({ name }) => model.commands?.includes(name));
    this.commands = serve(changer, [...changerCommands, ...named]);
    this.#exceptions = new InformationalExceptions(changer.alerts, (condition) => this.logicalUnit.establishUnitAttention(condition));
    this.modePages = modePagesOf(model, [...sharedModePages, informationalExceptionsPage(this.#exceptions), ...changerModePages(changer)]);
    this.logPages = logPagesOf(model, changerLogPages(changer));
    this.vitalProductData = vitalProductDataOf(model, sharedVitalProductData(this));
    this.logicalUnit = new LogicalUnit({ device: this, publish });
  }

  /** A host prevents that the operator opens the door or an import/export element. */
  get removalPrevented(): boolean {
    return this.logicalUnit.mediumRemoval.prevented;
  }

  get alerts(): TapeAlerts {
    return this.#changer.alerts;
  }

  /** What happens in its library, for hosts to be told of. */
  heard(event: LibraryHappening): void {
    const { alerts, history } = this.#changer;
    history.heard(event);
    switch (event.event) {
      case 'library.import-export-accessed':
        this.logicalUnit.establishUnitAttention(additionalSense.importOrExportElementAccessed);
        break;
      case 'library.became-ready':
        this.logicalUnit.establishUnitAttention(additionalSense.notReadyToReadyChange);
        break;
      case 'library.door-opened':
        alerts.raise(ChangerAlertFlag.door);
        break;
      case 'library.door-closed':
        alerts.lower(...alertsOfTheInside);
        alerts.raise(ChangerAlertFlag.security);
        break;
      case 'library.went-offline':
        alerts.raise(ChangerAlertFlag.offline);
        break;
      case 'library.went-online':
        alerts.lower(ChangerAlertFlag.offline);
        break;
    }
  }

  readiness(): Sense | undefined {
    const refusal = this.#changer.library.notReady();
    return refusal === undefined ? undefined : refusalSense(refusal, this.#changer.model);
  }

  takeDeferredError(nexus: Nexus): Sense | undefined {
    return this.#changer.deferredErrors.take(nexus);
  }

  giveBackDeferredError(nexus: Nexus, sense: Sense): void {
    this.#changer.deferredErrors.giveBack(nexus, sense);
  }

  takeInformationalException(): Sense | undefined {
    return this.#exceptions.take();
  }

  informationalException(nexus: Nexus): Sense | undefined {
    return this.#exceptions.asked(nexus);
  }

  commandTimeouts(name: string): CommandTimeouts {
    const { library, model } = this.#changer;
    return commandTimeouts(name, model.timing, library.layout);
  }

  /** No block descriptor, and nothing in the header (SMC-3, mode parameters). */
  modeParameters(): ModeParameters {
    return { mediumType: 0, deviceSpecificParameter: 0, blockDescriptor: undefined };
  }

  refuseModeParameters(): undefined {
    return undefined;
  }

  selectModeParameters(): boolean {
    return false;
  }

  async synchronise(): Promise<undefined> {
    return undefined;
  }

  reset(): void {
    this.#changer.volumeTagSearches.reset();
  }

  nexusLost(nexus: Nexus): void {
    this.#changer.volumeTagSearches.nexusLost(nexus);
  }
}

/** Right-aligned in a field of its length (SPC-4 §7.8, Unit Serial Number); of a longer one, the end. */
const fitted = (serialNumber: string, length = serialNumber.length): string => serialNumber.padStart(length).slice(-length);
