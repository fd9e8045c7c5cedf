/**
 * What one kind of medium changer is, as data: its names, what it serves and how its pages look, where its elements are, how it reports them, and
 * its quirks. A personality is a value of this type in `models/changers/`; nothing in a model computes.
 */
import type { ElementLayout, ElementTypeName } from '../library/element.ts';
import type { RobotTiming } from '../library/robot.ts';
import type { AdditionalSense } from '../scsi/additional-sense.ts';
import type { Product } from '../scsi/product.ts';
import type { ModePageFacts, Source } from '../scsi/product-pages.ts';

export type { ElementLayout, ElementTypeName, ModePageFacts, Source };

/** How element descriptors look (SMC-3, READ ELEMENT STATUS command). */
export interface ElementStatusFacts {
  /** PVOLTAG: the changer has a barcode reader, and serves VOLTAG=1. */
  readonly volumeTags: boolean;
  /** AVOLTAG: it reserves 36 bytes for alternate volume tags too. */
  readonly alternateVolumeTags: boolean;
  /** DVCID: what a drive's descriptor ends with; undefined: DVCID=1 is refused with 24/00. */
  readonly driveIdentifier: 'vendor-product-serial' | 'serial-number' | undefined;
  /** CURDATA is served: the robot need not move for a report. */
  readonly currentData: boolean;
  /**
   * What bytes 6 and 7 of a drive's descriptor tell. `bus`: SCSI IDs 1, 2… and LUN 0, which its drives have on the parallel bus that the product is made
   * for; `own-id`: the SCSI ID that drive and changer have in common, and the drive's LUN; iSCSI has no such IDs, and 0 is the number that Windows gives to the
   * first target it logs in to; `logical-unit`: the LUN beside the changer, up to 7. Undefined: nothing.
   */
  readonly driveAddresses: 'bus' | 'own-id' | 'logical-unit' | undefined;
  /** Volume identifiers that are shorter than their field end with zeros; spaces follow them (SMC-3, READ ELEMENT STATUS command) unless given. */
  readonly volumeTagPadding?: 'zeros';
  /** Byte 9 of a descriptor tells MEDIUM TYPE and ED (SMC-2 and later); older products leave them zero. */
  readonly mediumTypes: boolean;
  /**
   * Descriptors without volume tags and identifiers, in bytes, where they have not 16: shorter ones lack the last of their fields, longer ones end with
   * zeros. Drivers reckon with these lengths when they say how much room there is.
   */
  readonly descriptorBytes?: Partial<Record<ElementTypeName, number>>;
  /** A drive that was emptied goes on telling where its last cartridge came from. */
  readonly emptiedDriveSource?: true;
  /** What an element reports (EXCEPT=1) whose cartridge bears no label that can be read. Undefined: nothing. */
  readonly unreadableLabel?: { readonly asc: number; readonly ascq: number };
  /** Types in the order in which a report of all types has them; that of their codes unless given. */
  readonly order?: readonly ElementTypeName[];
}

/** The groups of facts whose sources a model names. */
export type ChangerFactGroup = 'inquiry' | 'commands' | 'modePages' | 'elements' | 'timing';

export interface ChangerModel extends Product {
  /** VPD page 80h has this many characters, a shorter serial number at their end, the end of a longer one; as many as it has, unless given. */
  readonly serialNumberLength?: number;
  /** The driver that Windows binds to it, and whether a published list names the identity. */
  readonly windowsDriver?: { readonly name: string; readonly identity: 'published' | 'unverified' };

  /** MODE SENSE that asks for block descriptors (DBD=0) ends with 24/00; else it gets none, as it has none. */
  readonly refusesBlockDescriptors?: boolean;

  /** Its elements as it is delivered; a configuration may have more or fewer, elsewhere. */
  readonly layout: ElementLayout;
  readonly elementStatus: ElementStatusFacts;
  /**
   * Moves it cannot make, as pairs of types (mode page 1Fh, device capabilities); every other is possible. An element of type `mediumTransport` stores
   * nothing between moves.
   */
  readonly impossibleMoves: readonly (readonly [from: ElementTypeName, to: ElementTypeName])[];
  /** It has two-sided media and turns them round (mode page 1Eh, ROTATE). */
  readonly invertsMedia: boolean;
  /** A move out of a drive unloads the cartridge; else the host must do so before. */
  readonly unloadsDrives: boolean;
  /** What it says while its door is open; 04/18 unless given. */
  readonly doorOpen?: AdditionalSense;
  /** What `timing: realistic` gives. */
  readonly timing: RobotTiming;
  readonly sources: Readonly<Record<ChangerFactGroup, Source>>;
}
