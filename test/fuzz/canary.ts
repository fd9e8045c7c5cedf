/**
 * The session that must not notice anything: it asks a drive of its own, again and again, what every host asks, and gets the right answers in
 * time. Beside it another initiator comes in, looks around and leaves, again and again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import * as cdb from '../conformance/cdb.ts';
import { Initiator } from '../conformance/initiator.ts';
import { pairValue } from '../conformance/text-pairs.ts';
import type { Tally } from './tally.ts';
import { initiatorNames, targetNames } from './target-home.ts';

const betweenRoundsMs = 200;
const quietMs = 5000;
/** A login with each so many rounds. */
const roundsPerLogin = 5;

export class Canary {
  /** What went wrong, as soon as it has. */
  finding: string | undefined;
  readonly #address: { readonly host: string; readonly port: number };
  readonly #tally: Tally;
  #ended = false;
  #lastAnswerAt = performance.now();
  #running: Promise<void> | undefined;
  #isid = 0x0002_3dca_0000;

  constructor(port: number, tally: Tally) {
    this.#address = { host: '127.0.0.1', port };
    this.#tally = tally;
  }

  async start(): Promise<void> {
    const session = await Initiator.logIn(this.#address, {
      initiatorName: initiatorNames.canary,
      targetName: targetNames.canary,
      isid: this.#isid++,
    });
    this.#running = this.#live(session).catch((error: Error) => {
      if (!this.#ended) this.finding = `the canary: ${error.message}`;
    });
  }

  /** It has not been answered for longer than one that is busy takes. */
  get waits(): boolean {
    return performance.now() - this.#lastAnswerAt > quietMs;
  }

  async stop(): Promise<void> {
    this.#ended = true;
    await this.#running;
  }

  async #live(session: Initiator): Promise<void> {
    for (let round = 0; !this.#ended; round++) {
      await this.#ask(session);
      if (round % roundsPerLogin === 0) await this.#visit();
      await pause(betweenRoundsMs);
    }
    await session.logOut();
  }

  async #ask(session: Initiator): Promise<void> {
    const text = Buffer.from('still here');
    const { data } = await session.ping(text);
    expect(text.equals(data), 'a ping came back with other data');
    const inquiry = await session.command(cdb.inquiry(36), { read: 36 });
    expect(inquiry.status === 0 && inquiry.data.length === 36 && inquiry.data[0] === 1, 'INQUIRY was answered wrong');
    const { status, sense } = await session.command(cdb.testUnitReady());
    // Its own drive's attentions after the login are told once each.
    expect(status === 0 || (status === 2 && sense?.key === 6), `TEST UNIT READY gave status ${status}`);
    this.#tally.canaryAnswers += 3;
    this.#lastAnswerAt = performance.now();
  }

  async #visit(): Promise<void> {
    const visitor = await Initiator.logIn(this.#address, { initiatorName: initiatorNames.canary, discovery: true, isid: this.#isid++ });
    const targets = await visitor.text([['SendTargets', targetNames.canary]]);
    expect(pairValue(targets, 'TargetName') === targetNames.canary, 'SendTargets did not name the target');
    await visitor.logOut();
    this.#tally.canaryLogins += 1;
  }
}

function expect(condition: boolean, problem: string): asserts condition {
  if (!condition) throw new Error(problem);
}
