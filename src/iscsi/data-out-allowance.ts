/**
 * How much a session may solicit ahead. Data of a command whose turn has come is asked for without limit; beyond that, R2Ts go out for
 * the commands queued behind it as far as this allowance reaches, so that a deep queue keeps the wire busy while a slow device holds back no
 * more memory than this.
 */
export class DataOutAllowance {
  #freeBytes: number;
  #waiting: (() => void)[] = [];

  constructor(bytes: number) {
    this.#freeBytes = bytes;
  }

  /** False when that much is not free. */
  reserve(bytes: number): boolean {
    if (bytes > this.#freeBytes) return false;
    this.#freeBytes -= bytes;
    return true;
  }

  release(bytes: number): void {
    if (bytes === 0) return;
    this.#freeBytes += bytes;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const retry of waiting) retry();
  }

  /** Calls `retry` once, when something has been released. */
  wait(retry: () => void): void {
    this.#waiting.push(retry);
  }
}
