/**
 * A set of data encryption parameters (SSC-5 §4.2.22): what one Set Data Encryption page establishes, and what is in effect for nexuses that share
 * no other set.
 */
import type { BlockKey } from './block-key.ts';

/** SCOPE: who uses the set. */
export const EncryptionScope = { public: 0, local: 1, allNexuses: 2 } as const;
export type EncryptionScope = (typeof EncryptionScope)[keyof typeof EncryptionScope];

/** ENCRYPTION MODE. EXTERNAL (1), blocks that the host has enciphered itself, is none of ours. */
export const EncryptionMode = { disable: 0, encrypt: 2 } as const;
export type EncryptionMode = (typeof EncryptionMode)[keyof typeof EncryptionMode];

/** DECRYPTION MODE. */
export const DecryptionMode = { disable: 0, raw: 1, decrypt: 2, mixed: 3 } as const;
export type DecryptionMode = (typeof DecryptionMode)[keyof typeof DecryptionMode];

/** CEEM: in which mode a block must have been written to be read. */
export const CheckExternalMode = { vendorSpecific: 0, unchecked: 1, notExternal: 2, external: 3 } as const;

/** What may end a set before another one replaces it. */
export interface Lifetime {
  /** CKOD: the volume is demounted. */
  readonly demount: boolean;
  /** CKORP: the reservation of the nexus that established it is preempted. */
  readonly reservationPreempted: boolean;
  /** CKORL: that reservation is lost in any way. */
  readonly reservationLost: boolean;
}

export interface DataEncryptionParameters {
  readonly encryptionMode: EncryptionMode;
  readonly decryptionMode: DecryptionMode;
  readonly algorithmIndex: number;
  readonly checkExternalMode: number;
  /** RDMC: whether blocks are marked as not to be read in RAW mode. */
  readonly rawReadsDisabled: boolean;
  /** Present whenever a mode needs it. */
  readonly key: BlockKey | undefined;
  /** KEY-ASSOCIATED DATA FORMAT: 0 unspecified, 1 binary key name, 2 ASCII key name. */
  readonly keyDataFormat: number;
  readonly authenticatedKeyData: Uint8Array;
  readonly unauthenticatedKeyData: Uint8Array;
  readonly clearedOn: Lifetime;
}

const none = new Uint8Array(0);

/** What is in effect while nobody has established anything. */
export const defaultParameters: DataEncryptionParameters = {
  encryptionMode: EncryptionMode.disable,
  decryptionMode: DecryptionMode.disable,
  algorithmIndex: 0,
  checkExternalMode: CheckExternalMode.vendorSpecific,
  rawReadsDisabled: false,
  key: undefined,
  keyDataFormat: 0,
  authenticatedKeyData: none,
  unauthenticatedKeyData: none,
  clearedOn: { demount: false, reservationPreempted: false, reservationLost: false },
};
