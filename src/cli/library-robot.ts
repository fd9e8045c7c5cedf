/**
 * `tapelab library load 1 0`, `unload`, `transfer` and `exchange`: the robot, as mtx has it do on a host, with mtx's numbers: drives from 0,
 * slots from 1, mail slots on from the last slot. `tapelab move` does the same in the operator's words.
 */
import type { ActionOutput, Actions } from '../control/actions.ts';
import type { ElementView, LibraryView } from '../control/views.ts';
import { UserError } from '../foundation/user-error.ts';
import type { Composition } from './composition.ts';
import { libraryOption, placeOf, wholeNumber } from './library-words.ts';
import { answer, verb, withServer } from './verb.ts';

const inWords = ({ barcode, from, to }: ActionOutput<'library.move'>): string => `${barcode} has moved from ${from} to ${to}`;

const slotNumber = wholeNumber(1, 'slot', 'slots count from 1 and mail slots on from the last slot, as in mtx.');
const driveNumber = wholeNumber(0, 'drive', 'drives count from 0 here, as in mtx.');

export const libraryLoadVerb = (composition: Composition) =>
  verb('load', 'bring a cartridge from a slot into a drive, counted as mtx does')
    .argument('<slot>', 'from 1; mail slots follow the last slot', slotNumber)
    .argument('[drive]', 'from 0 (default: 0)', driveNumber)
    .addOption(libraryOption())
    .action(async (slot, drive = 0, options) => {
      await moveBy(composition, options, (view) => [storage(view, slot), transfer(view, drive)]);
    });

export const libraryUnloadVerb = (composition: Composition) =>
  verb('unload', 'bring the cartridge in a drive back to a slot, counted as mtx does')
    .argument('[slot]', 'from 1 (default: the one it came from)', slotNumber)
    .argument('[drive]', 'from 0 (default: 0)', driveNumber)
    .addOption(libraryOption())
    .action(async (slot, drive = 0, options) => {
      await moveBy(composition, options, (view) => {
        const from = transfer(view, drive);
        return [from, storage(view, slot ?? sourceOf(view, from))];
      });
    });

export const libraryTransferVerb = (composition: Composition) =>
  verb('transfer', 'bring a cartridge from a slot to another, counted as mtx does')
    .argument('<from>', 'from 1; mail slots follow the last slot', slotNumber)
    .argument('<to>', 'likewise', slotNumber)
    .addOption(libraryOption())
    .action(async (from, to, options) => {
      await moveBy(composition, options, (view) => [storage(view, from), storage(view, to)]);
    });

export const libraryExchangeVerb = (composition: Composition) =>
  verb('exchange', 'bring a cartridge to a full slot, and the one that lies there elsewhere, counted as mtx does')
    .argument('<from>', 'from 1; mail slots follow the last slot', slotNumber)
    .argument('<to>', 'likewise', slotNumber)
    .argument('[displaced-to]', 'where the other one goes (default: where the first came from)', slotNumber)
    .addOption(libraryOption())
    .action(async (from, to, displacedTo, options) => {
      const done = await withServer(options.home, async (actions) => {
        const view = await actions['library.show']({ library: options.library });
        return actions['library.exchange']({
          library: view.name,
          from: storage(view, from),
          to: storage(view, to),
          ...(displacedTo !== undefined && { displacedTo: storage(view, displacedTo) }),
        });
      });
      answer(composition, options, { value: done, text: `${done.map(inWords).join(', ')}.` });
    });

interface Given {
  readonly home: string;
  readonly json?: true | undefined;
  readonly library?: string | undefined;
}

async function moveBy(composition: Composition, options: Given, places: (view: LibraryView) => readonly [string, string]): Promise<void> {
  const moved = await withServer(options.home, async (actions: Actions) => {
    const view = await actions['library.show']({ library: options.library });
    const [from, to] = places(view);
    return actions['library.move']({ library: view.name, from, to });
  });
  answer(composition, options, { value: moved, text: `${inWords(moved)}.` });
}

/** What mtx's number of a storage element is in the operator's words. */
function storage({ name, places }: LibraryView, number: number): string {
  const { storage: slots, importExport: mailSlots } = places;
  if (number <= slots.count) return placeOf({ type: 'storage', number });
  if (number <= slots.count + mailSlots.count) return placeOf({ type: 'importExport', number: number - slots.count });
  throw new UserError('place-unknown', `There is no slot ${number} in ${name}.`, {
    hint: `as mtx counts them, its slots are 1 to ${slots.count + mailSlots.count}.`,
    exitCode: 2,
  });
}

function transfer({ name, places }: LibraryView, number: number): string {
  const { count } = places.dataTransfer;
  if (number < count) return placeOf({ type: 'dataTransfer', number: number + 1 });
  throw new UserError('place-unknown', `There is no drive ${number} in ${name}.`, {
    hint: `as mtx counts them, its drives are 0 to ${count - 1}.`,
    exitCode: 2,
  });
}

function sourceOf({ elements, name }: LibraryView, drive: string): number {
  const found: ElementView | undefined = elements.find((element) => placeOf(element) === drive);
  if (found?.cartridge === undefined)
    throw new UserError('element-empty', `There is no cartridge in ${drive} of ${name}.`, {
      hint: `'tapelab library show ${name}' tells what is where.`,
    });
  if (found.source !== undefined) return found.source;
  throw new UserError('source-unknown', `Nobody knows which slot ${found.cartridge} came from.`, {
    hint: 'name the slot that it is to go to.',
    exitCode: 2,
  });
}
