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
import type { DataTransferDevice } from './library/data-transfer-device.ts';
import type { Inventory, Placement } from './library/inventory.ts';
import { additionalSenseName } from './scsi/additional-sense.ts';
import { t10VendorIdentifier } from './scsi/identity.ts';
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
  /** A cartridge that is put in is loaded; else it waits for a LOAD. True unless given. */
  readonly autoload?: boolean;
}

/** The inventory could not be written: after a restart the drive will hold what it held before. */
export type InventoryFailed = Happening & { readonly event: 'inventory.failed'; readonly drive: string; readonly message: string };

export class DriveBay implements DataTransferDevice {
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
      const loaded = loadedAfter(event as TapeHappening);
      if (loaded !== undefined)
        this.#remember((event as TapeHappening).barcode, loaded).catch((error: Error) => publish(this.#failed(error)));
    };
    this.drive = new TapeDrive({ model, timing, compression, nonvolatileMemory, clock, serialNumber: serial, publish: heard });
  }

  get identification(): DataTransferDevice['identification'] {
    const { lun, serial } = this.#options;
    return { lun, serialNumber: serial, designator: Buffer.from(t10VendorIdentifier(this.drive.identity), 'latin1') };
  }

  get engaged(): boolean {
    const { cartridge, moving } = this.drive.state();
    return moving || (cartridge !== 'absent' && cartridge !== 'unloaded');
  }

  get removalPrevented(): boolean {
    return this.drive.state().removalPrevented;
  }

  /** Puts back what was in it when the lab was last closed. */
  async restore(barcode: string, { loaded = true }: Pick<Placement, 'loaded'>): Promise<void> {
    const volume = await this.#options.room.mount(barcode);
    this.#volume = volume;
    await this.drive.restore(volume, { loaded });
    await this.#remember(barcode, this.#wouldLoad());
  }

  /** Puts the cartridge in and loads it; without a barcode, loads the one that is in it. @throws UserError */
  async load(barcode: string | undefined): Promise<void> {
    const present = this.#volume?.barcode;
    if (barcode === undefined || barcode === present) {
      if (present === undefined) throw this.#isEmpty();
      await this.drive.load();
      return this.#remember(present, this.#wouldLoad());
    }
    this.#refuseWhileFull();
    const volume = await this.#options.room.mount(barcode);
    try {
      this.#refuseWhileFull();
      // It is in the drive while the drive takes its time with it, too.
      this.#volume = volume;
      await this.#options.inventory.change([[barcode, { place: { drive: this.name }, loaded: false }]]);
      await this.drive.insert(volume);
    } catch (error) {
      if (this.#volume === volume) this.#volume = undefined;
      await volume.close();
      throw error;
    }
    await this.#remember(barcode, this.#wouldLoad());
  }

  /** Unloads the cartridge, which stays in the drive. @throws UserError */
  async unload(force: boolean): Promise<void> {
    const present = this.#volume?.barcode;
    if (present === undefined) throw this.#isEmpty();
    await this.drive.unload({ force });
    this.#reception = {};
    await this.#remember(present, false);
  }

  /** Takes the cartridge out and tells its barcode. @throws UserError */
  async eject(force: boolean): Promise<string> {
    const volume = await this.#out(force);
    try {
      await this.#options.inventory.change([[volume.barcode, undefined]]);
    } catch (error) {
      await this.putBack(volume);
      throw error;
    }
    await volume.close();
    return volume.barcode;
  }

  async release({ force }: { readonly force: boolean }): Promise<Volume | 'removal-prevented'> {
    try {
      return await this.#out(force);
    } catch (error) {
      if (error instanceof UserError && error.code === 'removal-prevented') return 'removal-prevented';
      throw error;
    }
  }

  async putBack(volume: Volume): Promise<void> {
    this.#volume = volume;
    await this.drive.putUnloaded(volume);
  }

  async put(volume: Volume): Promise<void> {
    this.#volume = volume;
    if (this.#options.autoload === false) return this.drive.putUnloaded(volume);
    const { ended } = await this.drive.put(volume);
    const done = ended.then(() => this.#remember(volume.barcode, this.#wouldLoad()));
    done.catch((error: Error) => this.#options.publish(this.#failed(error)));
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

  async #out(force: boolean): Promise<Volume> {
    if (this.#volume === undefined) throw this.#isEmpty();
    const volume = await this.drive.eject({ force });
    if (volume === undefined) throw this.#isEmpty();
    this.#volume = undefined;
    return volume;
  }

  /** How the cartridge is found after a restart: one that was refused is drawn in again, and one that has cleaned the drive is not. */
  #wouldLoad(): boolean {
    const { cartridge: state } = this.drive.state();
    return state === 'loaded' || state === 'refused';
  }

  async #remember(barcode: string, loaded: boolean): Promise<void> {
    const { inventory } = this.#options;
    await inventory.change([[barcode, { ...inventory.placement(barcode), place: { drive: this.name }, loaded }]]);
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

/** Whether a host's command has left the cartridge in the drive loaded, if it did anything of the kind. */
function loadedAfter(event: TapeHappening): boolean | undefined {
  if (event.event === 'tape.loaded') return true;
  return event.event === 'tape.unloaded' ? false : undefined;
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
