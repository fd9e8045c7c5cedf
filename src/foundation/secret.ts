/**
 * A secret that cannot be told by accident: whatever prints, logs or serialises it writes `(secret)`. The bytes are had by asking for them.
 */
import { inspect } from 'node:util';

const told = '(secret)';

export class Secret {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes.slice();
  }

  static ofText(text: string): Secret {
    return new Secret(new TextEncoder().encode(text));
  }

  /** To compute with, and for nothing else. */
  reveal(): Uint8Array {
    return this.#bytes;
  }

  get length(): number {
    return this.#bytes.length;
  }

  equals(other: Secret): boolean {
    return Buffer.compare(this.#bytes, other.#bytes) === 0;
  }

  toString(): string {
    return told;
  }

  toJSON(): string {
    return told;
  }

  [inspect.custom](): string {
    return told;
  }
}
