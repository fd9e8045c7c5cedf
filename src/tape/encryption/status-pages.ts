/**
 * The pages of SECURITY PROTOCOL IN that tell how things stand (SSC-5 §8.5.2): Data Encryption Status (0020h) of a nexus's parameters, Next Block
 * Encryption Status (0021h) of the object at the position.
 *
 *     0020h  4 I_T NEXUS SCOPE, KEY SCOPE    7 ALGORITHM INDEX             12 PARAMETERS CONTROL, VCELB, CEEMS, RDMD
 *            5 ENCRYPTION MODE               8–11 KEY INSTANCE COUNTER     13 KEY-ASSOCIATED DATA FORMAT
 *            6 DECRYPTION MODE              14–15 ASDK COUNT               24… descriptors
 *     0021h  4–11 LOGICAL OBJECT NUMBER     12 COMPRESSION STATUS, ENCRYPTION STATUS   13 ALGORITHM INDEX
 *           14 EMES (bit 1), RDMDS (bit 0)    15 KEY-ASSOCIATED DATA FORMAT               16… descriptors
 */
import type { MediumObject } from '../../cartridge/volume.ts';
import { bits, flag, layout, uint, uint64 } from '../../foundation/layout.ts';
import { additionalSense } from '../../scsi/additional-sense.ts';
import type { Nexus } from '../../scsi/target.ts';
import { algorithmIndex } from './algorithm.ts';
import { keyDataFormatOf, rawReadsDisabledBy } from './block-marks.ts';
import { securityPage } from './capability-pages.ts';
import { Authenticated, encodeKeyAssociatedData } from './key-associated-data.ts';
import { DecryptionMode, EncryptionMode } from './parameters.ts';
import type { TapeDataEncryption } from './tape-data-encryption.ts';

const dataEncryptionStatus = layout(20, {
  nexusScope: bits(0, 7, 3),
  keyScope: bits(0, 2, 3),
  encryptionMode: uint(1),
  decryptionMode: uint(2),
  algorithmIndex: uint(3),
  keyInstanceCounter: uint(4, 4),
  parametersControl: bits(8, 6, 3),
  volumeContainsEncryptedBlocks: flag(8, 3),
  checkExternalMode: bits(8, 2, 2),
  rawReadsDisabled: flag(8, 0),
  keyDataFormat: uint(9),
  supplementalKeys: uint(10, 2),
});

/** PARAMETERS CONTROL: by nobody exclusively. */
const notExclusive = 0b001;

export function dataEncryptionStatusPage(encryption: TapeDataEncryption, nexus: Nexus, encryptedBlocks: boolean): Uint8Array {
  const { parameters, scope, instance } = encryption.sets.inEffect(nexus);
  const content = dataEncryptionStatus.encode({
    nexusScope: encryption.sets.scopeOf(nexus),
    keyScope: scope,
    encryptionMode: parameters.encryptionMode,
    decryptionMode: parameters.decryptionMode,
    algorithmIndex: parameters.algorithmIndex,
    keyInstanceCounter: instance,
    parametersControl: notExclusive,
    volumeContainsEncryptedBlocks: encryptedBlocks,
    checkExternalMode: parameters.checkExternalMode,
    rawReadsDisabled: parameters.encryptionMode === EncryptionMode.encrypt && parameters.rawReadsDisabled,
    keyDataFormat: parameters.keyDataFormat,
  });
  return securityPage(0x0020, Buffer.concat([content, encodeKeyAssociatedData(parameters, Authenticated.notAttempted)]));
}

const nextBlockEncryptionStatus = layout(12, {
  logicalObjectNumber: uint64(0),
  compressionStatus: bits(8, 7, 4),
  encryptionStatus: bits(8, 3, 4),
  algorithmIndex: uint(9),
  writtenInExternalMode: flag(10, 1),
  rawReadsDisabled: flag(10, 0),
  keyDataFormat: uint(11),
});

/** ENCRYPTION STATUS. COMPRESSION STATUS is always 0: the medium does not tell. */
const BlockIs = { notKnownNow: 0x1, noLogicalBlock: 0x2, notEncrypted: 0x3, decryptable: 0x5, notDecryptable: 0x6 } as const;

/** `object` is what stands at the position, if anything; a damaged one cannot be judged. */
export function nextBlockEncryptionStatusPage(
  encryption: TapeDataEncryption,
  nexus: Nexus,
  position: number,
  object: MediumObject | undefined,
): Uint8Array {
  const answer = (values: Parameters<typeof nextBlockEncryptionStatus.encode>[0], keyData: Uint8Array = new Uint8Array(0)) =>
    securityPage(0x0021, Buffer.concat([nextBlockEncryptionStatus.encode({ logicalObjectNumber: BigInt(position), ...values }), keyData]));
  if (object === undefined || object.kind === 'damaged') return answer({ encryptionStatus: BlockIs.notKnownNow });
  if (object.kind !== 'block') return answer({ encryptionStatus: BlockIs.noLogicalBlock });
  const blockEncryption = object.envelope?.encryption;
  if (blockEncryption === undefined) return answer({ encryptionStatus: BlockIs.notEncrypted });

  const { decryptionMode } = encryption.sets.inEffect(nexus).parameters;
  const deciphers = decryptionMode === DecryptionMode.decrypt || decryptionMode === DecryptionMode.mixed;
  const revealed = encryption.reveal(object, nexus);
  const decryptable = deciphers && revealed instanceof Uint8Array;
  const tampered = !(revealed instanceof Uint8Array) && revealed.additional === additionalSense.cryptographicIntegrityValidationFailed;
  return answer(
    {
      encryptionStatus: decryptable ? BlockIs.decryptable : BlockIs.notDecryptable,
      algorithmIndex,
      rawReadsDisabled: rawReadsDisabledBy(blockEncryption.marks),
      keyDataFormat: keyDataFormatOf(blockEncryption.marks),
    },
    encodeKeyAssociatedData(
      blockEncryption,
      decryptable ? Authenticated.authenticated : tampered ? Authenticated.failed : Authenticated.notAttempted,
    ),
  );
}
