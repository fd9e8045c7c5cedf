/** Sense as people write it: `MEDIUM ERROR / WRITE ERROR`, `3/0C/00`, or a mixture of words and numbers. */
import { z } from 'zod';
import { complain } from '../config/value.ts';
import { didYouMean } from '../foundation/did-you-mean.ts';
import { type AdditionalSense, additionalSense, additionalSenseName } from '../scsi/additional-sense.ts';
import { type SenseKey, senseKeyName } from '../scsi/sense.ts';

export interface WrittenSense {
  readonly key: SenseKey;
  readonly additional: AdditionalSense;
}

const keys = Array.from({ length: 16 }, (_, key) => key);
const additionals: readonly AdditionalSense[] = Object.values(additionalSense);

export const senseWords = z.string().transform((text, context): WrittenSense => {
  const parts = text.split('/').map((part) => part.trim());
  const [keyText = '', first = '', second] = parts;
  const key = /^[0-9a-f]h?$/i.test(keyText)
    ? Number.parseInt(keyText, 16)
    : keys.find((one) => senseKeyName(one) === keyText.toUpperCase());
  if (key === undefined) {
    complain(context, { message: `'${keyText}' is no sense key`, hint: didYouMean(keyText.toUpperCase(), keys.map(senseKeyName)) });
    return z.NEVER;
  }
  const numbers = second !== undefined && /^[0-9a-f]{1,2}h?$/i.test(first) && /^[0-9a-f]{1,2}h?$/i.test(second);
  if (numbers) {
    const [asc, ascq] = [Number.parseInt(first, 16), Number.parseInt(second, 16)];
    return { key: key as SenseKey, additional: { asc, ascq, name: additionalSenseName(asc, ascq) } };
  }
  const name = parts.slice(1).join('/').toUpperCase();
  const named = additionals.find((one) => one.name === name);
  if (named !== undefined) return { key: key as SenseKey, additional: named };
  const hint =
    name === ''
      ? 'write it like MEDIUM ERROR / WRITE ERROR or 3/0C/00.'
      : didYouMean(
          name,
          additionals.map((one) => one.name),
        );
  complain(context, { message: `'${name}' is no additional sense code`, hint });
  return z.NEVER;
});
