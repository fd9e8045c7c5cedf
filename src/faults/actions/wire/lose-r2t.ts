/** An R2T is lost. */
import * as z from 'zod';
import { Opcode } from '../../../wire/opcode.ts';
import { defineAction } from '../../action.ts';

export const loseR2t = defineAction({
  name: 'lose-r2t',
  group: 'wire',
  summary: 'Lose an R2T: both sides wait for each other.',
  manual:
    'The target has asked for data and waits; the host has not been asked and waits. No number tells it, unless another R2T follows. The command does not ' +
    'end until the host aborts it, and what it had written before is on the tape or is not as the drive has got on with it.',
  parameters: z.strictObject({}),
  concerns: { pdu: [Opcode.readyToTransfer] },
  at: { pdu: () => {} },
});
