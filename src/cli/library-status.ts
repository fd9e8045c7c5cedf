/**
 * `tapelab library status`: the elements laid out and counted as mtx does on a host: drives from 0, mail slots as the last of the storage
 * elements.
 */
import type { ElementView, LibraryView } from '../control/views.ts';
import type { Composition } from './composition.ts';
import { answer, verb, withServer } from './verb.ts';

export const libraryStatusVerb = (composition: Composition) =>
  verb('status', "a library's elements, laid out and counted as mtx does")
    .argument('[library]', 'which (default: the only one)')
    .action(async (library, options) => {
      const found = await withServer(options.home, (actions) => actions['library.show']({ library }));
      answer(composition, options, { value: found, text: asMtx(found) });
    });

export function asMtx({ name, places, elements }: LibraryView): string {
  const { storage, importExport, dataTransfer } = places;
  const of = (type: ElementView['type']): ElementView[] => elements.filter((element) => element.type === type);
  return [
    `  Storage Changer ${name}:${dataTransfer.count} Drives, ${storage.count + importExport.count} Slots ( ${importExport.count} Import/Export )`,
    ...of('dataTransfer').map((element) => `Data Transfer Element ${element.number - 1}:${driveContent(element)}`),
    ...of('storage').map((element) => `      Storage Element ${element.number}:${slotContent(element)}`),
    ...of('importExport').map((element) => `      Storage Element ${storage.count + element.number} IMPORT/EXPORT:${slotContent(element)}`),
  ].join('\n');
}

function driveContent({ cartridge, source, volumeTag }: ElementView): string {
  if (cartridge === undefined) return 'Empty';
  const from = source === undefined ? 'Unknown Storage Element' : `Storage Element ${source}`;
  return `Full (${from} Loaded)${volumeTag === undefined ? '' : `:VolumeTag = ${volumeTag}`}`;
}

const slotContent = ({ cartridge, volumeTag }: ElementView): string =>
  cartridge === undefined ? 'Empty' : `Full ${volumeTag === undefined ? '' : `:VolumeTag=${volumeTag}`}`;
