/**
 * The stack of a stand-alone drive (the sequential mode of autoloaders): cartridges in numbered places, fed to the drive in that order, each when the
 * one before it is ejected. Every one goes back to its own place, so the stack can be run through again; after the last one comes nothing.
 */
import { type Change, type Inventory, ownerOf } from './inventory.ts';

export interface Stacked {
  readonly barcode: string;
  /** Of its place. */
  readonly number: number;
}

/** The whole stack in its order, with the one that is in the drive. */
export function stackOf(inventory: Pick<Inventory, 'entries'>, drive: string): readonly Stacked[] {
  const stack: Stacked[] = [];
  for (const [barcode, { place, from }] of inventory.entries()) {
    const own = 'stack' in place ? place : from;
    if (ownerOf(place) === drive && own !== undefined && 'stack' in own) stack.push({ barcode, number: own.number });
  }
  return stack.sort((one, other) => one.number - other.number);
}

/** What follows this one; nothing follows what is not in the stack. */
export function nextInStack(stack: readonly Stacked[], barcode: string): Stacked | undefined {
  const index = stack.findIndex((one) => one.barcode === barcode);
  return index < 0 ? undefined : stack[index + 1];
}

/** Out of the drive: back to its place in the stack, or onto the shelf. */
export function puttingAway(stack: readonly Stacked[], drive: string, barcode: string): Change {
  const stacked = stack.find((one) => one.barcode === barcode);
  return [barcode, stacked && { place: { stack: drive, number: stacked.number } }];
}

/**
 * The stack shall be these; what was in it before goes on the shelf. The cartridge in the drive stays where it is: they follow it, unless it is among
 * them.
 */
export function restacking(
  inventory: Pick<Inventory, 'entries' | 'occupant' | 'placement'>,
  drive: string,
  barcodes: readonly string[],
): readonly Change[] {
  const present = inventory.occupant({ drive });
  const wanted = present === undefined || barcodes.includes(present) ? barcodes : [present, ...barcodes];
  const before = stackOf(inventory, drive).map(({ barcode }) => barcode);
  const removed = before.filter((barcode) => !wanted.includes(barcode)).map((barcode): Change => [barcode, undefined]);
  const placed = wanted.map((barcode, index): Change => {
    const place = { stack: drive, number: index + 1 };
    if (barcode === present) return [barcode, { ...inventory.placement(barcode)!, from: place }];
    return before.includes(barcode) ? [barcode, { place }] : [barcode, { place }, 'onShelf'];
  });
  return [...removed, ...placed];
}
