/** What NTBackup is given: the system it runs on, and what it has on its disk. */
import type { Clock } from '../../foundation/clock.ts';
import type { EndOfFamily } from '../../mtf/backup-set.ts';
import type { MediaFamily } from '../../mtf/media-family.ts';
import type { PublishHost } from '../happening.ts';
import type { Medium } from '../removable-storage/medium.ts';
import type { RemovableStorage } from '../removable-storage/removable-storage.ts';
import type { Win32 } from '../windows/win32.ts';
import type { Disks } from './selection.ts';
import type { NtBackupVersion } from './version.ts';

export const PROGRAM = 'NTBackup';

export interface NtBackupOptions {
  readonly version: NtBackupVersion;
  readonly win32: Win32;
  readonly storage: RemovableStorage;
  readonly disks: Disks;
  readonly clock: Clock;
  readonly publish: PublishHost;
  /** The name that goes into its sets. */
  readonly computerName?: string;
  /** A GUID that nobody has; random unless given. */
  readonly newId?: () => string;
  /** What it has on its disk of the tapes it has written. */
  readonly catalogs?: CatalogedFamily[];
}

/** A family of tapes, and where its next set goes. */
export interface CatalogedFamily {
  readonly family: MediaFamily;
  readonly media: readonly Medium[];
  readonly end: EndOfFamily;
}
