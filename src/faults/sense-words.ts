/** Sense as people write it: `MEDIUM ERROR / WRITE ERROR`, `3/0C/00`, or a mixture of words and numbers. */
import * as z from 'zod';
import { complain, type Fault } from '../config/value.ts';
import { didYouMean } from '../foundation/did-you-mean.ts';
import { type AdditionalSense, additionalSenseName, everyAdditionalSense, findAdditionalSense } from '../scsi/additional-sense.ts';
import { type SenseKey, senseKeyName } from '../scsi/sense.ts';

export interface WrittenSense {
  readonly key: SenseKey;
  readonly additional: AdditionalSense;
}

const keys = Array.from({ length: 16 }, (_, key) => key);

/** `3/0C/00`, `MEDIUM ERROR / WRITE ERROR`. */
export const senseWords = z.string().transform((text, context): WrittenSense => {
  const [keyText = '', ...rest] = text.split('/').map((part) => part.trim());
  const key = /^[0-9a-f]h?$/i.test(keyText)
    ? Number.parseInt(keyText, 16)
    : keys.find((one) => senseKeyName(one) === keyText.toUpperCase());
  if (key === undefined) {
    complain(context, { message: `'${keyText}' is no sense key`, hint: didYouMean(keyText.toUpperCase(), keys.map(senseKeyName)) });
    return z.NEVER;
  }
  const additional = additionalSenseOf(rest, 'write it like MEDIUM ERROR / WRITE ERROR or 3/0C/00.');
  if ('asc' in additional) return { key: key as SenseKey, additional };
  complain(context, additional);
  return z.NEVER;
});

/** `29/00`, `POWER ON, RESET, OR BUS DEVICE RESET OCCURRED`: of a unit attention, whose sense key goes without saying. */
export const additionalSenseWords = z.string().transform((text, context): AdditionalSense => {
  const additional = additionalSenseOf(
    text.split('/').map((part) => part.trim()),
    'write it like NOT READY TO READY CHANGE, MEDIUM MAY HAVE CHANGED or 28/00.',
  );
  if ('asc' in additional) return additional;
  complain(context, additional);
  return z.NEVER;
});

/** Any two numbers are a code, whether or not T10 has given it a meaning: vendors have their own. */
function additionalSenseOf(parts: readonly string[], example: string): AdditionalSense | Fault {
  const numbers = parts.map((part) => (/^[0-9a-f]{1,2}h?$/i.test(part) ? Number.parseInt(part, 16) : Number.NaN));
  const [asc, ascq] = numbers;
  if (numbers.length === 2 && numbers.every((number) => !Number.isNaN(number)))
    return findAdditionalSense(asc!, ascq!) ?? { asc: asc!, ascq: ascq!, name: additionalSenseName(asc!, ascq!) };
  const name = parts.join('/').toUpperCase();
  const named = everyAdditionalSense.find((one) => one.name.toUpperCase() === name);
  if (named !== undefined) return named;
  const names = everyAdditionalSense.map((one) => one.name);
  return { message: `'${name}' is no additional sense code`, hint: name === '' ? example : (didYouMean(name, names) ?? example) };
}
