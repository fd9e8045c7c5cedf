/**
 * What takes its time in a library, and what ends it early: the operator who opens the door (the interlock stops whatever moves), and the power that
 * goes, or the lab that closes, after which nothing takes time any more.
 */
import type { Clock } from '../foundation/clock.ts';

/** `over`: it has come to its end; `stopped`: the door was opened; `abandoned`: nobody waits for it any more. */
export type MotionEnd = 'over' | 'stopped' | 'abandoned';

export class Motions {
  readonly #clock: Clock;
  readonly #underWay = new Set<(end: MotionEnd) => void>();
  #hurried = false;
  #halted = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Nothing moves until `resume`. */
  get halted(): boolean {
    return this.#halted;
  }

  /** So long, for ever if that is infinite. One that shall end when nobody waits for it is given what tells so. */
  async last(durationMs: number, abandoned?: AbortSignal): Promise<MotionEnd> {
    if (this.#halted) return 'stopped';
    if (this.#hurried || durationMs === 0) return 'over';
    if (abandoned?.aborted) return 'abandoned';
    return await new Promise<MotionEnd>((resolve) => {
      const given = (): void => finish('abandoned');
      const finish = (end: MotionEnd): void => {
        cancel?.();
        abandoned?.removeEventListener('abort', given);
        this.#underWay.delete(finish);
        resolve(end);
      };
      const cancel = Number.isFinite(durationMs) ? this.#clock.schedule(durationMs, () => finish('over')) : undefined;
      abandoned?.addEventListener('abort', given);
      this.#underWay.add(finish);
    });
  }

  hurry(): void {
    this.#hurried = true;
    this.#endAll('over');
  }

  halt(): void {
    this.#halted = true;
    this.#endAll('stopped');
  }

  resume(): void {
    this.#halted = false;
  }

  #endAll(end: MotionEnd): void {
    for (const finish of [...this.#underWay]) finish(end);
  }
}
