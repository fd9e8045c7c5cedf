/**
 * SET CAPACITY (SSC-4 §7.11): makes the medium blank and so much shorter that its capacity is a part of what it holds; from its beginning only. What a
 * host is told of the capacity afterwards is what it can write.
 *
 *     0 OPERATION CODE 0Bh │ 1 IMMED (bit 0) │ 3–4 CAPACITY PROPORTION VALUE: of 65 535 │ 5 CONTROL
 *
 * It lasts until the next SET CAPACITY or FORMAT MEDIUM. Nothing at all is rounded up, as drives do: to one part.
 */
import { flag, layout, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../../scsi/command.ts';
import { checkCondition } from '../../scsi/outcome.ts';
import { format, refuseFormatting } from '../formatting.ts';
import type { Mechanism } from '../mechanism.ts';

const cdb = layout(6, { immediate: flag(1, 0), capacityProportionValue: uint(3, 2) });

const whole = 0xffff;

export const setCapacity = defineCommand({
  name: 'SET CAPACITY',
  operationCode: 0x0b,
  cdb,
  dataDirection: 'none',
  reference: 'SSC-4 §7.11',
  needsReady: true,
  execute: async (drive: Mechanism, { immediate, capacityProportionValue }, context) => {
    const refused = refuseFormatting(drive);
    if (refused !== undefined) return checkCondition(refused);
    const capacityBytes = Math.ceil((drive.head.volume.capacityBytes * Math.max(1, capacityProportionValue)) / whole);
    const durationMs = drive.formatMs();
    return drive.motion({ operation: 'set-capacity', immediate, durationMs }, context, () => format(drive, [capacityBytes]));
  },
});
