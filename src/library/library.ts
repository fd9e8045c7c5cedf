/**
 * A tape library: its elements, the cartridges in them, the door, and the robot. Everybody who moves a cartridge, host or operator, does it here,
 * one at a time, so that changer and drives cannot disagree: a move is checked, made, written down (`transfer.ts`), and only then seen.
 *
 *     becoming ready ──stock taken──▶ ready ──door opened──▶ not ready ──door closed──▶ becoming ready
 *                                       └──taken offline──▶ not ready for hosts ──taken online──▶ ready
 */
import type { CartridgeRoom } from '../cartridge/cartridge-room.ts';
import { type Publish, publishNothing } from '../foundation/event.ts';
import { Exclusive } from '../foundation/exclusive.ts';
import { invariant } from '../foundation/invariant.ts';
import { Contents } from './contents.ts';
import type { DataTransferDevice } from './data-transfer-device.ts';
import { Door, type Force } from './door.ts';
import { type Element, type ElementLayout, elementNumbered, elementsOf, elementTypeNames } from './element.ts';
import type { ElementStatus } from './element-status.ts';
import { nameOf } from './element-words.ts';
import type { LibraryHappening, LibraryNews } from './happening.ts';
import { hindranceTo } from './hindrance.ts';
import { type Inventory, placeInWords } from './inventory.ts';
import { type ExchangeRequest, type MoveRequest, type Plan, planExchange, planMove } from './plan.ts';
import { type Refusal, robotRefusal } from './refusal.ts';
import { refusalInWords } from './refusal-words.ts';
import type { Robot, RobotFailure } from './robot.ts';
import { type Carriage, type Ground, type Mishap, transfer } from './transfer.ts';

export type { ElementStatus, LibraryHappening };

export interface LibraryOptions {
  /** What the configuration calls it. */
  readonly name: string;
  readonly layout: ElementLayout;
  /** In the order of their data transfer elements; as many as the layout has. */
  readonly drives: readonly DataTransferDevice[];
  /** A move out of a drive unloads the cartridge first; else it is refused while it is loaded. */
  readonly unloadsDrives: boolean;
  readonly inventory: Inventory;
  readonly room: Pick<CartridgeRoom, 'label' | 'mount'>;
  readonly robot: Robot;
  /** A host prevents that the operator opens the door or an import/export element; never, unless given. */
  readonly removalPrevented?: () => boolean;
  readonly publish?: Publish<LibraryHappening>;
}

interface Stored {
  readonly barcode: string;
  readonly element: Element;
}

export class Library {
  readonly name: string;
  readonly layout: ElementLayout;
  /** What is where, and what is the matter there. */
  readonly contents: Contents;
  readonly #options: LibraryOptions;
  readonly #publish: Publish<LibraryHappening>;
  readonly #exclusive = new Exclusive();
  readonly #ground: Ground;
  readonly #door: Door;
  #online = true;
  /** Why it is not ready with its door closed: stock is being taken, or could not be, or the robot is stuck. */
  #unready: Refusal | undefined = { why: 'becoming-ready' };

  constructor(options: LibraryOptions) {
    this.name = options.name;
    this.layout = options.layout;
    this.#options = options;
    this.#publish = options.publish ?? publishNothing;
    const contents = new Contents(options);
    this.contents = contents;
    const { inventory, room } = options;
    this.#ground = { inventory, room, placeOf: (element) => contents.place(element), driveIn: (element) => contents.driveIn(element) };
    this.#door = new Door({ library: this.name, hasMailSlots: this.layout.importExport.count > 0, locked: () => this.removalPrevented });
  }

