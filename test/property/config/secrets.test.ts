/** However wrong a configuration is, what is said of it holds no part of a secret; and however it is written down, it holds none either. */
import { format, inspect } from 'node:util';
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { UserError } from '../../../src/foundation/user-error.ts';
import { parse, target, whole } from '../../unit/config/configuration.ts';

/** Ways to write a secret, right and wrong. */
const spellings: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => `"${secret}"`,
  (secret) => JSON.stringify(secret),
  (secret) => `'${secret}'`,
  (secret) => `'${secret}`,
  (secret) => `"${secret}`,
  (secret) => `"\\${secret}"`,
  (secret) => `!${secret}`,
  (secret) => `!!${secret} x`,
  (secret) => `*${secret}`,
  (secret) => `&${secret} [`,
  (secret) => `[${secret}]`,
  (secret) => `{ ${secret} }`,
  (secret) => `{ key: ${secret} }`,
  (secret) => `|${secret}`,
  (secret) => `${secret}: ${secret}`,
];
/** Places to put it, right and wrong. */
const places: readonly ((secret: string) => string)[] = [
  (secret) => `    access: [{ chap: { secret: ${secret} } }]`,
  (secret) => `    access: [{ chap: { secret:${secret} } }]`,
  (secret) => `    access: [{ chap: { secret ${secret} } }]`,
  (secret) => `    access: [{ chap: { ${secret} } }]`,
  (secret) => `    access: [{ chap: { ${secret}: 1 } }]`,
  (secret) => `    access: [{ chap: ${secret} }]`,
  (secret) => `    access: [{ secret: ${secret} }]`,
  (secret) => `    access: [{ secret=${secret} }]`,
  (secret) => `    access: [${secret}]`,
  (secret) => `    access: ${secret}`,
  (secret) => `    access:\n      - chap:\n          secret: ${secret}`,
  (secret) => `    access:\n      - chap:\n          secret:${secret}`,
  (secret) => `    access:\n      - chap:\n          name: x\n          secret:${secret}`,
  (secret) => `    access:\n      - chap:\n          name: x\n         secret: ${secret}`,
  (secret) => `    access:\n      - chap:\n\t  secret: ${secret}`,
  (secret) => `    access:\n      - chap:\n          secret: ${secret}\n          secret: ${secret}`,
  (secret) => `    access:\n      - chap: { secret: ${secret}, secretFile: f }`,
  (secret) => `    access:\n      - chap: { secret: ${secret}, optional: maybe }`,
  (secret) => `    access: [{ chap: { secret: ${secret} } }]\n    chap: { secret: ${secret} }`,
  (secret) => `    chap: { secret: ${secret} }`,
  (secret) => `discovery: { chap: { secret: ${secret} } }`,
  (secret) => `discovery: { access: [{ chap: { password: ${secret} } }] }`,
  (secret) => `discovery: ${secret}`,
];

/** Of characters that YAML has a use for, and of others. */
const secret = fc.string({
  unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-_.,:;#!&*?|>%@`"\'{}[]()/\\+=~^$ ä€'.split('')),
  minLength: 8,
  maxLength: 24,
});
/** No word of ours has so much in common with one. */
const tellingLength = 6;
const partsOf = (secret: string): string[] =>
  Array.from({ length: secret.length - tellingLength + 1 }, (_, start) => secret.slice(start, start + tellingLength)).filter((part) =>
    /\S{6}/.test(part),
  );

describe('a secret', () => {
  property.prop([secret, fc.constantFrom(...spellings), fc.constantFrom(...places)], { numRuns: 1500 })(
    'is in no complaint about the configuration it stands in',
    (value, spell, put) => {
      try {
        parse(`${whole}${put(spell(value))}\n`);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        // Of the stack without its places: those are words of ours, and long ones.
        const stack = error.stack?.replace(/^ +at .*$/gm, '');
        const said = [error.message, error.hint, stack, inspect(error.cause), JSON.stringify(error)].join('\n');
        for (const part of partsOf(value)) expect(said).not.toContain(part);
      }
    },
  );

  property.prop([secret.filter((value) => value.length >= 12)], { numRuns: 100 })(
    'is not written with the rest of a configuration',
    (value) => {
      const { configuration } = parse(`${whole}    access: [{ chap: { secret: ${JSON.stringify(value)} } }]\n`);
      const credential = configuration.targets[target]!.access![0]!.chap!;
      expect(Buffer.from(credential.secret.reveal()).toString()).toBe(value);
      const written = [
        inspect(configuration, { depth: null, showHidden: true }),
        JSON.stringify(configuration),
        format('%o', configuration),
      ].join('\n');
      expect(written).toContain('(secret)');
      for (const part of partsOf(value)) expect(written).not.toContain(part);
    },
  );
});
