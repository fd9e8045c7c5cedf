/**
 * Media as Removable Storage knows them: by what is written on them (the on-media identifier: type and ID of a label), and by the pool they belong to. An
 * unknown type of label, or none, is *unrecognized*; a known type with an unknown ID is *import*. What is in its database outlasts a restart: it is handed
 * to the next start, as the registry is.
 */
import type { ChangerElement, Win32ErrorCode } from '../windows/win32.ts';
import type { MediaDrive } from './drive.ts';

/** On-media identifier. */
export interface MediaLabel {
  /** The name of the software that wrote it. */
  readonly type: string;
  readonly id: string;
  /** What people read: the tape's name. */
  readonly description: string;
}

export const sameLabel = (a: MediaLabel | undefined, b: MediaLabel | undefined): boolean => a?.type === b?.type && a?.id === b?.id;

/** The system's pools, and NTBackup's. Each has one below it for every media type. */
export type MediaPool = 'Free' | 'Import' | 'Unrecognized' | 'Backup';

/** A library: a changer with drives and slots, or a stand-alone drive, which is a library of one. */
export interface MediaLibrary {
  /** `Changer0`, `Tape0`. */
  readonly name: string;
  readonly kind: 'automated' | 'stand-alone';
  readonly drives: readonly MediaDrive[];
  /** Looks what is there, and reads the labels of what it does not know. */
  takeInventory(): Promise<void>;
  /** Brings a medium of its own into a drive. */
  mount(medium: Medium): Promise<{ readonly error: Win32ErrorCode; readonly drive?: MediaDrive }>;
  /** Takes it out of its drive: to its slot, or for somebody to take away. */
  dismount(medium: Medium): Promise<{ readonly error: Win32ErrorCode }>;
  close(): void;
}

/** Where a medium is; `slot` is where it belongs in a library, also while it is in a drive. */
export interface MediaPlace {
  readonly library: MediaLibrary;
  readonly slot?: ChangerElement | undefined;
  readonly drive?: MediaDrive | undefined;
}

export class Medium {
  /** `4mm DDS`. */
  readonly type: string;
  label: MediaLabel | undefined;
  pool: MediaPool;
  barcode: string | undefined;
  /** Undefined: offline, on a shelf. */
  place: MediaPlace | undefined;

  constructor(type: string, label: MediaLabel | undefined) {
    this.type = type;
    this.label = label;
    this.pool = label === undefined ? 'Unrecognized' : 'Import';
  }

  /** As Removable Storage shows it: the bar code, if there is one. */
  get name(): string {
    return this.barcode ?? this.label?.description ?? 'Unrecognized medium';
  }
}

export class MediaDatabase {
  readonly #media = new Set<Medium>();

  get media(): readonly Medium[] {
    return [...this.#media];
  }

  /** What has come in with this label: the medium that is offline, or a new one, also where it is the duplicate of one that is there (KB 250916). */
  recognise(type: string, label: MediaLabel | undefined): Medium {
    const known = label && this.media.find((medium) => medium.place === undefined && sameLabel(medium.label, label));
    if (known !== undefined) return known;
    const medium = new Medium(type, label);
    this.#media.add(medium);
    return medium;
  }

  /** It is out of reach. What has no label would not be known again. */
  gone(medium: Medium): void {
    medium.place = undefined;
    if (medium.label === undefined) this.#media.delete(medium);
  }
}
