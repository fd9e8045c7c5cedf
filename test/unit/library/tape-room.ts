/**
 * A tape room for tests: cartridges, an inventory and a library with real drives on a store that can fail, and a robot that can. Places are said as
 * operators do: `slot 3`, `drive 1`; `shelf` is where everything else lies.
 */
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import type { Store } from '../../../src/cartridge/store.ts';
import { DriveBay } from '../../../src/drive-bay.ts';
import { type Clock, ManualClock } from '../../../src/foundation/clock.ts';
import type { Happening } from '../../../src/foundation/event.ts';
import { type Element, type ElementLayout, elementNumbered, elementsOf, elementTypeNames } from '../../../src/library/element.ts';
import { nameOf } from '../../../src/library/element-words.ts';
import { Inventory } from '../../../src/library/inventory.ts';
import { Library, type LibraryOptions } from '../../../src/library/library.ts';
import { PlainRobot, type Robot, type RobotFailure, type RobotTiming } from '../../../src/library/robot.ts';
import { lto8 } from '../../../src/models/lto.ts';
import { volatileMemory } from '../../../src/scsi/nonvolatile-memory.ts';
import type { Nexus } from '../../../src/scsi/target.ts';
import { instant, type Timing } from '../../../src/tape/timing.ts';
import { FailingStore } from '../cartridge/failing-store.ts';

const types = { slot: 'storage', mailslot: 'importExport', drive: 'dataTransfer', arm: 'mediumTransport' } as const;

export const layout: ElementLayout = {
  mediumTransport: { first: 1, count: 1 },
  storage: { first: 0x1000, count: 4 },
  importExport: { first: 0x10, count: 2 },
  dataTransfer: { first: 0x100, count: 2 },
};

/** A plain robot that fails when it is told to, once. */
export class FallibleRobot implements Robot {
  failing: RobotFailure | undefined;
  readonly carried: string[] = [];
  readonly #robot: PlainRobot;

  constructor(clock: Clock, timing: RobotTiming | undefined) {
    this.#robot = new PlainRobot(clock, timing);
  }

  async carry({ barcode, source, destination }: Parameters<Robot['carry']>[0]): Promise<RobotFailure | undefined> {
    const stopped = await this.#robot.carry();
    this.carried.push(`${barcode}: ${nameOf(source)} > ${nameOf(destination)}`);
    return stopped ?? this.#fail();
  }

  async position(): Promise<RobotFailure | undefined> {
    return (await this.#robot.position()) ?? this.#fail();
  }

  async scan(elements: readonly Element[]): Promise<RobotFailure | undefined> {
    return (await this.#robot.scan(elements)) ?? this.#fail();
  }

  halt(): void {
    this.#robot.halt();
  }

  resume(): void {
    this.#robot.resume();
  }

  hurry(): void {
    this.#robot.hurry();
  }

  #fail(): RobotFailure | undefined {
    const failure = this.failing;
    this.failing = undefined;
    return failure;
  }
}

export interface TapeRoomOptions {
  readonly store?: Store;
  readonly clock?: ManualClock;
  readonly timing?: RobotTiming;
  readonly driveTiming?: Timing;
  readonly layout?: ElementLayout;
  /** Barcodes by places, of a home that is made; undefined: one that is there already. */
  readonly cartridges?: Readonly<Record<string, string>>;
  readonly options?: Partial<LibraryOptions>;
  readonly autoload?: boolean;
}

export class TapeRoom {
  readonly clock: ManualClock;
  readonly room: CartridgeRoom;
  readonly inventory: Inventory;
  readonly drives: readonly DriveBay[];
  readonly robot: FallibleRobot;
  readonly library: Library;
  readonly happenings: Happening[] = [];
  /** A host has it so. */
  locked = false;

