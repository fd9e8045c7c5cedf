/**
 * Where the cartridges are to be when a lab starts: where the inventory remembers them, and, in drives and libraries that were never served before,
 * where the configuration puts them.
 */
import type { Configuration } from './config/schema.ts';
import type { ConfigurationFile } from './configuration-file.ts';
import { didYouMean } from './foundation/did-you-mean.ts';
import type { Happening, Publish } from './foundation/event.ts';
import type { Home } from './home.ts';
import { type Change, ownerOf, type Place, type Placement, placeInWords } from './library/inventory.ts';

/** The inventory names a cartridge that is gone, or the configuration one that is elsewhere: the place is empty at the start. */
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
  for (const { barcode, placement, path } of intentions(configuration)) {
    if (inventory.knows(ownerOf(placement.place))) continue;
    const elsewhere = inventory.placement(barcode)?.place;
    if (!barcodes.has(barcode))
      throw fault(
        path,
        `There is no cartridge ${barcode} in the home.`,
        didYouMean(barcode, barcodes) ?? `make it with 'tapelab cartridge create ${barcode} --home ${folder}'.`,
      );
    if (elsewhere !== undefined && owners.has(ownerOf(elsewhere)))
      leaveEmpty(placement.place, barcode, `it is in ${placeInWords(elsewhere)}`);
    else changes.push([barcode, placement]);
  }
  return changes;
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
