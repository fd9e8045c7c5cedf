/** `tapelab mtf`: backups in Microsoft Tape Format, without a server. */
import type { Command } from '@commander-js/extra-typings';
import type { Composition } from './composition.ts';
import { mtfExtractVerb } from './mtf-extract.ts';
import { mtfListVerb } from './mtf-list.ts';
import { mtfVerifyVerb } from './mtf-verify.ts';
import { noun } from './noun.ts';

export const mtfNoun = (composition: Composition): Command =>
  noun('mtf', 'backups in Microsoft Tape Format, on cartridges and in tape images', [
    mtfListVerb(composition),
    mtfExtractVerb(composition),
    mtfVerifyVerb(composition),
  ]);
