/** What a reader tells of media, sets and volumes: their descriptor blocks as values. */
import { BlockAttribute, WINDOWS_NT } from './descriptor-block.ts';
import type { DescriptorBlock } from './elements.ts';
import { type TapeAddress, zoned } from './little-endian.ts';
import { SetAttribute, startOfSetBlock } from './set-block.ts';
import { TapeAttribute, tapeBlock } from './tape-block.ts';
import { decodeText } from './text.ts';
import { ObjectAttribute, objectData, volumeBlock } from './tree-block.ts';

/** A medium of a family, by its TAPE block. */
export interface Medium {
  /** In the order in which media were given, from 1. */
  readonly medium: number;
  readonly mediaFamilyId: number;
  /** Its number in the family, from 1. */
  readonly sequenceNumber: number;
  /** Whether a set goes on with it. */
  readonly isContinuation: boolean;
  readonly name: string;
  /** The media label (`MTF Media Label|…`), or a description. */
  readonly label: string;
  readonly hasLabel: boolean;
  readonly software: string;
  readonly softwareVendorId: number;
  readonly created: Date | undefined;
  readonly logicalBlockBytes: number;
}

export type BackupMethod = 'copy' | 'normal' | 'differential' | 'incremental' | 'daily' | 'transfer' | 'unknown';

export interface BackupSet {
  /** From 1; undefined when its SSET block is lost. */
  readonly number: number | undefined;
  /** Medium on which what is read of it begins. */
  readonly medium: number;
  /** Whether what came before is elsewhere. */
  readonly isContinuation: boolean;
  readonly name: string;
  readonly description: string;
  readonly user: string;
  readonly method: BackupMethod;
  readonly written: Date | undefined;
  readonly timeZone: number;
  readonly isCompressed: boolean;
  readonly isEncrypted: boolean;
}

export interface Volume {
  /** `C:` */
  readonly device: string;
  readonly name: string;
  readonly machine: string;
}

/** A string of a block; empty where it points out of it. */
export function textOf({ header, bytes }: DescriptorBlock, { size, offset }: TapeAddress): string {
  return offset + size <= bytes.length ? decodeText(bytes.subarray(offset, offset + size), header.stringType) : '';
}

/** For display: some programs end their strings with a zero after all. */
const shown = (block: DescriptorBlock, address: TapeAddress): string => textOf(block, address).replace(/\0+$/, '');

export function mediumOf(block: DescriptorBlock, medium: number): Medium {
  const tape = tapeBlock.decode(block.bytes);
  return {
    medium,
    mediaFamilyId: tape.mediaFamilyId,
    sequenceNumber: tape.mediaSequenceNumber,
    isContinuation: (tape.attributes & BlockAttribute.continuation) !== 0,
    name: shown(block, tape.mediaName),
    label: shown(block, tape.mediaDescription),
    hasLabel: (tape.tapeAttributes & TapeAttribute.mediaLabel) !== 0,
    software: shown(block, tape.softwareName),
    softwareVendorId: tape.softwareVendorId,
    created: tape.mediaDate,
    logicalBlockBytes: tape.formatLogicalBlockSize,
  };
}

const methods = ['copy', 'normal', 'differential', 'incremental', 'daily', 'transfer'] as const;

export function setOf(block: DescriptorBlock, medium: number): BackupSet {
  const set = startOfSetBlock.decode(block.bytes);
  return {
    number: set.dataSetNumber,
    medium,
    isContinuation: (set.attributes & BlockAttribute.continuation) !== 0,
    name: shown(block, set.dataSetName),
    description: shown(block, set.dataSetDescription),
    user: shown(block, set.userName),
    method: methods.find((method) => (set.setAttributes & SetAttribute[method]) !== 0) ?? 'unknown',
    written: zoned(set.mediaWriteDate, set.timeZone),
    timeZone: set.timeZone,
    isCompressed: (set.attributes & BlockAttribute.compression) !== 0,
    isEncrypted: (set.attributes & BlockAttribute.encryption) !== 0,
  };
}

export function volumeOf(block: DescriptorBlock): Volume {
  const { deviceName, volumeName, machineName } = volumeBlock.decode(block.bytes);
  return { device: shown(block, deviceName), name: shown(block, volumeName), machine: shown(block, machineName) };
}

/** FILE_ATTRIBUTE_… of a DIRB or a FILE: Windows NT's own where it gave them, else what MTF has for all systems. */
export function fileAttributesOf({ header, bytes }: DescriptorBlock, objectAttributes: number): number {
  const { size, offset } = header.osSpecificData;
  if (header.osId === WINDOWS_NT && size >= objectData.length && offset + size <= bytes.length)
    return objectData.decode(bytes.subarray(offset)).fileAttributes;
  const { readOnly, hidden, system, modified } = ObjectAttribute;
  const bits = [readOnly, hidden, system, 0, 0, modified];
  return bits.reduce((attributes, bit, index) => attributes | ((objectAttributes & bit) !== 0 ? 1 << index : 0), 0);
}
