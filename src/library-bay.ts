/**
 * A library in its place: the library itself, the changer by which hosts reach its robot, and what the operator sees of both. What happens in the
 * library is told to hosts as the changer has it, and to whoever listens.
 */
import type { CartridgeRoom } from './cartridge/cartridge-room.ts';
import { MediumChanger } from './changer/medium-changer.ts';
import type { ConfiguredLibrary } from './configured-library.ts';
import type { ElementView, LibrarySummary, LibraryView } from './control/views.ts';
import type { DriveBay } from './drive-bay.ts';
import type { Clock } from './foundation/clock.ts';
import type { Publish } from './foundation/event.ts';
import { type Element, type ElementTypeName, elementsOf, elementTypeNames } from './library/element.ts';
import type { Inventory } from './library/inventory.ts';
import { Library, type LibraryHappening } from './library/library.ts';
import type { Refusal } from './library/refusal.ts';
import { PlainRobot, type Robot } from './library/robot.ts';
import type { OperatedLibrary } from './library-actions.ts';
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
  readonly aroundRobot?: (robot: Robot, at: { readonly device: string; readonly target: string }) => Robot;
  readonly publish: Publish;
  readonly clock: Clock;
}

const unreadyWords: { readonly [Why in Refusal['why']]?: NonNullable<LibrarySummary['unready']> } = {
  'becoming-ready': 'taking-stock',
  'robot-stuck': 'robot-stuck',
};

export class LibraryBay implements OperatedLibrary {
  readonly name: string;
  readonly library: Library;
  readonly changer: MediumChanger;
  /** The names of its drives. */
  readonly drives: readonly string[];
  readonly #options: LibraryBayOptions;

  constructor(options: LibraryBayOptions) {
    const { name, model, timing, serial, target, drives, room, inventory, nonvolatileMemory, publish, clock } = options;
    const { aroundRobot = (robot: Robot) => robot } = options;
    this.name = name;
    this.drives = drives.map((drive) => drive.name);
    this.#options = options;
    const heard: Publish<LibraryHappening> = (event) => {
      publish(event);
      this.changer.heard(event);
    };
    this.library = new Library({
      name,
      layout: model.layout,
      drives,
      unloadsDrives: model.unloadsDrives,
      inventory,
      room,
      robot: aroundRobot(new PlainRobot(clock, timing), { device: name, target }),
      removalPrevented: () => this.changer.removalPrevented,
      publish: heard,
    });
    this.changer = new MediumChanger({ model, library: this.library, serialNumber: serial, publish, clock, nonvolatileMemory });
  }

  /** All but its elements. */
  summary(): LibrarySummary {
    const { model, serial, target, lun } = this.#options;
    const { door, online, unready, removalPrevented } = this.library;
    return {
      name: this.name,
      model: model.name,
      vendor: model.inquiry.vendorIdentification,
      product: model.inquiry.productIdentification,
      serial,
      target,
      lun,
      door,
      online,
      ...(unready !== undefined && { unready: unreadyWords[unready.why] ?? 'stock-not-taken' }),
      removalPrevented,
      places: {
        mediumTransport: this.#filled('mediumTransport'),
        storage: this.#filled('storage'),
        importExport: this.#filled('importExport'),
        dataTransfer: this.#filled('dataTransfer'),
      },
    };
  }

  view(): LibraryView {
    return { ...this.summary(), elements: elementTypeNames.flatMap((type) => [...this.#elements(type)].map((one) => this.#element(one))) };
  }

  #elements(type: ElementTypeName): Generator<Element> {
    return elementsOf(this.library.layout, type);
  }

  #filled(type: ElementTypeName): LibrarySummary['places'][ElementTypeName] {
    let full = 0;
    for (const element of this.#elements(type)) if (this.library.cartridgeIn(element) !== undefined) full += 1;
    return { count: this.library.layout[type].count, full };
  }

  #element(element: Element): ElementView {
    const { barcode, volumeTag, labelUnreadable, accessible, source, byOperator, drive } = this.library.status(element);
    const label = labelUnreadable ? 'unreadable' : 'none';
    return {
      ...element,
      ...(barcode !== undefined && { cartridge: barcode }),
      ...(volumeTag !== undefined && { volumeTag }),
      ...(barcode !== undefined && volumeTag === undefined && ({ label } as const)),
      accessible,
      ...(source !== undefined && { source: source.number }),
      ...(drive !== undefined && { drive: drive.name }),
      ...(byOperator && { byOperator }),
    };
  }
}
