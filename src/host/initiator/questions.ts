/** Requests under way that are no SCSI commands, each answered by one PDU of one kind, or not in its time. */
import type { Clock } from '../../foundation/clock.ts';
import type { TargetPdu } from '../../wire/pdu.ts';

export type AnswerPdu<O extends TargetPdu['opcode']> = Extract<TargetPdu, { opcode: O }>;

interface Question {
  readonly answer: TargetPdu['opcode'];
  readonly settle: (pdu: TargetPdu | undefined) => void;
}

export class Questions {
  readonly #clock: Clock;
  readonly #byTag = new Map<number, Question>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  has(tag: number): boolean {
    return this.#byTag.has(tag);
  }

  /** Resolves with the answer; undefined: there is none within `timeoutMs`, and there will be none. */
  ask<O extends TargetPdu['opcode']>(tag: number, answer: O, timeoutMs: number): Promise<AnswerPdu<O> | undefined> {
    return new Promise((resolve) => {
      const cancel = this.#clock.schedule(timeoutMs, () => {
        // An answer that comes too late is still one: its tag stays known, and nobody listens any more.
        this.#byTag.set(tag, { answer, settle() {} });
        resolve(undefined);
      });
      const settle = (pdu: TargetPdu | undefined): void => {
        cancel();
        resolve(pdu as AnswerPdu<O> | undefined);
      };
      this.#byTag.set(tag, { answer, settle });
    });
  }

  /** False: nobody has asked for it. */
  answered(pdu: TargetPdu & { readonly initiatorTaskTag: number }): boolean {
    const question = this.#byTag.get(pdu.initiatorTaskTag);
    if (question?.answer !== pdu.opcode) return false;
    this.#byTag.delete(pdu.initiatorTaskTag);
    question.settle(pdu);
    return true;
  }

  /** There will be no answer. */
  fail(tag: number): void {
    const question = this.#byTag.get(tag);
    this.#byTag.delete(tag);
    question?.settle(undefined);
  }

  lose(): void {
    for (const tag of [...this.#byTag.keys()]) this.fail(tag);
  }
}
