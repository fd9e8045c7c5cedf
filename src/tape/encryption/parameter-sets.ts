/**
 * Whose data encryption parameters are in effect (SSC-5 §4.2.22): a nexus of LOCAL scope has a set of its own, one nexus of ALL I_T NEXUS scope
 * shares its set with every nexus that is PUBLIC, and where nobody shares any, the default set holds.
 *
 *     LOCAL ──▶ own set        ALL I_T NEXUS, PUBLIC ──▶ the shared set, else the default one
 *
 * Each establishment or release gives the set that comes into effect the next value of the key instance counter. A locked nexus is held to the
 * value it had: after another it may neither write nor read until it sends the page again.
 */
import type { Nexus } from '../../scsi/target.ts';
import { type DataEncryptionParameters, defaultParameters, EncryptionScope, type Lifetime } from './parameters.ts';

export interface ParameterSet {
  readonly parameters: DataEncryptionParameters;
  /** The scope it was established with; PUBLIC for the default set. */
  readonly scope: EncryptionScope;
  /** KEY INSTANCE COUNTER. */
  readonly instance: number;
}

interface Established {
  readonly by: Nexus;
  readonly set: ParameterSet;
}

/** The parameters in effect have changed by another nexus's doing, for the nexuses of these ids. */
export type ParametersChanged = (affected: (nexusId: string) => boolean) => void;

export class ParameterSets {
  readonly #changed: ParametersChanged;
  #counter = 0;
  #default: ParameterSet = { parameters: defaultParameters, scope: EncryptionScope.public, instance: 0 };
  #shared: Established | undefined;
  readonly #local = new Map<string, Established>();
  /** Key instance counter values, by nexus. */
  readonly #locks = new Map<string, number>();

  constructor(changed: ParametersChanged) {
    this.#changed = changed;
  }

  scopeOf({ id }: Nexus): EncryptionScope {
    if (this.#local.has(id)) return EncryptionScope.local;
    return this.#shared?.by.id === id ? EncryptionScope.allNexuses : EncryptionScope.public;
  }

  inEffect({ id }: Nexus): ParameterSet {
    return (this.#local.get(id) ?? this.#shared)?.set ?? this.#default;
  }

  /** The nexus is locked to a set that is not in effect for it any more. */
  lockBroken(nexus: Nexus): boolean {
    const locked = this.#locks.get(nexus.id);
    return locked !== undefined && locked !== this.inEffect(nexus).instance;
  }

  /** A nexus establishes a set, or, as PUBLIC, uses what others share. */
  establish(by: Nexus, scope: EncryptionScope, parameters: DataEncryptionParameters, lock: boolean): void {
    const shared = this.#shared;
    const wasShared = shared?.by.id === by.id;
    this.#local.delete(by.id);
    if (wasShared) this.#shared = undefined;
    if (scope === EncryptionScope.public) {
      if (wasShared) this.#renewDefault();
    } else {
      const set: ParameterSet = { parameters, scope, instance: this.#next() };
      if (scope === EncryptionScope.local) {
        this.#local.set(by.id, { by, set });
        if (wasShared) this.#renewDefault();
      } else this.#shared = { by, set };
    }
    if (lock) this.#locks.set(by.id, this.inEffect(by).instance);
    else this.#locks.delete(by.id);
    if (this.#shared !== shared) this.#changed((id) => id !== by.id && !this.#local.has(id));
  }

  /** Ends the sets that are to be cleared on this. With a nexus, by its id: only those it established. */
  release(on: keyof Lifetime, establishedBy?: string): void {
    const ends = ({ by, set }: Established): boolean =>
      set.parameters.clearedOn[on] && (establishedBy === undefined || establishedBy === by.id);
    const endedLocal = new Set([...this.#local].filter(([, local]) => ends(local)).map(([id]) => id));
    for (const id of endedLocal) this.#local.delete(id);
    const endedShared = this.#shared !== undefined && ends(this.#shared);
    if (endedShared) {
      this.#shared = undefined;
      this.#renewDefault();
    }
    // Whoever wanted its key cleared at the demount is not told of it; a reservation ends by another nexus's doing.
    if (on === 'demount' || (!endedShared && endedLocal.size === 0)) return;
    this.#changed((id) => endedLocal.has(id) || (endedShared && !this.#local.has(id)));
  }

  /** What a nexus shared stays with those it shared it with. */
  nexusLost({ id }: Nexus): void {
    this.#local.delete(id);
    this.#locks.delete(id);
  }

  reset(): void {
    this.#shared = undefined;
    this.#local.clear();
    this.#locks.clear();
    this.#renewDefault();
  }

  #renewDefault(): void {
    this.#default = { ...this.#default, instance: this.#next() };
  }

  #next(): number {
    this.#counter = (this.#counter + 1) >>> 0;
    return this.#counter;
  }
}
