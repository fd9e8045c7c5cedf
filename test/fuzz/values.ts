/** Numbers in which mistakes live: the ends of every width, the powers of two and their neighbours, and what is near a number that means something. */
import type { Dice } from './dice.ts';

const steps = [-2, -1, 0, 1, 2] as const;

/** A number of so many bits; `known` are numbers that mean something where it stands. */
export function numberOf(dice: Dice, bits: number, known: readonly number[] = []): number {
  const size = 2 ** bits;
  const within = (value: number): number => ((value % size) + size) % size;
  switch (dice.below(known.length > 0 ? 6 : 4)) {
    case 0:
      return within(2 ** dice.between(0, bits) + dice.of(steps));
    case 1:
      return dice.between(0, Math.min(16, size - 1));
    case 2:
      return within(-dice.between(1, 16));
    case 3:
      return dice.below(size);
    default:
      return within(dice.of(known) + (dice.chance(0.5) ? 0 : dice.of(steps) * 2 ** dice.below(bits)));
  }
}

/** A length that is more often short, for long ones cost time and rarely find more. */
export function lengthOf(dice: Dice, most: number): number {
  const bound = 2 ** dice.between(0, Math.ceil(Math.log2(most + 1)));
  const length = dice.chance(0.3) ? bound + dice.of(steps) : dice.below(bound + 1);
  const whole = dice.chance(0.5) ? length & ~3 : length;
  return Math.min(most, Math.max(0, whole));
}
