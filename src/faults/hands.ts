/**
 * What deeds can lay hands on: the lab as `faults/` sees it. `lab.ts` implements it; a test hands in a fake. Names are those of the configuration;
 * a deed finds nothing there where its subject names no such thing, and says so by throwing a UserError, which becomes a `fault.failed` event.
 */
import type { ConnectionHandle } from './connection-handle.ts';
import type { LibraryHandle } from './library-handle.ts';
import type { BitPlace, MediumHandle } from './medium-handle.ts';
import type { Occurrence } from './occurrence.ts';
import type { UnitHandle } from './unit-handle.ts';

type Where = Partial<Pick<Occurrence, 'target' | 'lun' | 'device' | 'initiator' | 'session' | 'connection'>>;

export interface PortalHands {
  /**
   * Nobody listens at this HOST:PORT any more, or nowhere; what is returned lets initiators in again, unless the same has been shut once more since.
   * @throws UserError when there is no such place
   */
  shut(place?: string): () => Promise<void>;
  /** Initiators are let in everywhere. */
  open(): Promise<void>;
  /** Whether a connection has come to that place. */
  isAt(connection: ConnectionHandle, place: string): boolean;
}

/** What is over when the lab closes, whatever it was waiting for. */
export interface Waiting {
  /** Does something more after a time; that it fails is told as a failure of the deed. */
  later(afterMs: number, more: () => void | Promise<void>): void;
  /** Resolves when the time has passed, with true; with false when the lab closes before that. */
  pause(durationMs: number): Promise<boolean>;
}

export interface Hands extends Waiting {
  /** The connections that there are to these, oldest first; all of them where nothing is said. @throws UserError when there is no such device */
  connections(where: Where): readonly ConnectionHandle[];
  /** The logical units that these are; all of them where nothing is said. @throws UserError when there are none */
  units(where: Where): readonly UnitHandle[];
  /** The sessions with a target are over, as after a loss of its power: nobody is told, and none can be continued. */
  breakOffSessions(target: string): void;
  /** The places where initiators are accepted. */
  readonly portals: PortalHands;
  /** The cartridge that is meant: of this barcode, or in this drive. @throws UserError when there is none in a drive */
  medium(where: Where & Pick<Occurrence, 'barcode'>): MediumHandle;
  /** That bit of a cartridge becomes the other one on the disk, wherever the cartridge is. @throws UserError when there is none */
  flipBit(barcode: string, at: BitPlace): Promise<void>;
  /** The library that is meant, or that the drive stands in which is; the only one there is where nothing is said. @throws UserError */
  library(where: Where): LibraryHandle;
}
