/**
 * What a host may believe of its tape. It counts along what its commands do, in the order in which it has sent them, and knows up to which of them the
 * tape is safe: the last that synchronises and was answered GOOD (SSC-4 §4.2, on object buffering).
 *
 * Of what was sent after that any beginning may have happened, the last of it in part; nothing else may ever be read.
 */

/** An object by what tells it from others: `filemark`, or a block's length and digest. */
export type ObjectName = string;

/** What one command does: the tape ends at `at`, and goes on with `objects`. */
interface Change {
  readonly at: number;
  readonly objects: readonly ObjectName[];
}

export class TapeRecord {
  /** What is there for certain. */
  #safe: ObjectName[] = [];
  /** What was sent since, each with its number. */
  #pending: (Change & { readonly number: number })[] = [];
  #sent = 0;
  /** The tape as it is when everything has happened that was sent. */
  readonly #expected: ObjectName[] = [];
  position = 0;

  get length(): number {
    return this.#expected.length;
  }

  at(position: number): ObjectName | undefined {
    return this.#expected[position];
  }

  /** The host has sent a command that writes these objects where it stands; answers its number. */
  write(objects: readonly ObjectName[]): number {
    this.#sent += 1;
    if (objects.length === 0) return this.#sent;
    this.#pending.push({ number: this.#sent, at: this.position, objects });
    append(this.#expected, { at: this.position, objects });
    this.position = this.#expected.length;
    return this.#sent;
  }

  /** The host has sent a command that moves the tape; answers its number. */
  move(position: number): number {
    this.position = position;
    this.#sent += 1;
    return this.#sent;
  }

  /** Command `number` synchronises, and was answered GOOD. */
  synchronised(number: number): void {
    while (this.#pending.length > 0 && this.#pending[0]!.number <= number) append(this.#safe, this.#pending.shift()!);
  }

  /** What is wrong with a tape that is found to hold this, if anything. */
  problem(found: readonly ObjectName[]): string | undefined {
    const tape = [...this.#safe];
    let departure = firstDifference(tape, found);
    if (departure === undefined) return undefined;
    let furthest = { at: departure, instead: tape[departure], how: 'synchronised' };
    for (const change of this.#pending) {
      append(tape, change);
      departure = firstDifference(tape, found);
      if (departure === undefined || (departure === found.length && departure >= change.at)) return undefined;
      const tellsMore = departure === furthest.at && furthest.instead === undefined;
      if (departure > furthest.at || tellsMore) furthest = { at: departure, instead: tape[departure], how: 'written' };
    }
    const { at, instead, how } = furthest;
    return `object ${at} is ${found[at] ?? 'not there'}, and ${instead ?? 'nothing'} was ${how} (${this.#safe.length} objects are safe)`;
  }

  /** From here on the tape is what was found on it, and stands at its beginning. */
  begin(found: readonly ObjectName[]): void {
    this.#safe = [...found];
    this.#pending = [];
    append(this.#expected, { at: 0, objects: found });
    this.position = 0;
  }
}

function append(tape: ObjectName[], { at, objects }: Change): void {
  tape.length = at;
  for (const object of objects) tape.push(object);
}

/** Undefined where both are the same. */
function firstDifference(one: readonly ObjectName[], other: readonly ObjectName[]): number | undefined {
  const length = Math.max(one.length, other.length);
  for (let at = 0; at < length; at++) if (one[at] !== other[at]) return at;
  return undefined;
}
