/**
 * A host whose every PDU is written down in hexadecimal, as a capture shows it, and whose answers are held against headers written the same way.
 * In those two dots stand for a byte that the standard leaves open.
 */
import { expect } from 'vitest';
import type { Connection } from './connection.ts';
import { limitsOf } from './login.ts';
import { type PduKind, padded, type Received } from './pdu-table.ts';
import { plus } from './sequence-number.ts';
import { decodeText, type Pairs } from './text-pairs.ts';

export const bare = (hex: string): string => hex.replaceAll(/\s+/g, '');
export const word = (value: number): string => value.toString(16).padStart(8, '0');
export const pairsOf = (text: string): Pairs =>
  text.split(' ').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]);
export const textOf = (text: string): Uint8Array => Buffer.from(`${text.replaceAll(' ', '\0')}\0`);

/** A header in hexadecimal, whose end may be left out where it is zero, and the data behind it with its padding. */
function written(header: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const bytes = Buffer.alloc(48 + padded(data.length));
  Buffer.from(bare(header), 'hex').copy(bytes);
  bytes.set(data, 48);
  expect(bytes.readUIntBE(5, 3), 'DataSegmentLength').toBe(data.length);
  return new Uint8Array(bytes);
}

/** What the header reads, with dots wherever the expected one has them. */
export function expectHeader({ bytes }: Received, expected: string): void {
  const wanted = bare(expected).padEnd(96, '0');
  const header = Buffer.from(bytes.subarray(0, 48)).toString('hex');
  expect([...header].map((digit, at) => (wanted[at] === '.' ? '.' : digit)).join('')).toBe(wanted);
}

export const sorted = (pairs: Pairs): string[] => pairs.map((pair) => pair.join('=')).sort();

/** A host that says what it is told to and knows which StatSN it has to be answered with. */
export class WrittenHost {
  readonly #connection: Connection;
  #first: number | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  say(header: string, data?: Uint8Array): void {
    this.#connection.sendWritten(written(header, data));
  }

  hear<K extends PduKind>(kind: K): Promise<Received<K>> {
    return this.#connection.receive(kind);
  }

  /** A Login Request; gives the pairs of the answer, whose header has to be the expected one. */
  async logIn(header: string, text: string, expected: () => string): Promise<Pairs> {
    this.say(header, textOf(text));
    const answer = await this.hear('login-response');
    this.#first ??= answer.statSn;
    expectHeader(answer, expected());
    return decodeText(answer.data);
  }

  /** The StatSN so many statuses behind the first, as it stands in a header. */
  statSn(behind: number): string {
    return word(plus(this.#first!, behind));
  }

  settle(offered: string, answered: Pairs): void {
    this.#connection.conduct.limits = limitsOf(pairsOf(offered), answered);
  }

  /** Both ends close behind a logout. */
  async part(): Promise<void> {
    this.#connection.end();
    await this.#connection.closed();
    expect(this.#connection.kept).toEqual([]);
  }
}
