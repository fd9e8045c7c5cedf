/** Has a conversation of the corpus again with a target, as it is written down. */
import { awaitedBy, bytesOf, type Entry } from './corpus.ts';
import { Dice } from './dice.ts';
import { endings, type Ward } from './endings.ts';
import { type Address, Peer } from './peer.ts';
import { enter, states } from './states.ts';
import type { Tally } from './tally.ts';
import { patienceMs } from './target-home.ts';

/** Where an entry does not say: a login without digests, for its lines bear none, with immediate data and bursts of 64 KiB. */
const theSame = [2697];
/** Each has one of its own, or those that go on at once would end each other's sessions. */
let isid = 0x0002_3dc0_0000;
const pauseMs = 30;
const momentMs = 3;

/** `place`: the open target for entries that do not say. Gives what the target did wrong on this connection, or undefined. */
export async function replay(entry: Entry, address: Address, place: string, ward: Ward, tally: Tally): Promise<string | undefined> {
  const state = states.find(({ name }) => name === entry.state);
  if (state === undefined) throw new Error(`${entry.name}: there is no state '${entry.state}'`);
  const ending = endings.find(({ name }) => name === entry.ending);
  if (ending === undefined) throw new Error(`${entry.name}: there is no ending '${entry.ending}'`);
  const peer = await Peer.open(address, tally);
  if (peer === undefined) return 'the target refuses connections';
  const reached = await enter(
    state,
    peer,
    new Dice(...(entry.dice ?? theSame)),
    tally,
    entry.dice === undefined ? { targetName: place, isid: ++isid } : undefined,
  );
  const { header, data } = peer.standing.framing;
  if (reached && entry.dice === undefined && (header || data) !== state.name.includes('digest'))
    throw new Error(`${entry.name}: the wrong digests are drawn`);
  for (const line of entry.lines) {
    const bytes = bytesOf(line, peer.standing);
    const awaited = awaitedBy(line);
    if (awaited !== undefined) await peer.answer(awaited, patienceMs);
    else if (bytes === undefined) await peer.listen(pauseMs);
    else {
      await peer.send(bytes);
      tally.pdus += 1;
      tally.state(state.name).pdus += 1;
      await peer.listen(momentMs);
    }
  }
  await peer.listen(pauseMs);
  const problem = await ending.end(peer, ward);
  peer.dismissCompany();
  return problem;
}
