/** `tapelab library show`: a library, what is in it, and which places are free. */
import type { ElementView, LibraryView } from '../control/views.ts';
import type { Composition } from './composition.ts';
import { placeOf, stateOf } from './library-words.ts';
import { table } from './table.ts';
import { answer, verb, withServer } from './verb.ts';

export const libraryShowVerb = (composition: Composition) =>
  verb('show', 'a library, what is in it, and which places are free')
    .argument('[library]', 'which (default: the only one)')
    .action(async (library, options) => {
      const found = await withServer(options.home, (actions) => actions['library.show']({ library }));
      answer(composition, options, { value: found, text: describe(found) });
    });

/** In the order in which people walk around it. */
const types = ['dataTransfer', 'mediumTransport', 'importExport', 'storage'] as const;
const named = { dataTransfer: 'drive', mediumTransport: 'arm', importExport: 'mail slot', storage: 'slot' } as const;

export function describe(library: LibraryView): string {
  const { name, vendor, product, serial, lun, target, elements } = library;
  const inOrder = types.map((type) => elements.filter((element) => element.type === type));
  const told = inOrder.flat().filter(({ cartridge, type }) => cartridge !== undefined || type === 'dataTransfer');
  const free = inOrder.flatMap((of, index) => freeOf(named[types[index]!], of));
  return [
    `${name}: ${vendor.trim()} ${product.trim()}, serial ${serial}, LUN ${lun} of ${target}; ${stateOf(library)}`,
    '',
    ...(told.length === 0 ? [] : [table(['PLACE', 'ADDRESS', 'CARTRIDGE', 'LABEL', 'FROM', 'NOTES'], told.map(row)), '']),
    free.length === 0 ? 'No place is free.' : `Free: ${free.join('; ')}.`,
  ].join('\n');
}

function row(element: ElementView): string[] {
  const { address, cartridge, volumeTag, label, source, drive, accessible, byOperator } = element;
  const notes = [
    ...(drive === undefined ? [] : [drive]),
    ...(cartridge === undefined || accessible ? [] : [drive === undefined ? 'out of reach' : 'loaded']),
    ...(byOperator ? ['put in by hand'] : []),
  ];
  return [
    placeOf(element),
    `${address.toString(16).toUpperCase().padStart(4, '0')}h`,
    cartridge ?? '-',
    cartridge === undefined ? '-' : (volumeTag ?? (label === 'none' ? 'no label' : 'unreadable')),
    source === undefined ? '-' : `slot ${source}`,
    notes.join(', '),
  ];
}

/** `slots 11-23, 25`, or nothing. */
function freeOf(name: string, elements: readonly ElementView[]): string[] {
  const ranges: [first: number, last: number][] = [];
  for (const { number, cartridge } of elements) {
    const last = ranges.at(-1);
    if (cartridge !== undefined) continue;
    if (last?.[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  const several = ranges.length > 1 || ranges[0]?.[0] !== ranges[0]?.[1];
  const numbers = ranges.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(', ');
  return ranges.length === 0 ? [] : [`${name}${several ? 's' : ''} ${numbers}`];
}
