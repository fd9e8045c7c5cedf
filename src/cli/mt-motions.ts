/**
 * The verbs of mt that move the tape, write marks or change a setting: a row each. What a count of marks cannot be passed for is told with how many there
 * were, and is a failure, as it is to mt; the tape is where it came to.
 */
import type { Command } from '@commander-js/extra-typings';
import { UserError } from '../foundation/user-error.ts';
import type { TapeDevice } from '../host/tape-device.ts';
import { MOST_PER_COMMAND } from '../host/tape-transfer.ts';
import type { Composition } from './composition.ts';
import { done, withTape } from './device-connection.ts';
import { deviceVerb } from './device-options.ts';
import { placeInWords, positionOf } from './mt-words.ts';
import { count as counted } from './verb.ts';

interface Motion {
  readonly verb: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  /** The count behind it, as it stands in the help; `[…]`: 1 unless given. */
  readonly argument?: '[count]' | '<object>' | '<file>' | '<bytes>';
  /** The most that the command has room for. */
  readonly most?: number;
  run(tape: TapeDevice, count: number): Promise<void>;
}

const motions: readonly Motion[] = [
  { verb: 'rewind', summary: 'to the beginning', run: (tape) => done(tape.rewind()) },
  { verb: 'fsf', argument: '[count]', summary: 'forward over filemarks', run: (tape, count) => space(tape, 'filemarks', count) },
  {
    verb: 'fsfm',
    argument: '[count]',
    summary: 'forward over filemarks, and back over the last',
    run: async (tape, count) => {
      await space(tape, 'filemarks', count);
      await space(tape, 'filemarks', -1);
    },
  },
  { verb: 'bsf', argument: '[count]', summary: 'back over filemarks', run: (tape, count) => space(tape, 'filemarks', -count) },
  {
    verb: 'bsfm',
    argument: '[count]',
    summary: 'back over filemarks, and forward over the last',
    run: async (tape, count) => {
      await space(tape, 'filemarks', -count);
      await space(tape, 'filemarks', 1);
    },
  },
  { verb: 'fsr', argument: '[count]', summary: 'forward over blocks', run: (tape, count) => space(tape, 'blocks', count) },
  { verb: 'bsr', argument: '[count]', summary: 'back over blocks', run: (tape, count) => space(tape, 'blocks', -count) },
  { verb: 'eod', aliases: ['eom', 'seod'], summary: 'to the end of the data', run: (tape) => done(tape.spaceToEndOfData()) },
  {
    verb: 'seek',
    argument: '<object>',
    summary: "to the object with this number, as 'tell' has it",
    run: (tape, object) => done(tape.locate(object)),
  },
  {
    verb: 'asf',
    argument: '<file>',
    summary: 'to the beginning of the file with this number, from 0',
    run: async (tape, file) => {
      await done(tape.rewind());
      if (file > 0) await space(tape, 'filemarks', file);
    },
  },
  { verb: 'weof', aliases: ['eof'], argument: '[count]', most: MOST_PER_COMMAND, summary: 'write filemarks', run: writeFilemarks },
  {
    verb: 'setblk',
    argument: '<bytes>',
    most: MOST_PER_COMMAND,
    summary: 'have blocks of so many bytes; of any length with 0',
    run: (tape, bytes) => done(tape.setBlockLength(bytes)),
  },
];

export const mtMotionVerbs = (composition: Composition): object[] => motions.map((motion) => motionVerb(composition, motion));

function motionVerb(
  composition: Composition,
  { verb, aliases = [], summary, argument, most = Number.MAX_SAFE_INTEGER, run }: Motion,
): Command {
  const made = deviceVerb(verb, summary) as Command;
  for (const alias of aliases) made.alias(alias);
  if (argument !== undefined) made.argument(argument, argument === '[count]' ? '1 unless given' : '', (text) => parseCount(text, most));
  return made.action((...given: unknown[]) => {
    const count = argument === undefined ? 1 : ((given[0] as number | undefined) ?? 1);
    return withTape({
      composition,
      command: given.at(-1) as Command,
      work: async (tape) => {
        await run(tape, count);
        const position = await positionOf(tape);
        return { value: { position }, text: `The tape is ${placeInWords(position)}.` };
      },
    });
  });
}

function parseCount(text: string, most: number): number {
  const count = Number(text);
  if (!/^\d+$/.test(text)) throw new UserError('usage', `'${text}' is no count.`, { hint: 'it is a whole number.', exitCode: 2 });
  if (count <= most) return count;
  throw new UserError('usage', `${text} is more than the drive can be told.`, { hint: `the most is ${most}.`, exitCode: 2 });
}

const stops = {
  filemark: 'a filemark',
  setmark: 'a setmark',
  'end-of-data': 'the end of the data',
  beginning: 'the beginning of the tape',
  'end-of-medium': 'the end of the tape',
} as const;

async function space(tape: TapeDevice, over: 'blocks' | 'filemarks', count: number): Promise<void> {
  const { passed, stoppedBy } = await done(tape.space(over, count));
  if (stoppedBy === undefined) return;
  const noun = over === 'blocks' ? 'block' : 'filemark';
  throw new UserError('stopped', `After ${counted(passed, noun)} of ${Math.abs(count)} came ${stops[stoppedBy]}.`, {
    hint: `the tape is ${placeInWords(await positionOf(tape))}.`,
  });
}

async function writeFilemarks(tape: TapeDevice, count: number): Promise<void> {
  const { written, end } = await done(tape.writeFilemarks(count));
  if (end === 'full') throw new UserError('tape-full', `The tape is full: ${counted(written, 'filemark')} of ${count} were written.`);
}
