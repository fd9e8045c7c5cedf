/**
 * REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS (SPC-4 §6.36): the functions of SAM that `ScsiTargetDevice` serves.
 *
 *     0 ATS (bit 7) ATSS CACAS CTSS LURS QTS TRS (1) WAKES   1 QAES (2) QTSS ITNRS   3 ADDITIONAL DATA LENGTH: 0, with REPD 12
 *     with REPD 4 TMFTMOV (bit 0)   6… timeouts, which are not said
 */
import { flag, layout, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../command.ts';
import { goodUpTo } from '../outcome.ts';

const basic = layout(4, {
  abortTask: flag(0, 7),
  abortTaskSet: flag(0, 6),
  clearAca: flag(0, 5),
  clearTaskSet: flag(0, 4),
  logicalUnitReset: flag(0, 3),
  queryTask: flag(0, 2),
  targetReset: flag(0, 1),
  wakeup: flag(0, 0),
  queryAsynchronousEvent: flag(1, 2),
  queryTaskSet: flag(1, 1),
  nexusReset: flag(1, 0),
  additionalDataLength: uint(3),
});
const extendedLength = 16;

const served = { abortTask: true, abortTaskSet: true, clearTaskSet: true, logicalUnitReset: true, targetReset: true };

export const reportSupportedTaskManagementFunctions = defineCommand({
  name: 'REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS',
  operationCode: 0xa3,
  serviceAction: 0x0d,
  reference: 'SPC-4 §6.36',
  cdb: layout(12, { returnExtendedParameterData: flag(2, 7), allocationLength: uint(6, 4) }),
  dataDirection: 'in',
  reservation: 'reads',
  execute(_unit: unknown, { returnExtendedParameterData, allocationLength }) {
    const data = new Uint8Array(returnExtendedParameterData ? extendedLength : basic.length);
    data.set(basic.encode({ ...served, additionalDataLength: data.length - basic.length }));
    return goodUpTo(allocationLength, data);
  },
});
