/**
 * `npm run durability -- --kills N --seed S`: kills a target under load N times, and finds on its tapes what it owes. Exit 0 when it was all there, 1 with
 * what was not.
 *
 *     --drives D    that are worked at once
 */
import { parseArgs } from 'node:util';
import { runCampaign, type Tally } from './campaign.ts';

const killsBetweenLines = 10;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    drives: { type: 'string', default: '3' },
  },
});

function whole(name: 'kills' | 'seed' | 'drives', most: number): number {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number > 0 && number <= most) return number;
  console.error(`--${name} ${values[name]} is no whole number from 1 to ${most}.`);
  process.exit(2);
}

const kills = whole('kills', 1_000_000);
const seed = whole('seed', 2 ** 32 - 1);
const account = ({ kills: done, answers, synchronised, objects }: Tally): string =>
  `${done} kills, ${answers} commands answered under load (${synchronised} of them synchronise), ${objects} objects read back`;

const { tally, problem } = await runCampaign({
  kills,
  seed,
  drives: whole('drives', 9),
  progress: (counted) => {
    if (counted.kills % killsBetweenLines === 0 && counted.kills < kills) console.log(account(counted));
  },
});
console.log(`${account(tally)}: ${problem === undefined ? 'everything was there that had to be, and nothing else' : 'FAILED'}`);
if (problem !== undefined) console.error(problem);
process.exitCode = problem === undefined ? 0 : 1;
