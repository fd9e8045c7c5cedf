/**
 * What a cartridge remembers of the drives it was in: who they were, and what hosts have written to it and read from it in all its life, this mount
 * among it.
 */
import type { Mount, VolumeState } from '../cartridge/volume.ts';
import type { Counters } from './counters.ts';

/** How many drives a cartridge remembers (SPC-5 §7.4.2.2, DEVICE VENDOR/SERIAL NUMBER AT LAST LOAD to LOAD-3). */
const rememberedMounts = 4;

/** What it remembers when it is loaded once more. */
export const mountedBy = (
  mount: Mount,
  { loads, mounts }: Pick<VolumeState, 'loads' | 'mounts'>,
): Pick<VolumeState, 'loads' | 'mounts'> => ({
  loads: loads + 1,
  mounts: [mount, ...mounts].slice(0, rememberedMounts),
});

type Remembered = Pick<VolumeState, 'bytesWritten' | 'bytesRead'>;

export class Traffic {
  readonly #counters: Pick<Counters, 'mount'>;
  /** The part of this mount's that the cartridge knows of. */
  #known = { written: 0, read: 0 };

  constructor(counters: Pick<Counters, 'mount'>) {
    this.#counters = counters;
  }

  /** A volume has been loaded. */
  begin(): void {
    this.#known = { written: 0, read: 0 };
  }

  total({ bytesWritten, bytesRead }: Remembered): { readonly written: number; readonly read: number } {
    const { bytesFromHosts, bytesToHosts } = this.#counters.mount;
    return { written: bytesWritten + bytesFromHosts - this.#known.written, read: bytesRead + bytesToHosts - this.#known.read };
  }

  /** What the cartridge is to remember from now on. */
  take(remembered: Remembered): Remembered {
    const { written, read } = this.total(remembered);
    const { bytesFromHosts, bytesToHosts } = this.#counters.mount;
    this.#known = { written: bytesFromHosts, read: bytesToHosts };
    return { bytesWritten: written, bytesRead: read };
  }
}
