/**
 * A drive in its place: the drive itself, the cartridge that is in it, and the inventory's memory of both. What the operator, a robot or the feeder
 * of its stack does to a drive goes through here; what a host does to it (UNLOAD) is heard as events and remembered likewise.
 */
import type { CartridgeRoom } from './cartridge/cartridge-room.ts';
import { StoreError } from './cartridge/store.ts';
import { type Volume, VolumeError } from './cartridge/volume.ts';
import type { DriveView } from './control/views.ts';
import type { Clock } from './foundation/clock.ts';
import type { Happening, Publish } from './foundation/event.ts';
import { Exclusive } from './foundation/exclusive.ts';
import { UserError } from './foundation/user-error.ts';
import type { DataTransferDevice } from './library/data-transfer-device.ts';
import type { Change, Inventory, Placement } from './library/inventory.ts';
import { refusalInWords } from './library/refusal-words.ts';
import { additionalSense, additionalSenseName } from './scsi/additional-sense.ts';
import { t10VendorIdentifier } from './scsi/identity.ts';
import type { NonvolatileMemory } from './scsi/nonvolatile-memory.ts';
import { type StackFailed, StackFeeder } from './stack-feeder.ts';
import type { CompressionModel } from './tape/compression.ts';
import type { TapeHappening } from './tape/happening.ts';
import type { Loader } from './tape/loader.ts';
import type { DriveModel } from './tape/model.ts';
import { TapeDrive } from './tape/tape-drive.ts';
import type { Timing } from './tape/timing.ts';
import type { Automation } from './tape/vital-product-data.ts';

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
  /** The library it is built into, and whether its changer is behind the same target. */
  readonly automation?: Automation & { readonly besideChanger: boolean };
  /** What draws cartridges in; one that never fails, unless given. */
  readonly loader?: Loader;
}

/** The inventory could not be written: after a restart the drive will hold what it held before. */
type InventoryFailed = Happening & { readonly event: 'inventory.failed'; readonly drive: string; readonly message: string };
export type DriveBayHappening = InventoryFailed | StackFailed;

export class DriveBay implements DataTransferDevice {
  readonly name: string;
  readonly drive: TapeDrive;
  readonly #options: DriveBayOptions;
  readonly #feeder: StackFeeder;
  /** What changes which cartridge is in the drive happens one at a time. */
  readonly #changing = new Exclusive();
  #volume: Volume | undefined;
  /** The operator takes the cartridge out: that it is unloaded is only a part of it. */
  #ejecting = false;
  #closing = false;
  /** What the drive made of the cartridge that is in it, when it could not load it. */
  #reception: Pick<DriveView, 'refused' | 'cleaned'> = {};

