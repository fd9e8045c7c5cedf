/** Another identity for a logical unit, as people write it: the strings of INQUIRY, the serial number, and whether VPD page 80h is there. */
import * as z from 'zod';
import { complain } from '../config/value.ts';
import type { Disguise } from '../scsi/identification.ts';
import type { Hands } from './hands.ts';
import type { UnitHandle } from './unit-handle.ts';

const printable = (length: number) =>
  z
    .string()
    .min(1)
    .max(length)
    .regex(/^[\x20-\x7e]*$/, 'must be printable ASCII');

/** The keys of an action's parameters; `notTwoSerialNumbers` belongs to them. */
export const identityWords = {
  vendor: printable(8).optional().describe('VENDOR IDENTIFICATION, at most 8 characters'),
  product: printable(16).optional().describe('PRODUCT IDENTIFICATION, at most 16 characters'),
  revision: printable(4).optional().describe('PRODUCT REVISION LEVEL, at most 4 characters'),
  serial: printable(32).optional().describe('the serial number; `new` for one like its own that no unit of the lab has'),
  serialOf: z.string().min(1).optional().describe('the serial number of this drive or library: two units have the same then'),
  serialPage: z.boolean().optional().describe('`false`: it has no VPD page 80h (Unit Serial Number)'),
};

type IdentityWords = z.output<z.ZodObject<typeof identityWords>>;

export const notTwoSerialNumbers = ({ serial, serialOf }: IdentityWords, context: z.core.$RefinementCtx): void => {
  if (serial !== undefined && serialOf !== undefined)
    complain(context, { message: 'names two serial numbers', hint: "leave out 'serial' or 'serialOf'." });
};

const unitSerialNumberPage = 0x80;

/** @throws UserError when `serialOf` names no unit */
export function disguiseOf({ vendor, product, revision, serialPage, ...words }: IdentityWords, unit: UnitHandle, hands: Hands): Disguise {
  const serialNumber = serialNumberOf(words, unit, hands);
  return {
    ...(vendor !== undefined && { vendorIdentification: vendor }),
    ...(product !== undefined && { productIdentification: product }),
    ...(revision !== undefined && { productRevisionLevel: revision }),
    ...(serialNumber !== undefined && { serialNumber }),
    ...(serialPage === false && { withoutPages: [unitSerialNumberPage] }),
  };
}

function serialNumberOf({ serial, serialOf }: Pick<IdentityWords, 'serial' | 'serialOf'>, unit: UnitHandle, hands: Hands) {
  if (serialOf !== undefined) return hands.units({ device: serialOf })[0]!.identity.serialNumber;
  if (serial !== 'new') return serial;
  const taken = new Set(hands.units({}).map(({ identity }) => identity.serialNumber));
  let next = unit.identity.serialNumber;
  while (taken.has(next)) next = successor(next);
  return next;
}

/** The last digit or letter counted up, with what it carries; anything else is left as it is. One that cannot be counted up gets longer. */
export function successor(serialNumber: string): string {
  const characters = [...serialNumber];
  for (let at = characters.length - 1; at >= 0; at--) {
    const character = characters[at]!;
    if (!/[0-9A-Za-z]/.test(character)) continue;
    const carries = character === '9' || character === 'Z' || character === 'z';
    characters[at] = carries ? { 9: '0', Z: 'A', z: 'a' }[character]! : String.fromCharCode(character.charCodeAt(0) + 1);
    if (!carries) return characters.join('');
  }
  return `${characters.join('')}0`;
}
