import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ChapChallenges } from '../../../src/iscsi/chap-challenges.ts';

describe('challenges', () => {
  test('are long, and never twice the same', () => {
    const challenges = new ChapChallenges(randomBytes);
    const made = Array.from({ length: 100 }, () => challenges.next());
    for (const { challenge, identifier } of made) {
      expect(challenge).toHaveLength(32);
      expect(identifier).toBeGreaterThanOrEqual(0);
      expect(identifier).toBeLessThanOrEqual(255);
    }
    expect(new Set(made.map(({ challenge }) => Buffer.from(challenge).toString('hex'))).size).toBe(100);
    expect(new Set(made.map(({ identifier }) => identifier)).size).toBeGreaterThan(1);
  });

  test('are known again by the node that made them, and by no other', () => {
    const [ours, theirs] = [new ChapChallenges(randomBytes), new ChapChallenges(randomBytes)];
    const { challenge } = ours.next();
    expect(ours.isOwn(challenge)).toBe(true);
    expect(theirs.isOwn(challenge)).toBe(false);
    expect(ours.isOwn(Uint8Array.from(challenge, (byte, index) => (index === 31 ? byte ^ 1 : byte)))).toBe(false);
    expect(ours.isOwn(challenge.subarray(1))).toBe(false);
    expect(ours.isOwn(randomBytes(32))).toBe(false);
  });
});
