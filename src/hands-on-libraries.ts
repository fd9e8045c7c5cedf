/** What deeds do to libraries: which library is meant, which of its elements, and what becomes of them. */
import type { Bays } from './bays.ts';
import { libraryOf } from './bays.ts';
import type { Hands } from './faults/hands.ts';
import type { LibraryHandle } from './faults/library-handle.ts';
import { didYouMean } from './foundation/did-you-mean.ts';
import { UserError } from './foundation/user-error.ts';
import type { Element } from './library/element.ts';
import { nameOf } from './library/element-words.ts';
import type { Library } from './library/library.ts';
import { refusalInWords } from './library/refusal-words.ts';
import { sourceMeant } from './library-places.ts';

/** Vendor and product identification, before the serial number. */
const productBytes = 24;

export const handsOnLibraries = (bays: Bays, targetOf: (device: string) => string | undefined): Pick<Hands, 'library'> => ({
  library({ device, target }) {
    const { libraries } = bays;
    const named = device === undefined ? undefined : (libraries.get(device) ?? libraryOf(bays, device));
    if (named !== undefined) return handleOf(named.library);
    if (device !== undefined && !bays.drives.has(device))
      throw new UserError('library-unknown', `There is no library '${device}'.`, { hint: didYouMean(device, libraries.keys()) });
    const candidates = [...libraries.values()].filter(({ name }) => target === undefined || targetOf(name) === target);
    const [only, ...others] = device === undefined ? candidates : [];
    if (only !== undefined && others.length === 0) return handleOf(only.library);
    if (only !== undefined)
      throw new UserError('library-ambiguous', 'There are several libraries.', {
        hint: `say which is meant: 'device' is one of ${[...libraries.keys()].join(', ')}.`,
      });
    throw new UserError('library-unknown', device === undefined ? 'There is no library.' : `${device} is in no library.`);
  },
});

function handleOf(library: Library): LibraryHandle {
  const { contents } = library;
  const at = (words: string): Element => sourceMeant(library, words);
  return {
    afflict: (place, condition, until) => contents.conditions.add(at(place), condition, until),
    misread: (place, misreading, until) => {
      const element = at(place);
      const barcode = contents.cartridgeIn(element);
      if (barcode === undefined) throw refusalInWords(library.name, { why: 'source-empty', element });
      return contents.stock.misread(barcode, misreading, until);
    },
    mend: (place) => contents.mend(at(place)),
    identificationOf: (place, serialNumber) => {
      const element = at(place);
      const own = contents.driveIn(element)?.identification;
      if (own === undefined) throw new UserError('drive-unknown', `There is no drive in ${nameOf(element)} of ${library.name}.`);
      if (serialNumber === undefined) return own;
      const designator = Buffer.concat([own.designator.subarray(0, productBytes), Buffer.from(serialNumber, 'latin1')]);
      return { ...own, serialNumber, designator };
    },
    openDoor: () => library.openDoorAtOnce({ force: true }),
    closeDoor: () => library.closeDoor(),
  };
}
