/**
 * The Set Data Encryption page, 0010h of SECURITY PROTOCOL OUT (SSC-5 §8.5.3): read and checked as a whole before any of it takes effect.
 *
 *      0–1 PAGE CODE 0010h    5 CEEM RDMC SDK CKOD CKORP CKORL     9 KEY FORMAT                      18–19 KEY LENGTH
 *      2–3 PAGE LENGTH        6 ENCRYPTION MODE                   10 KEY-ASSOCIATED DATA FORMAT     20…   KEY
 *      4 SCOPE, LOCK          7 DECRYPTION MODE   8 ALGORITHM INDEX                                 …     descriptors
 *
 * With SCOPE PUBLIC nothing but SCOPE and LOCK is looked at. A key that no mode needs may be sent, and is not kept.
 */
import { copyOf } from '../../foundation/big-endian.ts';
import { type BitPosition, bits, flag, layout, uint } from '../../foundation/layout.ts';
import { additionalSense } from '../../scsi/additional-sense.ts';
import { illegalRequest, invalidFieldInParameterList, type Sense } from '../../scsi/sense.ts';
import { algorithmIndex } from './algorithm.ts';
import { BlockKey, keyBytes, type RandomBytes } from './block-key.ts';
import { readKeyAssociatedData } from './key-associated-data.ts';
import { type DataEncryptionParameters, DecryptionMode, defaultParameters, EncryptionMode, EncryptionScope } from './parameters.ts';

export const setDataEncryptionPageCode = 0x0010;

export interface SetDataEncryption {
  readonly scope: EncryptionScope;
  readonly lock: boolean;
  readonly parameters: DataEncryptionParameters;
}

/** What decides whether a lifetime can be asked for. */
export interface Circumstances {
  readonly volumeMounted: boolean;
  /** The nexus that sends the page holds a reservation. */
  readonly reservationHeld: boolean;
}

const page = layout(20, {
  pageCode: uint(0, 2),
  pageLength: uint(2, 2),
  scope: bits(4, 7, 3),
  lock: flag(4, 0),
  checkExternalMode: bits(5, 7, 2),
  rawDecryptionModeControl: bits(5, 5, 2),
  supplementalDecryptionKey: flag(5, 3),
  clearOnDemount: flag(5, 2),
  clearOnReservationPreempt: flag(5, 1),
  clearOnReservationLoss: flag(5, 0),
  encryptionMode: uint(6),
  decryptionMode: uint(7),
  algorithmIndex: uint(8),
  keyFormat: uint(9),
  keyDataFormat: uint(10),
  keyLength: uint(18, 2),
});

const headerBytes = 4;
const plainKeyFormat = 0x00;
const lastKeyDataFormat = 0x02;
/** RDMC. */
const RawDecryption = { algorithmDefault: 0, reserved: 1, enabled: 2, disabled: 3 } as const;

const scopes: readonly number[] = Object.values(EncryptionScope);
const encryptionModes: readonly number[] = Object.values(EncryptionMode);
const decryptionModes: readonly number[] = Object.values(DecryptionMode);

export function readSetDataEncryption(list: Uint8Array, circumstances: Circumstances, random: RandomBytes): SetDataEncryption | Sense {
  if (list.length < page.length) return illegalRequest(additionalSense.parameterListLengthError);
  const fields = page.decode(list);
  const refuse = (field: keyof typeof fields): Sense => invalidFieldInParameterList(page.position(field));
  const at = (position: BitPosition): Sense => invalidFieldInParameterList(position);

  if (fields.pageCode !== setDataEncryptionPageCode) return refuse('pageCode');
  const end = headerBytes + fields.pageLength;
  if (end > list.length) return illegalRequest(additionalSense.parameterListLengthError);
  // What follows the page is padding up to a multiple of 512 bytes (INC_512), or belongs to no page.
  if (end < page.length || list.subarray(end).some((byte) => byte !== 0)) return refuse('pageLength');

  if (!scopes.includes(fields.scope)) return refuse('scope');
  const scope = fields.scope as EncryptionScope;
  if (scope === EncryptionScope.public) return { scope, lock: fields.lock, parameters: defaultParameters };

  if (fields.rawDecryptionModeControl === RawDecryption.reserved) return refuse('rawDecryptionModeControl');
  if (fields.supplementalDecryptionKey) return refuse('supplementalDecryptionKey');
  if (fields.clearOnDemount && !circumstances.volumeMounted) return refuse('clearOnDemount');
  if (fields.clearOnReservationPreempt && !circumstances.reservationHeld) return refuse('clearOnReservationPreempt');
  if (fields.clearOnReservationLoss && !circumstances.reservationHeld) return refuse('clearOnReservationLoss');
  if (!encryptionModes.includes(fields.encryptionMode)) return refuse('encryptionMode');
  if (!decryptionModes.includes(fields.decryptionMode)) return refuse('decryptionMode');
  const encryptionMode = fields.encryptionMode as EncryptionMode;
  const decryptionMode = fields.decryptionMode as DecryptionMode;
  const idle = encryptionMode === EncryptionMode.disable && decryptionMode === DecryptionMode.disable;
  const needsKey =
    encryptionMode === EncryptionMode.encrypt || decryptionMode === DecryptionMode.decrypt || decryptionMode === DecryptionMode.mixed;

  if (!idle && fields.algorithmIndex !== algorithmIndex) return refuse('algorithmIndex');
  if (fields.keyFormat !== plainKeyFormat) return refuse('keyFormat');
  if (fields.keyDataFormat > lastKeyDataFormat) return refuse('keyDataFormat');
  const reserved = page.reservedBitSet(list);
  if (reserved !== undefined) return at(reserved);
  const keyEnd = page.length + fields.keyLength;
  if (fields.keyLength !== keyBytes && (needsKey || fields.keyLength !== 0)) return refuse('keyLength');
  if (keyEnd > end) return refuse('keyLength');

  // Key-associated data say something of a key that is used.
  if (!needsKey && keyEnd < end) return at({ byte: keyEnd, bit: 7 });
  const keyData = readKeyAssociatedData(list.subarray(0, end), keyEnd);
  if ('key' in keyData) return keyData;

  return {
    scope,
    lock: fields.lock,
    parameters: {
      encryptionMode,
      decryptionMode,
      algorithmIndex: idle ? 0 : algorithmIndex,
      checkExternalMode: fields.checkExternalMode,
      // The algorithm's default is to disable them.
      rawReadsDisabled: fields.rawDecryptionModeControl !== RawDecryption.enabled,
      key: needsKey ? new BlockKey(copyOf(list, page.length, keyEnd), random) : undefined,
      keyDataFormat: fields.keyDataFormat,
      ...keyData,
      clearedOn: {
        demount: fields.clearOnDemount,
        reservationPreempted: fields.clearOnReservationPreempt,
        reservationLost: fields.clearOnReservationLoss,
      },
    },
  };
}
