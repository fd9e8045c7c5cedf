/** The end of a PDU is missing. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';
import { spoilt } from '../../connection-handle.ts';
import { oneOf } from '../../words.ts';

const ends = ['finish', 'reset'] as const;

export const truncate = defineAction({
  name: 'truncate',
  group: 'wire',
  summary: 'Cut the bytes of a PDU short.',
  manual:
    'Only its first bytes go on. Whoever reads them takes the beginning of what follows for their end, and has lost the boundaries of the stream; or the ' +
    'connection ends there, in the middle of a PDU.',
  parameters: z.strictObject({
    keep: z.number().int().min(0).default(24).describe('how many of its bytes go on; a header has 48'),
    end: oneOf(ends, 'end')
      .optional()
      .describe(`how the connection ends then: ${ends.join(', ')}; it goes on unless given`),
  }),
  at: {
    pdu: ({ connection, pdu, proceed }, { keep, end }) => {
      proceed(spoilt(pdu, ({ bytes }) => bytes.subarray(0, keep)));
      if (end === 'finish') connection.finish();
      if (end === 'reset') connection.reset();
    },
  },
});
