/** `tapelab fault add rules.yaml`, `fault add --rule '{ match: { command: write }, do: busy }'`, `fault add --preset bad-spot --set block=100`. */
import { readFile } from 'node:fs/promises';
import { text as textOf } from 'node:stream/consumers';
import { UserError } from '../foundation/user-error.ts';
import type { Composition, FaultBook } from './composition.ts';
import { settings } from './fault-words.ts';
import { answer, homeOption, verb, withServer } from './verb.ts';

type WrittenRule = Record<string, unknown>;

interface Wanted {
  readonly file: string | undefined;
  readonly rule: readonly string[];
  readonly preset: string | undefined;
  readonly set: Readonly<Record<string, string>>;
}

export const faultAddVerb = (composition: Composition) =>
  verb('add', 'put rules in force in a running server: all of them, or none')
    .argument('[file]', 'a file of YAML with a rule, a list of rules, or a scenario of which the rules are taken; - for what is typed in')
    .option('--rule <yaml>', "a rule, like '{ match: { command: write }, do: busy }'; may be given several times", collect, [])
    .option('--preset <name>', "the rules of a preset; 'tapelab fault presets' lists them")
    .addOption(settings())
    .action(async (file, options) => {
      const { rules, seed } = await rulesMeant(await composition.faultBook(), { file, ...options, preset: options.preset });
      const added = await withServer(options.home, (actions) => actions['fault.add']({ rule: [...rules] }));
      const names = added.map(({ id }) => id).join(', ');
      answer(composition, options, {
        value: added,
        text: `${added.length === 1 ? `Rule ${names} is in force.` : `${added.length} rules are in force: ${names}.`}${diceInWords(options.preset, seed)}`,
        hint: `'tapelab fault show ${added[0]!.id}${homeOption(options.home)}' tells how it fares.`,
      });
    });

const collect = (text: string, before: readonly string[]): string[] => [...before, text];

interface Meant {
  readonly rules: readonly WrittenRule[];
  /** Of the preset's dice. */
  readonly seed: string | undefined;
}

/** Rules that are added to a server have its dice. */
const diceInWords = (preset: string | undefined, seed: string | undefined): string =>
  seed === undefined ? '' : `\nTheir dice are the server's; 'tapelab scenario run ${preset}' throws those of the preset's seed ${seed}.`;

/** Checked already here, where their places in the file are known. */
async function rulesMeant(book: FaultBook, { file, rule, preset, set }: Wanted): Promise<Meant> {
  if (preset === undefined && Object.keys(set).length > 0)
    throw new UserError('usage', 'Only a preset has something to set.', { hint: 'name one with --preset.', exitCode: 2 });
  const ofPreset = preset === undefined ? undefined : book.rulesOfPreset(preset, set);
  const rules = [
    ...(file === undefined ? [] : book.rulesIn(await textIn(file), file === '-' ? 'the rule that was typed in' : file)),
    ...rule.flatMap((text) => book.rulesIn(text, '--rule')),
    ...(ofPreset?.rules ?? []),
  ];
  if (rules.length > 0) return { rules, seed: ofPreset?.seed };
  throw new UserError('usage', 'There is no rule to add.', { hint: 'name a file, or use --rule or --preset.', exitCode: 2 });
}

/** @throws UserError */
export const textIn = (file: string): Promise<string> =>
  (file === '-' ? textOf(process.stdin) : readFile(file, 'utf8')).catch((cause: NodeJS.ErrnoException) => {
    const why = cause.code === 'ENOENT' ? 'There is no file' : cause.code === 'EISDIR' ? 'It is a folder:' : 'This user may not read';
    throw new UserError('file-unreadable', `${why} ${file}.`, { cause });
  });
