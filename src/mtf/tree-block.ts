/**
 * The descriptor blocks of the data management tree (MTF 1.00a): what stands behind a VOLB is of that volume, what stands behind a DIRB is in that
 * directory, and a CFIL says that the data before it are not all of what they should be.
 *
 * VOLB   52 attributes (4)            56 device name                    60 volume name
 *        64 machine name              68 media write date (5)
 * DIRB   52 attributes (4)            56 modified (5)                   61 created (5)
 *        66 backed up (5)             71 accessed (5)                   76 directory ID (4), from 1
 *        80 name: the path from the root of the volume, each name with a zero behind it; the root's is one zero
 * FILE   52 to 75 as DIRB             76 directory ID (4)               80 file ID (4), from 1
 *        84 name, without its path
 * CFIL   52 attributes (4)            64 offset in the stream (8)       72 number of the stream (2), from 1
 *
 * Windows NT's own data, versions 0 and 1 (appendix, "OS specific data"): of a directory and a file, their attributes (4) and where their short name stands;
 * of a file also whether it is a link, 2 bytes, and 2 reserved. Of a volume, version 1: the file system's flags (4) and its attributes (4).
 */
import { commonHeader } from './descriptor-block.ts';
import { dateTime, LittleEndianLayout, tapeAddress, uint16, uint32, uint64, type Values } from './little-endian.ts';

/** Bits of a VOLB's attributes: of what kind the device name is. */
export const VolumeAttribute = { noRedirectedRestore: 1, notAVolume: 2, driveName: 4, uncName: 8, osName: 16, vendorName: 32 } as const;

/** Bits of a DIRB's and a FILE's attributes. */
export const ObjectAttribute = {
  readOnly: 1 << 8,
  hidden: 1 << 9,
  system: 1 << 10,
  /** Windows' archive attribute. */
  modified: 1 << 11,
  /** DIRB. */
  empty: 1 << 16,
  /** FILE. */
  inUse: 1 << 16,
  /** The name is too long for the block, and stands in the first stream: PNAM, or FNAM. */
  nameInStream: 1 << 17,
  corrupt: 1 << 18,
} as const;

/** Bits of a CFIL's attributes. */
export const CorruptObjectAttribute = { lengthChanged: 1 << 16, unreadable: 1 << 17, deadlock: 1 << 18 } as const;

export const volumeBlock = new LittleEndianLayout({
  ...commonHeader,
  volumeAttributes: uint32(52),
  deviceName: tapeAddress(56),
  volumeName: tapeAddress(60),
  machineName: tapeAddress(64),
  mediaWriteDate: dateTime(68),
});
export type VolumeBlock = Values<typeof volumeBlock.fields>;

const objectFields = {
  ...commonHeader,
  objectAttributes: uint32(52),
  modified: dateTime(56),
  created: dateTime(61),
  backedUp: dateTime(66),
  accessed: dateTime(71),
  directoryId: uint32(76),
} as const;

export const directoryBlock = new LittleEndianLayout({ ...objectFields, name: tapeAddress(80) });
export type DirectoryBlock = Values<typeof directoryBlock.fields>;

export const fileBlock = new LittleEndianLayout({ ...objectFields, fileId: uint32(80), name: tapeAddress(84) });
export type FileBlock = Values<typeof fileBlock.fields>;

export const corruptObjectBlock = new LittleEndianLayout({
  ...commonHeader,
  corruptAttributes: uint32(52),
  streamOffset: uint64(64),
  streamNumber: uint16(72),
});
export type CorruptObjectBlock = Values<typeof corruptObjectBlock.fields>;

/** Windows NT's data of a DIRB, and the beginning of those of a FILE. */
export const objectData = new LittleEndianLayout({ fileAttributes: uint32(0), shortNameOffset: uint16(4), shortNameSize: uint16(6) });
/** Windows NT's data of a FILE. */
export const fileData = new LittleEndianLayout({ ...objectData.fields, link: uint16(8), reserved: uint16(10) });
