/**
 * Tape data encryption (SSC-5 §4.2.22) in the data path: blocks are enciphered and revealed by the parameters in effect for the nexus that writes
 * or reads them. Every failure is DATA PROTECT, and leaves the position before the block.
 *
 *     reading           │ block in clear │ enciphered: own key │ another key │ tampered with
 *     DISABLE           │ as it is       │ 74/01               │ 74/01       │ 74/01
 *     RAW               │ as it is       │ as it is, or 74/0A where its writer did not allow it
 *     DECRYPT           │ 74/02          │ in clear            │ 74/03       │ 74/04
 *     MIXED             │ as it is       │ in clear            │ 74/03       │ 74/04
 */
import type { Volume } from '../../cartridge/volume.ts';
import { type AdditionalSense, additionalSense } from '../../scsi/additional-sense.ts';
import { type Sense, SenseKey } from '../../scsi/sense.ts';
import type { Nexus } from '../../scsi/target.ts';
import type { DataEncryption, EncipherBlock, MediumBlock } from '../data-encryption.ts';
import { takesEncryptedBlocks } from './algorithm.ts';
import type { RandomBytes } from './block-key.ts';
import { blockMarks, rawReadsDisabledBy } from './block-marks.ts';
import { ParameterSets } from './parameter-sets.ts';
import { CheckExternalMode, type DataEncryptionParameters, DecryptionMode, EncryptionMode } from './parameters.ts';

export interface TapeDataEncryptionOptions {
  /** The loaded volume. */
  readonly volume: () => Volume | undefined;
  /** Whether the nexus holds a reservation. */
  readonly reservationHeld: (nexus: Nexus) => boolean;
  /** Nexuses are to be told that another one changed what is in effect for them. */
  readonly changed: (affected: (nexusId: string) => boolean) => void;
  readonly random: RandomBytes;
}

const dataProtect = (additional: AdditionalSense): Sense => ({ key: SenseKey.dataProtect, additional });

export class TapeDataEncryption implements DataEncryption {
  readonly sets: ParameterSets;
  readonly random: RandomBytes;
  readonly #options: TapeDataEncryptionOptions;

  constructor(options: TapeDataEncryptionOptions) {
    this.#options = options;
    this.random = options.random;
    this.sets = new ParameterSets(options.changed);
  }

  get volume(): Volume | undefined {
    return this.#options.volume();
  }

  reservationHeld(nexus: Nexus): boolean {
    return this.#options.reservationHeld(nexus);
  }

  forWriting(nexus: Nexus): EncipherBlock | undefined | Sense {
    if (this.sets.lockBroken(nexus)) return dataProtect(additionalSense.dataEncryptionKeyInstanceCounterChanged);
    const { parameters } = this.sets.inEffect(nexus);
    const { key, encryptionMode, unauthenticatedKeyData, authenticatedKeyData } = parameters;
    if (encryptionMode !== EncryptionMode.encrypt || key === undefined) return undefined;
    const { volume } = this;
    if (volume === undefined || !takesEncryptedBlocks(volume)) return dataProtect(additionalSense.encryptionParametersNotUseable);
    const marks = blockMarks(parameters.keyDataFormat, parameters.rawReadsDisabled);
    return (clear) => key.encipher(clear, { unauthenticatedKeyData, authenticatedKeyData, marks });
  }

  reveal(block: MediumBlock, nexus: Nexus): Uint8Array | Sense {
    if (this.sets.lockBroken(nexus)) return dataProtect(additionalSense.dataEncryptionKeyInstanceCounterChanged);
    const { parameters } = this.sets.inEffect(nexus);
    const revealed = this.#reveal(block, parameters);
    return revealed instanceof Uint8Array ? revealed : dataProtect(revealed);
  }

  #reveal(block: MediumBlock, { key, decryptionMode, checkExternalMode }: DataEncryptionParameters): Uint8Array | AdditionalSense {
    // Neither data nor envelopes are kept: the zeros that come back are nobody's secret, and what was enciphered is not known.
    if (this.volume?.discardsData === true) return block.data;
    const encryption = block.envelope?.encryption;
    if (encryption === undefined)
      return decryptionMode === DecryptionMode.decrypt ? additionalSense.unencryptedDataEncounteredWhileDecrypting : block.data;
    if (decryptionMode === DecryptionMode.disable) return additionalSense.unableToDecryptData;
    if (decryptionMode === DecryptionMode.raw)
      return rawReadsDisabledBy(encryption.marks) ? additionalSense.encryptedBlockNotRawReadEnabled : block.data;
    // Every block of ours was written in ENCRYPT mode.
    if (checkExternalMode === CheckExternalMode.external) return additionalSense.encryptionModeMismatchOnRead;
    if (key?.fits(encryption) !== true) return additionalSense.incorrectDataEncryptionKey;
    return key.decipher(block.data, encryption) ?? additionalSense.cryptographicIntegrityValidationFailed;
  }

  unloaded(): void {
    this.sets.release('demount');
  }

  nexusLost(nexus: Nexus): void {
    this.sets.nexusLost(nexus);
  }

  reset(): void {
    this.sets.reset();
  }

  /** Being preempted is one way to lose a reservation. */
  reservationEnded(nexusId: string, how: 'preempted' | 'lost'): void {
    if (how === 'preempted') this.sets.release('reservationPreempted', nexusId);
    this.sets.release('reservationLost', nexusId);
  }
}
