/**
 * `npm run fuzz -- --count N --seed S`: throws N PDUs at a live target in every state. Exit 0 when it stood them, 1 with what it did not stand.
 *
 *     --from K         begins at PDU K of the same run: a conversation's PDUs are the same with whatever they are thrown
 *     --state FILE     remembers in FILE how far the run is, and goes on there
 *     --replay FILE    has one conversation of the corpus again, and nothing else
 *     --target DIR     fires at the tapelab that was built in DIR
 *     --parallel P     conversations at once
 */
import { parseArgs } from 'node:util';
import { Campaign } from './campaign.ts';
import { conversationPdus } from './conversation.ts';
import { readEntry } from './corpus.ts';
import { isolate } from './isolate.ts';
import { progressLine, summary } from './report.ts';
import { StateFile } from './state-file.ts';
import type { Tally } from './tally.ts';

const betweenLinesMs = 5000;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    state: { type: 'string' },
    replay: { type: 'string' },
    target: { type: 'string' },
    parallel: { type: 'string', default: '12' },
  },
});

function whole(name: 'count' | 'seed' | 'from' | 'parallel'): number {
  const number = Number(values[name]);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  console.error(`--${name} ${values[name]} is no whole number.`);
  process.exit(2);
}

const seed = whole('seed');
const first = Math.floor(whole('from') / conversationPdus) * conversationPdus;
const end = values.replay === undefined ? first + whole('count') : first;
const stateFile = values.state === undefined ? undefined : await StateFile.open(values.state, { seed, from: first, to: end });
/** PDUs thrown before a break. */
const before = stateFile?.tally.pdus ?? 0;
const began = performance.now();
let said = began;

const { finding, tally } = await Campaign.run({
  seed,
  from: stateFile?.done ?? first,
  to: end,
  parallel: whole('parallel'),
  ...(stateFile && { tally: stateFile.tally }),
  ...(values.target !== undefined && { root: values.target }),
  ...(values.replay !== undefined && { corpus: [await readEntry(values.replay)] }),
  progress: (done: number, counted: Tally) => {
    if (performance.now() - said < betweenLinesMs) return;
    said = performance.now();
    console.log(progressLine(counted, { first, end, done, perSecond: (1000 * (counted.pdus - before)) / (said - began) }));
    stateFile?.save(done, counted);
  },
});

if (finding === undefined) stateFile?.save(end, tally);
console.log(summary(tally, before, (performance.now() - began) / 1000));
if (finding !== undefined) {
  console.error(`\nFound: ${finding.problem}\n`);
  for (const line of await isolate(finding, { seed, ...(values.target !== undefined && { root: values.target }) })) console.error(line);
}
process.exit(finding === undefined ? 0 : 1);
