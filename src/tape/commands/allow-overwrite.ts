/**
 * ALLOW OVERWRITE (SSC-4 §7.1): the one write or format that append-only mode is to let pass, said for the place where the medium stands now.
 *
 *     0 OPERATION CODE 82h │ 2 ALLOW OVERWRITE (bits 3–0): 0 none, 1 current position, 2 format │ 3 PARTITION │ 4–11 LOGICAL OBJECT IDENTIFIER
 *
 * Whatever ends it but GOOD takes back what was allowed before, as every movement of the medium does.
 */
import { bits, layout, uint, uint64 } from '../../foundation/layout.ts';
import { additionalSense } from '../../scsi/additional-sense.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition, good } from '../../scsi/outcome.ts';
import { illegalRequest, invalidFieldInCdb } from '../../scsi/sense.ts';
import type { Mechanism } from '../mechanism.ts';

const allowed = ['disabled', 'current-position', 'format'] as const;

const cdb = layout(16, { allowOverwrite: bits(2, 3, 4), partition: uint(3), logicalObjectIdentifier: uint64(4) });

export const allowOverwrite = defineCommand({
  name: 'ALLOW OVERWRITE',
  operationCode: 0x82,
  cdb,
  dataDirection: 'none',
  reference: 'SSC-4 §7.1',
  needsReady: true,
  execute: ({ head, settings }: Mechanism, { allowOverwrite: code, partition, logicalObjectIdentifier }) => {
    head.overwriteAllowed = 'disabled';
    if (!settings.appendOnly) return checkCondition(illegalRequest(additionalSense.illegalCommandWhenNotInAppendOnlyMode));
    const what = allowed[code];
    if (what === undefined) return checkCondition(invalidFieldInCdb(cdb.position('allowOverwrite')));
    const here = partition === head.partitionNumber && logicalObjectIdentifier === BigInt(head.position);
    if (what !== 'disabled' && !here) return checkCondition(illegalRequest(additionalSense.sequentialPositioningError));
    head.overwriteAllowed = what;
    return good;
  },
});
