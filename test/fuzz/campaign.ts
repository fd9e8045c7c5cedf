/**
 * A run: so many PDUs, in conversations of which several go on at once, against one target process. After each round of them everything is at
 * rest for a moment; then nothing of the fuzzer's may be left in the target but the canary's session.
 *
 * The first finding ends the run.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Canary } from './canary.ts';
import { Conversation, conversationPdus, type Transcript } from './conversation.ts';
import { asLine, awaitedBy, type Entry, readCorpus } from './corpus.ts';
import { Dice } from './dice.ts';
import { Ward } from './endings.ts';
import { Leftovers, type RetainedSessions } from './leftovers.ts';
import { Operator } from './operator.ts';
import { type Address, Peer } from './peer.ts';
import { replay } from './replay.ts';
import { enter, states } from './states.ts';
import { Tally } from './tally.ts';
import { busyTargets, slowTarget } from './target-home.ts';
import { TargetProcess } from './target-process.ts';
import { MemoryWatch, residentBytes } from './vital-signs.ts';

export interface CampaignOptions {
  readonly seed: number;
  /** PDU numbers from the first, up to but without the other. */
  readonly from: number;
  readonly to: number;
  /** The folder of the built tapelab to fire at; this one unless given. */
  readonly root?: string;
  /** What was counted before a break. */
  readonly tally?: Tally;
  readonly parallel?: number;
  readonly corpus?: readonly Entry[];
  /** Waits in the end until sessions without a connection have had their time; otherwise the operator ends them. */
  readonly patient?: boolean;
  /** Called every so often with the number up to which everything has been done. */
  readonly progress?: (done: number, tally: Tally) => void;
}

export interface Finding {
  readonly problem: string;
  /** What was said to the target at that time; one when it is known which conversation it was. */
  readonly suspects: readonly Entry[];
  /** Of a run, the conversations these are, or that the problem names by where they came from. */
  readonly conversations: readonly number[];
}

const roundPdus = 50_000;
const slowReplaysAtOnce = 20;
const sampleMs = 100;
/** Conversations that have ended are suspects for as long as this many others have. */
const rememberedConversations = 64;
const rememberedReplays = 16;

const isSlow = ({ ending, lines }: Entry): boolean => ending === 'abandoned' || lines.some((line) => awaitedBy(line) !== undefined);

export class Campaign {
  readonly tally: Tally;
  readonly #options: CampaignOptions;
  readonly #target: TargetProcess;
  readonly #canary: Canary;
  readonly #address: Address;
  readonly #operator: Operator;
  readonly #ward = new Ward();
  readonly #memory = new MemoryWatch({ boundBytes: 200 * 2 ** 20, trendBytes: 64 * 2 ** 20 });
  readonly #underWay = new Map<number, Conversation>();
  readonly #lately: Conversation[] = [];
  readonly #replaying = new Set<Entry>();
  /** The latest first. */
  readonly #replayed: Entry[] = [];
  /** From where each conversation of this round came. */
  readonly #places = new Map<string, number>();
  #lastAddress = 10;
  #finding: Finding | undefined;
  #ended = false;

