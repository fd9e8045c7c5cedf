/** `tapelab reproduce kb839591`: the tape of a stand-alone drive is full in the middle of a scheduled NTBackup, on a simulated Windows. */
import { Option } from '@commander-js/extra-typings';
import { UserError } from '../foundation/user-error.ts';
import { axes } from '../reproduce/kb839591/article.ts';
import type { Composition } from './composition.ts';
import { playAndTell, reproduceVerb } from './reproduce-words.ts';

export const reproduceKb839591Verb = (composition: Composition) =>
  reproduceVerb('kb839591', 'the tape is full in the middle of a scheduled NTBackup, which asks for the next or quits')
    .addOption(new Option('--os <version>', 'the version of Windows and of NTBackup').choices(axes.os).default('2003' as const))
    .option('--up [switch]', 'with the switch /UP, or as you type it: /up', parseSwitch)
    .option('--attended', 'somebody has started it by hand')
    .option('--library', 'with a tape library instead of the stand-alone drive')
    .action(async (options) => {
      const { kb839591 } = await import('../reproduce/kb839591/reproduction.ts');
      const combination = {
        os: options.os,
        up: options.up !== undefined,
        attended: options.attended === true,
        library: options.library === true,
        ...(typeof options.up === 'string' && { spelling: options.up }),
      };
      await playAndTell(composition, 'kb839591', kb839591, combination, options);
    });

/** In whatever case; another one would be another backup. */
function parseSwitch(text: string): string {
  if (text.toUpperCase() === '/UP') return text;
  throw new UserError('usage', `'${text}' is not the switch /UP.`, { hint: 'type it like /up, in capitals or not.', exitCode: 2 });
}
