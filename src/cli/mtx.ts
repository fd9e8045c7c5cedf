/** `tapelab mtx`: what mtx does, for any iSCSI medium changer on any operating system; no driver is needed. */
import { Command } from '@commander-js/extra-typings';
import type { Composition } from './composition.ts';
import { withDeviceOptions } from './device-options.ts';
import { mtxExchangeVerb, mtxLoadVerb, mtxTransferVerb, mtxUnloadVerb, mtxWalkVerbs } from './mtx-moves.ts';
import { mtxInquiryVerb, mtxInventoryVerb, mtxStatusVerb } from './mtx-status.ts';

export function mtxNoun(composition: Composition): Command {
  const noun = withDeviceOptions(
    new Command('mtx').description('a medium changer over iSCSI, as mtx has it: any changer, no driver') as Command,
    'CHANGER',
  );
  const verbs: readonly object[] = [
    mtxStatusVerb(composition),
    mtxInventoryVerb(composition),
    mtxInquiryVerb(composition),
    mtxLoadVerb(composition),
    mtxUnloadVerb(composition),
    mtxTransferVerb(composition),
    mtxExchangeVerb(composition),
    ...mtxWalkVerbs(composition),
  ];
  for (const verb of verbs) noun.addCommand(verb as Command);
  return noun;
}
