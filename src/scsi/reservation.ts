/**
 * The reservation of RESERVE and RELEASE (SPC-2 §5.5.1): the whole logical unit for one nexus. It ends with RELEASE from its holder, the
 * loss of the nexus, or a reset; commands of others that a row does not allow meanwhile end with RESERVATION CONFLICT.
 */
import type { Nexus } from './target.ts';

/** A nexus holds its reservation, of whichever kind, no longer, though the unit was not reset. */
export type ReservationEnded = (nexusId: string, how: 'preempted' | 'lost') => void;

export class Reservation {
  readonly #ended: ReservationEnded;
  #holder: string | undefined;

  constructor(ended: ReservationEnded = () => {}) {
    this.#ended = ended;
  }

  get held(): boolean {
    return this.#holder !== undefined;
  }

  heldBy(nexus: Nexus): boolean {
    return this.#holder === nexus.id;
  }

  heldByAnother(nexus: Nexus): boolean {
    return this.#holder !== undefined && this.#holder !== nexus.id;
  }

  /** To be asked only when no other nexus holds it: the precondition has seen to that. */
  reserve(nexus: Pick<Nexus, 'id'>): void {
    this.#holder = nexus.id;
  }

  /** Without effect, and without complaint, for a nexus that does not hold it (SPC-2 §7.17). */
  release(nexus: Pick<Nexus, 'id'>): void {
    if (this.#holder !== nexus.id) return;
    this.#holder = undefined;
    this.#ended(nexus.id, 'lost');
  }

  reset(): void {
    this.#holder = undefined;
  }
}