  status(element: Element): ElementStatus {
    return this.contents.status(element, this.door === 'closed' && !this.#door.isOpenAt(element));
  }

  driveIn(element: Element): DataTransferDevice | undefined {
    return this.contents.driveIn(element);
  }

  /** The barcode of the cartridge in an element. */
  cartridgeIn(element: Element): string | undefined {
    return this.contents.cartridgeIn(element);
  }

  /** Where in it a cartridge is; undefined: nowhere in it. */
  elementHolding(barcode: string): Element | undefined {
    return this.contents.elementHolding(barcode);
  }

  get door(): 'open' | 'closed' {
    return this.#door.state;
  }

  get online(): boolean {
    return this.#online;
  }

  /** Why it is not ready with its door closed, for hosts and operator alike. */
  get unready(): Refusal | undefined {
    return this.door === 'closed' ? this.#unready : undefined;
  }

  /** A host keeps the door and the import/export elements locked. */
  get removalPrevented(): boolean {
    return this.#options.removalPrevented?.() === true;
  }

  /** Why nothing can be asked of the robot now. */
  notReady(): Refusal | undefined {
    return this.#online ? this.#robotNotReady() : { why: 'offline' };
  }

  /**
   * Finds everything where it was when the power went. Resolves when the labels have been read; where the robot takes its time to look, hosts are
   * told that the library is becoming ready until it has.
   */
  async restore(): Promise<void> {
    const { inventory } = this.#options;
    const gone = [...inventory.entries()].filter(
      ([, { place }]) => 'library' in place && place.library === this.name && place.number > this.layout[place.element].count,
    );
    await inventory.change(
      gone.map(([barcode]) => [barcode, undefined]),
      [this.name],
    );
    for (const [barcode, { place }] of gone) this.#tell({ event: 'library.place-gone', barcode, place: placeInWords(place) });
    await this.#takeStock();
  }

  /** Resolves when nobody, host or operator, has anything under way in it. */
  atRest(): Promise<void> {
    return this.#exclusive.atRest();
  }

  /** MOVE MEDIUM's physical side: resolves when the cartridge is where it was to go and that is written down. */
  move(request: MoveRequest, abandoned?: AbortSignal): Promise<Refusal | undefined> {
    return this.#byHost(() => this.#move(request, abandoned));
  }

  /** EXCHANGE MEDIUM's: both cartridges have moved, or neither. */
  exchange(request: ExchangeRequest, abandoned?: AbortSignal): Promise<Refusal | undefined> {
    return this.#byHost(() => this.#exchange(request, abandoned));
  }

  /** POSITION TO ELEMENT's. */
  position(transport: Element, element: Element, abandoned?: AbortSignal): Promise<Refusal | undefined> {
    return this.#byHost(async () => this.#ended(await this.#options.robot.position(transport, element, abandoned)));
  }

  /** INITIALIZE ELEMENT STATUS's: the robot looks at the elements and reads their labels. */
  scan(elements: readonly Element[], abandoned?: AbortSignal): Promise<Refusal | undefined> {
    return this.#byHost(async () => {
      const failure = await this.#options.robot.scan(elements, abandoned);
      if (failure === undefined) await this.contents.lookAt(elements);
      return this.#ended(failure);
    });
  }

  /** OPEN/CLOSE IMPORT/EXPORT ELEMENT's: an open one is the operator's, and out of the robot's reach. */
  setImportExportOpen(element: Element, open: boolean): Promise<Refusal | undefined> {
    return this.#byHost(async () => {
      if (open && this.removalPrevented) return { why: 'removal-prevented', element };
      this.#door.setOpenAt(element, open);
      return undefined;
    });
  }

  /** The operator opens the door when the robot has come to rest: every place can be reached by hand. @throws UserError */
  openDoor(options: Force = {}): Promise<void> {
    return this.#exclusive.run(() => void this.#openDoor(options));
  }

  /** The operator does not wait for the robot: what it is doing fails, and the cartridge that it carries stays on its arm. @throws UserError */
  openDoorAtOnce(options: Force = {}): void {
    this.#openDoor(options);
  }

  /** The library takes stock again. Resolves when the labels have been read; the robot may still be looking. */
  closeDoor(): Promise<void> {
    return this.#exclusive.run(() => this.#closeDoor());
  }

  /** What hosts get of it; its operator has it all the time. */
  setOnline(online: boolean): Promise<void> {
    return this.#exclusive.run(() => {
      if (this.#online === online) return;
      this.#online = online;
      this.#tell({ event: online ? 'library.went-online' : 'library.went-offline' });
      if (online && this.notReady() === undefined) this.#tell({ event: 'library.became-ready' });
    });
  }

  /** The operator puts a cartridge from the shelf into an import/export element, or anywhere while the door is open. @throws UserError */
  insert(barcode: string, element: Element, options: Force = {}): Promise<void> {
    return this.#exclusive.run(() => this.#insert([{ barcode, element }], options));
  }

  /**
   * The operator puts the cartridges that `make` provides into the places that `choose` finds, all of them or none: through the door, which is left
   * as it stood. Nobody takes the places or moves the door meanwhile, and where there is no way in nothing is made. @throws UserError
   */
  fill(choose: () => readonly Element[], make: () => Promise<readonly string[]>): Promise<readonly Stored[]> {
    return this.#exclusive.run(async () => {
      const places = choose();
      const opened = this.#openDoor({});
      try {
        const cartridges = (await make()).map((barcode, index) => ({ barcode, element: places[index]! }));
        await this.#insert(cartridges, {});
        return cartridges;
      } finally {
        if (opened) await this.#closeDoor();
      }
    });
  }

  /** The operator takes a cartridge out and lays it on the shelf; answers which it was. @throws UserError */
  take(element: Element, { force = false }: Force = {}): Promise<string> {
    return this.#exclusive.run(async () => {
      const barcode = this.cartridgeIn(element);
      if (barcode === undefined) throw refusalInWords(this.name, { why: 'source-empty', element });
      this.#door.refuseOutOfReach(element, { force, instead: `'tapelab move ${barcode} mailslot:1' has the robot bring it out` });
      await this.#byHandTransfer([{ barcode, source: element, destination: undefined, invert: false }], force);
      this.contents.stock.forget(barcode);
      this.#tellHandled('out', [{ barcode, element }]);
      return barcode;
    });
  }

  /** @throws UserError unless the operator's hand gets there */
  refuseOutOfReach(element: Element, options: Force): void {
    this.#door.refuseOutOfReach(element, options);
  }

  /** The operator has the robot move a cartridge, from the library's panel. @throws UserError */
  moveByOperator(source: Element, destination: Element): Promise<void> {
    return this.#fromPanel(() => this.#move({ transport: this.#firstArm(), source, destination, invert: false }));
  }

  /** The same of two cartridges. @throws UserError */
  exchangeByOperator(source: Element, firstDestination: Element, secondDestination: Element): Promise<void> {
    const request = { transport: this.#firstArm(), source, firstDestination, secondDestination, invertFirst: false, invertSecond: false };
    return this.#fromPanel(() => this.#exchange(request));
  }

  /** What the operator's hands do to a drive inside: the door stands open until it is done. @throws UserError while it is closed */
  byHand<T>(work: () => Promise<T>, drive = 'the drive'): Promise<T> {
    return this.#exclusive.run(() => {
      this.#door.refuseWhileClosed(drive, `'tapelab move' has the robot bring ${drive} a cartridge, and fetch it`);
      return work();
    });
  }

  /** The lab closes: the robot takes no time any more. */
  hurry(): void {
    this.#options.robot.hurry();
  }

  #robotNotReady(): Refusal | undefined {
    return this.door === 'open' ? { why: 'door-open' } : this.#unready;
  }

  #byHost(work: () => Promise<Refusal | undefined>): Promise<Refusal | undefined> {
    return this.#exclusive.run(async () => this.notReady() ?? (await work()));
  }

  readonly #occupant = (element: Element): string | undefined => this.cartridgeIn(element);

  #move(request: MoveRequest, abandoned?: AbortSignal): Promise<Refusal | undefined> {
    return this.#carry(planMove(request, this.#occupant), request.transport, abandoned);
  }

  #exchange(request: ExchangeRequest, abandoned?: AbortSignal): Promise<Refusal | undefined> {
    return this.#carry(planExchange(request, this.#occupant), request.transport, abandoned);
  }

  #fromPanel(work: () => Promise<Refusal | undefined>): Promise<void> {
    return this.#exclusive.run(async () => {
      const refusal = this.#robotNotReady() ?? (await work());
      if (refusal !== undefined) throw refusalInWords(this.name, refusal);
    });
  }

  async #carry(plan: Plan, transport: Element, abandoned?: AbortSignal): Promise<Refusal | undefined> {
    const { robot, unloadsDrives } = this.#options;
    const hindrance = hindranceTo(plan, { contents: this.contents, door: this.#door, unloadsDrives });
    if (hindrance !== undefined || 'why' in plan) return hindrance;
    const origins = plan.map(({ barcode }) => this.contents.sourceOf(barcode));
    const { refusal, mishap } = await transfer(plan, { by: 'robot', robot, transport, abandoned }, this.#ground);
    if (mishap !== undefined) this.#tellMishap(mishap);
    if (refusal !== undefined) return refusal;
    for (const [index, { barcode, source, destination }] of plan.entries()) {
      const origin = origins[index];
      if (origin !== undefined && source.type === 'dataTransfer') this.contents.emptied(source, origin);
      this.#tell({ event: 'library.moved', barcode, from: nameOf(source), to: nameOf(destination) });
    }
    return undefined;
  }

  #tellMishap({ carriage: { barcode, source, destination }, failure }: Mishap): void {
    if (failure.obstructed === true) this.contents.conditions.add(destination, { obstructed: true }, 'door');
    if (failure.cartridge !== undefined) {
      if (failure.cartridge === 'floor') this.contents.stock.forget(barcode);
      this.#tell({ event: 'library.stranded', barcode, from: nameOf(source), to: nameOf(destination), on: failure.cartridge });
    }
    this.#ended(failure);
  }

  /** What a failure of the robot does to the whole library, and what it means to who asked for the movement. */
  #ended(failure: RobotFailure | undefined): Refusal | undefined {
    if (failure?.stuck === true) {
      this.#unready = { why: 'robot-stuck' };
      this.#tell({ event: 'library.robot-stuck', message: failure.message });
    }
    return robotRefusal(failure);
  }

  /** Whether it was closed before. @throws UserError while a host keeps it locked */
  #openDoor(options: Force): boolean {
    const opened = this.#door.open(options);
    if (opened) {
      this.#options.robot.halt();
      this.#tell({ event: 'library.door-opened' });
    }
    return opened;
  }

  async #closeDoor(): Promise<void> {
    if (!this.#door.close()) return;
    this.#options.robot.resume();
    this.#unready = { why: 'becoming-ready' };
    this.#tell({ event: 'library.door-closed' });
    await this.#takeStock();
  }

  /** All of them or none. */
  async #insert(cartridges: readonly Stored[], { force = false }: Force): Promise<void> {
    // What there is not, or lies elsewhere, no door keeps out.
    for (const { barcode } of cartridges) {
      await this.contents.stock.read(barcode);
      this.#options.inventory.refuseElsewhere(barcode);
    }
    for (const { barcode, element } of cartridges) {
      const instead = `'tapelab library mailslot insert ${barcode}' hands it to the robot`;
      this.#door.refuseOutOfReach(element, { force, instead });
      if (this.cartridgeIn(element) !== undefined) throw refusalInWords(this.name, { why: 'destination-full', element });
    }
    await this.#byHandTransfer(
      cartridges.map(({ barcode, element }) => ({ barcode, source: undefined, destination: element, invert: false })),
      force,
    );
    this.#tellHandled('in', cartridges);
  }

  async #byHandTransfer(carriages: readonly Carriage[], force: boolean): Promise<void> {
    const { refusal } = await transfer(carriages, { by: 'hand', force }, this.#ground);
    if (refusal !== undefined) throw refusalInWords(this.name, refusal);
  }

  /** Reads every label, and sends the robot to look: resolves when it has, unless that takes its time. */
  async #takeStock(): Promise<void> {
    const elements = elementTypeNames.flatMap((type) => [...elementsOf(this.layout, type)]);
    await this.contents.lookAt(elements, { doorOpened: true });
    const taking = { why: 'becoming-ready' } as const;
    this.#unready = taking;
    const looked = this.#options.robot.scan(elements).then((failure) => {
      // The door was opened meanwhile, and stock is taken anew when it is closed, or has been already.
      if (this.#unready !== taking || failure?.why === 'door-opened') return;
      this.#unready = robotRefusal(failure);
      if (failure !== undefined) this.#tell({ event: 'library.stock-not-taken', message: failure.message });
      else if (this.notReady() === undefined) this.#tell({ event: 'library.became-ready' });
    });
    await Promise.race([looked, new Promise(setImmediate)]);
  }

  #tellHandled(way: 'in' | 'out', cartridges: readonly Stored[]): void {
    const [first] = cartridges;
    if (first === undefined) return;
    this.#tell({ event: 'library.handled', barcodes: cartridges.map(({ barcode }) => barcode), way, place: nameOf(first.element) });
    for (const { element } of cartridges)
      if (element.type === 'importExport') this.#tell({ event: 'library.import-export-accessed', number: element.number });
  }

  #tell(news: LibraryNews): void {
    this.#publish({ ...news, library: this.name });
  }

  #firstArm(): Element {
    const arm = elementNumbered(this.layout, 'mediumTransport', 1);
    invariant(arm !== undefined, 'a library has an arm');
    return arm;
  }
}
