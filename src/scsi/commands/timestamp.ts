/**
 * REPORT TIMESTAMP (SPC-4 §6.38) and SET TIMESTAMP (SPC-4 §6.46). What another nexus set is told as 2A/10.
 *
 *     0 A3h/A4h   1 SERVICE ACTION 0Fh   6–9 ALLOCATION or PARAMETER LIST LENGTH
 *     reported 0–1 LENGTH = 10   2 bits 2–0 TIMESTAMP ORIGIN   4–9 TIMESTAMP
 *     set      4–9 TIMESTAMP, the rest reserved
 */
import { bits, layout, uint } from '../../foundation/layout.ts';
import { additionalSense } from '../additional-sense.ts';
import { defineCommand } from '../command.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import { checkCondition, good, goodUpTo, type Outcome } from '../outcome.ts';
import { illegalRequest, invalidFieldInCdb, invalidFieldInParameterList } from '../sense.ts';
import { controlExtensionPage } from '../shared-mode-pages.ts';

const timestampReport = layout(12, { length: uint(0, 2), origin: bits(2, 2, 3), timestamp: uint(4, 6) });
const timestampList = layout(12, { timestamp: uint(4, 6) });

export const reportTimestamp = defineCommand({
  name: 'REPORT TIMESTAMP',
  operationCode: 0xa3,
  serviceAction: 0x0f,
  reference: 'SPC-4 §6.38',
  cdb: layout(12, { allocationLength: uint(6, 4) }),
  dataDirection: 'in',
  reservation: 'allowed',
  execute({ timestamp, modePages }: LogicalUnitView, { allocationLength }): Outcome {
    const { origin, milliseconds } = timestamp.read(modePages.values(controlExtensionPage));
    const length = timestampReport.length - 2;
    return goodUpTo(allocationLength, timestampReport.encode({ length, origin, timestamp: milliseconds }));
  },
});

const setTimestampCdb = layout(12, { parameterListLength: uint(6, 4) });

export const setTimestamp = defineCommand({
  name: 'SET TIMESTAMP',
  operationCode: 0xa4,
  serviceAction: 0x0f,
  reference: 'SPC-4 §6.46',
  cdb: setTimestampCdb,
  dataDirection: 'out',
  async execute(unit: LogicalUnitView, { parameterListLength: length }, context): Promise<Outcome> {
    // SCSIP=0 makes the command illegal (SPC-4 §7.5.9).
    if (!unit.modePages.values(controlExtensionPage).scsiPrecedence) return checkCondition(invalidFieldInCdb({ byte: 1, bit: 4 }));
    if (length === 0) return good;
    const truncated = checkCondition(illegalRequest(additionalSense.parameterListLengthError));
    if (length < timestampList.length) return truncated;
    if (length > timestampList.length) return checkCondition(invalidFieldInCdb(setTimestampCdb.position('parameterListLength')));
    const list = (await context.receiveDataOut(length)).toBytes();
    if (list.length < length) return truncated;
    const stray = timestampList.reservedBitSet(list);
    if (stray !== undefined) return checkCondition(invalidFieldInParameterList(stray));
    unit.timestamp.set(timestampList.decode(list).timestamp);
    unit.unitAttentions.establish(additionalSense.timestampChanged, context.nexus);
    return good;
  },
});
