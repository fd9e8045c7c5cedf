/**
 * What is where in a library, as the library has it: the inventory, what was read of the labels, what is the matter with single elements, and the
 * drives in their places. Of all this its element status is made.
 */
import type { CartridgeRoom } from '../cartridge/cartridge-room.ts';
import { invariant } from '../foundation/invariant.ts';
import type { DataTransferDevice } from './data-transfer-device.ts';
import { type Element, type ElementLayout, elementNumbered } from './element.ts';
import { ElementConditions } from './element-conditions.ts';
import type { ElementStatus } from './element-status.ts';
import type { Inventory, Place } from './inventory.ts';
import { Stock } from './stock.ts';

export interface ContentsOptions {
  /** What the configuration calls the library. */
  readonly name: string;
  readonly layout: ElementLayout;
  /** In the order of their data transfer elements; as many as the layout has. */
  readonly drives: readonly DataTransferDevice[];
  readonly inventory: Inventory;
  readonly room: Pick<CartridgeRoom, 'label'>;
}

export class Contents {
  readonly stock: Stock;
  readonly conditions = new ElementConditions();
  readonly #options: ContentsOptions;
  /** By the addresses of drives. */
  readonly #lastSources = new Map<number, Element>();

  constructor(options: ContentsOptions) {
    this.#options = options;
    this.stock = new Stock(options.room);
  }

  /** `reachable`: as far as doors tell. */
  status(element: Element, reachable: boolean): ElementStatus {
    const drive = this.driveIn(element);
    const barcode = this.cartridgeIn(element);
    const { obstructed, exception, inaccessible } = this.conditions.of(element);
    const volumeTag = barcode === undefined ? undefined : this.stock.volumeTag(barcode);
    const placement = barcode === undefined ? undefined : this.#options.inventory.placement(barcode);
    const source = barcode === undefined ? undefined : this.sourceOf(barcode);
    const lastSource = this.#lastSources.get(element.address);
    return {
      element,
      ...(barcode !== undefined && { barcode }),
      ...(obstructed && { obstructed }),
      ...(volumeTag !== undefined && { volumeTag }),
      labelUnreadable: barcode === undefined ? obstructed === true : this.stock.label(barcode) === 'unreadable',
      ...(exception !== undefined && { exception }),
      accessible: reachable && inaccessible !== true && drive?.engaged !== true,
      ...(source !== undefined && { source }),
      ...(lastSource !== undefined && { lastSource }),
      inverted: placement?.inverted === true,
      byOperator: placement?.byHand === true,
      ...(drive !== undefined && { drive }),
    };
  }

  driveIn(element: Element): DataTransferDevice | undefined {
    return element.type === 'dataTransfer' ? this.#options.drives[element.number - 1] : undefined;
  }

  /** Whom the library takes the drive in an element for. */
  identificationAt(element: Element): DataTransferDevice['identification'] | undefined {
    return this.conditions.of(element).identification ?? this.driveIn(element)?.identification;
  }

  /** The barcode of the cartridge in an element. */
  cartridgeIn(element: Element): string | undefined {
    return this.#options.inventory.occupant(this.place(element));
  }

  /** Where in it a cartridge is; undefined: nowhere in it. */
  elementHolding(barcode: string): Element | undefined {
    const place = this.#options.inventory.placement(barcode)?.place;
    return place === undefined ? undefined : this.#elementAt(place);
  }

  /** The storage element of this library that a cartridge was moved from last. */
  sourceOf(barcode: string): Element | undefined {
    const from = this.#options.inventory.placement(barcode)?.from;
    return from !== undefined && 'library' in from ? this.#elementAt(from) : undefined;
  }

  /** A drive was emptied of what came from there. */
  emptied({ address }: Element, source: Element): void {
    this.#lastSources.set(address, source);
  }

  /** The robot looks at these: their labels are read, and what is not the matter with them any more is forgotten. */
  async lookAt(elements: readonly Element[], { doorOpened = false } = {}): Promise<void> {
    for (const element of elements) this.conditions.lookedAt(element, doorOpened);
    const barcodes = elements.flatMap((element) => this.cartridgeIn(element) ?? []);
    await this.stock.take(barcodes, { doorOpened });
  }

  /** Nothing is the matter any more with an element and the label in it. */
  mend(element: Element): void {
    this.conditions.mend(element);
    const barcode = this.cartridgeIn(element);
    if (barcode !== undefined) this.stock.readRight(barcode);
  }

  place({ type, number }: Element): Place {
    if (type !== 'dataTransfer') return { library: this.#options.name, element: type, number };
    const drive = this.#options.drives[number - 1];
    invariant(drive !== undefined, 'every data transfer element has its drive');
    return { drive: drive.name };
  }

  #elementAt(place: Place): Element | undefined {
    const { name, layout, drives } = this.#options;
    if ('stack' in place) return undefined;
    if ('library' in place) return place.library === name ? elementNumbered(layout, place.element, place.number) : undefined;
    return elementNumbered(layout, 'dataTransfer', drives.findIndex((drive) => drive.name === place.drive) + 1);
  }
}
