/** A PDU takes its time. */
import * as z from 'zod';
import { Opcode } from '../../../wire/opcode.ts';
import { defineAction } from '../../action.ts';
import { directionOf, isFromTarget } from '../../direction.ts';
import { duration } from '../../words.ts';

export const delay = defineAction({
  name: 'delay',
  group: 'wire',
  summary: 'Hold a PDU up.',
  manual:
    'All that follows in the same direction waits behind it, as on a slow line; with `fire: always` the line is that long. With `alone: true` the others go ' +
    'on, and an answer gets the StatSN of the moment when it leaves, as if the target had taken so long over it (those of a login are never overtaken).',
  parameters: z.strictObject({
    by: duration.describe('how long'),
    alone: z.boolean().default(false).describe('what follows does not wait'),
  }),
  at: {
    pdu: ({ connection, pdu, proceed }, { by, alone }) => {
      if (!alone || pdu.opcode === Opcode.loginRequest || pdu.opcode === Opcode.loginResponse) {
        connection.hold(directionOf(pdu), by);
        proceed();
        return;
      }
      if (isFromTarget(pdu)) connection.withdraw(pdu);
      connection.clock.schedule(by, () => proceed(isFromTarget(pdu) ? connection.reinstate(pdu) : pdu));
    },
  },
});
