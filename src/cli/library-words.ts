/** How the verbs of libraries name what they speak of, and how a library reads. */
import { Option } from '@commander-js/extra-typings';
import type { ElementView, LibrarySummary } from '../control/views.ts';
import { UserError } from '../foundation/user-error.ts';

/** Of verbs whose arguments are places or cartridges; `told`: which library may be told by these. */
export const libraryOption = ({ told = false } = {}) =>
  new Option('--library <name>', `which library (default: ${told ? 'that of the cartridge or drive that is named, or ' : ''}the only one)`);

/** What names a library in a command that is ready to be copied. */
export const naming = (library: string | undefined): string => (library === undefined ? '' : ` --library ${library}`);

const words = { mediumTransport: 'arm', storage: 'slot', importExport: 'mailslot', dataTransfer: 'drive' } as const;

/** `slot 3`, `mailslot 1`. */
export const placeOf = ({ type, number }: Pick<ElementView, 'type' | 'number'>): string => `${words[type]} ${number}`;

const unreadyWords = { 'taking-stock': 'taking stock', 'stock-not-taken': 'not ready', 'robot-stuck': 'robot stuck' } as const;

/** `online, door closed`. */
export const stateOf = ({ online, door, unready, removalPrevented }: LibrarySummary): string =>
  [
    online ? 'online' : 'offline',
    `door ${door}`,
    ...(unready === undefined ? [] : [unreadyWords[unready]]),
    ...(removalPrevented ? ['mail slots locked by a host'] : []),
  ].join(', ');

/** A whole number from `least` on; the hint tells how they are counted. */
export const wholeNumber =
  (least: number, what: string, hint = `they count from ${least}.`) =>
  (text: string): number => {
    const number = Number(text);
    if (/^\d{1,5}$/.test(text) && number >= least) return number;
    throw new UserError('usage', `'${text}' is no ${what}.`, { hint, exitCode: 2 });
  };

/**
 * Two or more places, each in one word or two, as `from` is: `slot 3 drive 1`, `slot:3 drive:1`, `LAB001L8 'slot 3'`.
 * @throws UserError unless there are `count` of them
 */
export function placesIn(given: readonly string[], count: number): string[] {
  const places = given
    .join(' ')
    .trim()
    .replace(/\b(slot|mailslot|drive|arm)[: ] *(?=\d+(\s|$))/g, '$1:')
    .split(/\s+/);
  if (places.length === count && places[0] !== '') return places.map((place) => place.replace(/^(slot|mailslot|drive|arm):/, '$1 '));
  throw new UserError('usage', `${count} places are needed: where from, and where to.`, {
    hint: "write it like 'tapelab move slot:3 drive:1', or 'tapelab move LAB001L8 mailslot:1'.",
    exitCode: 2,
  });
}
