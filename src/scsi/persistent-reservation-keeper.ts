/**
 * The persistent reservations of a logical unit: one change at a time, and with APTPL=1 none that the nonvolatile memory does not hold
 * (SPC-4 §5.13.5), so that what was answered GOOD is there after a loss of power. The generation is not kept: a power on begins it anew.
 */
import { invariant } from '../foundation/invariant.ts';
import type { Json, NonvolatileMemory } from './nonvolatile-memory.ts';
import { holds, nexusOf, noPersistentReservations, type PersistentReservations } from './persistent-reservation.ts';
import type { Succession } from './persistent-reservation-actions.ts';
import type { ReservationEnded } from './reservation.ts';

const entry = 'persistentReservations';

export class PersistentReservationKeeper {
  readonly #memory: NonvolatileMemory | undefined;
  readonly #ended: ReservationEnded;
  #state: PersistentReservations;
  #changing: Promise<unknown> = Promise.resolve();

  /** @throws InvariantError when the memory holds what was never written to it */
  constructor(memory: NonvolatileMemory | undefined, ended: ReservationEnded = () => {}) {
    this.#memory = memory;
    this.#ended = ended;
    this.#state = remembered(memory?.read(entry));
  }

  get state(): PersistentReservations {
    return this.#state;
  }

  /** PTPL_C: whether there is a memory to outlive a loss of power in. */
  get canPersist(): boolean {
    return this.#memory !== undefined;
  }

  /**
   * Takes over the state that `decide` makes of the present one, unless it decides otherwise, and gives what it decided; `not kept` when the
   * memory could not take the state, which then is as before.
   */
  change<Otherwise extends object>(
    decide: (state: PersistentReservations) => Succession | Otherwise,
  ): Promise<Succession | Otherwise | 'not kept'> {
    const changed = this.#changing.then(async () => {
      const decision = decide(this.#state);
      if (!('state' in decision)) return decision;
      if (!(await this.#keep(decision.state))) return 'not kept';
      const before = this.#state;
      this.#state = decision.state;
      for (const nexus of before.registrations.keys())
        if (holds(before, nexus) && !holds(this.#state, nexus))
          this.#ended(nexus, decision.preempted.includes(nexus) ? 'preempted' : 'lost');
      return decision;
    });
    this.#changing = changed.catch(() => {});
    return changed;
  }

  /** What a loss of power leaves (SPC-4 §5.13.5.1). */
  powerOn(): void {
    this.#state = this.#state.persist ? { ...this.#state, generation: 0 } : noPersistentReservations;
  }

  /** Whether it could; the memory tells its operator why not. */
  async #keep(state: PersistentReservations): Promise<boolean> {
    const kept = toKeep(state);
    if (this.#memory === undefined || JSON.stringify(kept) === JSON.stringify(toKeep(this.#state))) return true;
    return this.#memory.write(entry, kept).then(
      () => true,
      () => false,
    );
  }
}

/** Undefined: a loss of power takes all of it. */
function toKeep({ persist, registrations, reservation }: PersistentReservations): Json | undefined {
  if (!persist) return undefined;
  const holder = reservation?.holder;
  return {
    registrations: [...registrations.values()].map(({ initiatorPort, targetPort, key }) => ({
      initiatorPort,
      targetPort,
      key: key.toString(16),
    })),
    reservation: reservation === undefined ? null : { type: reservation.type, ...(holder !== undefined && { holder }) },
  };
}

interface Kept {
  readonly registrations: readonly { readonly initiatorPort: string; readonly targetPort: string; readonly key: string }[];
  readonly reservation: { readonly type: number; readonly holder?: string } | null;
}

function remembered(kept: Json | undefined): PersistentReservations {
  if (kept === undefined) return noPersistentReservations;
  const { registrations, reservation } = kept as unknown as Kept;
  const known = new Map(registrations.map(({ key, ...ports }) => [nexusOf(ports), { ...ports, key: BigInt(`0x${key}`) }]));
  const state: PersistentReservations = {
    generation: 0,
    persist: true,
    registrations: known,
    reservation: reservation === null ? undefined : { type: reservation.type, holder: reservation.holder },
  };
  invariant(JSON.stringify(toKeep(state)) === JSON.stringify(kept), 'the nonvolatile memory holds what was written to it');
  const holder = state.reservation?.holder;
  invariant(holder === undefined || known.has(holder), 'the holder of a persistent reservation is registered');
  return state;
}
