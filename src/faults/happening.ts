/** What this room tells those who listen. */
import type { Happening } from '../foundation/event.ts';
import type { Occurrence } from './occurrence.ts';

export type FaultHappening = Happening &
  (
    | { readonly event: 'fault.fired'; readonly rule: string; readonly action: string; readonly occurrence: Occurrence }
    /** A deed could not be done. */
    | { readonly event: 'fault.failed'; readonly rule: string | undefined; readonly action: string; readonly message: string }
    | { readonly event: 'fault.state-entered'; readonly state: string; readonly rule: string | undefined }
  );
