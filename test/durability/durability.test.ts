/** A few kills, by the same seed every time; `npm run durability` does many. */
import { describe, expect, it } from 'vitest';
import { runCampaign } from './campaign.ts';
import { TapeRecord } from './tape-record.ts';

const kills = 8;
const boundMs = 240_000;

describe('what may be on a tape', () => {
  const record = (): TapeRecord => {
    const tape = new TapeRecord();
    tape.synchronised(tape.write(['a', 'b', 'c']));
    tape.write(['d', 'e']);
    tape.move(1);
    tape.write(['x', 'y']);
    return tape;
  };

  it.each([['abc'], ['abcd'], ['abcde'], ['a'], ['ax'], ['axy']])(
    '%s: what is safe, and a beginning of what was sent after it',
    (found) => {
      expect(record().problem([...found])).toBeUndefined();
    },
  );

  it.each([
    ['ab', 'object 2 is not there, and c was synchronised (3 objects are safe)'],
    ['', 'object 0 is not there, and a was synchronised (3 objects are safe)'],
    ['abd', 'object 2 is d, and c was synchronised (3 objects are safe)'],
    ['abce', 'object 3 is e, and d was written (3 objects are safe)'],
    ['abcdef', 'object 5 is f, and nothing was written (3 objects are safe)'],
    ['axc', 'object 2 is c, and y was written (3 objects are safe)'],
    ['axyde', 'object 3 is d, and nothing was written (3 objects are safe)'],
  ])('never %s', (found, problem) => {
    expect(record().problem([...found])).toBe(problem);
  });

  it('is one thing only when the last command has synchronised', () => {
    const tape = record();
    tape.synchronised(tape.move(0));
    expect(tape.problem([...'axy'])).toBeUndefined();
    expect(tape.problem([...'abcde'])).toBe('object 1 is b, and x was synchronised (3 objects are safe)');
  });
});

describe('the target, killed at work', () => {
  it(
    `has on its tapes what it owes, ${kills} times in a row`,
    async () => {
      const { tally, problem } = await runCampaign({ kills, seed: 889_330 });
      expect(problem).toBeUndefined();
      expect(tally).toMatchObject({ kills });
      expect(Math.min(tally.answers, tally.synchronised, tally.objects)).toBeGreaterThan(0);
    },
    boundMs,
  );
});
