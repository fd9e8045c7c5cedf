/**
 * The pages of SECURITY PROTOCOL IN that tell what tape data encryption can do (SSC-5 §8.5.2): both lists of pages, and 0010h to 0012h. What they
 * claim of the algorithm is what LTO drives do: U-KAD of up to 32 and A-KAD of up to 60 bytes, a nonce of the drive's own, raw reads where
 * the writer allowed them.
 *
 *     0010h  4 EXTDECC CFG_P   20… algorithm descriptor
 *     descriptor  0 ALGORITHM INDEX   2–3 length 14h   4 AVFMV SDK_C MAC_C DELB_C DECRYPT_C ENCRYPT_C   5 AVFCLP NONCE_C KADF_C VCELB_C UKADF AKADF
 *                 6–7 MAXIMUM U-KAD   8–9 MAXIMUM A-KAD   10–11 KEY SIZE   12 DKAD_C EEMC_C RDMC_C EAREM   20–23 SECURITY ALGORITHM CODE
 *     0011h  4 key formats     0012h  4 LOCK_C   5 CKOD_C CKORP_C CKORL_C   7 AITN_C LOCAL_C PUBLIC_C
 */
import type { Volume } from '../../cartridge/volume.ts';
import { putUint16 } from '../../foundation/big-endian.ts';
import { bits, flag, layout, uint } from '../../foundation/layout.ts';
import { algorithmIndex, securityAlgorithmCode, takesEncryptedBlocks } from './algorithm.ts';
import { keyBytes } from './block-key.ts';
import { maximumAuthenticatedBytes, maximumUnauthenticatedBytes } from './key-associated-data.ts';

const header = layout(4, { pageCode: uint(0, 2), pageLength: uint(2, 2) });

/** A page: its header, and what follows it. */
export const securityPage = (pageCode: number, content: Uint8Array): Uint8Array =>
  Buffer.concat([header.encode({ pageCode, pageLength: content.length }), content]);

export function pageList(pageCode: number, codes: readonly number[]): Uint8Array {
  const content = new Uint8Array(2 * codes.length);
  for (const [index, code] of codes.entries()) putUint16(content, 2 * index, code);
  return securityPage(pageCode, content);
}

const capabilities = layout(16, { externalControlCapable: bits(0, 3, 2), configurationPrevented: bits(0, 1, 2) });

const algorithm = layout(24, {
  algorithmIndex: uint(0),
  descriptorLength: uint(2, 2),
  validForMountedVolume: flag(4, 7),
  supplementalKeys: flag(4, 6),
  messageAuthenticationCode: flag(4, 5),
  distinguishesEncryptedBlocks: flag(4, 4),
  decryption: bits(4, 3, 2),
  encryption: bits(4, 1, 2),
  validForLogicalPosition: bits(5, 7, 2),
  nonce: bits(5, 5, 2),
  keyDataFormat: flag(5, 3),
  volumeContainsEncryptedBlocks: flag(5, 2),
  unauthenticatedKeyDataFixed: flag(5, 1),
  authenticatedKeyDataFixed: flag(5, 0),
  maximumUnauthenticatedBytes: uint(6, 2),
  maximumAuthenticatedBytes: uint(8, 2),
  keySize: uint(10, 2),
  decryptionKeyData: bits(12, 7, 2),
  externalModeControl: bits(12, 5, 2),
  rawModeControl: bits(12, 3, 3),
  recordsEncryptionMode: flag(12, 0),
  securityAlgorithmCode: uint(20, 4),
});

/** Data Encryption Capabilities, 0010h. */
export function capabilitiesPage(volume: Volume | undefined): Uint8Array {
  const valid = volume !== undefined && takesEncryptedBlocks(volume);
  const descriptor = algorithm.encode({
    algorithmIndex,
    descriptorLength: algorithm.length - 4,
    validForMountedVolume: valid,
    messageAuthenticationCode: true,
    distinguishesEncryptedBlocks: true,
    // Both in hardware, as a drive's firmware says it.
    decryption: 0b10,
    encryption: 0b10,
    // No volume; not valid; valid.
    validForLogicalPosition: volume === undefined ? 0b00 : valid ? 0b10 : 0b01,
    // The device server makes it.
    nonce: 0b01,
    keyDataFormat: true,
    volumeContainsEncryptedBlocks: true,
    maximumUnauthenticatedBytes,
    maximumAuthenticatedBytes,
    keySize: keyBytes,
    // Key-associated data may come with a key that only deciphers.
    decryptionKeyData: 0b11,
    // No EXTERNAL mode.
    externalModeControl: 0b01,
    // Raw reads are disabled unless RDMC enables them.
    rawModeControl: 0b100,
    recordsEncryptionMode: true,
    securityAlgorithmCode,
  });
  // Not capable of external control; parameters can be established.
  return securityPage(
    0x0010,
    Buffer.concat([capabilities.encode({ externalControlCapable: 0b01, configurationPrevented: 0b01 }), descriptor]),
  );
}

/** Supported Key Formats, 0011h: plain keys. */
export const keyFormatsPage = (): Uint8Array => securityPage(0x0011, Uint8Array.of(0x00));

const management = layout(12, {
  lock: flag(0, 0),
  clearOnDemount: flag(1, 2),
  clearOnReservationPreempt: flag(1, 1),
  clearOnReservationLoss: flag(1, 0),
  allNexuses: flag(3, 2),
  local: flag(3, 1),
  public: flag(3, 0),
});

/** Data Encryption Management Capabilities, 0012h. */
export const managementCapabilitiesPage = (): Uint8Array =>
  securityPage(
    0x0012,
    management.encode({
      lock: true,
      clearOnDemount: true,
      clearOnReservationPreempt: true,
      clearOnReservationLoss: true,
      allNexuses: true,
      local: true,
      public: true,
    }),
  );
