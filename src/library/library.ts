/**
 * A tape library: its elements, the cartridges in them, the door, and the robot. Everybody who moves a cartridge, host or operator, does it here,
 * one at a time, so that changer and drives cannot disagree: a move is checked, made by the robot, written down, and only then seen.
 *
 *     checked ─▶ drive unloads ─▶ robot carries ─▶ inventory written (from here on it has happened) ─▶ drive takes it in
 */
import type { CartridgeRoom } from '../cartridge/cartridge-room.ts';
import type { Volume } from '../cartridge/volume.ts';
import { type Happening, type Publish, publishNothing } from '../foundation/event.ts';
import { Exclusive } from '../foundation/exclusive.ts';
import { invariant } from '../foundation/invariant.ts';
import type { DataTransferDevice } from './data-transfer-device.ts';
import { type Element, type ElementLayout, elementNumbered } from './element.ts';
import { nameOf } from './element-words.ts';
import type { Change, Inventory, Place, Placement } from './inventory.ts';
import type { Refusal } from './refusal.ts';
import { refusalInWords } from './refusal-words.ts';
import type { Robot } from './robot.ts';

export interface LibraryOptions {
  /** What the configuration calls it. */
  readonly name: string;
  readonly layout: ElementLayout;
  /** In the order of their data transfer elements; as many as the layout has. */
  readonly drives: readonly DataTransferDevice[];
  /** A move out of a drive unloads the cartridge first; else it is refused while it is loaded. */
  readonly unloadsDrives: boolean;
  readonly inventory: Inventory;
  readonly room: Pick<CartridgeRoom, 'barcodes' | 'label' | 'mount'>;
  readonly robot: Robot;
  /** A host prevents that the operator opens the door or an import/export element; never, unless given. */
  readonly removalPrevented?: () => boolean;
  readonly publish?: Publish<LibraryHappening>;
}

export type LibraryHappening = LibraryEvent &
  (
    | { readonly event: 'library.moved'; readonly barcode: string; readonly from: string; readonly to: string }
    /** The operator had a hand in an import/export element. */
    | { readonly event: 'library.import-export-accessed'; readonly number: number }
    | { readonly event: 'library.door-opened' | 'library.door-closed' }
    /** It was not ready and is now, and what lies in it may have changed meanwhile. */
    | { readonly event: 'library.became-ready' }
    /** Cartridges that are found on the shelf after a start: `place` is where they were, or were to be. */
    | { readonly event: 'library.left-on-shelf'; readonly barcode: string; readonly place: string; readonly why: string }
    | { readonly event: 'library.went-offline' | 'library.went-online' }
  );
interface LibraryEvent extends Happening {
  readonly library: string;
}

export interface ElementStatus {
  readonly element: Element;
  /** The cartridge in it. */
  readonly barcode?: string;
  /** What was read of its label; undefined: it bears none, or an unreadable one. */
  readonly volumeTag?: string;
  readonly labelUnreadable: boolean;
  /** ACCESS: the robot can get at the cartridge, or at the empty place. */
  readonly accessible: boolean;
  /** The storage element it came from. */
  readonly source?: Element;
  readonly inverted: boolean;
  /** IMPEXP: the operator put it there. */
  readonly byOperator: boolean;
  readonly drive?: DataTransferDevice;
}

export interface MoveRequest {
  readonly transport: Element;
  readonly source: Element;
  readonly destination: Element;
  readonly invert: boolean;
}

export interface ExchangeRequest {
  readonly transport: Element;
  readonly source: Element;
  readonly firstDestination: Element;
  /** Where the cartridge in the first destination goes: may be the source. */
  readonly secondDestination: Element;
  readonly invertFirst: boolean;
  readonly invertSecond: boolean;
}

/** One cartridge's part in a move. */
interface Carriage {
  readonly barcode: string;
  readonly source: Element;
  readonly destination: Element;
  readonly invert: boolean;
}

export class Library {
  readonly name: string;
  readonly layout: ElementLayout;
  readonly #options: LibraryOptions;
  readonly #publish: Publish<LibraryHappening>;
  readonly #exclusive = new Exclusive();
  #door: 'open' | 'closed' = 'closed';
  #online = true;

  constructor(options: LibraryOptions) {
    this.name = options.name;
    this.layout = options.layout;
    this.#options = options;
    this.#publish = options.publish ?? publishNothing;
  }

