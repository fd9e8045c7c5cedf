/**
 * The descriptor blocks of a medium (MTF 1.00a): TAPE, which begins each; EOTM, which ends one that another follows; SFMB, which stands for a filemark
 * where the device has none.
 *
 * TAPE   52 media family ID (4)       56 tape attributes (4)            60 media sequence number (2), from 1
 *        62 password encryption (2)   64 soft filemark block size (2), in 512 bytes
 *        66 media based catalog type (2)                                68 media name
 *        72 description, or label     76 password                       80 software name
 *        84 format logical block size (2): 512 or 1024                  86 software vendor ID (2)
 *        88 media date (5)            93 major version (1): 1
 * EOTM   52 physical block address of the last ESET of a whole set (8)
 * SFMB   52 filemark entries (4)      56 entries used (4)               60 their physical block addresses, the latest first
 */
import { commonHeader } from './descriptor-block.ts';
import { dateTime, LittleEndianLayout, tapeAddress, uint8, uint16, uint32, uint64, type Values } from './little-endian.ts';

/** Bits of the tape attributes. */
export const TapeAttribute = { softFilemarks: 1, mediaLabel: 2 } as const;

/** Media based catalog: none, or of type 1 (TFDD and TSMP streams). */
export const MediaBasedCatalogType = { none: 0, type1: 1, type2: 2 } as const;

export const MTF_MAJOR_VERSION = 1;

export const tapeBlock = new LittleEndianLayout({
  ...commonHeader,
  mediaFamilyId: uint32(52),
  tapeAttributes: uint32(56),
  mediaSequenceNumber: uint16(60),
  passwordEncryptionAlgorithm: uint16(62),
  softFilemarkBlockSize: uint16(64),
  mediaBasedCatalogType: uint16(66),
  mediaName: tapeAddress(68),
  mediaDescription: tapeAddress(72),
  mediaPassword: tapeAddress(76),
  softwareName: tapeAddress(80),
  formatLogicalBlockSize: uint16(84),
  softwareVendorId: uint16(86),
  mediaDate: dateTime(88),
  majorVersion: uint8(93),
});
export type TapeBlock = Values<typeof tapeBlock.fields>;

export const endOfTapeMarkerBlock = new LittleEndianLayout({ ...commonHeader, lastEndOfSetAddress: uint64(52) });
export type EndOfTapeMarkerBlock = Values<typeof endOfTapeMarkerBlock.fields>;

export const softFilemarkBlock = new LittleEndianLayout({ ...commonHeader, entries: uint32(52), entriesUsed: uint32(56) });
export type SoftFilemarkBlock = Values<typeof softFilemarkBlock.fields>;
