/**
 * `tapelab mtx load 1 0`, `unload`, `transfer`, `exchange`, and the four that walk through a magazine: `first`, `last`, `next`, `previous`. What cannot be is
 * told before the robot moves; what it says is passed on.
 */
import { UserError } from '../foundation/user-error.ts';
import type { ChangerDevice } from '../host/changer-device.ts';
import type { ElementReport } from '../host/element-status.ts';
import type { Composition } from './composition.ts';
import { done, withChanger } from './device-connection.ts';
import { deviceVerb } from './device-options.ts';
import { wholeNumber } from './library-words.ts';
import { MtxChanger } from './mtx-library.ts';
import type { Answer } from './verb.ts';

const slotNumber = wholeNumber(1, 'slot', 'slots count from 1 and mail slots on from the last slot.');
const driveNumber = wholeNumber(0, 'drive', 'drives count from 0.');

/** A place, and how it reads. */
interface Place {
  readonly element: ElementReport;
  readonly words: string;
}

const slotOf = (library: MtxChanger, number: number): Place => ({ element: library.slot(number), words: `slot ${number}` });
const driveOf = (library: MtxChanger, number: number): Place => ({ element: library.drive(number), words: `drive ${number}` });

export const mtxLoadVerb = (composition: Composition) =>
  deviceVerb('load', 'bring a cartridge from a slot into a drive')
    .argument('<slot>', 'from 1; mail slots follow the last slot', slotNumber)
    .argument('[drive]', 'from 0 (default: 0)', driveNumber)
    .action((slot, drive = 0, _options, command) =>
      moving(composition, command, (changer, library) => move(changer, slotOf(library, slot), driveOf(library, drive))),
    );

export const mtxUnloadVerb = (composition: Composition) =>
  deviceVerb('unload', 'bring the cartridge in a drive back to a slot')
    .argument('[slot]', 'from 1 (default: the one it came from)', slotNumber)
    .argument('[drive]', 'from 0 (default: 0)', driveNumber)
    .action((slot, drive = 0, _options, command) =>
      moving(composition, command, (changer, library) => {
        const from = driveOf(library, drive);
        expectFull(from);
        return move(changer, from, slotOf(library, slot ?? library.sourceOf(from.element, drive)));
      }),
    );

export const mtxTransferVerb = (composition: Composition) =>
  deviceVerb('transfer', 'bring a cartridge from a slot to another')
    .argument('<from>', 'from 1; mail slots follow the last slot', slotNumber)
    .argument('<to>', 'likewise', slotNumber)
    .action((from, to, _options, command) =>
      moving(composition, command, (changer, library) => move(changer, slotOf(library, from), slotOf(library, to))),
    );

export const mtxExchangeVerb = (composition: Composition) =>
  deviceVerb('exchange', 'bring a cartridge to a full slot, and the one that lies there elsewhere')
    .argument('<from>', 'from 1; mail slots follow the last slot', slotNumber)
    .argument('<to>', 'likewise', slotNumber)
    .argument('[displaced-to]', 'where the other one goes (default: where the first came from)', slotNumber)
    .action((from, to, displacedTo, _options, command) =>
      moving(composition, command, async (changer, library) => {
        const [source, destination, last] = [from, to, displacedTo ?? from].map((number) => slotOf(library, number)) as [
          Place,
          Place,
          Place,
        ];
        expectFull(source);
        expectFull(destination);
        await done(changer.exchange(source.element.address, destination.element.address, last.element.address));
        return {
          value: { from: source.words, to: destination.words, displacedTo: last.words },
          text: `The cartridge of ${source.words} is in ${destination.words}, and the one that lay there in ${last.words}.`,
        };
      }),
    );

/** How the slots are gone through: which comes after the one that the drive's cartridge is from, or first of all. */
const walks = {
  first: { summary: "have the first slot's cartridge in a drive", step: 1, from: 'end' },
  last: { summary: "have the last slot's cartridge in a drive", step: -1, from: 'end' },
  next: { summary: 'have the cartridge of the next slot in a drive', step: 1, from: 'source' },
  previous: { summary: 'have the cartridge of the slot before in a drive', step: -1, from: 'source' },
} as const;

export const mtxWalkVerbs = (composition: Composition): object[] =>
  Object.entries(walks).map(([name, { summary, step, from }]) =>
    deviceVerb(name, summary)
      .argument('[drive]', 'from 0 (default: 0)', driveNumber)
      .action((drive = 0, _options, command) =>
        moving(composition, command, async (changer, library) => {
          const place = driveOf(library, drive);
          const source = place.element.full ? library.sourceOf(place.element, drive) : undefined;
          if (from === 'source' && source === undefined) throw emptyDrive(place);
          const wanted = fullSlotFrom(library, { step, behind: from === 'source' ? source : undefined, homeless: source });
          if (wanted === source)
            return {
              value: { from: `slot ${wanted}`, to: place.words },
              text: `The cartridge of slot ${wanted} is in ${place.words} already.`,
            };
          if (source !== undefined) await move(changer, place, { element: library.slot(source), words: `slot ${source}` });
          return move(
            changer,
            { element: library.slot(wanted), words: `slot ${wanted}` },
            { ...place, element: { ...place.element, full: false } },
          );
        }),
      ),
  );

interface Walk {
  readonly step: 1 | -1;
  /** The slot behind which it begins; undefined: at the end. */
  readonly behind: number | undefined;
  /** The slot of the cartridge that is in the drive, which counts as full. */
  readonly homeless: number | undefined;
}

function fullSlotFrom(library: MtxChanger, { step, behind, homeless }: Walk): number {
  const { count } = library.addresses.slot;
  const start = behind === undefined ? (step > 0 ? 1 : count) : behind + step;
  for (let number = start; number >= 1 && number <= count; number += step)
    if (number === homeless || library.slot(number).full) return number;
  throw new UserError('no-further-cartridge', `There is no cartridge in a slot ${step > 0 ? 'behind' : 'before'} that.`, {
    hint: "'tapelab mtx status' tells what is where.",
  });
}

function moving(
  composition: Composition,
  command: { optsWithGlobals(): object },
  work: (changer: ChangerDevice, library: MtxChanger) => Promise<Answer>,
): Promise<void> {
  return withChanger({ composition, command, work: async (changer) => work(changer, await MtxChanger.of(changer)) });
}

async function move(changer: ChangerDevice, from: Place, to: Place): Promise<Answer> {
  expectFull(from);
  if (to.element.full)
    throw new UserError('element-full', `There is a cartridge in ${to.words} already${tagOf(to.element)}.`, {
      hint: "'tapelab mtx status' tells what is where.",
    });
  await done(changer.move(from.element.address, to.element.address));
  const { volumeTag } = from.element;
  return {
    value: { volumeTag, from: from.words, to: to.words },
    text: `${volumeTag ?? 'The cartridge'} has moved from ${from.words} to ${to.words}.`,
  };
}

function expectFull({ element, words }: Place): void {
  if (!element.full)
    throw new UserError('element-empty', `There is no cartridge in ${words}.`, { hint: "'tapelab mtx status' tells what is where." });
}

const emptyDrive = ({ words }: Place): UserError =>
  new UserError('element-empty', `There is no cartridge in ${words} to go on from.`, {
    hint: "'tapelab mtx first' begins with the first.",
  });

const tagOf = ({ volumeTag }: ElementReport): string => (volumeTag === undefined ? '' : `, ${volumeTag}`);
