/** `tapelab cartridge protect LAB001L8` and `unprotect`: the write-protect switch, which cannot be reached while the cartridge is in a drive. */
import type { Composition } from './composition.ts';
import { answer, verb, withCartridges } from './verb.ts';

const switchVerb = (composition: Composition, name: 'protect' | 'unprotect', summary: string, state: string) =>
  verb(name, summary)
    .argument('<barcode>')
    .action(async (barcode, options) => {
      const cartridge = await withCartridges(composition, options.home, { program: `tapelab cartridge ${name}` }, (actions) =>
        actions[`cartridge.${name}`]({ barcode }),
      );
      answer(composition, options, { value: cartridge, text: `Cartridge ${barcode} is ${state}.` });
    });

export const cartridgeProtectVerb = (composition: Composition) =>
  switchVerb(composition, 'protect', 'set the write-protect switch of a cartridge', 'write-protected');

export const cartridgeUnprotectVerb = (composition: Composition) =>
  switchVerb(composition, 'unprotect', 'release the write-protect switch of a cartridge', 'writable');
