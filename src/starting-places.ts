/**
 * Where the cartridges are to be when a lab starts: where the inventory remembers them, and, in drives and libraries that were never served before,
 * where the configuration puts them.
 */
import { expandBarcodes } from './cartridge/barcode.ts';
import type { Configuration } from './config/schema.ts';
import type { ConfigurationFile } from './configuration-file.ts';
import { didYouMean } from './foundation/did-you-mean.ts';
import type { Happening, Publish } from './foundation/event.ts';
import type { Home } from './home.ts';
import { type Change, ownerOf, type Place, type Placement, placeInWords } from './library/inventory.ts';

/** The inventory names a cartridge that is gone or cannot be opened, or the configuration one that is elsewhere: the place is empty at the start. */
export type PlaceLeftEmpty = Happening & {
  readonly event: 'lab.place-left-empty';
  readonly place: string;
  readonly barcode: string;
  readonly why: string;
};

/** What the configuration says of a cartridge, and where it says so. */
interface Intended {
  readonly barcode: string;
  readonly placement: Placement;
  readonly path: readonly PropertyKey[];
}

/** What is to be changed in the inventory. `barcodes` are those of the home. @throws UserError when the configuration names a cartridge that there is not */
export function startingPlaces(
  { inventory, folder }: Pick<Home, 'inventory' | 'folder'>,
  barcodes: ReadonlySet<string>,
  { configuration, fault }: Pick<ConfigurationFile, 'configuration' | 'fault'>,
  publish: Publish<PlaceLeftEmpty>,
): readonly Change[] {
  const changes: Change[] = [];
  const owners = new Set(ownersOf(configuration));
  const leaveEmpty = (place: Place, barcode: string, why: string): void =>
    publish({ event: 'lab.place-left-empty', place: placeInWords(place), barcode, why });
  const inLibraries = new Set(Object.values(configuration.libraries).flatMap(({ drives }) => drives));
  const whyNot = (barcode: string, place: Place): string | undefined => {
    if (!barcodes.has(barcode)) return 'it is no longer in the home';
    if ('stack' in place && inLibraries.has(place.stack)) return 'the drive is in a library now, which feeds it';
    // A drive may be called what a library was called before.
    const { drives, libraries } = configuration;
    return Object.hasOwn('library' in place ? libraries : drives, ownerOf(place)) ? undefined : 'there is no such place any more';
  };
  for (const [barcode, { place }] of inventory.entries()) {
    const why = whyNot(barcode, place);
    if (why === undefined || !owners.has(ownerOf(place))) continue;
    leaveEmpty(place, barcode, why);
    changes.push([barcode, undefined]);
  }
  const intended = [...intentions(configuration)];
  const unserved = intended.filter(({ placement }) => !inventory.knows(ownerOf(placement.place)));
  const missing = unserved.filter(({ barcode }) => !barcodes.has(barcode));
  if (missing[0] !== undefined) {
    const { barcode, path } = missing[0];
    // Barcodes are numbered: the nearest one is meant only where nobody else means it.
    const others = new Set(intended.map((one) => one.barcode));
    const near =
      missing.length === 1
        ? didYouMean(
            barcode,
            [...barcodes].filter((one) => !others.has(one)),
          )
        : undefined;
    const making = `make ${missing.length === 1 ? 'it' : 'what is missing'} with 'tapelab cartridge create ${inRanges(missing)} --home ${folder}'.`;
    throw fault(path, `There is no cartridge ${barcode} in the home.`, near?.startsWith('did you mean') ? near : making);
  }
  for (const { barcode, placement } of unserved) {
    const elsewhere = inventory.placement(barcode)?.place;
    if (elsewhere !== undefined && owners.has(ownerOf(elsewhere)))
      leaveEmpty(placement.place, barcode, `it is in ${placeInWords(elsewhere)}`);
    else changes.push([barcode, placement]);
  }
  return changes;
}

/** What stands in one place of the configuration is a barcode, or a range of them: `LAB001L8..LAB010L8 CLN001L1`. */
function inRanges(intended: readonly Intended[]): string {
  const ranges = new Map<string, string[]>();
  for (const { barcode, path } of intended) {
    const place = path.join('/');
    const range = ranges.get(place);
    if (range === undefined) ranges.set(place, [barcode]);
    else range.push(barcode);
  }
  const asRange = (barcodes: readonly string[]): string => {
    const [first, last] = [barcodes[0]!, barcodes.at(-1)!];
    const whole = barcodes.length > 1 && expandBarcodes(`${first}..${last}`).length === barcodes.length;
    return whole ? `${first}..${last}` : barcodes.join(' ');
  };
  return [...ranges.values()].map(asRange).join(' ');
}

/** All that the inventory may know something of. */
export const ownersOf = ({ drives, libraries }: Configuration): readonly string[] => [...Object.keys(drives), ...Object.keys(libraries)];

function* intentions({ drives, libraries }: Configuration): Generator<Intended> {
  for (const [drive, { cartridge, stack }] of Object.entries(drives)) {
    const first = stack === undefined ? {} : { from: { stack: drive, number: 1 } };
    if (cartridge !== undefined)
      yield { barcode: cartridge, placement: { place: { drive }, ...first }, path: ['drives', drive, 'cartridge'] };
    // The one in the drive has the first place in the stack.
    for (const [index, barcode] of (stack ?? []).entries())
      yield { barcode, placement: { place: { stack: drive, number: index + 2 } }, path: ['drives', drive, 'stack', index] };
  }
  for (const [library, { cartridges = [] }] of Object.entries(libraries))
    for (const { slot, barcode, path } of cartridges)
      yield {
        barcode,
        placement: { place: { library, element: 'storage', number: slot } },
        path: ['libraries', library, 'cartridges', ...path],
      };
}
