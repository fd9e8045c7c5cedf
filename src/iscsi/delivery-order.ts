/**
 * The order in which a session hands commands and task management functions to its device. A function may have to wait for data that are on their
 * way (RFC 7143 §4.2.3.3); what came after it waits behind it, or the device would take it for one of the affected tasks.
 */
interface Delivery {
  readonly deliver: () => void;
  readonly ready: () => Promise<void> | undefined;
}

const atOnce = (): undefined => undefined;

export class DeliveryOrder {
  readonly #failed: (error: unknown) => void;
  #waiting: Delivery[] = [];
  #busy = false;

  /** `failed` is told what a delivery throws that had to wait: `add` has returned by then. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  /**
   * Calls `deliver` once all before it have been called, at once if they have. `ready` is called when it is the next one, and a promise that it
   * gives holds it up with all behind it.
   */
  add(deliver: () => void, ready: Delivery['ready'] = atOnce): void {
    this.#waiting.push({ deliver, ready });
    this.#proceed();
  }

  /** Nothing that waits is delivered any more. */
  clear(): void {
    this.#waiting = [];
    this.#busy = false;
  }

  #proceed(): void {
    while (!this.#busy && this.#waiting.length > 0) {
      const next = this.#waiting[0]!;
      this.#busy = true;
      const pause = next.ready();
      if (pause === undefined) this.#deliver(next);
      else
        pause
          .then(() => {
            if (this.#waiting[0] !== next) return;
            this.#deliver(next);
            this.#proceed();
          })
          .catch(this.#failed);
    }
  }

  #deliver(next: Delivery): void {
    this.#waiting.shift();
    try {
      next.deliver();
    } finally {
      this.#busy = false;
    }
  }
}
