/** A PDU one of whose numbers is another than it should be (RFC 7143 §4.2.2). */
import * as z from 'zod';
import { addSerial } from '../foundation/serial-number.ts';
import type { Pdu } from '../wire/pdu.ts';
import { type Action, type Concern, defineAction } from './action.ts';

interface WrongNumber {
  readonly name: string;
  readonly manual: string;
  /** The number as the standard calls it, and as the PDU does. */
  readonly number: string;
  readonly field: 'statSn' | 'dataSn' | 'r2tSn';
  /** Those PDUs that bear it. */
  readonly concerns: Concern;
}

export const wrongNumber = ({ name, manual, number, field, concerns }: WrongNumber): Action =>
  defineAction({
    name,
    group: 'wire',
    summary: `Change the ${number} of a PDU.`,
    manual,
    parameters: z.strictObject({
      by: z
        .number()
        .int()
        .refine((by) => by !== 0, 'must not be 0')
        .default(1)
        .describe('by how much it is wrong; less than 0: it has been told before'),
    }),
    concerns,
    at: {
      pdu: ({ pdu, proceed }, { by }) => {
        const right = (pdu as unknown as Readonly<Record<typeof field, number>>)[field];
        proceed({ ...pdu, [field]: addSerial(right, by) } as Pdu);
      },
    },
  });
