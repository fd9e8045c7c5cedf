/**
 * Media Changer Diagnostic Data (SMC-3, log page 16h): the last commands that the robot failed to carry out, the oldest as parameter 0000h.
 *
 *     1 REPEAT (bit 7) SENSE KEY (3–0) │ 2 ASC │ 3 ASCQ │ 8–11 PRODUCT REVISION LEVEL │ 12–15 MOVES │ 16–19 PICKS │ 24–27 PLACES
 *     40 OPERATION CODE │ 41 SERVICE ACTION │ 43 MTAV (bit 3) IAV (2) LSAV (1) DAV (0) │ 44–45 MEDIUM TRANSPORT, 46–47 INITIAL, 50–51 DESTINATION ADDRESS
 */
import { bits, flag, layout, text, uint } from '../../foundation/layout.ts';
import { binaryList, type LogPage } from '../../scsi/log-pages.ts';
import { exchangeMedium } from '../commands/exchange-medium.ts';
import { moveMedium } from '../commands/move-medium.ts';
import type { RobotFault, RobotHistory } from '../robot-history.ts';

const diagnosticData = layout(96, {
  repeat: flag(1, 7),
  senseKey: bits(1, 3, 4),
  additionalSenseCode: uint(2),
  additionalSenseCodeQualifier: uint(3),
  productRevisionLevel: text(8, 4),
  moves: uint(12, 4),
  picks: uint(16, 4),
  places: uint(24, 4),
  operationCode: uint(40),
  mediumTransportAddressValid: flag(43, 3),
  initialAddressValid: flag(43, 2),
  destinationAddressValid: flag(43, 0),
  mediumTransportAddress: uint(44, 2),
  initialAddress: uint(46, 2),
  destinationAddress: uint(50, 2),
});

/** Those whose CDB has transport, source and destination in bytes 2 to 7. */
const carrying: readonly number[] = [moveMedium.operationCode, exchangeMedium.operationCode];
const addresses = layout(8, { mediumTransportAddress: uint(2, 2), initialAddress: uint(4, 2), destinationAddress: uint(6, 2) });

export const mediaChangerDiagnosticDataPage = (history: Pick<RobotHistory, 'faults' | 'model'>): LogPage => ({
  pageCode: 0x16,
  name: 'Media Changer Diagnostic Data',
  reference: 'SMC-3, Media Changer Diagnostic Data log page',
  parameters: () => history.faults.map((fault, code) => binaryList(code, encode(fault, history.model.inquiry.productRevisionLevel))),
});

function encode({ cdb, sense, moves, repeated }: RobotFault, productRevisionLevel: string): Uint8Array {
  const operationCode = cdb[0] ?? 0;
  const carries = carrying.includes(operationCode);
  return diagnosticData.encode({
    repeat: repeated,
    senseKey: sense.key,
    additionalSenseCode: sense.additional.asc,
    additionalSenseCodeQualifier: sense.additional.ascq,
    productRevisionLevel,
    moves,
    picks: moves,
    places: moves,
    operationCode,
    mediumTransportAddressValid: carries,
    initialAddressValid: carries,
    destinationAddressValid: carries,
    ...(carries && addresses.decode(cdb)),
  });
}
