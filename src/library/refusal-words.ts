/** What a library refuses, in words for its operator. */
import { UserError } from '../foundation/user-error.ts';
import { nameOf } from './element-words.ts';
import type { Refusal } from './refusal.ts';

const whereLeft = { source: 'where it was', arm: "on the robot's arm", floor: 'on the shelf, picked up from the floor' } as const;

/** What the operator is told when `library` refuses. */
export function refusalInWords(library: string, refusal: Refusal): UserError {
  const say = (code: string, message: string, hint: string): UserError => new UserError(code, message, { hint });
  switch (refusal.why) {
    case 'source-empty':
      return say(
        'element-empty',
        `There is no cartridge in ${nameOf(refusal.element)} of ${library}.`,
        `'tapelab library show ${library}' tells what is where.`,
      );
    case 'destination-full':
      return say(
        'element-full',
        `There is a cartridge in ${nameOf(refusal.element)} of ${library} already.`,
        `'tapelab library show ${library}' tells which places are free.`,
      );
    case 'drive-not-unloaded':
      return say(
        'drive-loaded',
        `The cartridge in ${nameOf(refusal.element)} of ${library} is loaded, and the library does not unload it.`,
        "'tapelab drive unload' does.",
      );
    case 'removal-prevented':
      return say(
        'removal-prevented',
        `A host prevents the removal of the cartridge in ${nameOf(refusal.element)} of ${library}.`,
        'let the host finish.',
      );
    case 'import-export-open':
      return say('mailslot-open', `${nameOf(refusal.element)} of ${library} stands open.`, 'a host has opened it, and can close it.');
    case 'door-open':
      return say(
        'door-open',
        `The door of ${library} is open, and the robot stands still.`,
        `'tapelab library door close ${library}' closes it.`,
      );
    case 'offline':
      return say('library-offline', `The library ${library} is offline.`, `'tapelab library online ${library}' takes it online.`);
    case 'becoming-ready':
      return say(
        'library-not-ready',
        `The library ${library} is taking stock.`,
        "wait until 'tapelab library list' does not say so any more.",
      );
    case 'cartridge-unusable':
      return say('cartridge-unusable', refusal.message, "'tapelab cartridge check BARCODE' tells what is wrong with a cartridge.");
    case 'not-recorded':
      return say('inventory-failed', `The move could not be written down: ${refusal.message}`, 'nothing has moved; see to the disk.');
    case 'element-inaccessible':
      return say(
        'element-inaccessible',
        `The robot of ${library} does not get at ${nameOf(refusal.element)}.`,
        `'tapelab library show ${library}' tells what it gets at.`,
      );
    case 'robot-stuck':
      return say(
        'robot-stuck',
        `The robot of ${library} is stuck.`,
        `'tapelab library door open ${library}', see to it, and 'tapelab library door close ${library}'.`,
      );
    case 'robot-failed':
      return say(
        'robot-failed',
        `The robot of ${library} failed: ${refusal.failure.message}`,
        `the cartridge is ${whereLeft[refusal.failure.cartridge ?? 'source']}.`,
      );
  }
}
