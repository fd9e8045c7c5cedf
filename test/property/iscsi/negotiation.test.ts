/** Negotiation holds for any text, and for any two values that the sides may bring. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type KeyName, type KeyValue, keyTable } from '../../../src/iscsi/key-table.ts';
import { beginNegotiation, negotiate, resultOf } from '../../../src/iscsi/negotiation.ts';
import { operationalParameters, ownValuesFor } from '../../../src/iscsi/operational-parameters.ts';

const keyNames = Object.keys(keyTable) as KeyName[];
const negotiated = keyNames.filter((key) => keyTable[key].value.kind === 'boolean' || keyTable[key].value.kind === 'numerical');

const admissible = (value: KeyValue): fc.Arbitrary<string> =>
  value.kind === 'numerical' || value.kind === 'number-declaration'
    ? fc.integer({ min: value.range[0], max: value.range[1] }).map(String)
    : fc.constantFrom('Yes', 'No');
const keyAndValues = fc
  .constantFrom(...negotiated)
  .chain((key) => fc.tuple(fc.constant(key), admissible(keyTable[key].value), admissible(keyTable[key].value)));

const anyPair = fc.tuple(
  fc.oneof(fc.constantFrom(...keyNames), fc.string({ unit: 'binary', minLength: 1, maxLength: 63 })),
  fc.oneof(
    fc.constantFrom('Yes', 'No', 'None', 'CRC32C,None', 'Reject', 'Irrelevant', 'NotUnderstood', 'All', '', '0x200', '512~1024'),
    fc.integer().map(String),
    fc.string({ unit: 'binary' }),
  ),
);
const circumstances = fc.record({
  stage: fc.constantFrom('security' as const, 'operational' as const, 'full-feature' as const),
  sessionType: fc.constantFrom('normal' as const, 'discovery' as const),
  own: fc.constant(ownValuesFor(65_536, { time2WaitSeconds: 1, time2RetainSeconds: 30 })),
});

describe('negotiation', () => {
  test.prop([keyAndValues])('comes to the same whichever side computes it', ([key, a, b]) => {
    const { value } = keyTable[key];
    const result = resultOf(value, a, b);
    expect(result).toBe(resultOf(value, b, a));
    expect([a, b]).toContain(result);
  });

  test.prop([keyAndValues])('settles what both sides can then offer again without a change', ([key, a, b]) => {
    const { value } = keyTable[key];
    const result = resultOf(value, a, b)!;
    expect(resultOf(value, result, b)).toBe(result);
    expect(resultOf(value, a, result)).toBe(result);
  });

  test.prop([fc.shuffledSubarray(['None', 'CRC32C', 'X-org.example'], { minLength: 1 })])(
    'a list settles on its first supported value',
    (offered) => {
      const expected = offered.filter((value) => value !== 'X-org.example')[0];
      expect(resultOf(keyTable.HeaderDigest.value, offered.join(','), 'None')).toBe(expected);
    },
  );

  test.prop([fc.array(anyPair, { maxLength: 40 }), circumstances], { numRuns: 1000 })(
    'never throws, and settles nothing but values in range',
    (pairs, where) => {
      const step = negotiate(pairs, beginNegotiation(), where);
      if ('failure' in step) return;
      for (const [key, settled] of step.state.values) {
        const { value } = keyTable[key];
        if (value.kind === 'numerical' || value.kind === 'number-declaration') {
          expect(Number(settled)).toBeGreaterThanOrEqual(value.range[0]);
          expect(Number(settled)).toBeLessThanOrEqual(value.range[1]);
        } else if (value.kind === 'boolean') expect(['Yes', 'No']).toContain(settled);
        else if (value.kind === 'list') expect(value.supported).toContain(settled);
      }
      const parameters = operationalParameters(step.state.values);
      expect(parameters.firstBurstLength).toBeLessThanOrEqual(parameters.maximumBurstLength);
      expect(parameters.maximumSendDataSegmentLength).toBeGreaterThanOrEqual(512);
    },
  );

  test.prop([fc.array(anyPair, { maxLength: 40 }), circumstances], { numRuns: 500 })(
    'answers every offer that is not itself an answer exactly once',
    (pairs, where) => {
      const step = negotiate(pairs, beginNegotiation(), where);
      if ('failure' in step) return;
      const offers = pairs.filter(([, value]) => !['Reject', 'Irrelevant', 'NotUnderstood'].includes(value));
      const answered = [...step.replies, ...step.requests, ...step.authentication].map(([key]) => key);
      const declared = offers.filter(([key]) => step.state.values.has(key as KeyName) && !answered.includes(key));
      for (const [key] of declared) expect(keyTable[key as KeyName].value.kind).toMatch(/declaration$/);
      expect(answered.length + declared.length).toBe(offers.length);
    },
  );
});
