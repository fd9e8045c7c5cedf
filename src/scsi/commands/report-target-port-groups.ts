/**
 * REPORT TARGET PORT GROUPS (SPC-4 §6.37): one group, of the one port that there is, always active/optimized. INQUIRY says TPGS 01b while it is
 * served.
 *
 *     0 A3h   1 PARAMETER DATA FORMAT (bits 7–5): 000b or, with an extended header, 001b   6–9 ALLOCATION LENGTH
 *     header   0–3 RETURN DATA LENGTH; extended 4 FORMAT TYPE (bits 6–4) = 1   5 IMPLICIT TRANSITION TIME
 *     group    0 PREF, ASYMMETRIC ACCESS STATE = 0h   1 states there can be: AO_SUP (bit 0)   2–3 TARGET PORT GROUP   7 TARGET PORT COUNT
 *     port     2–3 RELATIVE TARGET PORT IDENTIFIER
 */
import { bits, flag, layout, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../command.ts';
import { checkCondition, goodUpTo, type Outcome } from '../outcome.ts';
import { invalidFieldInCdb } from '../sense.ts';
import { relativeTargetPort, targetPortGroup } from '../vital-product-data.ts';

const reportTargetPortGroupsCdb = layout(12, { parameterDataFormat: bits(1, 7, 3), allocationLength: uint(6, 4) });
const header = layout(4, { returnDataLength: uint(0, 4) });
const extendedHeader = layout(8, { returnDataLength: uint(0, 4), formatType: bits(4, 6, 3), implicitTransitionTime: uint(5) });
const groupDescriptor = layout(12, {
  preferred: flag(0, 7),
  asymmetricAccessState: bits(0, 3, 4),
  activeOptimizedSupported: flag(1, 0),
  targetPortGroup: uint(2, 2),
  targetPortCount: uint(7),
  relativeTargetPort: uint(10, 2),
});

export const reportTargetPortGroups = defineCommand({
  name: 'REPORT TARGET PORT GROUPS',
  operationCode: 0xa3,
  serviceAction: 0x0a,
  reference: 'SPC-4 §6.37',
  cdb: reportTargetPortGroupsCdb,
  dataDirection: 'in',
  reservation: 'allowed',
  execute(_unit: unknown, { parameterDataFormat, allocationLength }): Outcome {
    if (parameterDataFormat > 1) return checkCondition(invalidFieldInCdb(reportTargetPortGroupsCdb.position('parameterDataFormat')));
    const group = groupDescriptor.encode({ activeOptimizedSupported: true, targetPortGroup, targetPortCount: 1, relativeTargetPort });
    const head =
      parameterDataFormat === 0
        ? header.encode({ returnDataLength: group.length })
        : extendedHeader.encode({ returnDataLength: extendedHeader.length - header.length + group.length, formatType: 1 });
    return goodUpTo(allocationLength, Buffer.concat([head, group]));
  },
});
