/** `tapelab cartridge`: the cartridges of a home, whether it is served or not. */
import type { Command } from '@commander-js/extra-typings';
import { cartridgeCheckVerb } from './cartridge-check.ts';
import { cartridgeCreateVerb } from './cartridge-create.ts';
import { cartridgeExportVerb } from './cartridge-export.ts';
import { cartridgeImportVerb } from './cartridge-import.ts';
import { cartridgeLabelVerb } from './cartridge-label.ts';
import { cartridgeListVerb } from './cartridge-list.ts';
import { cartridgeProtectVerb, cartridgeUnprotectVerb } from './cartridge-protect.ts';
import { cartridgeShowVerb } from './cartridge-show.ts';
import type { Composition } from './composition.ts';
import { noun } from './noun.ts';

export const cartridgeNoun = (composition: Composition): Command =>
  noun('cartridge', 'the cartridges of a home', [
    cartridgeCreateVerb(composition),
    cartridgeListVerb(composition),
    cartridgeShowVerb(composition),
    cartridgeCheckVerb(composition),
    cartridgeProtectVerb(composition),
    cartridgeUnprotectVerb(composition),
    cartridgeLabelVerb(composition),
    cartridgeImportVerb(composition),
    cartridgeExportVerb(composition),
  ]);
