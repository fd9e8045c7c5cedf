/**
 * What is right in each place of a configuration and wrong together where libraries are concerned: elements at one address, a drive that stands in two
 * libraries or is fed by hand in one, a slot that there is not or that holds two cartridges.
 */
import { didYouMean } from '../foundation/did-you-mean.ts';
import type { Contradiction } from './contradiction.ts';
import { layoutOf } from './library-layout.ts';
import type { LibraryConfiguration, StoredCartridge } from './library-schema.ts';
import type { Configuration } from './schema.ts';
import type { ChangerFacts, LayoutFacts } from './surroundings.ts';

const lastAddress = 0xffff;

export function* libraryContradictions(
  configuration: Configuration,
  changerModels: ReadonlyMap<string, ChangerFacts>,
): Generator<Contradiction> {
  const { drives, libraries } = configuration;
  const homes = new Map<string, string>();
  for (const [name, library] of Object.entries(libraries)) {
    const path = ['libraries', name];
    if (Object.hasOwn(drives, name))
      yield { path, message: `A drive is called ${name} too.`, hint: 'a library and a drive have different names.' };
    yield* ofDrives(name, library, homes, configuration);
    const layout = layoutOf(library, changerModels.get(library.model)!.layout);
    yield* ofLayout(path, layout, library);
    yield* ofSlots([...path, 'cartridges'], library.cartridges ?? [], layout.storage.count);
  }
}

function* ofDrives(
  name: string,
  library: LibraryConfiguration,
  homes: Map<string, string>,
  { drives }: Configuration,
): Generator<Contradiction> {
  for (const [index, drive] of library.drives.entries()) {
    const path = ['libraries', name, 'drives', index];
    if (!Object.hasOwn(drives, drive))
      yield { path, message: `There is no drive '${drive}'.`, hint: didYouMean(drive, Object.keys(drives)) };
    const other = homes.get(drive);
    if (other !== undefined)
      yield { path, message: `${drive} already stands in ${other}.`, hint: 'a drive stands in one place of one library.' };
    homes.set(drive, name);
    for (const key of ['cartridge', 'stack'] as const)
      if (drives[drive]?.[key] !== undefined)
        yield {
          path: ['drives', drive, key],
          message: `${drive} stands in ${name}, whose robot feeds it.`,
          hint: "put the cartridge into a slot, under the library's 'cartridges'.",
        };
  }
}

const elementNames = {
  mediumTransport: 'medium transport',
  importExport: 'import/export',
  dataTransfer: 'data transfer',
  storage: 'storage',
} as const satisfies Record<keyof LayoutFacts, string>;
const types = Object.keys(elementNames) as readonly (keyof LayoutFacts)[];

function* ofLayout(path: readonly PropertyKey[], layout: LayoutFacts, configured: LibraryConfiguration): Generator<Contradiction> {
  /** Where it is said; what the model has is said nowhere. */
  const placeOf = (...concerned: (keyof LayoutFacts)[]): readonly PropertyKey[] => {
    const said = concerned.find((type) => configured[type] !== undefined);
    return [...path, said ?? (concerned.includes('dataTransfer') ? 'drives' : 'model')];
  };
  const occupied = types.filter((type) => layout[type].count > 0);
  for (const [index, type] of occupied.entries()) {
    const { first, count } = layout[type];
    const last = first + count - 1;
    if (last > lastAddress)
      yield {
        path: placeOf(type),
        message: `The ${elementNames[type]} elements would end at ${addressText(last)}, and the last address there can be is ${addressText(lastAddress)}.`,
        hint: `give ${type} a lower 'first' or fewer elements.`,
      };
    const other = occupied.slice(0, index).find((earlier) => overlap(layout[earlier], layout[type]));
    if (other !== undefined)
      yield {
        path: placeOf(type, other),
        message: `The ${elementNames[type]} elements, at ${rangeOf(layout[type])}, and the ${elementNames[other]} elements, at ${rangeOf(layout[other])}, have addresses in common.`,
        hint: `give ${type} or ${other} another 'first'.`,
      };
  }
}

type Range = LayoutFacts[keyof LayoutFacts];
const overlap = (one: Range, other: Range): boolean => one.first < other.first + other.count && other.first < one.first + one.count;
/** As the configuration takes it, and as manuals print it. */
const addressText = (address: number): string => `${address.toString(16).toUpperCase().padStart(4, '0')}h`;
const rangeOf = ({ first, count }: Range): string =>
  count === 1 ? addressText(first) : `${addressText(first)} to ${addressText(first + count - 1)}`;

function* ofSlots(path: readonly PropertyKey[], cartridges: readonly StoredCartridge[], slots: number): Generator<Contradiction> {
  const occupants = new Map<number, string>();
  for (const { slot, barcode, path: place } of cartridges) {
    const occupant = occupants.get(slot);
    if (slot > slots)
      yield {
        path: [...path, ...place],
        message: `There is no slot ${slot} for ${barcode}: the library has ${slots}.`,
        hint: "give it more with 'storage', or take cartridges away.",
      };
    if (occupant !== undefined)
      yield {
        path: [...path, ...place],
        message: `Slot ${slot} would hold ${occupant} and ${barcode}.`,
        hint: 'a slot holds one cartridge.',
      };
    occupants.set(slot, barcode);
  }
}
