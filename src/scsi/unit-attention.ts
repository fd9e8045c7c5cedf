/**
 * Unit attention conditions (SAM-5 §5.14): for each nexus a queue of what it must be told before its next command, every condition once.
 * Those that tell of a reset rank above all others (SAM-5 §5.14); a reset makes everything told before it pointless and clears it. A nexus seen
 * for the first time is told of the power on.
 */
import { type AdditionalSense, additionalSense } from './additional-sense.ts';
import type { Nexus } from './target.ts';

/** Highest first; what stands in no row ranks below them all, in the order of its coming. */
const ranking: readonly (readonly AdditionalSense[])[] = [
  [additionalSense.powerOnResetOrBusDeviceReset],
  [additionalSense.powerOnOccurred, additionalSense.deviceInternalReset],
  [additionalSense.scsiBusResetOccurred, additionalSense.microcodeChanged],
  [additionalSense.busDeviceResetFunctionOccurred],
  [additionalSense.nexusLossOccurred],
];
const lowest = ranking.length;
const rankOf = (condition: AdditionalSense): number => {
  const rank = ranking.findIndex((row) => row.includes(condition));
  return rank < 0 ? lowest : rank;
};

/** Whether the condition goes before a reservation conflict (SAM-5 §5.3.3). */
export const tellsOfReset = (condition: AdditionalSense): boolean => rankOf(condition) < lowest;

/** Nexuses beyond this are forgotten, the one longest known first; should it come back, it meets the power on again. */
const knownNexuses = 1024;

export class UnitAttentions {
  readonly #queues = new Map<string, AdditionalSense[]>();

  /** Makes the nexus known; the first time it meets 29/00. */
  meet(nexus: Nexus): void {
    this.#queueOf(nexus);
  }

  /** A condition for every known nexus but `except`. */
  establish(condition: AdditionalSense, except?: Nexus): void {
    for (const [id, queue] of this.#queues) if (id !== except?.id) enqueue(queue, condition);
  }

  /** A condition for those known nexuses whom it concerns. */
  establishWhere(condition: AdditionalSense, concerns: (nexusId: string) => boolean): void {
    for (const [id, queue] of this.#queues) if (concerns(id)) enqueue(queue, condition);
  }

  /** A condition for one nexus. */
  establishFor(nexus: Pick<Nexus, 'id'>, condition: AdditionalSense): void {
    enqueue(this.#queueOf(nexus), condition);
  }

  /** The condition to be reported next, which stays. */
  pending(nexus: Nexus): AdditionalSense | undefined {
    return this.#queueOf(nexus)[0];
  }

  /** Takes the condition to be reported next. */
  take(nexus: Pick<Nexus, 'id'>): AdditionalSense | undefined {
    return this.#queueOf(nexus).shift();
  }

  /** One that was taken and has not been told after all: it is the next again, unless a reset has made it pointless. */
  giveBack(nexus: Pick<Nexus, 'id'>, condition: AdditionalSense): void {
    const queue = this.#queueOf(nexus);
    const [first] = queue;
    if (queue.includes(condition)) return;
    if (first === undefined || !tellsOfReset(first)) queue.unshift(condition);
    else enqueue(queue, condition);
  }

  /** Ends one condition of a nexus: REPORT LUNS ends 3F/0E. */
  clear(nexus: Nexus, condition: AdditionalSense): void {
    const queue = this.#queueOf(nexus);
    const index = queue.indexOf(condition);
    if (index >= 0) queue.splice(index, 1);
  }

  #queueOf(nexus: Pick<Nexus, 'id'>): AdditionalSense[] {
    let queue = this.#queues.get(nexus.id);
    if (queue !== undefined) return queue;
    queue = [additionalSense.powerOnResetOrBusDeviceReset];
    this.#queues.set(nexus.id, queue);
    const [oldest] = this.#queues.keys();
    if (this.#queues.size > knownNexuses && oldest !== undefined) this.#queues.delete(oldest);
    return queue;
  }
}

function enqueue(queue: AdditionalSense[], condition: AdditionalSense): void {
  if (!tellsOfReset(condition)) {
    if (!queue.includes(condition)) queue.push(condition);
    return;
  }
  // One condition about resets is enough, the highest. Losing the nexus tells nothing of the unit, so what else was pending stays.
  const highest = [condition, ...queue].reduce((a, b) => (rankOf(b) < rankOf(a) ? b : a));
  const outlives = condition === additionalSense.nexusLossOccurred ? queue.filter((other) => !tellsOfReset(other)) : [];
  queue.splice(0, queue.length, highest, ...outlives);
}
