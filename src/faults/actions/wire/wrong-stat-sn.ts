/** A status with the wrong number. */
import { wrongNumber } from '../../wrong-number.ts';

export const wrongStatSn = wrongNumber({
  name: 'wrong-stat-sn',
  number: 'StatSN',
  field: 'statSn',
  manual:
    'The host finds a status missing, or one that it has had before. At ErrorRecoveryLevel 0 it ends the connection; what the status tells of has been done nevertheless. What follows has the numbers that it would have had.',
  concerns: { status: true },
});
