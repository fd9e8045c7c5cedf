/**
 * REPORT LUNS (SPC-4 §6.33): the logical units of the target device that the nexus is shown, whichever of them is asked. Well known logical
 * units there are none.
 *
 *     0–3 LUN LIST LENGTH   8… LUNs of 8 bytes
 */
import { layout, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../command.ts';
import type { LogicalUnitInventory } from '../inventory.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import { checkCondition, goodUpTo, type Outcome } from '../outcome.ts';
import { invalidFieldInCdb } from '../sense.ts';
import { encodeLun, type Lun, type Nexus } from '../target.ts';

export const reportLunsCdb = layout(12, { selectReport: uint(2), allocationLength: uint(6, 4) });
const lunListHeader = layout(8, { lunListLength: uint(0, 4) });

/** SELECT REPORT: addressable units without (00h) or with (02h) the well known ones; the rest (01h, 10h to 12h) asks for kinds we have none of. */
const addressable: ReadonlySet<number> = new Set([0x00, 0x02]);
const kindsWeHaveNoneOf: ReadonlySet<number> = new Set([0x01, 0x10, 0x11, 0x12]);

export const reportLuns = defineCommand({
  name: 'REPORT LUNS',
  operationCode: 0xa0,
  reference: 'SPC-4 §6.33',
  cdb: reportLunsCdb,
  dataDirection: 'in',
  reservation: 'allowed',
  unitAttention: 'passed',
  beside: true,
  execute: (unit: LogicalUnitView, fields, { nexus }) => answerReportLuns(unit.inventory, fields, nexus),
});

export function answerReportLuns(
  inventory: LogicalUnitInventory,
  { selectReport, allocationLength }: { selectReport: number; allocationLength: number },
  nexus: Nexus,
): Outcome {
  if (!addressable.has(selectReport) && !kindsWeHaveNoneOf.has(selectReport))
    return checkCondition(invalidFieldInCdb(reportLunsCdb.position('selectReport')));
  inventory.reported(nexus);
  return goodUpTo(allocationLength, lunList(addressable.has(selectReport) ? inventory.luns(nexus) : []));
}

function lunList(luns: readonly Lun[]): Uint8Array {
  const list = Buffer.alloc(lunListHeader.length + luns.length * 8);
  list.set(lunListHeader.encode({ lunListLength: luns.length * 8 }));
  for (const [index, lun] of luns.entries()) list.writeBigUInt64BE(encodeLun(lun), lunListHeader.length + index * 8);
  return list;
}
