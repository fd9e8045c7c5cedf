/**
 * `tapelab library status`: the elements laid out and counted as mtx does on a host: drives from 0, mail slots as the last of the storage
 * elements.
 */
import type { LibraryView } from '../control/views.ts';
import type { Composition } from './composition.ts';
import { asMtx } from './mtx-words.ts';
import { answer, verb, withServer } from './verb.ts';

export const libraryStatusVerb = (composition: Composition) =>
  verb('status', "a library's elements, laid out and counted as mtx does")
    .argument('[library]', 'which (default: the only one)')
    .action(async (library, options) => {
      const found = await withServer(options.home, (actions) => actions['library.show']({ library }));
      answer(composition, options, { value: found, text: inMtxWords(found) });
    });

const inMtxWords = ({ name, places, elements }: LibraryView): string =>
  asMtx({
    name,
    drives: places.dataTransfer.count,
    slots: places.storage.count,
    mailSlots: places.importExport.count,
    elements: elements.map(({ cartridge, ...element }) => ({ ...element, full: cartridge !== undefined })),
  });
