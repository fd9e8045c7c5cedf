/**
 * The media based catalog of type 1 (MTF 1.00a, "type 1 MBC"): two streams of the first ESET, each beginning with a physical block. The file/directory
 * detail (TFDD) repeats what the blocks of its set say; the set map (TSMP) tells of every set of the media family so far, one entry for each SSET, those of
 * continuations included, with an entry for each of its volumes behind it. Tape addresses count from their entry's beginning.
 *
 * Entry of the detail:    0 length (2)           2 type, 4 letters               6 media sequence number (2)
 *                         8 block attributes (4)                                12 format logical address (8)
 *                        20 displayable size (8)                                28 link (4): offset in the stream of a file's directory, of a directory's
 *                        32 OS ID (1)           33 OS version (1)               next sibling, of the next volume; 0: none
 *                        34 string type (1)
 *   VOLB                 36 attributes (4)      40 device name, 44 volume name, 48 machine name, 52 OS data, 56 media write date (5)
 *   DIRB, FILE           36 modified, 41 created, 46 backed up, 51 accessed (5 each)           56 attributes (4)  60 name  64 OS data
 *   FEND                 ends it; its length reaches to the end of the physical block
 * Set map:                0 media family ID (4)  4 entries (2)
 * Entry of the set map:   0 length (2)           2 media sequence number (2)     4 block attributes (4)      8 SSET attributes (4)
 *                        12 address of the SSET (8)                             20 address of the TFDD (8)  28 its media sequence number (2)
 *                        30 data set number (2) 32 format logical address (8)   40 directories (4)          44 files (4)
 *                        48 corrupt files (4)   52 displayable size (8)         60 volumes (2)              62 password encryption (2)
 *                        64 name, 68 password, 72 description, 76 user name     80 media write date (5)     85 time zone (1)
 *                        86 OS ID, 87 OS version, 88 string type, 89 MTF minor version, 90 media catalog version (1 each)
 */
import {
  dateTime,
  identifier,
  int8,
  LittleEndianLayout,
  tapeAddress,
  uint8,
  uint16,
  uint32,
  uint64,
  type Values,
} from './little-endian.ts';

/** MEDIA CATALOG VERSION of an SSET whose set has a catalog of type 1. */
export const MEDIA_CATALOG_VERSION = 2;

/** What ends the file/directory detail; its other entries have the types of their blocks. */
export const END_OF_DETAIL = 'FEND';

const detailFields = {
  length: uint16(0),
  type: identifier(2),
  mediaSequenceNumber: uint16(6),
  attributes: uint32(8),
  formatLogicalAddress: uint64(12),
  displayableSize: uint64(20),
  link: uint32(28),
  osId: uint8(32),
  osVersion: uint8(33),
  stringType: uint8(34),
} as const;

/** 36 bytes, the last of which is a pad. */
export const detailHeader = new LittleEndianLayout({ ...detailFields, pad: uint8(35) });

export const volumeDetail = new LittleEndianLayout({
  ...detailFields,
  volumeAttributes: uint32(36),
  deviceName: tapeAddress(40),
  volumeName: tapeAddress(44),
  machineName: tapeAddress(48),
  osSpecificData: tapeAddress(52),
  mediaWriteDate: dateTime(56),
});

export const objectDetail = new LittleEndianLayout({
  ...detailFields,
  modified: dateTime(36),
  created: dateTime(41),
  backedUp: dateTime(46),
  accessed: dateTime(51),
  objectAttributes: uint32(56),
  name: tapeAddress(60),
  osSpecificData: tapeAddress(64),
});

export const setMapHeader = new LittleEndianLayout({ mediaFamilyId: uint32(0), entries: uint16(4), pad: uint16(6) });

export const setMapEntry = new LittleEndianLayout({
  length: uint16(0),
  mediaSequenceNumber: uint16(2),
  attributes: uint32(4),
  setAttributes: uint32(8),
  startOfSetAddress: uint64(12),
  fileDirectoryDetailAddress: uint64(20),
  fileDirectoryDetailMedium: uint16(28),
  dataSetNumber: uint16(30),
  formatLogicalAddress: uint64(32),
  directories: uint32(40),
  files: uint32(44),
  corruptFiles: uint32(48),
  displayableSize: uint64(52),
  volumes: uint16(60),
  passwordEncryptionAlgorithm: uint16(62),
  dataSetName: tapeAddress(64),
  dataSetPassword: tapeAddress(68),
  dataSetDescription: tapeAddress(72),
  userName: tapeAddress(76),
  mediaWriteDate: dateTime(80),
  timeZone: int8(85),
  osId: uint8(86),
  osVersion: uint8(87),
  stringType: uint8(88),
  mtfMinorVersion: uint8(89),
  mediaCatalogVersion: uint8(90),
});
export type SetMapEntry = Values<typeof setMapEntry.fields>;
