/**
 * Whatever goes wrong on the way to a library, at whatever moment of a backup or a restore, and for however long: a backup program on a simulated Windows
 * comes to an end with all that it began, what it calls completed comes back byte for byte, and devices have the names that the rules give them.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { play, situation, stage } from './outages.ts';

/** All evenings have an end by then, whatever has become of them. */
const limitMs = 24 * 3_600_000;

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
beforeAll(() => void process.on('unhandledRejection', note));
afterAll(() => void process.off('unhandledRejection', note));

test('any outage at any moment', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(situation, async (one) => {
      await stage.clock.run(play(one), limitMs);
      expect(unhandled).toEqual([]);
    }),
    { numRuns: 16 },
  );
});
