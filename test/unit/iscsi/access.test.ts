import { describe, expect, test } from 'vitest';
import { type AccessRule, everybody, ruleFor } from '../../../src/iscsi/access.ts';

const name = 'iqn.1993-08.org.debian:01:abc';

describe('a name fits', () => {
  test.each([
    [name, true],
    [name.toUpperCase(), true],
    ['*', true],
    ['**', true],
    ['iqn.*', true],
    ['*:abc', true],
    ['iqn.1993-08.org.debian:01:*', true],
    ['iqn.1993-08.org.debian:01:abc*', true],
    ['iqn.1993-08.org.debian:01:???', true],
    ['*debian*a?c', true],
    ['iqn.1993-08.org.debian:01:ab', false],
    ['iqn.1993-08.org.debian:01:abcd', false],
    ['iqn.1993-08.org.debian:01:??', false],
    ['iqn.1993-08.org.debian:01:abc?', false],
    ['iqn.1993-08-org.debian:01:abc', false],
    ['*debian*ac', false],
    ['.+', false],
    ['', false],
  ])('%s: %s', (pattern, fits) => {
    expect(ruleFor([{ initiators: [pattern] }], name, '192.0.2.1') !== undefined).toBe(fits);
  });

  test('one character of any script', () => {
    expect(ruleFor([{ initiators: ['iqn.2026-11.local:?'] }], 'iqn.2026-11.local:𐍈', '')).toBeDefined();
  });

  test('or not, in no time that the name could stretch', () => {
    const initiators = [`${'*a'.repeat(60)}*b`];
    expect(ruleFor([{ initiators }], `iqn.2026-11.local:${'a'.repeat(205)}`, '')).toBeUndefined();
  });
});

describe('the rule that decides', () => {
  const nearby: AccessRule = { includesAddress: (address) => address.startsWith('192.0.2.') };
  const debian: AccessRule = { initiators: ['iqn.1993-08.org.debian:*'] };
  const both: AccessRule = { ...nearby, ...debian };

  test('is the first that fits name and address', () => {
    expect(ruleFor([both, debian, nearby], name, '192.0.2.1')).toBe(both);
    expect(ruleFor([both, debian, nearby], name, '198.51.100.1')).toBe(debian);
    expect(ruleFor([both, debian, nearby], 'iqn.2026-11.local:x', '192.0.2.1')).toBe(nearby);
    expect(ruleFor([both, debian, nearby], 'iqn.2026-11.local:x', '198.51.100.1')).toBeUndefined();
  });

  test('is none where there are none, and some rule for everybody', () => {
    expect(ruleFor([], name, '192.0.2.1')).toBeUndefined();
    expect(ruleFor(everybody, name, '192.0.2.1')).toBe(everybody[0]);
    expect(ruleFor([{ initiators: [] }], name, '192.0.2.1')).toBeUndefined();
  });
});
