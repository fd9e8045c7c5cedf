/**
 * RESERVE(10) (SPC-2 §7.21) of the whole logical unit for its sender: 3RDPTY, LONGID, THIRD-PARTY DEVICE ID and PARAMETER LIST LENGTH belong to
 * reservations on behalf of others, and are reserved here.
 */
import { layout } from '../../foundation/layout.ts';
import { defineCommand } from '../command.ts';
import type { LogicalUnitView } from '../logical-unit-view.ts';
import { reserve } from './reserve-6.ts';

export const reserve10 = defineCommand({
  name: 'RESERVE(10)',
  operationCode: 0x56,
  reference: 'SPC-2 §7.21',
  cdb: layout(10, {}),
  dataDirection: 'none',
  reservation: 'reserves',
  execute: (unit: LogicalUnitView, _fields, { nexus }) => reserve(unit, nexus),
});
