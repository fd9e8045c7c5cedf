/** What a drive publishes. */
import type { Happening } from '../foundation/event.ts';
import type { AdditionalSense } from '../scsi/additional-sense.ts';

interface TapeEvent extends Happening {
  /** The drive's serial number; outside of its place, what the configuration calls it. */
  readonly drive: string;
  readonly barcode: string;
}

export type TapeHappening =
  | (TapeEvent & { readonly event: 'tape.loaded' | 'tape.unloaded' | 'tape.removed' })
  /** Objects that a host had been told were written, or the medium's promise to keep them, are lost. */
  | (TapeEvent & { readonly event: 'tape.write-failed'; readonly lostObjects: number; readonly reason: string })
  /** The drive cannot use the cartridge, and says why to every host until it is taken out. */
  | (TapeEvent & { readonly event: 'tape.refused'; readonly reason: AdditionalSense })
  /** The loader could not draw the cartridge in, or let it out. */
  | (TapeEvent & { readonly event: 'tape.load-failed' | 'tape.unload-failed'; readonly reason: string })
  | (TapeEvent & { readonly event: 'tape.cleaned'; readonly usesLeft: number })
  | (TapeEvent & { readonly event: 'tape.formatted'; readonly partitions: number })
  | (TapeEvent & { readonly event: 'tape.read-failed'; readonly position: number; readonly reason: string })
  | (TapeEvent & { readonly event: 'tape.early-warning' | 'tape.volume-overflow'; readonly position: number });

/** What happened, before it is said to which drive and cartridge. */
export type TapeNews = DistributiveOmit<TapeHappening, 'drive' | 'barcode'>;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
