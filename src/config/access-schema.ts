/**
 * Who may come in: the lists of access, and the names and secrets of CHAP (RFC 7143 §9.2.1, §12.1.3).
 *
 *     access:
 *       - initiators: ["iqn.1993-08.org.debian:01:*"]
 *         addresses: [192.0.2.0/24, "::1"]
 *         luns: [0]
 *         chap: { name: host1, secretFile: secrets/host1 }
 *     chap: { name: tape, secretFile: secrets/tape }
 *
 * A secret is a `Secret` from here on, and no complaint tells it.
 */
import * as z from 'zod';
import { parseAddressRange } from '../foundation/address-range.ts';
import { Secret } from '../foundation/secret.ts';
import type { Surroundings } from './surroundings.ts';
import { complain, oneOrMore, parsed, text, wholeNumber } from './value.ts';

/** 96 bits (§9.2.1); what CHAP can carry. */
const secretBytes = { least: 12, most: 255 } as const;
/** That of an iSCSI name, which it is unless given. */
const longestName = 223;

/** A LUN mask's entries. */
const lun = wholeNumber({ least: 0, most: 16_383, why: 'LUNs go no further' });

const initiator = (problemOf: Surroundings['iscsiNameProblem']) =>
  text((pattern) => {
    const problem = /[*?]/.test(pattern) ? patternProblem(pattern) : problemOf(pattern);
    if (problem !== undefined)
      return {
        message: `'${pattern}' ${problem}.`,
        hint: 'write it like iqn.1993-08.org.debian:01:5dc3a4f9c9 or iqn.1993-08.org.debian:*.',
      };
    if (pattern === pattern.toLowerCase()) return undefined;
    return { message: `'${pattern}' has capital letters.`, hint: `write ${pattern.toLowerCase()}: names are compared in lower case.` };
  });

/** A pattern that no iSCSI name can fit (§4.2.7) is a slip of the keyboard. */
function patternProblem(pattern: string): string | undefined {
  const normal = pattern.toLowerCase();
  const literal = /^[^*?]*/.exec(normal)![0];
  if (Buffer.byteLength(normal) > longestName) return `is longer than ${longestName} bytes`;
  if (/(?![-.:*?a-z0-9])[\p{ASCII}\s]/u.test(normal)) return 'has a character other than letters, digits, "-", ".", ":", "*" and "?"';
  if (['iqn.', 'eui.', 'naa.'].some((form) => form.startsWith(literal) || literal.startsWith(form))) return undefined;
  return 'fits no iSCSI name: they begin with "iqn.", "eui." or "naa."';
}

/** Not told what it is when it is no text: it would be told in a hint. */
const secret = z.unknown().transform((value, context) => {
  if (typeof value === 'string') return Secret.ofText(value);
  complain(context, { message: 'must be text', hint: 'put it in quotes.' });
  return z.NEVER;
});

const sound = (value: Secret, context: z.core.$RefinementCtx): void => {
  if (value.length >= secretBytes.least && value.length <= secretBytes.most) return;
  const message =
    value.length > secretBytes.most
      ? `This secret is too long: CHAP takes ${secretBytes.most} bytes.`
      : `This secret is too short: CHAP asks for at least ${secretBytes.least} bytes (RFC 7143 §9.2.1).`;
  complain(context, { message, hint: 'Windows takes 12 to 16 characters, the others more.' });
};

/** A name and a secret, which stands here or in a file. */
const credential = ({ secretIn }: Surroundings) => ({
  name: text((name) =>
    name.length > 0 && Buffer.byteLength(name) <= longestName
      ? undefined
      : { message: `must have 1 to ${longestName} bytes`, hint: 'leave it out for the iSCSI name.' },
  ).optional(),
  secret: secret.superRefine(sound).optional(),
  secretFile: parsed(secretIn).superRefine(sound).optional(),
});

function withOneSecret<Written extends { secret?: Secret | undefined; secretFile?: Secret | undefined }>(
  { secret, secretFile, ...rest }: Written,
  context: z.core.$RefinementCtx,
) {
  const found = secret ?? secretFile;
  if (found !== undefined && (secret === undefined || secretFile === undefined))
    return { ...rest, secret: found, isInFile: secretFile !== undefined };
  const hint = "give 'secret' or 'secretFile'.";
  complain(context, found === undefined ? { message: 'lacks a secret', hint, secondary: true } : { message: 'has two secrets', hint });
  return z.NEVER;
}

/** What the target, or discovery, proves itself by. */
export const ownCredential = (surroundings: Surroundings) => z.strictObject(credential(surroundings)).transform(withOneSecret);

/** What an initiator has to prove itself by; optional: one that does not offer CHAP is let in too. */
const demand = (surroundings: Surroundings) =>
  z.strictObject({ ...credential(surroundings), optional: z.boolean().optional() }).transform(withOneSecret);

const rule = (surroundings: Surroundings) => ({
  initiators: oneOrMore(initiator(surroundings.iscsiNameProblem)).optional(),
  addresses: oneOrMore(parsed(parseAddressRange)).optional(),
  chap: demand(surroundings).optional(),
});

/** In order: the first rule that fits an initiator's name and address decides. Nobody else gets in. */
export const targetAccess = (surroundings: Surroundings) =>
  z.array(z.strictObject({ ...rule(surroundings), luns: oneOrMore(lun).optional() }));
export const discoveryAccess = (surroundings: Surroundings) => z.array(z.strictObject(rule(surroundings)));

export type AccessRuleConfiguration = z.output<ReturnType<typeof targetAccess>>[number];
export type CredentialConfiguration = z.output<ReturnType<typeof ownCredential>>;
