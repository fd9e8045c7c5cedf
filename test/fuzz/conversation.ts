/**
 * One conversation: a state is reached, and so many PDUs are thrown. When the target hangs up, the rest goes to a new connection in the same
 * state, so that every PDU of a run has been sent to somebody. All that is drawn follows from the seed and the numbers.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Dice } from './dice.ts';
import { type Ending, endings, type Ward } from './endings.ts';
import { type Address, nextTurn, Peer } from './peer.ts';
import { drawShot } from './shots.ts';
import { enter, type State, states } from './states.ts';
import type { Tally } from './tally.ts';

/** PDUs of one conversation: the numbers of conversation c begin with c times this. */
export const conversationPdus = 25;

export interface Plan {
  readonly seed: number;
  /** Counts from 0. */
  readonly number: number;
  readonly address: Address;
  /** How many PDUs of it: all, or fewer when the run ends within. */
  readonly pdus: number;
  readonly ward: Ward;
  /** The run is over before its end. */
  readonly over: () => boolean;
}

/** What has been thrown at a connection since its state was reached, for the corpus. */
export interface Transcript {
  readonly conversation: number;
  readonly state: string;
  /** What the way into the state was drawn from. */
  readonly dice: readonly number[];
  /** Its address and port. */
  readonly from: string;
  readonly ending: string;
  readonly thrown: Uint8Array[];
}

/** How long a conversation that listens waits for an answer to each PDU; most that are due come within. */
const momentMs = 3;
/** A target may be full for a moment, but not for long. */
const mostRefusals = 2000;

/** For what a conversation is drawn, besides its PDUs. */
const forThePlan = 0x706c_616e;
const forTheState = 0x7374_6174;

export class Conversation {
  readonly number: number;
  readonly state: State;
  readonly transcripts: Transcript[] = [];
  readonly #plan: Plan;
  readonly #tally: Tally;
  readonly #dice: Dice;
  readonly #listens: boolean;
  readonly #address: Address;

  constructor(plan: Plan, tally: Tally) {
    this.#plan = plan;
    this.#tally = tally;
    this.number = plan.number;
    this.#dice = new Dice(plan.seed, plan.number, forThePlan);
    this.state = this.#dice.weighted(states);
    this.#listens = this.#dice.chance(0.6);
    const { address } = plan;
    this.#address = address.from === undefined ? address : { ...address, from: `127.0.0.${this.#dice.between(2, 5)}` };
  }

  /** Gives what the target did wrong, or undefined. */
  async run(): Promise<string | undefined> {
    const first = this.number * conversationPdus;
    const tally = this.#tally.state(this.state.name);
    let thrown = 0;
    let [life, refused] = [0, 0];
    while (thrown < this.#plan.pdus && !this.#plan.over()) {
      const peer = await Peer.open(this.#address, this.#tally);
      if (peer === undefined) {
        if (++refused > mostRefusals) return 'the target refuses connections';
        await pause(momentMs);
        continue;
      }
      refused = 0;
      const numbers = [this.#plan.seed, this.number, forTheState, life++];
      await enter(this.state, peer, new Dice(...numbers), this.#tally);
      const ending = this.#dice.weighted(endings);
      const transcript = this.#transcript(peer, numbers, ending);
      const count = await this.#throw(peer, transcript, first + thrown, this.#plan.pdus - thrown);
      thrown += count;
      tally.pdus += count;
      this.#tally.pdus += count;
      this.#tally.ended(peer.isOpen ? ending.name : 'by the target');
      const problem = await ending.end(peer, this.#plan.ward);
      peer.dismissCompany();
      if (problem !== undefined) return problem;
    }
    this.#tally.conversations += 1;
    return undefined;
  }

  #transcript(peer: Peer, dice: readonly number[], { name: ending }: Ending): Transcript {
    const { number: conversation, state } = this;
    const transcript = { conversation, state: state.name, dice, from: peer.name, ending, thrown: [] };
    this.transcripts.push(transcript);
    return transcript;
  }

  /** Throws PDUs from number `first` on until the target hangs up; tells how many there were. */
  async #throw(peer: Peer, { thrown }: Transcript, first: number, most: number): Promise<number> {
    const recent: Uint8Array[] = [];
    let late: Uint8Array | undefined;
    let count = 0;
    for (; count < most && (peer.isOpen || count === 0); count++) {
      const number = first + count;
      const shot = drawShot(new Dice(this.#plan.seed, number), number, peer.standing, recent);
      thrown.push(shot.bytes);
      if (shot.late && late === undefined) {
        late = shot.bytes;
        continue;
      }
      await peer.send(shot.bytes, shot.cuts);
      if (late !== undefined) await peer.send(late);
      late = undefined;
      if (this.#listens) await peer.listen(momentMs);
      else if (count % 8 === 7) await nextTurn();
    }
    if (late !== undefined) await peer.send(late);
    return count;
  }
}
