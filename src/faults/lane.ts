/**
 * The way of PDUs in one direction of a connection. What enters it leaves it in the same order, at once unless it is held up; and something may wait
 * beside it until so many have gone by.
 */
import type { Clock } from '../foundation/clock.ts';

interface Held {
  readonly at: number;
  readonly go: () => void;
}

interface Aside {
  left: number;
  cancel(): void;
  readonly go: () => void;
}

export class Lane {
  readonly #clock: Clock;
  #held: Held[] = [];
  #aside: Aside[] = [];
  /** What enters before this leaves then. */
  #openAt = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Nobody is held up or waits beside it: what enters leaves, and nobody need be told. */
  get isFree(): boolean {
    return this.#openAt === Number.NEGATIVE_INFINITY && this.#held.length === 0 && this.#aside.length === 0;
  }

  /** `go` is called when its turn has come. */
  enter(go: () => void): void {
    if (this.#held.length === 0 && this.#openAt <= this.#clock.elapsed()) this.#leave(go);
    else {
      this.#held.push({ at: this.#openAt, go });
      this.#wait();
    }
  }

  /** What enters from now on leaves after this time at the earliest. */
  hold(forMs: number): void {
    this.#openAt = Math.max(this.#openAt, this.#clock.elapsed() + forMs);
  }

  /** Nothing is held up any more. */
  release(): void {
    this.#openAt = Number.NEGATIVE_INFINITY;
    const held = this.#held;
    this.#held = [];
    this.#stopWaiting();
    for (const { go } of held) this.#leave(go);
    for (const aside of [...this.#aside]) aside.go();
  }

  /** `go` is called when `count` others have left, or when the time has passed without that. */
  callAfter(count: number, withinMs: number, go: () => void): void {
    const goOn = (): void => {
      aside.cancel();
      this.#aside = this.#aside.filter((one) => one !== aside);
      go();
    };
    const aside: Aside = { left: count, go: goOn, cancel: this.#clock.schedule(withinMs, goOn) };
    this.#aside.push(aside);
  }

  /** The connection is over. */
  close(): void {
    for (const aside of this.#aside) aside.cancel();
    this.#held = [];
    this.#aside = [];
    this.#stopWaiting();
  }

  #leave(go: () => void): void {
    go();
    for (const aside of [...this.#aside]) {
      aside.left -= 1;
      if (aside.left === 0) aside.go();
    }
  }

  #wait(): void {
    const [first] = this.#held;
    if (this.#cancel !== undefined || first === undefined || first.at === Number.POSITIVE_INFINITY) return;
    this.#cancel = this.#clock.schedule(Math.max(0, first.at - this.#clock.elapsed()), () => {
      this.#cancel = undefined;
      while (this.#held.length > 0 && this.#held[0]!.at <= this.#clock.elapsed()) this.#leave(this.#held.shift()!.go);
      this.#wait();
    });
  }

  #stopWaiting(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
