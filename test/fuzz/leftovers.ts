/**
 * What is left in the target when every connection of the fuzzer's is closed: nothing but the canary's session, and for a while the sessions that
 * outlive their connection (RFC 7143 §6.3.6: Time2Wait and Time2Retain), of which there may be as many as a target serves.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { initiatorNames, patienceMs, sessionsPerTarget, targetNames } from './target-home.ts';
import type { SessionView, TargetProcess } from './target-process.ts';
import { type Descriptors, openDescriptors } from './vital-signs.ts';

/** Files that a drive has open come and go with its cartridge. */
const fileSlack = 12;
/** The canary's visits and the status itself have sockets for a moment. */
const socketSlack = 3;
/** The default Time2Wait and Time2Retain of who did not negotiate them, and some more. */
const retentionMs = 30_000;
/** That of those who did. */
const briefMs = 1200;

/** Of sessions without a connection: `tolerate` them, `await` their end, or `end` them as the operator can. */
export type RetainedSessions = 'tolerate' | 'await' | 'end';

export class Leftovers {
  readonly #target: TargetProcess;
  readonly #quiet: Descriptors | undefined;

  /** To be called while the canary is alone. */
  static async since(target: TargetProcess): Promise<Leftovers> {
    return new Leftovers(target, await openDescriptors(target.pid));
  }

  private constructor(target: TargetProcess, quiet: Descriptors | undefined) {
    this.#target = target;
    this.#quiet = quiet;
  }

  /** Waits until nothing is left; gives what is left after a long while, as a sentence. */
  async settle(retained: RetainedSessions, over: () => boolean): Promise<string | undefined> {
    const began = performance.now();
    const deadline = began + patienceMs + (retained === 'await' ? retentionMs : 0);
    for (;;) {
      const problem = await this.#problem(retained, performance.now() - began > briefMs);
      if (problem === undefined || performance.now() > deadline || over()) return problem;
      await pause(retained === 'await' ? 1000 : 100);
    }
  }

  async #problem(retained: RetainedSessions, late: boolean): Promise<string | undefined> {
    const strangers = (await this.#target.sessions()).filter(({ initiatorName }) => initiatorName !== initiatorNames.canary);
    const waiting = strangers.filter(({ state }) => state === 'failed');
    const connected = strangers.filter((session) => !waiting.includes(session));
    if (connected.length > 0) return `sessions are left over whose connections are gone: ${JSON.stringify(connected)}`;
    if (waiting.length > sessionsPerTarget * Object.keys(targetNames).length) return `${waiting.length} sessions wait to be taken up again`;
    if (waiting.length > 0 && retained !== 'tolerate') {
      if (retained === 'end' && late) await this.#end(waiting);
      return `sessions are left over whose time has passed: ${JSON.stringify(waiting)}`;
    }
    return this.#heldDescriptors();
  }

  async #end(sessions: readonly SessionView[]): Promise<void> {
    await Promise.all(sessions.map(({ tsih }) => this.#target.verb(['session', 'end', String(tsih)])));
  }

  async #heldDescriptors(): Promise<string | undefined> {
    const now = await openDescriptors(this.#target.pid);
    if (now === undefined || this.#quiet === undefined) return undefined;
    if (now.sockets > this.#quiet.sockets + socketSlack)
      return `${now.sockets} sockets are open, and were ${this.#quiet.sockets} in the beginning`;
    if (now.others > this.#quiet.others + fileSlack) return `${now.others} files are open, and were ${this.#quiet.others} in the beginning`;
    return undefined;
  }
}
