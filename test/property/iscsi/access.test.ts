/** Access rules, held against a matcher that tries everything a `*` could stand for. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type AccessRule, ruleFor } from '../../../src/iscsi/access.ts';

function stands(pattern: string, name: string): boolean {
  if (pattern === '') return name === '';
  const [first, rest] = [pattern[0], pattern.slice(1)];
  if (first === '*') return Array.from({ length: name.length + 1 }, (_, taken) => stands(rest, name.slice(taken))).some(Boolean);
  return name !== '' && (first === '?' || first!.toLowerCase() === name[0]) && stands(rest, name.slice(1));
}

const name = fc.string({ unit: fc.constantFrom('a', 'b', '.', ':'), maxLength: 8 });
const pattern = fc.string({ unit: fc.constantFrom('a', 'B', '.', ':', '*', '*', '?'), maxLength: 6 });
const address = fc.constantFrom('192.0.2.1', '192.0.2.2', '2001:db8::1');
const rule = fc.record(
  {
    initiators: fc.array(pattern, { maxLength: 3 }),
    includesAddress: fc.array(address, { maxLength: 2 }).map((those: string[]) => (given: string) => those.includes(given)),
  },
  { requiredKeys: [] },
);

describe('access rules', () => {
  test.prop([pattern, name], { numRuns: 3000 })('let in the names that a pattern stands for', (wanted, given) => {
    expect(ruleFor([{ initiators: [wanted] }], given, '') !== undefined).toBe(stands(wanted, given));
  });

  test.prop([fc.array(rule, { maxLength: 5 }), name, address], { numRuns: 1000 })('decide by the first that fits', (rules, given, from) => {
    let expected: AccessRule | undefined;
    for (const candidate of [...rules].reverse()) {
      const named = candidate.initiators === undefined || candidate.initiators.some((each) => stands(each, given));
      if (named && (candidate.includesAddress === undefined || candidate.includesAddress(from))) expected = candidate;
    }
    expect(ruleFor(rules, given, from)).toBe(expected);
  });
});