  status(element: Element): ElementStatus {
    const drive = this.driveIn(element);
    const barcode = this.#occupant(element);
    const placement = barcode === undefined ? undefined : this.#options.inventory.placement(barcode);
    const source = placement?.from === undefined ? undefined : elementNumbered(this.layout, 'storage', placement.from);
    return {
      element,
      ...(barcode !== undefined && { barcode, volumeTag: barcode }),
      labelUnreadable: false,
      accessible: drive === undefined || !drive.engaged,
      ...(source !== undefined && { source }),
      inverted: placement?.inverted === true,
      byOperator: placement?.byHand === true,
      ...(drive !== undefined && { drive }),
    };
  }

  driveIn(element: Element): DataTransferDevice | undefined {
    return element.type === 'dataTransfer' ? this.#options.drives[element.number - 1] : undefined;
  }

  /** The barcode of the cartridge in an element. */
  cartridgeIn(element: Element): string | undefined {
    return this.#occupant(element);
  }

  get door(): 'open' | 'closed' {
    return this.#door;
  }

  get online(): boolean {
    return this.#online;
  }

  /** A host keeps the door and the import/export elements locked. */
  get removalPrevented(): boolean {
    return this.#options.removalPrevented?.() === true;
  }

  /** Why nothing can be asked of the robot now. */
  notReady(): Refusal | undefined {
    if (this.#door === 'open') return { why: 'door-open' };
    return this.#online ? undefined : { why: 'offline' };
  }

  /**
   * Finds everything where it was when the power went; a library that was never served before finds `stock` in its storage elements, by their
   * numbers. Hosts are told that it is becoming ready until it has taken stock, which may be after this has resolved.
   */
  async restore(stock: ReadonlyMap<number, string> = new Map()): Promise<void> {
    const { inventory } = this.#options;
    if (inventory.knows(this.name)) return;
    const placed = [...stock].map(([number, barcode]) => [barcode, { place: { library: this.name, element: 'storage', number } }] as const);
    await inventory.change(placed, [this.name]);
  }

  /** POSITION TO ELEMENT's physical side. */
  position(transport: Element, element: Element): Promise<Refusal | undefined> {
    return this.#exclusive.run(async () => {
      const failure = await this.#options.robot.position(transport, element);
      return failure === undefined ? undefined : { why: 'robot-failed', failure };
    });
  }

  /** INITIALIZE ELEMENT STATUS's: the robot looks at the elements and reads their labels. */
  scan(elements: readonly Element[]): Promise<Refusal | undefined> {
    return this.#exclusive.run(async () => {
      const failure = await this.#options.robot.scan(elements);
      return failure === undefined ? undefined : { why: 'robot-failed', failure };
    });
  }

  /** OPEN/CLOSE IMPORT/EXPORT ELEMENT's: an open one is the operator's, and out of the robot's reach. */
  async setImportExportOpen(_element: Element, _open: boolean): Promise<Refusal | undefined> {
    return undefined;
  }

  /** The operator opens the door: the robot stands still, and every place can be reached by hand. @throws UserError */
  async openDoor(_options: { readonly force?: boolean } = {}): Promise<void> {
    this.#door = 'open';
  }

  /** The library takes stock again. */
  async closeDoor(): Promise<void> {
    this.#door = 'closed';
  }

  async setOnline(online: boolean): Promise<void> {
    this.#online = online;
  }

  /** The operator puts a cartridge from the shelf into an import/export element, or anywhere while the door is open. @throws UserError */
  async insert(barcode: string, element: Element, options: { readonly force?: boolean } = {}): Promise<void> {
    await this.fill([{ barcode, element }], options);
  }

  /** The same of several, all of them or none. @throws UserError */
  async fill(
    cartridges: readonly { readonly barcode: string; readonly element: Element }[],
    _options: { readonly force?: boolean } = {},
  ): Promise<void> {
    await this.#options.inventory.change(
      cartridges.map(({ barcode, element }) => [barcode, { place: this.#place(element), byHand: true }]),
    );
  }

  /** The operator takes a cartridge out and lays it on the shelf; answers which it was. @throws UserError */
  async take(element: Element, _options: { readonly force?: boolean } = {}): Promise<string> {
    const barcode = this.#occupant(element);
    if (barcode === undefined) throw refusalInWords(this.name, { why: 'source-empty', element });
    await this.#options.inventory.change([[barcode, undefined]]);
    return barcode;
  }

  /** The operator has the robot move a cartridge, from the panel of the library. @throws UserError */
  async moveByOperator(source: Element, destination: Element): Promise<void> {
    const transport = elementNumbered(this.layout, 'mediumTransport', 1);
    invariant(transport !== undefined, 'a library has an arm');
    const refusal = await this.move({ transport, source, destination, invert: false });
    if (refusal !== undefined) throw refusalInWords(this.name, refusal);
  }

  /** The same of two cartridges. @throws UserError */
  async exchangeByOperator(source: Element, firstDestination: Element, secondDestination: Element): Promise<void> {
    const transport = elementNumbered(this.layout, 'mediumTransport', 1);
    invariant(transport !== undefined, 'a library has an arm');
    const request = { transport, source, firstDestination, secondDestination, invertFirst: false, invertSecond: false };
    const refusal = await this.exchange(request);
    if (refusal !== undefined) throw refusalInWords(this.name, refusal);
  }

  /** What the operator's hands do inside: the door stands open until it is done. @throws UserError while it is closed */
  byHand<T>(work: () => Promise<T>): Promise<T> {
    return this.#exclusive.run(work);
  }

  /** What is under way comes to its end at once; nothing is begun any more. */
  async close(): Promise<void> {
    await this.#exclusive.run(() => {});
  }

  /** MOVE MEDIUM's physical side: resolves when the cartridge is where it was to go and that is written down. */
  move({ source, destination, ...request }: MoveRequest): Promise<Refusal | undefined> {
    return this.#exclusive.run(async () => {
      const barcode = this.#occupant(source);
      if (barcode === undefined) return { why: 'source-empty', element: source } as const;
      if (source.address !== destination.address && this.#occupant(destination) !== undefined)
        return { why: 'destination-full', element: destination } as const;
      return this.#carry([{ barcode, source, destination, invert: request.invert }], request.transport);
    });
  }

  /** EXCHANGE MEDIUM's: both cartridges have moved, or neither. */
  exchange(request: ExchangeRequest): Promise<Refusal | undefined> {
    return this.#exclusive.run(async () => {
      const { source, firstDestination, secondDestination } = request;
      const first = this.#occupant(source);
      const second = this.#occupant(firstDestination);
      if (first === undefined) return { why: 'source-empty', element: source } as const;
      if (second === undefined) return { why: 'source-empty', element: firstDestination } as const;
      if (secondDestination.address !== source.address && this.#occupant(secondDestination) !== undefined)
        return { why: 'destination-full', element: secondDestination } as const;
      return this.#carry(
        [
          { barcode: first, source, destination: firstDestination, invert: request.invertFirst },
          { barcode: second, source: firstDestination, destination: secondDestination, invert: request.invertSecond },
        ],
        request.transport,
      );
    });
  }

  async #carry(carriages: readonly Carriage[], transport: Element): Promise<Refusal | undefined> {
    const { inventory, room, robot, unloadsDrives } = this.#options;
    for (const { source } of carriages) {
      const drive = this.driveIn(source);
      if (drive?.removalPrevented) return { why: 'removal-prevented', element: source };
      if (drive?.engaged && !unloadsDrives) return { why: 'drive-not-unloaded', element: source };
    }
    const volumes = new Map<string, Volume>();
    for (const { barcode, source, destination } of carriages) {
      const drive = this.driveIn(source);
      if (drive !== undefined) volumes.set(barcode, await drive.release());
      else if (this.driveIn(destination) !== undefined) volumes.set(barcode, await room.mount(barcode));
    }
    for (const carriage of carriages) {
      const failure = await robot.carry({ transport, ...carriage });
      if (failure !== undefined) return { why: 'robot-failed', failure };
    }
    await inventory.change(carriages.map((carriage) => this.#change(carriage)));
    for (const { barcode, source, destination } of carriages) {
      const volume = volumes.get(barcode);
      const drive = this.driveIn(destination);
      if (volume !== undefined) await (drive === undefined ? volume.close() : drive.put(volume));
      this.#publish({ event: 'library.moved', library: this.name, barcode, from: nameOf(source), to: nameOf(destination) });
    }
    return undefined;
  }

  #change({ barcode, source, destination, invert }: Carriage): Change {
    const before = this.#options.inventory.placement(barcode);
    const from = source.type === 'storage' ? source.number : before?.from;
    const inverted = (before?.inverted === true) !== invert;
    const placement: Placement = {
      place: this.#place(destination),
      ...(from !== undefined && { from }),
      ...(inverted && { inverted }),
    };
    return [barcode, placement];
  }

  #occupant(element: Element): string | undefined {
    return this.#options.inventory.occupant(this.#place(element));
  }

  #place({ type, number }: Element): Place {
    if (type !== 'dataTransfer') return { library: this.name, element: type, number };
    const drive = this.#options.drives[number - 1];
    invariant(drive !== undefined, 'every data transfer element has its drive');
    return { drive: drive.name };
  }
}

export { nameOf };
