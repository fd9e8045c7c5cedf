/**
 * What the operator does to libraries, by words: which library is meant, which places, and which cartridge. What then happens, or why it does
 * not, each library knows itself.
 */
import type { ActionInput, ActionName, ActionOutput, CartridgeActions, LibraryActions } from './control/actions.ts';
import type { LibrarySummary, LibraryView } from './control/views.ts';
import { didYouMean } from './foundation/did-you-mean.ts';
import { UserError } from './foundation/user-error.ts';
import type { Element } from './library/element.ts';
import { nameOf } from './library/library.ts';
import { elementMeant, freeElements, mailSlot, type Places, shelf, sourceMeant } from './library-places.ts';

/** A library as the operator has it before him. What is refused throws a UserError, and nothing has changed then. */
export interface OperatedLibrary extends Places {
  summary(): LibrarySummary;
  view(): LibraryView;
  openDoor(options: { readonly force: boolean }): Promise<void>;
  closeDoor(): Promise<void>;
  setOnline(online: boolean): Promise<void>;
  /** By hand, from the shelf. */
  insert(barcode: string, element: Element, options: { readonly force: boolean }): Promise<void>;
  /** By hand, onto the shelf; answers which cartridge it was. */
  take(element: Element, options: { readonly force: boolean }): Promise<string>;
  /** Opens the door, puts cartridges from the shelf into storage elements, all of them or none, and closes the door again. */
  fill(cartridges: readonly { readonly barcode: string; readonly element: Element }[]): Promise<void>;
  /** By the robot. */
  move(source: Element, destination: Element): Promise<void>;
  exchange(source: Element, firstDestination: Element, secondDestination: Element): Promise<void>;
}

type Input<Name extends ActionName> = ActionInput<Name>;
type Output<Name extends ActionName> = Promise<ActionOutput<Name>>;

export function libraryActions(
  libraries: ReadonlyMap<string, OperatedLibrary>,
  create: CartridgeActions['cartridge.create'],
): LibraryActions {
  const meant = (name: string | undefined): OperatedLibrary => libraryMeant(libraries, name);
  return {
    'library.list': async () => [...libraries.values()].map((library) => library.summary()),
    'library.show': async ({ library }) => meant(library).view(),
    'library.door': async ({ library: name, open, force = false }) => {
      const library = meant(name);
      await (open ? library.openDoor({ force }) : library.closeDoor());
      return library.summary();
    },
    'library.online': async ({ library: name, online }) => {
      const library = meant(name);
      await library.setOnline(online);
      return library.summary();
    },
    'library.insert': async (input) => insert(meant(input.library), input),
    'library.take': async (input) => take(meant(input.library), input),
    'library.move': async (input) => move(meant(input.library), input),
    'library.exchange': async ({ library: name, from, to, displacedTo }) => {
      const library = meant(name);
      const [source, destination] = [sourceMeant(library, from), sourceMeant(library, to)];
      const barcodes = [source, destination].flatMap((element) => library.cartridgeIn(element) ?? []);
      await library.exchange(source, destination, displacedTo === undefined ? source : elementMeant(library, displacedTo));
      return { barcodes };
    },
    'library.fill': async ({ library: name, barcodes, ...specification }) => {
      const library = meant(name);
      const slots = freeElements(library, 'storage', barcodes.length);
      const made = await create({ barcodes, ...specification });
      await library.fill(barcodes.map((barcode, index) => ({ barcode, element: slots[index]! })));
      return made.map((cartridge, index) => ({ ...cartridge, place: `${library.name} ${nameOf(slots[index]!)}` }));
    },
  };
}

async function insert(
  library: OperatedLibrary,
  { barcode, mailslot, slot, force = false }: Input<'library.insert'>,
): Output<'library.insert'> {
  const element = given(library, { mailslot, slot }) ?? mailSlot(library, 'free');
  await library.insert(barcode, element, { force });
  return { barcode, place: nameOf(element), library: library.summary() };
}

async function take(library: OperatedLibrary, input: Input<'library.take'>): Output<'library.take'> {
  const { barcode, force = false } = input;
  const element = given(library, input) ?? (barcode === undefined ? mailSlot(library, 'full') : sourceMeant(library, barcode));
  return { barcode: await library.take(element, { force }), place: nameOf(element), library: library.summary() };
}

/** The robot moves what is in the library; what lies on the shelf, or shall, the operator does. */
async function move(library: OperatedLibrary, { from, to, force = false }: Input<'library.move'>): Output<'library.move'> {
  if (to === shelf) {
    const source = sourceMeant(library, from);
    return { barcode: await library.take(source, { force }), from: nameOf(source), to };
  }
  const destination = elementMeant(library, to);
  const source = sourceMeant(library, from, { orShelf: true });
  if (source === undefined) {
    await library.insert(from, destination, { force });
    return { barcode: from, from: shelf, to: nameOf(destination) };
  }
  const barcode = library.cartridgeIn(source) ?? '';
  await library.move(source, destination);
  return { barcode, from: nameOf(source), to: nameOf(destination) };
}

function given(library: OperatedLibrary, { mailslot, slot }: Pick<Input<'library.take'>, 'mailslot' | 'slot'>): Element | undefined {
  if (mailslot !== undefined) return elementMeant(library, `mailslot ${mailslot}`);
  return slot === undefined ? undefined : elementMeant(library, `slot ${slot}`);
}

function libraryMeant(libraries: ReadonlyMap<string, OperatedLibrary>, name: string | undefined): OperatedLibrary {
  const [first, ...others] = libraries.values();
  if (first === undefined)
    throw new UserError('library-unknown', 'There is no library.', { hint: "the configuration names libraries under 'libraries'." });
  if (name === undefined && others.length === 0) return first;
  if (name === undefined)
    throw new UserError('library-ambiguous', 'There are several libraries.', {
      hint: `name one with --library: ${[...libraries.keys()].join(', ')}.`,
      exitCode: 2,
    });
  const found = libraries.get(name);
  if (found !== undefined) return found;
  throw new UserError('library-unknown', `There is no library '${name}'.`, { hint: didYouMean(name, libraries.keys()) });
}
