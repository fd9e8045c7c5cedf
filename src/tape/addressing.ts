/**
 * Block address modes (SSC-4, implicit and explicit address command sets). A host moves and writes where the medium stands, with the short
 * commands, or says in each command where, with the long ones; it does not mix them. With BAML=0 of mode page 10h the first command that belongs
 * to one mode alone chooses it, after a load and whenever the medium has come to the beginning of a partition; with BAML=1 BAM does.
 *
 * What explicit commands write is a sequence: its first one (FCS) says where it begins, each further one must say where the last has left off,
 * the last one (LCS) ends it, as anything does that moves the medium.
 */
import { toBlockNumber } from '../cartridge/volume.ts';
import { type BitPosition, flag, uint, uint64 } from '../foundation/layout.ts';
import { additionalSense } from '../scsi/additional-sense.ts';
import { illegalRequest, invalidFieldInCdb, type Sense } from '../scsi/sense.ts';
import type { Mechanism } from './mechanism.ts';
import { endOfData } from './medium-sense.ts';
import type { BlockAddressMode } from './settings.ts';

/** Where every explicit command has its address; the number of the first object. */
export const address = { partition: uint(3), logicalObjectIdentifier: uint64(4) };
/** And those that write, their place in a sequence. */
export const sequence = { firstCommandInSequence: flag(1, 3), lastCommandInSequence: flag(1, 2) };

export interface Address {
  readonly partition: number;
  readonly logicalObjectIdentifier: bigint;
}

export interface SequencedAddress extends Address {
  readonly firstCommandInSequence: boolean;
  readonly lastCommandInSequence: boolean;
}

/** A CDB's layout, asked where these fields stand. */
export interface Positions<Names extends string> {
  position(name: Names): BitPosition;
}

const partitionPosition: BitPosition = { byte: address.partition.byte, bit: address.partition.bit };

const illegalWhileIn: Record<BlockAddressMode, Sense> = {
  implicit: illegalRequest(additionalSense.illegalCommandWhileInImplicitAddressMode),
  explicit: illegalRequest(additionalSense.illegalCommandWhileInExplicitAddressMode),
};

/** Why a command of `mode` cannot be executed, if so. */
function refuseAddressMode({ head, settings }: Mechanism, mode: BlockAddressMode): Sense | undefined {
  const current = settings.blockAddressMode === 'as-used' ? head.blockAddressMode : settings.blockAddressMode;
  return current === 'as-used' || current === mode ? undefined : illegalWhileIn[current];
}

/** The same, and what else there is to refuse; without anything it is the mode from here on. */
export function enterAddressMode(
  drive: Mechanism,
  mode: BlockAddressMode,
  refusal: () => Sense | undefined = () => undefined,
): Sense | undefined {
  const refused = refuseAddressMode(drive, mode) ?? refusal();
  if (refused === undefined) drive.head.blockAddressMode = mode;
  return refused;
}

/** Brings the head to where an explicit command begins to read, if it is not there; sense when it cannot get there. */
export async function reach(drive: Mechanism, { partition, logicalObjectIdentifier }: Address): Promise<Sense | undefined> {
  const { head } = drive;
  const refused = enterAddressMode(drive, 'explicit');
  if (refused !== undefined) return refused;
  if (partition >= head.volume.partitions.length) return invalidFieldInCdb(partitionPosition);
  if (isAt(drive, partition, logicalObjectIdentifier)) return undefined;
  const failure = await drive.settle();
  if (failure !== undefined) return failure;
  await head.changePartition(partition);
  const { endOfData: end } = head.partition;
  const beyond = logicalObjectIdentifier > BigInt(end);
  head.moveTo(beyond ? end : toBlockNumber(Number(logicalObjectIdentifier)));
  // Even at the beginning: it is on its way to read or write there.
  head.blockAddressMode = 'explicit';
  return beyond ? endOfData(undefined, head.pastEarlyWarning) : undefined;
}

/** The same for one that writes, which begins a sequence or continues it. */
export async function continueSequence(drive: Mechanism, place: SequencedAddress): Promise<Sense | undefined> {
  const refused = enterAddressMode(drive, 'explicit');
  if (refused !== undefined) return refused;
  const { head } = drive;
  if (place.firstCommandInSequence) {
    const unreached = await reach(drive, place);
    if (unreached !== undefined) return unreached;
  } else {
    if (!head.inWriteSequence) return illegalRequest(additionalSense.commandSequenceError);
    if (!isAt(drive, place.partition, place.logicalObjectIdentifier)) return illegalRequest(additionalSense.sequentialPositioningError);
  }
  head.inWriteSequence = !place.lastCommandInSequence;
  return undefined;
}

const isAt = ({ head }: Mechanism, partition: number, object: bigint): boolean =>
  partition === head.partitionNumber && object === BigInt(head.position);
