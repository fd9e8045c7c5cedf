/** `tapelab mtf extract LAB001L4 LAB002L4 --into DIR [--path docs/letter.txt]`: puts what a set holds into a folder. */
import { formatSize } from '../foundation/quantity.ts';
import { UserError } from '../foundation/user-error.ts';
import { extractSet, namesIn } from '../mtf/extract.ts';
import type { Composition } from './composition.ts';
import { withTapes } from './mtf-tapes.ts';
import { problemLines, problemsForPrograms, refuseDamage, refuseForeign, setName, shown } from './mtf-words.ts';
import { answer, count, verb } from './verb.ts';

export const mtfExtractVerb = (composition: Composition) =>
  verb('extract', 'put the files of a backup in Microsoft Tape Format into a folder')
    .argument('<cartridge...>', 'barcodes, or .tap, .aws or .het files: the tapes of one backup in their order')
    .requiredOption('--into <dir>', 'the folder; nothing is written elsewhere')
    .option('--set <number>', 'which set, from 1 (default: the first)', parseSet)
    .option(
      '--path <path>',
      'only this file or folder; may be given again',
      (path, paths: readonly string[]) => [...paths, path],
      [] as readonly string[],
    )
    .option('--overwrite', 'replace files that are there already')
    .action((names, options) =>
      withTapes(composition, options.home, names, async (tapes) => {
        const { into, set, path: wanted, overwrite = false } = options;
        const paths = wanted.map(namesIn);
        const extraction = await extractSet(tapes.next, { into, set, paths, overwrite });
        if (!('set' in extraction)) {
          const { problems, media, sets } = extraction;
          refuseForeign({ media, sets: sets.length, problems }, tapes);
          if (sets.length === 0) refuseDamage(problems, []);
          throw new UserError('mtf-set-unknown', `There is no set ${set === undefined ? '' : `${set} `}on ${names.join(', ')}.`, {
            hint:
              sets.length === 0 ? 'nothing has been backed up to it yet.' : `there is ${sets.map((number) => `set ${number}`).join(', ')}.`,
          });
        }
        const { leftOut, notFound, problems, nextSet, files, folders, bytes } = extraction;
        const lines = [
          ...problemLines(problems, tapes),
          ...leftOut.map(({ path, why }) => `${shown(path)} is left out: ${shown(why)}.`),
          ...notFound.map((path) => `The set has no ${shown(path)}.`),
          `${setName(extraction.set)} is extracted into ${into}: ${count(files, 'file')}, ${count(folders, 'folder')}, ${formatSize(bytes)}.`,
        ];
        answer(composition, options, {
          value: { ...extraction, into, problems: problemsForPrograms(problems, tapes) },
          text: lines.join('\n'),
          hint: nextSet === undefined ? undefined : `set ${nextSet} follows it on the tape: '--set ${nextSet}' extracts that one.`,
        });
        if (leftOut.length + notFound.length > 0)
          throw new UserError('mtf-incomplete', `${count(leftOut.length + notFound.length, 'wanted object')} could not be extracted.`, {
            hint: leftOut.some(({ why }) => why === 'it is there already') ? "'--overwrite' replaces what is there already." : undefined,
          });
        refuseDamage(problems, nextSet === undefined && set === undefined ? tapes.left : []);
      }),
    );

function parseSet(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new UserError('usage', `'${text}' is no set.`, { hint: 'write it like 1 or 2.', exitCode: 2 });
}
