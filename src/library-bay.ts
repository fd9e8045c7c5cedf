/**
 * A library in its place: the library itself, the changer by which hosts reach its robot, and what the operator sees of both. What happens in the
 * library is told to hosts as the changer has it, and to whoever listens.
 */
import type { CartridgeRoom } from './cartridge/cartridge-room.ts';
import { MediumChanger } from './changer/medium-changer.ts';
import type { ConfiguredLibrary } from './configured-library.ts';
import type { DriveBay } from './drive-bay.ts';
import type { Clock } from './foundation/clock.ts';
import type { Publish } from './foundation/event.ts';
import type { Inventory } from './library/inventory.ts';
import { Library, type LibraryHappening } from './library/library.ts';
import { PlainRobot } from './library/robot.ts';
import type { NonvolatileMemory } from './scsi/nonvolatile-memory.ts';

export interface LibraryBayOptions extends ConfiguredLibrary {
  /** What the configuration calls it. */
  readonly name: string;
  readonly serial: string;
  readonly target: string;
  /** Of the changer. */
  readonly lun: number;
  /** In the order of their data transfer elements. */
  readonly drives: readonly DriveBay[];
  readonly room: CartridgeRoom;
  readonly inventory: Inventory;
  readonly nonvolatileMemory: NonvolatileMemory;
  readonly publish: Publish;
  readonly clock: Clock;
}

export class LibraryBay {
  readonly name: string;
  readonly library: Library;
  readonly changer: MediumChanger;

  constructor({ name, model, layout, timing, serial, drives, room, inventory, nonvolatileMemory, publish, clock }: LibraryBayOptions) {
    this.name = name;
    const heard: Publish<LibraryHappening> = (event) => {
      publish(event);
      this.changer.heard(event);
    };
    this.library = new Library({
      name,
      layout,
      drives,
      unloadsDrives: model.unloadsDrives,
      inventory,
      room,
      robot: new PlainRobot(clock, timing),
      publish: heard,
    });
    this.changer = new MediumChanger({ model, library: this.library, serialNumber: serial, publish, clock, nonvolatileMemory });
  }
}