  /** Starts a target, fires, stops it; gives the finding, if there is one. */
  static async run(options: CampaignOptions): Promise<{ readonly finding: Finding | undefined; readonly tally: Tally }> {
    const target = await TargetProcess.start(options.root);
    const campaign = new Campaign(options, target);
    try {
      await campaign.#run();
    } catch (error) {
      campaign.#found(`the fuzzer could not go on: ${(error as Error).stack}`, []);
    }
    campaign.#ended = true;
    if (campaign.#finding !== undefined) await target.kill();
    else await campaign.#stop();
    return { finding: campaign.#finding, tally: campaign.tally };
  }

  private constructor(options: CampaignOptions, target: TargetProcess) {
    this.#options = options;
    this.#target = target;
    this.tally = options.tally ?? new Tally();
    this.#canary = new Canary(target.port, this.tally);
    // Addresses of their own leave the canary its share of what one address may have; other systems have but one loopback address.
    this.#address = { host: '127.0.0.1', port: target.port, ...(process.platform === 'linux' && { from: '127.0.0.2' }) };
    this.#operator = new Operator(target, this.#address, options.seed, this.tally);
  }

  async #run(): Promise<void> {
    const { from, to, corpus = await readCorpus(), patient = true } = this.#options;
    await this.#canary.start();
    const leftovers = await Leftovers.since(this.#target);
    const sampling = this.#sample();
    // Those that wait for the target's patience go to where nobody else has anything to reset.
    const slow = this.#replayAll(
      corpus.filter(isSlow),
      Array.from({ length: slowReplaysAtOnce }, () => slowTarget),
    );
    const quick = corpus.filter((entry) => !isSlow(entry));
    await this.#replayAll(quick, busyTargets);
    const warmAt = from + Math.min(roundPdus, Math.ceil((to - from) / 4));
    for (let first = from, end = warmAt; first < to && this.#finding === undefined; first = end, end = Math.min(first + roundPdus, to)) {
      this.#operator.start();
      await this.#round(first, end);
      await this.#operator.stop();
      await slow;
      if (end < to) await this.#rest(leftovers, 'tolerate');
      if (end === warmAt) this.#memory.warm();
    }
    await slow;
    await this.#rest(leftovers, patient ? 'await' : 'end');
    await this.#canary.stop();
    this.#found(this.#trouble() ?? this.#memory.trend() ?? this.#unreached());
    this.#ended = true;
    await sampling;
  }

  /** Has the target stop while somebody is in every state. */
  async #stop(): Promise<void> {
    const guests = await Promise.all(
      states.map(async (state, at) => {
        const peer = await Peer.open(this.#address, this.tally);
        if (peer !== undefined) await enter(state, peer, new Dice(this.#options.seed, at), this.tally);
        return peer;
      }),
    );
    this.#found(await this.#target.stop());
    for (const guest of guests) guest?.reset();
  }

  /** Conversations of the corpus, one at once in each place. */
  async #replayAll(corpus: readonly Entry[], places: readonly string[]): Promise<void> {
    const left = [...corpus];
    const worker = async (place: string): Promise<void> => {
      // A crowd of one entry must not keep the others out.
      const from = `127.0.0.${++this.#lastAddress}`;
      const address = this.#address.from === undefined ? this.#address : { ...this.#address, from };
      for (let entry = left.shift(); entry !== undefined && this.#finding === undefined; entry = left.shift()) {
        this.#replaying.add(entry);
        const problem = await replay(entry, address, place, this.#ward, this.tally);
        if (problem !== undefined) this.#blame(problem, [entry]);
        this.#found(this.#trouble());
        this.#replaying.delete(entry);
        this.#replayed.unshift(entry);
      }
    };
    await Promise.all(places.map(worker));
  }

  /** Conversations for these PDUs, several at once. */
  async #round(first: number, end: number): Promise<void> {
    let next = Math.floor(first / conversationPdus);
    const worker = async (): Promise<void> => {
      while (next * conversationPdus < end && this.#finding === undefined) {
        const number = next++;
        await this.#converse(number, Math.min(conversationPdus, end - number * conversationPdus));
        this.#options.progress?.(Math.min(...this.#underWay.keys(), next) * conversationPdus, this.tally);
      }
    };
    await Promise.all(Array.from({ length: this.#options.parallel ?? 12 }, worker));
  }

  async #converse(number: number, pdus: number): Promise<void> {
    const conversation = new Conversation(
      {
        seed: this.#options.seed,
        number,
        pdus,
        over: () => this.#finding !== undefined,
        address: this.#address,
        ward: this.#ward,
      },
      this.tally,
    );
    this.#underWay.set(number, conversation);
    const problem = await conversation.run();
    this.#underWay.delete(number);
    if (problem !== undefined) {
      const last = conversation.transcripts.slice(-1);
      this.#blame(
        problem,
        last.map((transcript) => this.#entryOf(transcript, problem)),
        [number],
      );
    }
    for (const { from } of conversation.transcripts) this.#places.set(from, number);
    this.#lately.push(conversation);
    if (this.#lately.length > rememberedConversations) this.#lately.shift();
  }

  /** Every connection of the fuzzer's is closed: nobody but the canary may be left. */
  async #rest(leftovers: Leftovers, retained: RetainedSessions): Promise<void> {
    if (this.#finding !== undefined) return;
    this.#found(await leftovers.settle(retained, () => this.#finding !== undefined));
    this.#ward.dismiss();
    this.#places.clear();
  }

  async #sample(): Promise<void> {
    for (; !this.#ended && this.#finding === undefined; await pause(sampleMs)) {
      const bytes = await residentBytes(this.#target.pid);
      if (bytes !== undefined) {
        this.tally.maximumRssBytes = Math.max(this.tally.maximumRssBytes, bytes);
        this.#found(this.#memory.sample(bytes));
      }
      this.#found(this.#trouble());
    }
  }

  /** What target, canary and operator complain of. */
  #trouble(): string | undefined {
    return this.#target.finding ?? this.#canary.finding ?? this.#operator.finding;
  }

  /** A state that is hardly ever reached is not tested, and says that right logins fail. */
  #unreached(): string | undefined {
    const [name, { tried, reached }] = Object.entries(this.tally.states).find(
      ([, state]) => state.tried >= 40 && state.reached < state.tried / 4,
    ) ?? ['', {}];
    return tried === undefined ? undefined : `the state '${name}' was reached ${reached} times of ${tried}`;
  }

  /** What was seen on one connection is its own doing, unless the target is in trouble with everybody. */
  #blame(problem: string, suspects: readonly Entry[], conversations?: readonly number[]): void {
    if (this.#trouble() !== undefined) this.#found(this.#trouble());
    else if (this.#canary.waits) this.#found(`the target answers nobody any more; one of many: ${problem}`);
    else this.#found(problem, suspects, conversations);
  }

  /** The first finding is the one that counts; without suspects it is everybody who had something to say. */
  #found(problem: string | undefined, suspects?: readonly Entry[], conversations: readonly number[] = []): void {
    if (problem === undefined || this.#finding !== undefined) return;
    if (suspects !== undefined) {
      this.#finding = { problem, suspects, conversations };
      return;
    }
    const all = [...this.#underWay.values(), ...[...this.#lately].reverse()].flatMap(({ transcripts }) => transcripts.slice(-3).reverse());
    const named = [...problem.matchAll(/127\.0\.0\.\d+(?::|","port":)\d+/g)].map(([place]) => place.replace('","port"', ''));
    const guilty = all.filter(({ from }) => named.includes(from));
    const transcripts = guilty.length > 0 ? guilty : all;
    const known = named.flatMap((place) => this.#places.get(place) ?? []);
    const replayed = [...this.#replaying, ...this.#replayed.slice(0, rememberedReplays)];
    const recent = [...transcripts.map((transcript) => this.#entryOf(transcript, problem)), ...replayed];
    // Those that take long to try come last.
    this.#finding = {
      problem,
      suspects: [...recent.filter((entry) => !isSlow(entry)), ...recent.filter(isSlow)],
      conversations: known.length > 0 ? known : transcripts.map(({ conversation }) => conversation),
    };
  }

  #entryOf({ conversation, state, ending, dice, thrown }: Transcript, problem: string): Entry {
    const { seed } = this.#options;
    return {
      name: `found-${seed}-${conversation}`,
      comment: `${problem.split('\n').slice(0, 4).join('\n').slice(0, 600)}\nSeed ${seed}, PDUs from ${conversation * conversationPdus}.`,
      state,
      ending,
      dice,
      lines: thrown.flatMap((bytes) => [asLine(bytes), 'pause']),
    };
  }
}
