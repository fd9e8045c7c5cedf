/**
 * Where the elements of a configured library are: as its model has them, with the configuration's counts and addresses in their place. There are as many
 * data transfer elements as drives.
 */
import type { LibraryConfiguration } from './library-schema.ts';
import type { LayoutFacts } from './surroundings.ts';

type Range = LayoutFacts[keyof LayoutFacts];

export function layoutOf(configured: Omit<LibraryConfiguration, 'cartridges'>, delivered: LayoutFacts): LayoutFacts {
  const range = (key: keyof LayoutFacts, { first, count }: Partial<Record<keyof Range, number | undefined>> = {}): Range => ({
    first: first ?? delivered[key].first,
    count: count ?? delivered[key].count,
  });
  return {
    mediumTransport: range('mediumTransport', configured.mediumTransport),
    storage: range('storage', configured.storage),
    importExport: range('importExport', configured.importExport),
    dataTransfer: range('dataTransfer', { ...configured.dataTransfer, count: configured.drives.length }),
  };
}
