/**
 * What deeds can lay hands on: the lab as `faults/` sees it. `lab.ts` implements it; a test hands in a fake. Names are those of the configuration;
 * a deed finds nothing there where its subject names no such thing, and says so by throwing a UserError, which becomes a `fault.failed` event.
 */
import type { Clock } from '../foundation/clock.ts';
import type { ConnectionHandle } from './connection-handle.ts';
import type { Occurrence } from './occurrence.ts';

type Where = Partial<Pick<Occurrence, 'target' | 'lun' | 'device' | 'initiator' | 'session'>>;

export interface Hands {
  readonly clock: Clock;
  /** The connections that there are to these, oldest first; all of them where nothing is said. */
  connections(where: Where): readonly ConnectionHandle[];
}
