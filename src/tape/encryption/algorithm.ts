/**
 * The one algorithm there is, and which volumes it is for: as LTO drives have it, from the fourth generation's format on. Older formats have no
 * place for what an enciphered block needs.
 */
import type { Volume } from '../../cartridge/volume.ts';

/** ALGORITHM INDEX. */
export const algorithmIndex = 0x01;

/** SECURITY ALGORITHM CODE of AES-256-GCM with a tag of 16 bytes (SFSC, RFC 4303's ENCR_AES_GCM). */
export const securityAlgorithmCode = 0x0001_0014;

/** Their names (`MediumType.name`). */
const withoutEncryption: readonly string[] = ['lto-1', 'lto-2', 'lto-3'];

export const takesEncryptedBlocks = (volume: Volume): boolean => !withoutEncryption.includes(volume.mediumType.name);
