/**
 * The places of a library in the operator's words: `slot 3` or `slot:3`, `mailslot 1`, `drive 1` or the drive's name, `arm 1`, `shelf`; or the
 * barcode of the cartridge that lies there. Numbers count from 1.
 */
import { didYouMean } from './foundation/did-you-mean.ts';
import { UserError } from './foundation/user-error.ts';
import { type Element, type ElementTypeName, elementNumbered, elementsOf, elementTypeNames } from './library/element.ts';
import { elementWords, nameOf } from './library/element-words.ts';
import type { Library } from './library/library.ts';

/** What there is to be meant. */
export type Places = Pick<Library, 'name' | 'layout' | 'cartridgeIn' | 'driveIn' | 'elementHolding' | 'status'>;

/** Outside of every library and drive. */
export const shelf = 'shelf';

const types: ReadonlyMap<string, ElementTypeName> = new Map(elementTypeNames.map((type) => [elementWords[type], type]));
const many: Readonly<Record<ElementTypeName, string>> = {
  storage: 'slots',
  importExport: 'mail slots',
  dataTransfer: 'drives',
  mediumTransport: 'arms',
};

/** The element that a place's words mean. @throws UserError */
export function elementMeant(library: Places, words: string): Element {
  const named = elementNamed(library, words);
  if (named !== undefined) return named;
  const drives = drivesOf(library).map(({ name }) => name);
  const meant = didYouMean(words, drives);
  throw new UserError('place-unknown', `'${words}' is no place in ${library.name}.`, {
    hint: meant?.startsWith('did you mean') ? meant : `write it like slot:3, mailslot:1, drive:1 or ${drives[0]}, arm:1 or ${shelf}.`,
    exitCode: 2,
  });
}

/** Where the cartridge is that is meant by its place or its barcode; `orShelf`: undefined for a barcode that is not in this library. @throws UserError */
export function sourceMeant(library: Places, words: string): Element;
export function sourceMeant(library: Places, words: string, options: { readonly orShelf: true }): Element | undefined;
export function sourceMeant(library: Places, words: string, { orShelf = false } = {}): Element | undefined {
  const found = elementNamed(library, words) ?? library.elementHolding(words);
  if (found !== undefined || orShelf) return found;
  throw new UserError('cartridge-not-there', `There is no cartridge or place '${words}' in ${library.name}.`, {
    hint: `'tapelab library show ${library.name}' tells what there is.`,
  });
}

/** These words tell that this library is meant: they name one of its drives, or a cartridge that is in it. */
export const tells = (library: Places, words: string): boolean =>
  drivesOf(library).some(({ name }) => name === words) || library.elementHolding(words) !== undefined;

/** The first mail slot that is free, or full. @throws UserError */
export function mailSlot(library: Places, wanted: 'free' | 'full'): Element {
  for (const element of elementsOf(library.layout, 'importExport'))
    if ((library.cartridgeIn(element) === undefined) === (wanted === 'free')) return element;
  if (library.layout.importExport.count === 0)
    throw new UserError('mailslot-missing', `There is no mail slot in ${library.name}.`, {
      hint: `'tapelab library door open ${library.name}' opens the way to its slots.`,
    });
  if (wanted === 'free')
    throw new UserError('mailslot-full', `Every mail slot of ${library.name} is full.`, {
      hint: "'tapelab library mailslot take' frees one.",
    });
  throw new UserError('mailslot-empty', `Every mail slot of ${library.name} is empty.`, {
    hint: "'tapelab move slot:3 mailslot:1' brings a cartridge there.",
  });
}

/** So many free slots, the first ones; those that cartridges in drives or elsewhere came from are kept for them as long as there are others. @throws UserError */
export function freeSlots(library: Places, count: number): readonly Element[] {
  const { layout } = library;
  const awaited = new Set<number>();
  for (const type of ['dataTransfer', 'importExport', 'mediumTransport'] as const)
    for (const element of elementsOf(layout, type)) awaited.add(library.status(element).source?.number ?? 0);
  const free = [...elementsOf(layout, 'storage')].filter((element) => library.cartridgeIn(element) === undefined);
  const inOrder = [...free.filter(({ number }) => !awaited.has(number)), ...free.filter(({ number }) => awaited.has(number))];
  if (count <= free.length) return inOrder.slice(0, count);
  throw new UserError(
    'library-full',
    `${count} free ${count === 1 ? 'slot is' : 'slots are'} needed, and ${library.name} has ${free.length || 'none'}.`,
    {
      hint: 'make fewer, or give the library more in its configuration.',
    },
  );
}

function elementNamed(library: Places, words: string): Element | undefined {
  const { name, layout } = library;
  const drive = drivesOf(library).find((one) => one.name === words);
  if (drive !== undefined) return drive.element;
  const [, word = '', digits = ''] = /^([a-z]+)[ :]([0-9]{1,5})$/.exec(words) ?? [];
  const type = types.get(word);
  if (type === undefined) return undefined;
  const element = elementNumbered(layout, type, Number(digits));
  if (element !== undefined) return element;
  const { count } = layout[type];
  throw new UserError('place-unknown', `There is no ${word} ${Number(digits)} in ${name}.`, {
    hint: count === 0 ? `it has no ${many[type]}.` : `its ${many[type]} are ${count === 1 ? `${word} 1` : `${word} 1 to ${count}`}.`,
    exitCode: 2,
  });
}

const drivesOf = (library: Places): { readonly name: string; readonly element: Element }[] =>
  [...elementsOf(library.layout, 'dataTransfer')].map((element) => ({ name: library.driveIn(element)?.name ?? nameOf(element), element }));
