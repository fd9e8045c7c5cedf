/**
 * A handle that a program holds. It outlives its device: when that is taken away every call ends with an error, and the handle stays until it is closed.
 */
import type { Answer, ValueAnswer } from '../win32.ts';
import { NtStatus, win32ErrorOf } from './nt-status.ts';
import type { Outcome } from './outcome.ts';

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

  async answer(call: () => Promise<NtStatus>): Promise<Answer> {
    return { error: win32ErrorOf(this.refusal ?? (await call())) };
  }

  async value<T>(call: () => Promise<Outcome<T>>): Promise<ValueAnswer<T>> {
    const { refusal } = this;
    if (refusal !== undefined) return { error: win32ErrorOf(refusal) };
    const { status, value } = await call();
    return { error: win32ErrorOf(status), ...(value !== undefined && { value }) };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#released();
  }
}
