/**
 * What the operator does to libraries, by words: which library is meant, which places, and which cartridge. What then happens, or why it does
 * not, each library knows itself.
 */
import type { ActionInput, ActionName, ActionOutput, CartridgeActions, LibraryActions } from './control/actions.ts';
import type { LibrarySummary, LibraryView } from './control/views.ts';
import { didYouMean } from './foundation/did-you-mean.ts';
import { UserError } from './foundation/user-error.ts';
import type { Element } from './library/element.ts';
import { nameOf } from './library/element-words.ts';
import type { Library } from './library/library.ts';
import { refusalInWords } from './library/refusal-words.ts';
import { elementMeant, freeSlots, mailSlot, shelf, sourceMeant, tells } from './library-places.ts';

/** A library in its place, as the operator has it before him. */
export interface OperatedLibrary {
  readonly library: Library;
  summary(): LibrarySummary;
  view(): LibraryView;
}

type Cartridges = Pick<CartridgeActions, 'cartridge.create' | 'cartridge.import' | 'cartridge.export'>;
type Input<Name extends ActionName> = ActionInput<Name>;
type Output<Name extends ActionName> = Promise<ActionOutput<Name>>;

export function libraryActions(libraries: ReadonlyMap<string, OperatedLibrary>, cartridges: Cartridges): LibraryActions {
  const meant = (name: string | undefined, ...words: (string | undefined)[]): OperatedLibrary =>
    libraryMeant(libraries, name ?? libraryTold(libraries, words));
  return {
    'library.list': async () => [...libraries.values()].map((bay) => bay.summary()),
    'library.show': async (input) => meant(input.library).view(),
    'library.door': async ({ library: name, open, force = false }) => {
      const bay = meant(name);
      await (open ? bay.library.openDoor({ force }) : bay.library.closeDoor());
      return bay.summary();
    },
    'library.online': async ({ library: name, online }) => {
      const bay = meant(name);
      await bay.library.setOnline(online);
      return bay.summary();
    },
    'library.insert': async (input) => insert(meant(input.library), input, cartridges),
    'library.take': async (input) => take(meant(input.library, input.barcode), input, cartridges),
    'library.move': async (input) => move(meant(input.library, input.from, input.to).library, input),
    'library.exchange': async (input) => exchange(meant(input.library, input.from, input.to, input.displacedTo).library, input),
    'library.fill': async ({ library: name, ...specification }) => fill(meant(name).library, specification, cartridges),
  };
}

/** What is refused is refused before a cartridge is made. */
async function insert(
  bay: OperatedLibrary,
  { barcode, image, force = false, ...place }: Input<'library.insert'>,
  cartridges: Cartridges,
): Output<'library.insert'> {
  const { library } = bay;
  const element = given(library, place) ?? mailSlot(library, 'free');
  if (image !== undefined) {
    library.refuseOutOfReach(element, { force });
    if (library.cartridgeIn(element) !== undefined) throw refusalInWords(library.name, { why: 'destination-full', element });
    await cartridges['cartridge.import']({ barcode, ...image });
  }
  await library.insert(barcode, element, { force });
  return { barcode, place: nameOf(element), library: bay.summary() };
}

/** Out of the library last: where the cartridge cannot be copied, it stays. */
async function take(
  bay: OperatedLibrary,
  { barcode, file, force = false, ...place }: Input<'library.take'>,
  cartridges: Cartridges,
): Output<'library.take'> {
  const { library } = bay;
  const element = given(library, place) ?? (barcode === undefined ? mailSlot(library, 'full') : sourceMeant(library, barcode));
  const copied = file === undefined ? {} : await copy(library, element, file, force, cartridges);
  return { barcode: await library.take(element, { force }), place: nameOf(element), library: bay.summary(), ...copied };
}

async function copy(library: Library, element: Element, file: string, force: boolean, cartridges: Cartridges) {
  const barcode = occupant(library, element);
  library.refuseOutOfReach(element, { force });
  const { bytes } = await cartridges['cartridge.export']({ barcode, file });
  // A host may have fetched it meanwhile.
  if (library.cartridgeIn(element) !== barcode) throw refusalInWords(library.name, { why: 'source-empty', element });
  return { file, bytes };
}

