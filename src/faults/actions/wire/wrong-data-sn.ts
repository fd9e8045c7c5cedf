/** Data with the wrong number. */
import { Opcode } from '../../../wire/opcode.ts';
import { wrongNumber } from '../../wrong-number.ts';

export const wrongDataSn = wrongNumber({
  name: 'wrong-data-sn',
  number: 'DataSN',
  field: 'dataSn',
  manual:
    'At a Data-In the host takes one for lost (RFC 7143 §7.9); at a Data-Out it is the target that does, and the command ends as the standard has it of lost data.',
  concerns: { pdu: [Opcode.dataIn, Opcode.dataOut] },
});
