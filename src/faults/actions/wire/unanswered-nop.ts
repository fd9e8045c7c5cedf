/** A ping that is heard and not answered. */
import { Opcode } from '../../../wire/opcode.ts';
import { lostAnswer } from '../../lost-answer.ts';

export const unansweredNop = lostAnswer({
  name: 'unanswered-nop',
  summary: "Leave a host's NOP-Out without an answer.",
  manual:
    'The host pings and hears nothing; all else goes on. Most hosts take the connection for dead when their time limit has passed, break it off and log in again.',
  pdu: [Opcode.nopIn],
});
