/** What a library publishes. */
import type { Happening } from '../foundation/event.ts';

/** What happened, before it is said in which library. */
export type LibraryNews = Happening &
  (
    | { readonly event: 'library.moved'; readonly barcode: string; readonly from: string; readonly to: string }
    /** The robot has failed on its way, and left the cartridge on its arm or dropped it: on the shelf, once it has been picked up. */
    | {
        readonly event: 'library.stranded';
        readonly barcode: string;
        readonly from: string;
        readonly to: string;
        readonly on: 'arm' | 'floor';
      }
    /** It stays so until the door has been opened and closed. */
    | { readonly event: 'library.robot-stuck'; readonly message: string }
    /** The operator has put cartridges in from the shelf, the first of them into `place`, or has taken one out of it. */
    | { readonly event: 'library.handled'; readonly barcodes: readonly string[]; readonly way: 'in' | 'out'; readonly place: string }
    /** The operator had a hand in an import/export element. */
    | { readonly event: 'library.import-export-accessed'; readonly number: number }
    | { readonly event: 'library.door-opened' | 'library.door-closed' }
    /** It was not ready and is now, and what lies in it may have changed meanwhile. */
    | { readonly event: 'library.became-ready' }
    /** The robot failed while it took stock: the library stays not ready until its door has been opened and closed. */
    | { readonly event: 'library.stock-not-taken'; readonly message: string }
    /** The library has no longer the place where a cartridge was when it was last served: it lies on the shelf. */
    | { readonly event: 'library.place-gone'; readonly barcode: string; readonly place: string }
    | { readonly event: 'library.went-offline' | 'library.went-online' }
  );
export type LibraryHappening = LibraryNews & { readonly library: string };
