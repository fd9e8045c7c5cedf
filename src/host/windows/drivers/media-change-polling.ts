/**
 * What Server 2003 does with every tape and changer that is there (KB 842411): a TEST UNIT READY each second, handle or no handle. It takes unit attentions
 * away from programs, whose next command then hears of none. One that is under way is waited for, however long.
 */
import type { Clock } from '../../../foundation/clock.ts';
import type { PhysicalDevice } from '../physical-device.ts';
import { hex } from './request.ts';

const testUnitReady = hex('00 00 00 00 00 00');

export class MediaChangePolling {
  readonly #device: PhysicalDevice;
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #timeoutMs: number;
  #suspended = 0;
  #underWay = false;
  #cancel: (() => void) | undefined;

  /** `timeoutMs`: of an ordinary command of the driver; a poll has twice as long. */
  constructor(device: PhysicalDevice, clock: Clock, everyMs: number, timeoutMs: number) {
    this.#device = device;
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#timeoutMs = 2 * timeoutMs;
    this.#schedule();
  }

  /** None is begun while `work` goes on. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#suspended++;
    try {
      return await work();
    } finally {
      this.#suspended--;
    }
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #schedule(): void {
    this.#cancel = this.#clock.schedule(this.#everyMs, () => {
      this.#schedule();
      if (this.#suspended === 0 && !this.#underWay) void this.#poll();
    });
  }

  async #poll(): Promise<void> {
    this.#underWay = true;
    try {
      await this.#device.execute({ cdb: testUnitReady, timeoutMs: this.#timeoutMs });
    } finally {
      this.#underWay = false;
    }
  }
}
