/** `tapelab library list`: the libraries that are served. */
import type { LibrarySummary } from '../control/views.ts';
import type { Composition } from './composition.ts';
import { stateOf } from './library-words.ts';
import { table } from './table.ts';
import { answer, verb, withServer } from './verb.ts';

export const libraryListVerb = (composition: Composition) =>
  verb('list', 'the libraries that are served').action(async (options) => {
    const libraries = await withServer(options.home, (actions) => actions['library.list']({}));
    answer(composition, options, {
      value: libraries,
      text: libraries.length === 0 ? 'No library is served.' : librariesTable(libraries),
      hint: libraries.length === 0 ? "the configuration names libraries under 'libraries'." : undefined,
    });
  });

type Count = LibrarySummary['places']['storage'];
const filled = ({ full, count }: Count): string => `${full} of ${count}`;

export const librariesTable = (libraries: readonly LibrarySummary[]): string =>
  table(
    ['LIBRARY', 'MODEL', 'SERIAL', 'TARGET', 'LUN', 'SLOTS', 'MAILSLOTS', 'DRIVES', 'STATE'],
    libraries.map((library) => [
      library.name,
      library.model,
      library.serial,
      library.target,
      library.lun,
      filled(library.places.storage),
      filled(library.places.importExport),
      filled(library.places.dataTransfer),
      stateOf(library),
    ]),
  );
