/**
 * What one changer minidriver does differently from another, as data: the commands of its ChangerInitialize and of GET_PARAMETERS, and how it asks for
 * element status. The mechanism, and what is done with the answers, is `changer-device.ts`.
 */
import type { EnumeratedUnit } from '../../physical-device.ts';
import type { MinidriverRow } from '../interpretation.ts';
import type { Step } from '../request.ts';

/** What answers are kept as. */
export type ChangerReply =
  /** INQUIRY. */
  | 'inquiry'
  /** VPD page 80h. */
  | 'serial'
  /** Mode page 1Dh. */
  | 'addresses'
  /** READ ELEMENT STATUS. */
  | 'elements';
export type ChangerSteps = readonly Step<ChangerReply>[];

export interface ChangerMinidriver {
  /** `examc`, without `.sys`. */
  readonly name: string;
  /** Its INF: hardware IDs without `SCSI\Changer`. */
  readonly hardwareIds: ReadonlySet<string>;
  readonly errors: readonly MinidriverRow[];
  personalityOf(unit: EnumeratedUnit): ChangerPersonality;
}

export interface ChangerPersonality {
  /** Before all else; unless all of them succeed the device does not start. */
  readonly initialize: ChangerSteps;
  readonly getParameters: ChangerSteps;
  /** It knows how many elements there are only from GET_PARAMETERS; before that every address is out of range. */
  readonly countsElementsLate?: true;
  readonly doors: number;
  readonly barCodeScanner: boolean;
  readonly elementStatus: ElementStatusRequest;
  readonly initializeElementStatus: ChangerSteps;
  readonly exchanges: boolean;
  /** What the door is brought to while a cartridge is moved from or to a mail slot. */
  readonly doorForMailSlots?: 'unlocked' | 'locked';
  /** Byte 7 of an element descriptor is a mask with the bit of the SCSI ID set, and not that ID. */
  readonly targetIdIsMask?: boolean;
}

export interface ElementStatusRequest {
  /** In one step: how long a descriptor is taken to be. Without it the header is asked for first, and then as much as that says. */
  readonly descriptorBytes?: (of: { readonly volumeTags: boolean }) => number;
  /** A request for volume tags is refused, and nothing sent. */
  readonly refusesVolumeTags?: true;
  /** Drives are asked who they are (DVCID), with volume tags, when the changer conforms to SCSI-3: how many bytes of the identifier are the serial number. */
  readonly driveSerial?: { readonly from: number; readonly length?: number };
  /** ILLEGAL REQUEST has it do without from then on. */
  readonly mayDoWithoutIdentifiers?: true;
}
