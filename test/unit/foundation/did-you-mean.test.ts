import { describe, expect, it } from 'vitest';
import { didYouMean, distance } from '../../../src/foundation/did-you-mean.ts';

describe('did you mean', () => {
  it.each([
    ['', '', 0],
    ['listen', 'listen', 0],
    ['lsiten', 'listen', 1],
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
  ])('counts the steps from %s to %s', (a, b, steps) => expect(distance(a, b)).toBe(steps));

  it('names the nearest word', () => expect(didYouMean('modle', ['serial', 'model', 'cartridge'])).toBe("did you mean 'model'?"));
  it('names all when none is near', () => expect(didYouMean('colour', ['serial', 'model'])).toBe('known are serial, model.'));
  it('has nothing to say where nothing is known', () => expect(didYouMean('colour', [])).toBeUndefined());
});
