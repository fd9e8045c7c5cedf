/** A short run of the fuzzer, the same every time; `npm run fuzz` makes longer ones. */
import { describe, expect, it } from 'vitest';
import { Campaign } from './campaign.ts';
import { states } from './states.ts';

const pdus = 12_000;
const boundMs = 240_000;

describe('the target under fire', () => {
  it(
    `stands the corpus and ${pdus} PDUs in every state`,
    async () => {
      const { finding, tally } = await Campaign.run({ seed: 7143, from: 0, to: pdus, patient: false });
      expect(finding?.problem).toBeUndefined();
      expect(tally.pdus).toBeGreaterThanOrEqual(pdus);
      expect(tally.canaryAnswers).toBeGreaterThan(0);
      expect(states.filter(({ name }) => tally.states[name]?.reached === 0).map(({ name }) => name)).toEqual([]);
    },
    boundMs,
  );
});
