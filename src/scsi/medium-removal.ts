/**
 * PREVENT ALLOW MEDIUM REMOVAL's state (SSC-5 §7.3, and SMC-3's command of this name): removal is prevented while at least one nexus prevents it. A
 * nexus ends its prevention by allowing removal, by being lost, or by a reset.
 */
import type { Nexus } from './target.ts';

export class MediumRemoval {
  readonly #preventing = new Set<string>();

  get prevented(): boolean {
    return this.#preventing.size > 0;
  }

  prevent(nexus: Nexus): void {
    this.#preventing.add(nexus.id);
  }

  allow(nexus: Pick<Nexus, 'id'>): void {
    this.#preventing.delete(nexus.id);
  }

  reset(): void {
    this.#preventing.clear();
  }
}
