/**
 * What the data path asks of tape data encryption (SSC-5 §4.2.22): whether blocks of a nexus go to the medium enciphered, and what an enciphered
 * block is in clear. `encryption/` implements it; a drive without it has `withoutEncryption`.
 */
import type { BlockEncryption, MediumObject } from '../cartridge/volume.ts';
import { additionalSense } from '../scsi/additional-sense.ts';
import { type Sense, SenseKey } from '../scsi/sense.ts';
import type { Nexus } from '../scsi/target.ts';

export type MediumBlock = Extract<MediumObject, { kind: 'block' }>;

/** Enciphers one block: ciphertext of the same length, and what goes into its envelope. */
export type EncipherBlock = (clear: Uint8Array) => { readonly data: Uint8Array; readonly encryption: BlockEncryption };

export interface DataEncryption {
  /** How the nexus's next blocks are enciphered; undefined: they go in clear. Sense: they must not be written at all. */
  forWriting(nexus: Nexus): EncipherBlock | undefined | Sense;
  /** The block as the nexus gets it from READ, or the sense that READ ends with, before the block. */
  reveal(block: MediumBlock, nexus: Nexus): Uint8Array | Sense;
  /** The volume is off the head: keys that were to be cleared with it go (CKOD). */
  unloaded(): void;
  nexusLost(nexus: Nexus): void;
  reset(): void;
}

const unableToDecrypt: Sense = { key: SenseKey.dataProtect, additional: additionalSense.unableToDecryptData };

export const withoutEncryption: DataEncryption = {
  forWriting: () => undefined,
  reveal: (block) => (block.envelope?.encryption === undefined ? block.data : unableToDecrypt),
  unloaded: () => {},
  nexusLost: () => {},
  reset: () => {},
};
