/**
 * A drive in its place: the drive itself, the cartridge that is in it, and the inventory's memory of both. What the operator does to a drive
 * goes through here; what a host does to it (UNLOAD) is heard as events and remembered likewise.
 */
import type { CartridgeRoom } from './cartridge/cartridge-room.ts';
import type { Volume } from './cartridge/volume.ts';
import type { DriveView } from './control/views.ts';
import type { Clock } from './foundation/clock.ts';
import type { Happening, Publish } from './foundation/event.ts';
import { UserError } from './foundation/user-error.ts';
import { type DriveContent, emptyDrive, type Inventory } from './library/inventory.ts';
import { additionalSenseName } from './scsi/additional-sense.ts';
import type { NonvolatileMemory } from './scsi/nonvolatile-memory.ts';
import type { CompressionModel } from './tape/compression.ts';
import type { TapeHappening } from './tape/happening.ts';
import type { DriveModel } from './tape/model.ts';
import { TapeDrive } from './tape/tape-drive.ts';
import type { Timing } from './tape/timing.ts';

export interface DriveBayOptions {
  /** What the configuration calls it. */
  readonly name: string;
  readonly model: DriveModel;
  readonly timing: Timing;
  readonly compression: CompressionModel;
  readonly serial: string;
  readonly target: string;
  readonly lun: number;
  readonly room: CartridgeRoom;
  readonly inventory: Inventory;
  readonly nonvolatileMemory: NonvolatileMemory;
  readonly publish: Publish;
  readonly clock: Clock;
}

/** The inventory could not be written: after a restart the drive will hold what it held before. */
export type InventoryFailed = Happening & { readonly event: 'inventory.failed'; readonly drive: string; readonly message: string };

export class DriveBay {
  readonly name: string;
  readonly drive: TapeDrive;
  readonly #options: DriveBayOptions;
  #volume: Volume | undefined;
  /** What the drive made of the cartridge that is in it, when it could not load it. */
  #reception: Pick<DriveView, 'refused' | 'cleaned'> = {};

  constructor(options: DriveBayOptions) {
    this.name = options.name;
    this.#options = options;
    const { model, timing, compression, serial, nonvolatileMemory, publish, clock } = options;
    const heard: Publish = (event) => {
      publish(event);
      this.#reception = receptionAfter(event as TapeHappening) ?? this.#reception;
      const content = contentAfter(event as TapeHappening);
      if (content !== undefined) this.#remember(content).catch((error: Error) => publish(this.#failed(error)));
    };
    this.drive = new TapeDrive({ model, timing, compression, nonvolatileMemory, clock, serialNumber: serial, publish: heard });
  }

  /** Puts back what was in it when the lab was last closed. */
  async restore({ cartridge, loaded }: DriveContent): Promise<void> {
    if (cartridge === undefined) return this.#remember(emptyDrive);
    await this.#mount(cartridge, (volume) => this.drive.restore(volume, { loaded }));
    await this.#remember(this.#holds(cartridge));
  }

  /** Puts the cartridge in and loads it; without a barcode, loads the one that is in it. @throws UserError */
  async load(barcode: string | undefined): Promise<void> {
    const present = this.#volume?.barcode;
    if (barcode === undefined || barcode === present) {
      if (present === undefined) throw this.#isEmpty();
      await this.drive.load();
      return this.#remember(this.#holds(present));
    }
    this.#refuseWhileFull();
    await this.#mount(barcode, (volume) => this.drive.insert(volume));
    await this.#remember(this.#holds(barcode));
  }

  /** Unloads the cartridge, which stays in the drive. @throws UserError */
  async unload(force: boolean): Promise<void> {
    const present = this.#volume?.barcode;
    if (present === undefined) throw this.#isEmpty();
    await this.drive.unload({ force });
    this.#reception = {};
    await this.#remember({ cartridge: present, loaded: false });
  }

  /** Takes the cartridge out and tells its barcode. @throws UserError */
  async eject(force: boolean): Promise<string> {
    if (this.#volume === undefined) throw this.#isEmpty();
    const volume = await this.drive.eject({ force });
    if (volume === undefined) throw this.#isEmpty();
    this.#volume = undefined;
    await volume.close();
    await this.#remember(emptyDrive);
    return volume.barcode;
  }

  view(): DriveView {
    const { name, target, lun, serial, model } = this.#options;
    const { loaded, removalPrevented, barcode, position } = this.drive.state();
    return {
      name,
      model: model.name,
      vendor: model.inquiry.vendorIdentification,
      product: model.inquiry.productIdentification,
      serial,
      target,
      lun,
      loaded,
      removalPrevented,
      ...(barcode !== undefined && { cartridge: barcode }),
      ...(position !== undefined && { position }),
      ...this.#reception,
    };
  }

  /** Brings everything to the medium and closes the cartridge, which the inventory still knows to be here. */
  async close(): Promise<void> {
    try {
      await this.drive.close();
    } finally {
      await this.#volume?.close();
    }
  }

  async #mount(barcode: string, putIn: (volume: Volume) => Promise<void>): Promise<void> {
    const volume = await this.#options.room.mount(barcode);
    try {
      this.#refuseWhileFull();
      // It is in the drive while the drive takes its time with it, too.
      this.#volume = volume;
      await putIn(volume);
    } catch (error) {
      if (this.#volume === volume) this.#volume = undefined;
      await volume.close();
      throw error;
    }
  }

  /** How the cartridge is found after a restart: one that was refused is drawn in again, and one that has cleaned the drive is not. */
  #holds(cartridge: string): DriveContent {
    const { cartridge: state } = this.drive.state();
    return { cartridge, loaded: state === 'loaded' || state === 'refused' };
  }

  #remember(content: DriveContent): Promise<void> {
    return this.#options.inventory.record(this.name, content);
  }

  #refuseWhileFull(): void {
    const present = this.#volume?.barcode;
    if (present !== undefined)
      throw new UserError('drive-full', `Drive ${this.name} already holds ${present}.`, {
        hint: `'tapelab drive eject ${this.name}' takes it out.`,
      });
  }

  #isEmpty(): UserError {
    return new UserError('drive-empty', `There is no cartridge in ${this.name}.`, {
      hint: `'tapelab drive load ${this.name} BARCODE' puts one in.`,
    });
  }

  #failed({ message }: Error): InventoryFailed {
    return { event: 'inventory.failed', drive: this.name, message };
  }
}

/** What a host's command has made of the drive's content, if it did. */
function contentAfter(event: TapeHappening): DriveContent | undefined {
  switch (event.event) {
    case 'tape.loaded':
      return { cartridge: event.barcode, loaded: true };
    case 'tape.unloaded':
      return { cartridge: event.barcode, loaded: false };
    case 'tape.removed':
      return emptyDrive;
    default:
      return undefined;
  }
}

/** What the drive has made of a cartridge, if that is what the event tells. */
function receptionAfter(event: TapeHappening): Pick<DriveView, 'refused' | 'cleaned'> | undefined {
  switch (event.event) {
    case 'tape.refused':
      return { refused: additionalSenseName(event.reason.asc, event.reason.ascq) };
    case 'tape.cleaned':
      return { cleaned: true };
    case 'tape.loaded':
    case 'tape.unloaded':
    case 'tape.removed':
      return {};
    default:
      return undefined;
  }
}
