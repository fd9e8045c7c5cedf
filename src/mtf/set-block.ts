/**
 * The descriptor blocks that begin and end a data set (MTF 1.00a): SSET; ESPB, which pads its last physical block where the padding stream of the block
 * before does not; ESET, two of them where there is a media based catalog.
 *
 * SSET   52 attributes (4)            56 password encryption (2)        58 software compression (2)
 *        60 software vendor ID (2)    62 data set number (2), from 1    64 name
 *        68 description               72 password                       76 user name
 *        80 physical block address (8)                                  88 media write date (5)
 *        93 software major version (1)                                  94 minor version (1)
 *        95 time zone (1), signed, quarters of an hour; 127: unknown    96 MTF minor version (1)
 *        97 media catalog version (1)
 * ESET   52 attributes (4)            56 corrupt files (4)              60 address of the TFDD stream (8)
 *        68 address of the TSMP stream (8)                              76 media sequence number of the TFDD stream (2)
 *        78 data set number (2)       80 media write date (5)
 */
import { commonHeader } from './descriptor-block.ts';
import { dateTime, int8, LittleEndianLayout, tapeAddress, uint8, uint16, uint32, uint64, type Values } from './little-endian.ts';

/** Bits of an SSET's and an ESET's attributes: what kind of backup it is. */
export const SetAttribute = { transfer: 1, copy: 2, normal: 4, differential: 8, incremental: 16, daily: 32 } as const;

export const startOfSetBlock = new LittleEndianLayout({
  ...commonHeader,
  setAttributes: uint32(52),
  passwordEncryptionAlgorithm: uint16(56),
  compressionAlgorithm: uint16(58),
  softwareVendorId: uint16(60),
  dataSetNumber: uint16(62),
  dataSetName: tapeAddress(64),
  dataSetDescription: tapeAddress(68),
  dataSetPassword: tapeAddress(72),
  userName: tapeAddress(76),
  physicalBlockAddress: uint64(80),
  mediaWriteDate: dateTime(88),
  softwareMajorVersion: uint8(93),
  softwareMinorVersion: uint8(94),
  timeZone: int8(95),
  mtfMinorVersion: uint8(96),
  mediaCatalogVersion: uint8(97),
});
export type StartOfSetBlock = Values<typeof startOfSetBlock.fields>;

export const endOfSetPadBlock = new LittleEndianLayout(commonHeader);

export const endOfSetBlock = new LittleEndianLayout({
  ...commonHeader,
  setAttributes: uint32(52),
  corruptFiles: uint32(56),
  fileDirectoryDetailAddress: uint64(60),
  setMapAddress: uint64(68),
  fileDirectoryDetailMedium: uint16(76),
  dataSetNumber: uint16(78),
  mediaWriteDate: dateTime(80),
});
export type EndOfSetBlock = Values<typeof endOfSetBlock.fields>;
