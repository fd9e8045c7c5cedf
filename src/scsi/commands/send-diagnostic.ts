/**
 * SEND DIAGNOSTIC (SPC-4 §6.42): the default self-test, which a device without mechanics passes at once. Extended self-tests and diagnostic pages
 * are not served.
 */
import { bits, flag, layout, uint } from '../../foundation/layout.ts';
import { defineCommand } from '../command.ts';
import { checkCondition, good, type Outcome } from '../outcome.ts';
import { invalidFieldInCdb } from '../sense.ts';

const sendDiagnosticCdb = layout(6, {
  selfTestCode: bits(1, 7, 3),
  pageFormat: flag(1, 4),
  selfTest: flag(1, 2),
  deviceOffline: flag(1, 1),
  unitOffline: flag(1, 0),
  parameterListLength: uint(3, 2),
});

export const sendDiagnostic = defineCommand({
  name: 'SEND DIAGNOSTIC',
  operationCode: 0x1d,
  reference: 'SPC-4 §6.42',
  cdb: sendDiagnosticCdb,
  dataDirection: 'out',
  execute(_unit: unknown, { selfTestCode, parameterListLength }): Outcome {
    if (selfTestCode !== 0) return checkCondition(invalidFieldInCdb(sendDiagnosticCdb.position('selfTestCode')));
    if (parameterListLength !== 0) return checkCondition(invalidFieldInCdb(sendDiagnosticCdb.position('parameterListLength')));
    return good;
  },
});
