/** TapeAlert flags by T10's names in kebab-case (SSC-4 annex A for drives, SMC-3 for changers), or by number. */
import * as z from 'zod';
import { complain } from '../config/value.ts';
import { didYouMean } from '../foundation/did-you-mean.ts';
import { tapeAlertFlags } from '../scsi/tape-alert.ts';
import type { UnitHandle } from './unit-handle.ts';

const flagsOfDrives: Readonly<Record<string, number>> = {
  'read-warning': 1,
  'write-warning': 2,
  'hard-error': 3,
  medium: 4,
  'read-failure': 5,
  'write-failure': 6,
  'medium-life': 7,
  'not-data-grade': 8,
  'write-protect': 9,
  'removal-prevented': 10,
  'cleaning-medium': 11,
  'unsupported-format': 12,
  'recoverable-mechanical-cartridge-failure': 13,
  'unrecoverable-mechanical-cartridge-failure': 14,
  'memory-chip-failure': 15,
  'forced-eject': 16,
  'read-only-format': 17,
  'directory-corrupted-on-load': 18,
  'nearing-medium-life': 19,
  'cleaning-required': 20,
  'cleaning-requested': 21,
  'expired-cleaning-medium': 22,
  'invalid-cleaning-medium': 23,
  'retension-requested': 24,
  'interface-error-on-a-primary-port': 25,
  'cooling-fan-failure': 26,
  'power-supply-failure': 27,
  'power-consumption': 28,
  'drive-maintenance-required': 29,
  'hardware-a': 30,
  'hardware-b': 31,
  'primary-interface': 32,
  'eject-volume': 33,
  'microcode-update-failure': 34,
  'drive-humidity': 35,
  'drive-temperature': 36,
  'drive-voltage': 37,
  'predictive-failure': 38,
  'diagnostics-required': 39,
  'diminished-native-capacity': 49,
  'lost-statistics': 50,
  'directory-invalid-at-unload': 51,
  'system-area-write-failure': 52,
  'system-area-read-failure': 53,
  'no-start-of-data': 54,
  'loading-failure': 55,
  'unrecoverable-unload-failure': 56,
  'automation-interface-failure': 57,
  'microcode-failure': 58,
  'worm-integrity-check-failed': 59,
  'worm-overwrite-attempted': 60,
};

const flagsOfLibraries: Readonly<Record<string, number>> = {
  'library-hardware-a': 1,
  'library-hardware-b': 2,
  'library-hardware-c': 3,
  'library-hardware-d': 4,
  'library-diagnostics-required': 5,
  'library-interface': 6,
  'predictive-failure': 7,
  'library-maintenance': 8,
  'library-humidity-limits': 9,
  'library-temperature-limits': 10,
  'library-voltage-limits': 11,
  'library-stray-tape': 12,
  'library-pick-retry': 13,
  'library-place-retry': 14,
  'library-load-retry': 15,
  'library-door': 16,
  'library-mailslot': 17,
  'library-magazine': 18,
  'library-security': 19,
  'library-security-mode': 20,
  'library-offline': 21,
  'library-drive-offline': 22,
  'library-scan-retry': 23,
  'library-inventory': 24,
  'library-illegal-operation': 25,
  'cooling-fan-failure': 27,
  'power-supply-failure': 28,
  'power-consumption': 29,
  'pass-through-mechanism-failure': 30,
  'cartridge-in-pass-through-mechanism': 31,
  'unreadable-bar-code-labels': 32,
};

const names: Readonly<Record<UnitHandle['kind'], Readonly<Record<string, number>>>> = { drive: flagsOfDrives, library: flagsOfLibraries };
const known = [...new Set([...Object.keys(flagsOfDrives), ...Object.keys(flagsOfLibraries)])];

/** A flag's number; of a name, the number that it has for each kind of device that has it. */
export type WrittenFlag = Partial<Record<UnitHandle['kind'], number>> & { readonly written: string | number };

export const tapeAlertWords = z.union([z.number(), z.string()]).transform((value, context): WrittenFlag => {
  if (typeof value === 'number') {
    if (Number.isInteger(value) && value >= 1 && value <= tapeAlertFlags) return { written: value, drive: value, library: value };
    complain(context, { message: `${value} is no TapeAlert flag`, hint: `they are numbered from 1 to ${tapeAlertFlags}.` });
    return z.NEVER;
  }
  const name = value.toLowerCase().replaceAll(' ', '-');
  if (!known.includes(name)) {
    complain(context, { message: `'${value}' is no TapeAlert flag`, hint: didYouMean(name, known) });
    return z.NEVER;
  }
  const numbers = Object.entries(names).flatMap(([kind, table]) => (name in table ? [[kind, table[name]!] as const] : []));
  return { written: value, ...Object.fromEntries(numbers) };
});
