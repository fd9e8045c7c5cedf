/**
 * FORMAT MEDIUM (SSC-4 §7.1): makes the medium blank, in one partition or as the Medium Partition page asks; from the beginning of partition 0 only.
 *
 *     0 OPERATION CODE 04h │ 1 VERIFY (bit 1) IMMED (bit 0) │ 2 FORMAT (bits 3–0) │ 3–4 TRANSFER LENGTH │ 5 CONTROL
 *     FORMAT  0 default: one partition │ 1 partitions │ 2 default, then partitions
 *
 * There is no vendor-specific data to transfer. VERIFY=1 passes all of the tape once more, and finds what was written.
 */
import { bits, flag, layout, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition } from '../../scsi/outcome.ts';
import { invalidFieldInCdb } from '../../scsi/sense.ts';
import { cannotFormat, format, refuseFormatting } from '../formatting.ts';
import type { Mechanism } from '../mechanism.ts';

const cdb = layout(6, { verify: flag(1, 1), immediate: flag(1, 0), format: bits(2, 3, 4), transferLength: uint(3, 2) });

const inOnePartition = 0;
const lastFormat = 2;

export const formatMedium = defineCommand({
  name: 'FORMAT MEDIUM',
  operationCode: 0x04,
  cdb,
  dataDirection: 'none',
  reference: 'SSC-4 §7.1',
  needsReady: true,
  execute: async (drive: Mechanism, { verify, immediate, format: asked, transferLength }, context) => {
    if (asked > lastFormat) return checkCondition(invalidFieldInCdb(cdb.position('format')));
    if (transferLength !== 0) return checkCondition(invalidFieldInCdb(cdb.position('transferLength')));
    const refused = refuseFormatting(drive);
    if (refused !== undefined) return checkCondition(refused);
    const { partitioning } = drive;
    const capacities = asked === inOnePartition ? [drive.head.volume.capacityBytes] : partitioning.capacities();
    if (capacities === undefined) return checkCondition(cannotFormat);
    const durationMs = drive.formatMs() + (verify ? drive.timing.fullLocateMs : 0);
    return drive.motion({ operation: 'format', immediate, durationMs }, context, () => {
      partitioning.request = undefined;
      return format(drive, capacities);
    });
  },
});
