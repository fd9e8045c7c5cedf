/** What the cartridges tell of themselves. */
import type { Publish } from '../foundation/event.ts';

export type PartitionEvent =
  /** Opening found a tail that was not synchronised and not whole, and cut it. */
  | { readonly event: 'cartridge.tail-cut'; readonly bytes: number; readonly objects: number }
  /** Opening could not use the index and walked the tape file instead. */
  | { readonly event: 'cartridge.index-rebuilt'; readonly why: string; readonly objects: number }
  /** Opening found objects behind the end of data that somebody else has added. */
  | { readonly event: 'cartridge.objects-found'; readonly objects: number }
  /** An object cannot be read. */
  | { readonly event: 'cartridge.damaged'; readonly object: number; readonly offset: number; readonly reason: string }
  /** The disk under a cartridge has failed. */
  | { readonly event: 'cartridge.store-failed'; readonly doing: string; readonly message: string };

export type CartridgeEvent = PartitionEvent & { readonly barcode: string; readonly partition: number };

export type PublishCartridge = Publish<CartridgeEvent>;
