/**
 * LOCATE(10) (SSC-4 §6.3): to a logical object by its number, in this partition or another (CP=1).
 *
 *     0 OPERATION CODE 2Bh │ 1 BT (bit 2) CP (bit 1) IMMED (bit 0) │ 3–6 LOGICAL OBJECT IDENTIFIER │ 8 PARTITION │ 9 CONTROL
 *
 * BT=1 asks for a device-specific address; ours is the object number too, as READ POSITION with service action 01h says.
 */
import { toBlockNumber } from '../../cartridge/volume.ts';
import { flag, layout, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition, good } from '../../scsi/outcome.ts';
import { invalidFieldInCdb } from '../../scsi/sense.ts';
import type { Mechanism } from '../mechanism.ts';
import { locateEndOfData } from '../medium-sense.ts';

const cdb = layout(10, {
  blockAddressType: flag(1, 2),
  changePartition: flag(1, 1),
  immediate: flag(1, 0),
  logicalObjectIdentifier: uint(3, 4),
  partition: uint(8),
});

export const locate10 = defineCommand({
  name: 'LOCATE(10)',
  operationCode: 0x2b,
  cdb,
  dataDirection: 'none',
  reference: 'SSC-4 §6.3',
  needsReady: true,
  reservation: 'reads',
  execute: (drive: Mechanism, { immediate, changePartition, logicalObjectIdentifier, partition: asked }, context) => {
    const { volume, partitionNumber } = drive.head;
    if (changePartition && asked >= volume.partitions.length) return checkCondition(invalidFieldInCdb(cdb.position('partition')));
    const partition = changePartition ? asked : partitionNumber;
    const durationMs = drive.locateMs(partition, logicalObjectIdentifier);
    return drive.motion({ operation: 'locate', immediate, durationMs }, context, async () => {
      const { head } = drive;
      await head.changePartition(partition);
      const { endOfData } = head.partition;
      head.moveTo(toBlockNumber(Math.min(logicalObjectIdentifier, endOfData)));
      return logicalObjectIdentifier > endOfData ? checkCondition(locateEndOfData) : good;
    });
  },
});
