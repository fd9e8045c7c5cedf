/** What a lab as a whole tells of itself, beside what its rooms do. */
import type { NonvolatileFailed } from './bays.ts';
import type { DriveBayHappening } from './drive-bay.ts';
import type { Happening } from './foundation/event.ts';
import type { PlaceLeftEmpty } from './starting-places.ts';
import type { OperatorHappening } from './told-actions.ts';

export type LabHappening =
  | (Happening & { readonly event: 'lab.demo-made'; readonly file: string; readonly cartridges: number })
  | PlaceLeftEmpty
  /** Secrets stand in the configuration, and other users of this machine may read it. */
  | (Happening & { readonly event: 'lab.secrets-readable'; readonly file: string })
  | DriveBayHappening
  | OperatorHappening
  | NonvolatileFailed;
