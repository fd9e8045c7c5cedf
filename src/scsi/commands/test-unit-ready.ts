/** TEST UNIT READY (SPC-4 §6.47): the readiness check before it is all there is to it. */
import { layout } from '../../foundation/layout.ts';
import { defineCommand } from '../command.ts';
import { good } from '../outcome.ts';

export const testUnitReady = defineCommand({
  name: 'TEST UNIT READY',
  operationCode: 0x00,
  reference: 'SPC-4 §6.47',
  cdb: layout(6, {}),
  dataDirection: 'none',
  needsReady: true,
  reservation: 'tests',
  execute: () => good,
});
