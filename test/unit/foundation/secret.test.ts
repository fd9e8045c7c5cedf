import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../src/foundation/secret.ts';

const text = 'twelve or more';
const secret = Secret.ofText(text);

describe('a secret', () => {
  it.each([
    ['as text', () => `${secret}`],
    ['joined to text', () => `it is ${String(secret)}`],
    ['as JSON', () => JSON.stringify({ secret })],
    ['inspected', () => inspect({ secret }, { depth: null, showHidden: true })],
    ['formatted', () => format('%s %o %j', secret, secret, secret)],
  ])('is not told %s', (_, tell) => {
    expect(tell()).toContain('(secret)');
    for (const form of [text, Buffer.from(text).toString('hex'), Buffer.from(text).toString('base64')]) expect(tell()).not.toContain(form);
  });

  it('has nothing to be listed or copied', () => {
    expect(Object.keys(secret)).toEqual([]);
    expect({ ...secret }).toEqual({});
  });

  it('is revealed when asked, as it was given', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const given = new Secret(bytes);
    bytes[0] = 9;
    expect(given.reveal()).toEqual(Uint8Array.of(1, 2, 3));
    expect([given.length, Secret.ofText('ä').length]).toEqual([3, 2]);
  });

  it.each([
    ['twelve or more', true],
    ['twelve or moRe', false],
    ['twelve or more ', false],
    ['', false],
  ])('equals %j: %s', (other, expected) => expect(secret.equals(Secret.ofText(other))).toBe(expected));
});