  private constructor(
    inventory: Inventory,
    room: CartridgeRoom,
    { clock = new ManualClock(), timing, options, ...given }: TapeRoomOptions,
  ) {
    this.clock = clock;
    this.inventory = inventory;
    this.room = room;
    const publish = (event: Happening): void => void this.happenings.push(event);
    const elements = given.layout ?? layout;
    this.drives = [...elementsOf(elements, 'dataTransfer')].map(
      ({ number, address }) =>
        new DriveBay({
          name: `drive${number}`,
          model: lto8,
          timing: given.driveTiming ?? instant,
          compression: 'none',
          serial: `DRIVE${number}`,
          target: 'iqn.2026-11.local.tapelab:library',
          lun: number,
          room,
          inventory,
          nonvolatileMemory: volatileMemory(),
          publish,
          clock,
          automation: { serialNumber: 'LIBRARY', elementAddress: address, besideChanger: true },
          ...(given.autoload !== undefined && { autoload: given.autoload }),
        }),
    );
    this.robot = new FallibleRobot(clock, timing);
    this.library = new Library({
      name: 'library',
      layout: elements,
      drives: this.drives,
      unloadsDrives: true,
      inventory,
      room,
      robot: this.robot,
      removalPrevented: () => this.locked,
      publish,
      ...options,
    });
  }

  static async open(options: TapeRoomOptions = {}): Promise<TapeRoom> {
    const { store = new FailingStore(), cartridges } = options;
    const room = new CartridgeRoom({ folder: '/home/cartridges', store });
    if (cartridges !== undefined) {
      await store.makeFolder('/home/cartridges');
      await room.createAll(Object.values(cartridges).map((barcode) => ({ barcode })));
    }
    const inventory = await Inventory.open(store, '/home/inventory.json');
    const opened = new TapeRoom(inventory, room, options);
    if (cartridges !== undefined) {
      const placed = Object.entries(cartridges).filter(([place]) => !place.startsWith('shelf'));
      await inventory.change(placed.map(([place, barcode]) => [barcode, { place: opened.#placeOf(opened.at(place)) }]));
    }
    for (const bay of opened.drives) {
      const barcode = inventory.occupant({ drive: bay.name });
      if (barcode !== undefined) await bay.restore(barcode, inventory.placement(barcode)!);
    }
    await opened.library.restore();
    return opened;
  }

  /** `slot 3`. */
  at(words: string): Element {
    const [type, number] = words.split(' ') as [keyof typeof types, string];
    return elementNumbered(this.library.layout, types[type], Number(number))!;
  }

  /** What is where: barcodes by places. */
  get contents(): Readonly<Record<string, string>> {
    const elements = elementTypeNames.flatMap((type) => [...elementsOf(this.library.layout, type)]);
    return Object.fromEntries(
      elements.flatMap((element) => {
        const barcode = this.library.cartridgeIn(element);
        return barcode === undefined ? [] : [[nameOf(element), barcode]];
      }),
    );
  }

  move(source: string, destination: string, { invert = false, transport = 'arm 1' } = {}) {
    return this.library.move({ transport: this.at(transport), source: this.at(source), destination: this.at(destination), invert });
  }

  exchange(source: string, first: string, second = source) {
    const [firstDestination, secondDestination] = [this.at(first), this.at(second)];
    const request = { transport: this.at('arm 1'), source: this.at(source), firstDestination, secondDestination };
    return this.library.exchange({ ...request, invertFirst: false, invertSecond: false });
  }

  /** Whether a drive has it open. */
  async isMounted(barcode: string): Promise<boolean> {
    return (await this.room.show(barcode)).mounted;
  }

  /** The events of the library, without the library. */
  get news(): readonly string[] {
    return this.happenings.flatMap(({ event }) => (event.startsWith('library.') ? event.slice('library.'.length) : []));
  }

  async close(): Promise<void> {
    for (const { drive } of this.drives) drive.hurry();
    this.library.hurry();
    await this.library.atRest();
    for (const bay of this.drives) await bay.close();
  }

  #placeOf({ type, number }: Element) {
    return type === 'dataTransfer' ? { drive: `drive${number}` } : ({ library: 'library', element: type, number } as const);
  }
}

/** Who prevents things. */
export const host = { id: 'host', initiatorName: 'iqn.2026-11.test:host' } as unknown as Nexus;
