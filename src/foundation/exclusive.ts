/** One thing at a time: a command of the host and a hand on the front panel never act on the drive together. First come, first served. */
export class Exclusive {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `action` when everything asked for before has ended, well or badly. */
  run<T>(action: () => T | Promise<T>): Promise<T> {
    const result = this.#last.then(action, action);
    this.#last = result;
    return result;
  }

  /** Resolves when nothing runs and nothing waits to. */
  async atRest(): Promise<void> {
    for (let last: unknown; last !== this.#last; ) {
      last = this.#last;
      await this.#last.catch(() => {});
    }
  }
}
