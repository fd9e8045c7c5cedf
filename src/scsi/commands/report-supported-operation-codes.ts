/**
 * REPORT SUPPORTED OPERATION CODES (SPC-4 §6.35): the logical unit's command rows as the host may read them, all or one with its usage data, so what
 * it says and what the reserved-bit check enforces cannot differ.
 *
 *     all 0–3 COMMAND DATA LENGTH, then per command: 0 OPERATION CODE   2–3 SERVICE ACTION   5 CTDP, SERVACTV   6–7 CDB LENGTH
 *     one 1 CTDP, SUPPORT   2–3 CDB SIZE   4… CDB USAGE DATA
 *     command timeouts descriptor 0–1 DESCRIPTOR LENGTH = 10   4–7 NOMINAL   8–11 RECOMMENDED TIMEOUT, seconds; 0: not said
 */
import { bits, flag, layout, uint } from '../../foundation/layout.ts';
import { defineCommand, type ServedCommand } from '../command.ts';
import { cdbUsageData } from '../command-table.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import { checkCondition, goodUpTo, type Outcome } from '../outcome.ts';
import { invalidFieldInCdb } from '../sense.ts';

const reportSupportedOperationCodesCdb = layout(12, {
  returnCommandTimeoutsDescriptor: flag(2, 7),
  reportingOptions: bits(2, 2, 3),
  requestedOperationCode: uint(3),
  requestedServiceAction: uint(4, 2),
  allocationLength: uint(6, 4),
});

const allCommandsHeader = layout(4, { commandDataLength: uint(0, 4) });
const commandDescriptor = layout(8, {
  operationCode: uint(0),
  serviceAction: uint(2, 2),
  commandTimeoutsDescriptorPresent: flag(5, 1),
  serviceActionValid: flag(5, 0),
  cdbLength: uint(6, 2),
});
const oneCommandHeader = layout(4, { commandTimeoutsDescriptorPresent: flag(1, 7), support: bits(1, 2, 3), cdbSize: uint(2, 2) });
const commandTimeoutsDescriptor = layout(12, {
  descriptorLength: uint(0, 2),
  nominalProcessingTimeout: uint(4, 4),
  recommendedTimeout: uint(8, 4),
});

const Support = { notSupported: 0b001, asInStandard: 0b011 } as const;
type TimeoutsOf = (row: ServedCommand) => readonly Uint8Array[];

/** The timeouts descriptors for RCTD=1, and none for RCTD=0. */
const timeoutsOf =
  ({ device }: LogicalUnitView, wanted: boolean): TimeoutsOf =>
  ({ name }) => {
    if (!wanted) return [];
    const { nominal = 0, recommended = 0 } = device.commandTimeouts?.(name) ?? {};
    const descriptorLength = commandTimeoutsDescriptor.length - 2;
    return [commandTimeoutsDescriptor.encode({ descriptorLength, nominalProcessingTimeout: nominal, recommendedTimeout: recommended })];
  };

type Field = keyof typeof reportSupportedOperationCodesCdb.fields & string;

export const reportSupportedOperationCodes = defineCommand({
  name: 'REPORT SUPPORTED OPERATION CODES',
  operationCode: 0xa3,
  serviceAction: 0x0c,
  reference: 'SPC-4 §6.35',
  cdb: reportSupportedOperationCodesCdb,
  dataDirection: 'in',
  reservation: 'reads',
  execute(unit: LogicalUnitView, fields): Outcome {
    const timeouts = timeoutsOf(unit, fields.returnCommandTimeoutsDescriptor);
    if (fields.reportingOptions === 0b000) return goodUpTo(fields.allocationLength, describeAll(unit.commands.rows, timeouts));
    const rows = unit.commands.withOperationCode(fields.requestedOperationCode);
    const found = findOne(rows, fields.reportingOptions, fields.requestedServiceAction);
    if (typeof found === 'string') return checkCondition(invalidFieldInCdb(reportSupportedOperationCodesCdb.position(found)));
    return goodUpTo(fields.allocationLength, describeOne(found.row, timeouts));
  },
});

/** The row that REPORTING OPTIONS ask for, none, or the field that asks for what cannot be. */
function findOne(
  rows: readonly ServedCommand[],
  reportingOptions: number,
  serviceAction: number,
): { row: ServedCommand | undefined } | Field {
  const first = rows[0];
  const hasServiceActions = first?.serviceAction !== undefined;
  const row = hasServiceActions ? rows.find((candidate) => candidate.serviceAction === serviceAction) : first;
  switch (reportingOptions) {
    case 0b001:
      return hasServiceActions ? 'requestedOperationCode' : { row };
    case 0b010:
      return first !== undefined && !hasServiceActions ? 'requestedOperationCode' : { row };
    case 0b011:
      return { row: hasServiceActions || serviceAction === 0 ? row : undefined };
    default:
      return 'reportingOptions';
  }
}

function describeAll(rows: readonly ServedCommand[], timeoutsOf: TimeoutsOf): Uint8Array {
  const descriptors = rows.flatMap((row) => {
    const timeouts = timeoutsOf(row);
    const descriptor = commandDescriptor.encode({
      operationCode: row.operationCode,
      serviceAction: row.serviceAction ?? 0,
      commandTimeoutsDescriptorPresent: timeouts.length > 0,
      serviceActionValid: row.serviceAction !== undefined,
      cdbLength: row.cdb.length,
    });
    return [descriptor, ...timeouts];
  });
  const body = Buffer.concat(descriptors);
  return Buffer.concat([allCommandsHeader.encode({ commandDataLength: body.length }), body]);
}

function describeOne(row: ServedCommand | undefined, timeoutsOf: TimeoutsOf): Uint8Array {
  if (row === undefined) return oneCommandHeader.encode({ support: Support.notSupported });
  const timeouts = timeoutsOf(row);
  const header = { commandTimeoutsDescriptorPresent: timeouts.length > 0, support: Support.asInStandard, cdbSize: row.cdb.length };
  return Buffer.concat([oneCommandHeader.encode(header), cdbUsageData(row), ...timeouts]);
}
