/**
 * A handle that a program holds. It outlives its device: when that is taken away every call ends with an error, and the handle stays until it is closed.
 */
import { NtStatus } from './nt-status.ts';

export class OpenHandle {
  readonly #isStopped: () => boolean;
  readonly #released: () => void;
  #closed = false;

  constructor(isStopped: () => boolean, released: () => void) {
    this.#isStopped = isStopped;
    this.#released = released;
  }

  /** Why nothing can be done over it, if so. */
  get refusal(): NtStatus | undefined {
    if (this.#closed) return NtStatus.invalidHandle;
    return this.#isStopped() ? NtStatus.deviceDoesNotExist : undefined;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#released();
  }
}
