import { expect, it } from 'vitest';
import { namePattern } from '../../../src/foundation/name-pattern.ts';

it.each([
  ['dds', 'DDS', true],
  ['dds', 'dds0', false],
  ['d*', 'dds0', true],
  ['*:host', 'iqn.1993-08.org:host', true],
  ['iqn.1*', 'iqnx1', false],
  ['a+(b)*', 'a+(b)', true],
])('%s, %s: %s', (pattern, name, expected) => {
  expect(namePattern(pattern).test(name)).toBe(expected);
});
