/** An R2T with the wrong number. */
import { Opcode } from '../../../wire/opcode.ts';
import { wrongNumber } from '../../wrong-number.ts';

export const wrongR2tSn = wrongNumber({
  name: 'wrong-r2t-sn',
  number: 'R2TSN',
  field: 'r2tSn',
  manual:
    'The host takes an R2T for lost, or for one that it has answered, and may leave the data out: the command then waits until the host aborts it.',
  concerns: { pdu: [Opcode.readyToTransfer] },
});
