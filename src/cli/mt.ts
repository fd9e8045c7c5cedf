/** `tapelab mt`: what mt does, and reading and writing, for any iSCSI tape drive on any operating system; no driver is needed. */
import { Command } from '@commander-js/extra-typings';
import type { Composition } from './composition.ts';
import { withDeviceOptions } from './device-options.ts';
import { mtMotionVerbs } from './mt-motions.ts';
import { mtReadVerb } from './mt-read.ts';
import { mtStatusVerb } from './mt-status.ts';
import { mtEraseVerb, mtLoadVerb, mtTellVerb, mtUnloadVerb } from './mt-verbs.ts';
import { mtWriteVerb } from './mt-write.ts';

export function mtNoun(composition: Composition): Command {
  const noun = withDeviceOptions(
    new Command('mt').description('a tape drive over iSCSI, as mt has it: any drive, no driver') as Command,
    'TAPE',
  );
  const verbs: readonly object[] = [
    mtStatusVerb(composition),
    mtTellVerb(composition),
    ...mtMotionVerbs(composition),
    mtEraseVerb(composition),
    mtLoadVerb(composition),
    mtUnloadVerb(composition),
    mtReadVerb(composition),
    mtWriteVerb(composition),
  ];
  for (const verb of verbs) noun.addCommand(verb as Command);
  return noun;
}
