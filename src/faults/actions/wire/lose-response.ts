/** A command has been executed, and nobody tells. */
import { Opcode } from '../../../wire/opcode.ts';
import { lostAnswer } from '../../lost-answer.ts';

export const loseResponse = lostAnswer({
  name: 'lose-response',
  summary: 'Execute a command and lose its status.',
  manual:
    'The SCSI Response is lost, or the Data-In that bears the status with the data in it. The command has been executed: a block that was written is on the tape, once. The host waits for its time limit, finds by ABORT TASK that the task does not exist, and if it then repeats the command, the tape has the block twice.',
  pdu: [Opcode.scsiResponse, Opcode.dataIn],
});