  constructor(options: DriveBayOptions) {
    this.name = options.name;
    this.#options = options;
    const { model, timing, compression, serial, nonvolatileMemory, publish, clock } = options;
    const heard: Publish = (event) => {
      // A drive knows its serial number; people know what they have called it.
      publish('drive' in event ? ({ ...event, drive: this.name } as Happening) : event);
      this.#reception = receptionAfter(event as TapeHappening) ?? this.#reception;
      const { barcode } = event as TapeHappening;
      const loaded = loadedAfter(event as TapeHappening);
      if (loaded !== undefined) this.#remember(barcode, loaded).catch((error: Error) => publish(this.#failed(error)));
      if (loaded === false && !this.#ejecting)
        this.#changing.run(() => this.#makeRoomAfter(barcode)).catch((error: Error) => publish(this.#failed(error)));
    };
    const { automation, loader, room, inventory } = options;
    const record = (changes: readonly Change[]) => this.#record(changes);
    this.#feeder = new StackFeeder({ drive: this.name, inLibrary: automation !== undefined, room, inventory, record, publish });
    const drive = { model, timing, compression, nonvolatileMemory, clock, serialNumber: serial, publish: heard };
    this.drive = new TapeDrive({ ...drive, ...(automation !== undefined && { automation }), ...(loader !== undefined && { loader }) });
  }

  get identification(): DataTransferDevice['identification'] {
    const { identity } = this.drive.logicalUnit.identification;
    const { automation, lun } = this.#options;
    const known = automation?.besideChanger === true ? lun : undefined;
    return { lun: known, serialNumber: identity.serialNumber, designator: Buffer.from(t10VendorIdentifier(identity), 'latin1') };
  }

  get engaged(): boolean {
    const { cartridge, moving } = this.drive.state();
    return moving || (cartridge !== 'absent' && cartridge !== 'unloaded');
  }

  get removalPrevented(): boolean {
    return this.drive.state().removalPrevented;
  }

  /** Puts back what was in it when the lab was last closed. A cartridge that cannot be opened goes on the shelf, and why is told. @throws UserError */
  async restore(barcode: string, { loaded = this.#autoloads }: Pick<Placement, 'loaded'>): Promise<string | undefined> {
    let volume: Volume;
    try {
      volume = await this.#options.room.mount(barcode);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      await this.#record([[barcode, undefined]]);
      return error.message;
    }
    this.#volume = volume;
    await this.drive.restore(volume, { loaded });
    await this.#rememberDone(barcode, this.#wouldLoad());
    return undefined;
  }

  /** Puts the cartridge in and loads it; without a barcode, loads the one that is in it. @throws UserError */
  async load(barcode: string | undefined): Promise<void> {
    const present = this.#volume?.barcode;
    if (barcode === undefined || barcode === present) {
      if (present === undefined) throw this.#isEmpty();
      await this.drive.load();
      return this.#rememberDone(present, this.#wouldLoad());
    }
    const volume = await this.#changing.run(() => this.#putIn(barcode));
    await this.drive.insert(volume);
    await this.#rememberDone(barcode, this.#wouldLoad());
  }

  /** Puts the cartridge in, as a hand does: the drive goes on to load it if that is its way. @throws UserError */
  async insert(barcode: string): Promise<void> {
    await this.put(await this.#changing.run(() => this.#putIn(barcode)));
  }

  /** Unloads the cartridge, which stays in the drive; one of a stack makes room for the next. @throws UserError */
  async unload(force: boolean): Promise<void> {
    const present = this.#volume?.barcode;
    if (present === undefined) throw this.#isEmpty();
    await this.drive.unload({ force });
    this.#reception = {};
    await this.#rememberDone(present, false);
  }

  /** Takes the cartridge out and tells its barcode: it goes on the shelf, or back to its place in the stack, and the next is loaded. @throws UserError */
  eject(force: boolean): Promise<string> {
    return this.#changing.run(async () => {
      this.#ejecting = true;
      try {
        const volume = await this.#out(force);
        await this.#putAway(volume);
        return volume.barcode;
      } finally {
        this.#ejecting = false;
      }
    });
  }

  /** The stack shall be these, from its first place on; an empty drive takes the first. @throws UserError */
  stack(barcodes: readonly string[]): Promise<void> {
    return this.#changing.run(async () => {
      await this.#feeder.restack(barcodes);
      const first = this.#volume === undefined ? await this.#feeder.first() : undefined;
      if (first !== undefined) await this.put(first);
    });
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
    await this.drive.restore(volume, { loaded: false });
  }

  async put(volume: Volume): Promise<void> {
    this.#volume = volume;
    if (!this.#autoloads) return this.drive.restore(volume, { loaded: false });
    const { ended } = await this.drive.put(volume);
    const done = ended.then(() => this.#remember(volume.barcode, this.#wouldLoad()));
    done.catch((error: Error) => this.#options.publish(this.#failed(error)));
  }

  view(): DriveView {
    const { name, target, lun, serial, model } = this.#options;
    const { loaded, removalPrevented, barcode, position } = this.drive.state();
    const stack = this.#feeder.stack.map((stacked) => stacked.barcode);
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
      ...(stack.length > 0 && { stack }),
      ...this.#reception,
    };
  }

  /** Brings everything to the medium and closes the cartridge, which the inventory still knows to be here. */
  async close(): Promise<void> {
    this.#closing = true;
    this.drive.hurry();
    // What is just coming in or going out does so first: the drive is to be at rest with what it holds then.
    await this.#changing.run(() => {});
    try {
      await this.drive.close();
    } finally {
      await this.#volume?.close();
    }
  }

  get #autoloads(): boolean {
    return this.#options.autoload !== false;
  }

  /** From the shelf, or out of the stack. */
  async #putIn(barcode: string): Promise<Volume> {
    this.#refuseWhileFull();
    const { room } = this.#options;
    const volume = await room.mount(barcode);
    const stacked = this.#feeder.stacked(barcode);
    const placement = { place: { drive: this.name }, loaded: false };
    try {
      await this.#record([
        stacked === undefined
          ? [barcode, placement, 'onShelf']
          : [barcode, { ...placement, from: { stack: this.name, number: stacked.number } }],
      ]);
    } catch (error) {
      await volume.close();
      throw error;
    }
    // It is in the drive while the drive takes its time with it, too.
    this.#volume = volume;
    return volume;
  }

  /** A cartridge was unloaded: one of a stack goes back there. */
  async #makeRoomAfter(barcode: string): Promise<void> {
    if (this.#closing || this.#feeder.stacked(barcode) === undefined) return;
    const volume = await this.drive.takeUnloaded(barcode);
    if (volume === undefined) return;
    this.#volume = undefined;
    await this.#putAway(volume);
  }

  /** What was taken out goes where it belongs, and the next of its stack comes in its place. Rejects with the cartridge back in the drive. */
  async #putAway(volume: Volume): Promise<void> {
    try {
      const next = await this.#feeder.after(volume.barcode, { held: this.#closing });
      if (next !== undefined) await this.put(next);
    } catch (error) {
      await this.putBack(volume);
      throw error;
    }
    // Files that cannot be closed have told so by an event of their cartridge, which is out of the drive all the same.
    await volume.close().catch((error: unknown) => {
      if (!(error instanceof VolumeError)) throw error;
    });
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

  /** @throws UserError, and nothing has changed then */
  async #record(changes: readonly Change[]): Promise<void> {
    try {
      await this.#options.inventory.change(changes);
    } catch (error) {
      throw error instanceof StoreError ? refusalInWords(this.name, { why: 'not-recorded', message: error.message }) : error;
    }
  }

  async #remember(barcode: string, loaded: boolean): Promise<void> {
    await this.#options.inventory.note(barcode, { drive: this.name }, { loaded });
  }

  /** What the operator had the drive do is done, whether or not it can be written down. @throws UserError */
  async #rememberDone(barcode: string, loaded: boolean): Promise<void> {
    try {
      await this.#remember(barcode, loaded);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      const done = `${barcode} is ${loaded ? 'loaded' : 'not loaded'} in ${this.name}`;
      throw new UserError('inventory-failed', `${done}, and that could not be written down: ${error.message}`, {
        hint: 'it stays so until the lab is started again; see to the disk.',
        cause: error,
      });
    }
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
    case 'tape.load-failed':
      return { refused: additionalSense.mediaLoadOrEjectFailed.name };
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