/** The robot moves what is in the library; what lies on the shelf, or shall, the operator does. */
async function move(library: Library, { from, to, force = false }: Input<'library.move'>): Output<'library.move'> {
  if (to === shelf) {
    const source = sourceMeant(library, from);
    return { barcode: await library.take(source, { force }), from: nameOf(source), to };
  }
  const destination = elementMeant(library, to);
  if (from === shelf)
    throw new UserError('usage', 'Many cartridges lie on the shelf, and none of them is named.', {
      hint: `name its barcode: 'tapelab move BARCODE ${to.replace(' ', ':')}'.`,
      exitCode: 2,
    });
  const source = sourceMeant(library, from, { orShelf: true });
  if (source === undefined) {
    await library.insert(from, destination, { force });
    return { barcode: from, from: shelf, to: nameOf(destination) };
  }
  const barcode = occupant(library, source);
  await library.moveByOperator(source, destination);
  return { barcode, from: nameOf(source), to: nameOf(destination) };
}

async function exchange(library: Library, { from, to, displacedTo }: Input<'library.exchange'>): Output<'library.exchange'> {
  const [source, destination] = [sourceMeant(library, from), sourceMeant(library, to)];
  const elsewhere = displacedTo === undefined ? source : elementMeant(library, displacedTo);
  const moved = (barcode: string, start: Element, end: Element) => ({ barcode, from: nameOf(start), to: nameOf(end) });
  const both = [moved(occupant(library, source), source, destination), moved(occupant(library, destination), destination, elsewhere)];
  await library.exchangeByOperator(source, destination, elsewhere);
  return both;
}

/** @throws UserError when there is none */
function occupant(library: Library, element: Element): string {
  const barcode = library.cartridgeIn(element);
  if (barcode !== undefined) return barcode;
  throw refusalInWords(library.name, { why: 'source-empty', element });
}

/** What is refused is refused before a cartridge is made: too few slots, or a door that a host has locked. */
async function fill(library: Library, specification: Input<'cartridge.create'>, cartridges: Cartridges): Output<'library.fill'> {
  let made: ActionOutput<'cartridge.create'> = [];
  const filled = await library.fill(
    () => freeSlots(library, specification.barcodes.length),
    async () => {
      made = await cartridges['cartridge.create'](specification);
      return made.map(({ barcode }) => barcode);
    },
  );
  return made.map((cartridge, index) => ({ ...cartridge, place: `${library.name} ${nameOf(filled[index]!.element)}` }));
}

function given(library: Library, { mailslot, slot }: Pick<Input<'library.take'>, 'mailslot' | 'slot'>): Element | undefined {
  if (mailslot !== undefined) return elementMeant(library, `mailslot ${mailslot}`);
  return slot === undefined ? undefined : elementMeant(library, `slot ${slot}`);
}

/** The name of the library that the first of these words tells which tells any. */
function libraryTold(libraries: ReadonlyMap<string, OperatedLibrary>, words: readonly (string | undefined)[]): string | undefined {
  for (const word of words) for (const [name, { library }] of libraries) if (word !== undefined && tells(library, word)) return name;
  return undefined;
}

function libraryMeant(libraries: ReadonlyMap<string, OperatedLibrary>, name: string | undefined): OperatedLibrary {
  const [first, ...others] = libraries.values();
  if (first === undefined)
    throw new UserError('library-unknown', 'There is no library.', { hint: "the configuration names libraries under 'libraries'." });
  if (name === undefined && others.length === 0) return first;
  if (name === undefined)
    throw new UserError('library-ambiguous', 'There are several libraries.', {
      hint: `name one of ${[...libraries.keys()].join(', ')}; verbs that name places or cartridges take it as --library.`,
      exitCode: 2,
    });
  const found = libraries.get(name);
  if (found !== undefined) return found;
  throw new UserError('library-unknown', `There is no library '${name}'.`, { hint: didYouMean(name, libraries.keys()) });
}
