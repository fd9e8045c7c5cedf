/** `tapelab drive`: the drives of a running server, by hand. */
import type { Command } from '@commander-js/extra-typings';
import type { Composition } from './composition.ts';
import { driveEjectVerb } from './drive-eject.ts';
import { driveInsertVerb } from './drive-insert.ts';
import { driveLoadVerb } from './drive-load.ts';
import { driveListVerb, driveShowVerb } from './drive-show.ts';
import { driveStackVerb } from './drive-stack.ts';
import { driveUnloadVerb } from './drive-unload.ts';
import { noun } from './noun.ts';

export const driveNoun = (composition: Composition): Command =>
  noun('drive', 'the drives of a running server', [
    driveListVerb(composition),
    driveShowVerb(composition),
    driveLoadVerb(composition),
    driveUnloadVerb(composition),
    driveEjectVerb(composition),
    driveInsertVerb(composition),
    driveStackVerb(composition),
  ]);
