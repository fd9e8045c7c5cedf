/** Answers that are lost: what they tell of has been done. */
import * as z from 'zod';
import { type Action, type Concern, defineAction } from './action.ts';
import { isFromTarget } from './direction.ts';

interface LostAnswer {
  readonly name: string;
  readonly summary: string;
  readonly manual: string;
  readonly pdu: NonNullable<Concern['pdu']>;
}

/** The numbers go on as if the answer had not been given, so that the host finds nothing missing but the answer. */
export const lostAnswer = ({ name, summary, manual, pdu }: LostAnswer): Action =>
  defineAction({
    name,
    group: 'wire',
    summary,
    manual: `${manual} The next answer bears the StatSN that the lost one would have had, unless \`gap: true\` leaves a gap for the host to notice.`,
    parameters: z.strictObject({
      gap: z.boolean().default(false).describe('its StatSN is missing'),
    }),
    concerns: { pdu, status: true },
    at: {
      pdu: (passage, { gap }) => {
        if (!gap && isFromTarget(passage.pdu)) passage.connection.withdraw(passage.pdu);
      },
    },
  });
