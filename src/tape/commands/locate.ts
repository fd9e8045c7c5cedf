/**
 * LOCATE(10) and LOCATE(16) (SSC-4 §6.3, §7.4): to a logical object by its number, in this partition or another (CP=1); LOCATE(16) to the beginning
 * of a logical file as well, by the number of filemarks before it, and to end of data.
 *
 *     LOCATE(10)   0 2Bh │ 1 BT (bit 2) CP (bit 1) IMMED (bit 0) │ 3–6 LOGICAL OBJECT IDENTIFIER │ 8 PARTITION │ 9 CONTROL
 *     LOCATE(16)   0 92h │ 1 DEST_TYPE (bits 4–3) CP IMMED │ 2 BAM (bit 0) │ 3 PARTITION │ 4–11 LOGICAL IDENTIFIER │ 15 CONTROL
 *
 * BT=1 asks for a device-specific address; ours is the object number too, as READ POSITION with service action 01h says. BAM tells which block
 * address mode LOCATE(16) belongs to. DEST_TYPE 10b, a set by the number of setmarks before it, is of families whose media have them (SSC-2).
 */
import { type BlockNumber, toBlockNumber, type VolumePartition } from '../../cartridge/volume.ts';
import { bits, flag, layout, uint, uint64 } from '../../foundation/layout.ts';
import { type CommandContext, defineCommand } from '../../scsi/command.ts';
import { checkCondition, good, type Outcome } from '../../scsi/outcome.ts';
import { invalidFieldInCdb } from '../../scsi/sense.ts';
import { enterAddressMode, type Positions } from '../addressing.ts';
import type { Mechanism } from '../mechanism.ts';
import { endOfData } from '../medium-sense.ts';

/** Where a destination is in a partition; undefined: behind its end of data. */
type Destination = (partition: VolumePartition, identifier: number) => BlockNumber | undefined;

const object: Destination = (partition, identifier) => (identifier <= partition.endOfData ? toBlockNumber(identifier) : undefined);
const behind = (mark: BlockNumber | undefined): BlockNumber | undefined => (mark === undefined ? undefined : toBlockNumber(mark + 1));
const file: Destination = (partition, identifier) => (identifier === 0 ? toBlockNumber(0) : behind(partition.filemark(identifier - 1)));
const set: Destination = (partition, identifier) => (identifier === 0 ? toBlockNumber(0) : behind(partition.setmark(identifier - 1)));
const end: Destination = (partition) => partition.endOfData;

const destinations = [object, file, set, end] as const;

interface Asked {
  readonly immediate: boolean;
  readonly changePartition: boolean;
  readonly partition: number;
  readonly identifier: number;
}

async function locate(
  drive: Mechanism,
  cdb: Positions<'partition'>,
  destination: Destination,
  { immediate, changePartition, partition: asked, identifier }: Asked,
  context: CommandContext,
): Promise<Outcome> {
  const { volume, partitionNumber } = drive.head;
  if (changePartition && asked >= volume.partitions.length) return checkCondition(invalidFieldInCdb(cdb.position('partition')));
  const toBeginning = identifier === 0 && destination !== end;
  const unreadable = toBeginning ? undefined : drive.readRefusal();
  if (unreadable !== undefined) return checkCondition(unreadable);
  const failure = await drive.settle();
  if (failure !== undefined) return checkCondition(failure);
  const number = changePartition ? asked : partitionNumber;
  const partition = volume.partitions[number]!;
  const position = destination(partition, identifier);
  const durationMs = drive.locateMs(number, position ?? partition.endOfData);
  return drive.motion({ operation: 'locate', immediate, durationMs }, context, async () => {
    const { head } = drive;
    await head.changePartition(number);
    head.moveTo(position ?? partition.endOfData);
    return position === undefined ? checkCondition(endOfData(undefined, head.pastEarlyWarning)) : good;
  });
}

const cdb10 = layout(10, {
  blockAddressType: flag(1, 2),
  changePartition: flag(1, 1),
  immediate: flag(1, 0),
  identifier: uint(3, 4),
  partition: uint(8),
});

export const locate10 = defineCommand({
  name: 'LOCATE(10)',
  operationCode: 0x2b,
  cdb: cdb10,
  dataDirection: 'none',
  reference: 'SSC-4 §6.3',
  needsReady: true,
  reservation: 'reads',
  execute: (drive: Mechanism, fields, context) => {
    const refused = enterAddressMode(drive, 'implicit');
    return refused === undefined ? locate(drive, cdb10, object, fields, context) : checkCondition(refused);
  },
});

const cdb16 = layout(16, {
  destinationType: bits(1, 4, 2),
  changePartition: flag(1, 1),
  immediate: flag(1, 0),
  blockAddressMode: flag(2, 0),
  partition: uint(3),
  logicalIdentifier: uint64(4),
});

export const locate16 = defineCommand({
  name: 'LOCATE(16)',
  operationCode: 0x92,
  cdb: cdb16,
  dataDirection: 'none',
  reference: 'SSC-4 §7.4',
  needsReady: true,
  reservation: 'reads',
  execute: (drive: Mechanism, { destinationType, blockAddressMode, logicalIdentifier, ...fields }, context) => {
    const destination = destinations[destinationType]!;
    if (destination === set && !drive.model.setmarks) return checkCondition(invalidFieldInCdb(cdb16.position('destinationType')));
    const refused = enterAddressMode(drive, blockAddressMode ? 'explicit' : 'implicit');
    if (refused !== undefined) return checkCondition(refused);
    return locate(drive, cdb16, destination, { ...fields, identifier: Number(logicalIdentifier) }, context);
  },
});
