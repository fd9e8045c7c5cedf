/** TEST UNIT READY, one at a time: what a command costs that moves nothing. */
import { type Figure, goalAtLeast, type Measurement } from './figure.ts';
import { alternate, compare } from './pairs.ts';
import { compileTapeLoad, tapeLoad } from './tape-load.ts';
import { withTargets } from './targets.ts';

const counts = { whole: 20_000, short: 4_000 };

export const roundTrips: Measurement = {
  title: 'Round trips',
  measure: async function* ({ form, pairs }, folder) {
    const program = await compileTapeLoad();
    yield* withTargets(folder, async function* (targets): AsyncGenerator<Figure> {
      const samples = await alternate(
        pairs,
        targets.map((target) => async () => {
          const [step] = await tapeLoad(program, target.url, `tur:${counts[form]}`);
          return counts[form] / step!.seconds;
        }),
      );
      const subjects = Object.fromEntries(targets.map((target, index) => [target.name, samples[index]!]));
      yield compare({ name: 'TEST UNIT READY round trips', against: 'tgt', goal: goalAtLeast(0.8, 0.65) }, subjects, '/s');
    });
  },
};
