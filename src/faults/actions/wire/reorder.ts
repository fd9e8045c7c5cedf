/** A PDU is overtaken. */
import * as z from 'zod';
import { Opcode } from '../../../wire/opcode.ts';
import { defineAction } from '../../action.ts';
import { directionOf } from '../../direction.ts';
import { duration } from '../../words.ts';

export const reorder = defineAction({
  name: 'reorder',
  group: 'wire',
  summary: 'Have a PDU arrive after those that follow it.',
  manual:
    'It keeps its numbers, and comes behind the next ones of its direction. Commands are put back into their order by CmdSN; Data-In and statuses out of ' +
    'order are an error where sequences must be in order or nothing is recovered. When nothing follows within the time, it goes on nevertheless.',
  parameters: z.strictObject({
    behind: z.number().int().min(1).max(1000).default(1).describe('how many overtake it'),
    within: duration.prefault('1s').describe('how long it waits for them'),
  }),
  // A login is said step by step: nothing follows that could overtake.
  concerns: { pdu: Object.values(Opcode).filter((opcode) => opcode !== Opcode.loginRequest && opcode !== Opcode.loginResponse) },
  at: {
    pdu: ({ connection, pdu, proceed }, { behind, within }) => connection.after(directionOf(pdu), behind, within, () => proceed(pdu)),
  },
});
