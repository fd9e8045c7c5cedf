/** A task management function that is carried out and not answered. */
import { Opcode } from '../../../wire/opcode.ts';
import { lostAnswer } from '../../lost-answer.ts';

export const unansweredTaskManagement = lostAnswer({
  name: 'unanswered-task-management',
  summary: 'Carry a task management function out and lose its response.',
  manual:
    'The tasks are aborted, the unit is reset, and the host does not hear it: it goes on to the next step of its error recovery, as from ABORT TASK to LOGICAL UNIT RESET to a new login. Where the function is not to be carried out either, use drop on its request.',
  pdu: [Opcode.taskManagementResponse],
});
