/**
 * What is the matter with single elements of a library, beside what the inventory says of them: the library has noticed it, shows it in its element
 * status and goes by it, until it looks again, somebody sees to it, or it is said to be over.
 */
import type { DataTransferDevice } from './data-transfer-device.ts';
import type { Element } from './element.ts';

export interface ElementCondition {
  /** EXCEPT, with what it reports. */
  readonly exception?: { readonly asc: number; readonly ascq: number };
  /** ACCESS=0: the robot does not get there. */
  readonly inaccessible?: true;
  /** Something is in it that the inventory does not know, and the robot cannot grip. */
  readonly obstructed?: true;
  /** Whom the library takes the drive in it for. */
  readonly identification?: DataTransferDevice['identification'];
}

/**
 * What ends a condition: `scan`, the robot looks at the element again (INITIALIZE ELEMENT STATUS); `door`, the operator sees to it, with the door open;
 * `mended`, neither. What the robot sees right again, the operator does, too.
 */
export const endsOfConditions = ['scan', 'door', 'mended'] as const;
export type EndOfCondition = (typeof endsOfConditions)[number];

/** Whether what lasts until `end` is over when the robot has looked, behind a door that had been opened or not. */
export const isOver = (end: EndOfCondition, doorOpened: boolean): boolean => end === 'scan' || (end === 'door' && doorOpened);

interface Kept {
  readonly condition: ElementCondition;
  readonly until: EndOfCondition;
}

const nothing: ElementCondition = {};

export class ElementConditions {
  /** By element address, oldest first. */
  readonly #kept = new Map<number, readonly Kept[]>();

  /** All that is the matter with it; the newest word counts. */
  of({ address }: Element): ElementCondition {
    const kept = this.#kept.get(address);
    return kept === undefined ? nothing : Object.assign({}, ...kept.map(({ condition }) => condition));
  }

  /** The result ends it. */
  add({ address }: Element, condition: ElementCondition, until: EndOfCondition): () => void {
    const added: Kept = { condition, until };
    this.#kept.set(address, [...(this.#kept.get(address) ?? []), added]);
    return () => this.#retain(address, (one) => one !== added);
  }

  /** The robot has looked at it. */
  lookedAt({ address }: Element, doorOpened: boolean): void {
    this.#retain(address, ({ until }) => !isOver(until, doorOpened));
  }

  mend({ address }: Element): void {
    this.#kept.delete(address);
  }

  #retain(address: number, which: (kept: Kept) => boolean): void {
    const kept = this.#kept.get(address)?.filter(which);
    if (kept === undefined || kept.length === 0) this.#kept.delete(address);
    else this.#kept.set(address, kept);
  }
}
