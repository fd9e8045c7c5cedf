/**
 * SEND DIAGNOSTIC (SPC-4 §6.42) and RECEIVE DIAGNOSTIC RESULTS (SPC-3 §6.18): the default self-test, which a device without mechanics passes at
 * once, and diagnostic page 00h, the list of diagnostic pages, in which it stands alone. Other self-tests are not served.
 *
 *     1Dh   1 SELF-TEST CODE (bits 7–5) PF (4) SELFTEST (2) DEVOFFL (1) UNITOFFL (0)   3–4 PARAMETER LIST LENGTH
 *     1Ch   1 PCV (bit 0)   2 PAGE CODE   3–4 ALLOCATION LENGTH
 *     page  0 PAGE CODE   2–3 PAGE LENGTH   4… page codes (returned only)
 */
import { bits, flag, layout, uint } from '../../foundation/layout.ts';
import { additionalSense } from '../additional-sense.ts';
import { defineCommand } from '../command.ts';
import { checkCondition, good, goodUpTo, type Outcome } from '../outcome.ts';
import { illegalRequest, invalidFieldInCdb, invalidFieldInParameterList } from '../sense.ts';

const sendDiagnosticCdb = layout(6, {
  selfTestCode: bits(1, 7, 3),
  pageFormat: flag(1, 4),
  selfTest: flag(1, 2),
  deviceOffline: flag(1, 1),
  unitOffline: flag(1, 0),
  parameterListLength: uint(3, 2),
});
const diagnosticPageHeader = layout(4, { pageCode: uint(0), pageLength: uint(2, 2) });

const supportedDiagnosticPages = 0x00;

export const sendDiagnostic = defineCommand({
  name: 'SEND DIAGNOSTIC',
  operationCode: 0x1d,
  reference: 'SPC-4 §6.42',
  cdb: sendDiagnosticCdb,
  dataDirection: 'out',
  async execute(_unit: unknown, { selfTestCode, pageFormat, selfTest, parameterListLength: length }, context): Promise<Outcome> {
    const refuse = (field: keyof typeof sendDiagnosticCdb.fields): Outcome =>
      checkCondition(invalidFieldInCdb(sendDiagnosticCdb.position(field)));
    if (selfTestCode !== 0) return refuse('selfTestCode');
    if (length === 0) return good;
    // A self-test has no parameters, and PF=0 means vendor specific ones.
    if (selfTest || !pageFormat) return refuse('parameterListLength');
    const truncated = checkCondition(illegalRequest(additionalSense.parameterListLengthError));
    if (length < diagnosticPageHeader.length) return truncated;
    const list = (await context.receiveDataOut(length)).toBytes();
    if (list.length < length) return truncated;
    const { pageCode, pageLength } = diagnosticPageHeader.decode(list);
    const refuseInList = (field: keyof typeof diagnosticPageHeader.fields): Outcome =>
      checkCondition(invalidFieldInParameterList(diagnosticPageHeader.position(field)));
    if (pageCode !== supportedDiagnosticPages) return refuseInList('pageCode');
    return pageLength === 0 && length === diagnosticPageHeader.length ? good : refuseInList('pageLength');
  },
});

const receiveDiagnosticResultsCdb = layout(6, { pageCodeValid: flag(1, 0), pageCode: uint(2), allocationLength: uint(3, 2) });

/** PCV=0 asks for what the last SEND DIAGNOSTIC prepared, which can only have been page 00h. */
export const receiveDiagnosticResults = defineCommand({
  name: 'RECEIVE DIAGNOSTIC RESULTS',
  operationCode: 0x1c,
  reference: 'SPC-3 §6.18',
  cdb: receiveDiagnosticResultsCdb,
  dataDirection: 'in',
  reservation: 'reads',
  execute(_unit: unknown, { pageCodeValid, pageCode, allocationLength }): Outcome {
    if (pageCodeValid && pageCode !== supportedDiagnosticPages)
      return checkCondition(invalidFieldInCdb(receiveDiagnosticResultsCdb.position('pageCode')));
    const pages = Uint8Array.of(supportedDiagnosticPages);
    const header = diagnosticPageHeader.encode({ pageCode: supportedDiagnosticPages, pageLength: pages.length });
    return goodUpTo(allocationLength, Buffer.concat([header, pages]));
  },
});
