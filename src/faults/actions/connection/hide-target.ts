/** A target that SendTargets does not tell of (RFC 7143 appendix C). */
import * as z from 'zod';
import { Opcode } from '../../../wire/opcode.ts';
import { decodeText, encodeText, type TextPair } from '../../../wire/text.ts';
import type { TextResponsePdu } from '../../../wire/text-response.ts';
import { defineAction } from '../../action.ts';

export const hideTarget = defineAction({
  name: 'hide-target',
  group: 'connection',
  summary: 'Leave a target out of what SendTargets answers.',
  manual:
    'A host that discovers finds the target missing, as one that has been taken away or forbidden; who knows its name may still log in. An answer so long ' +
    'that it takes several PDUs passes as it is.',
  parameters: z.strictObject({
    target: z.string().optional().describe("the target's name; all of them unless given"),
  }),
  concerns: { pdu: [Opcode.textResponse] },
  at: {
    pdu: ({ pdu, proceed }, { target }) => {
      const text = decodeText((pdu as TextResponsePdu).data.toBytes());
      if ('error' in text) proceed();
      else proceed({ ...(pdu as TextResponsePdu), data: encodeText(without(text.pairs, target)) });
    },
  },
});

/** A target and the addresses that follow its name. */
function without(pairs: readonly TextPair[], target: string | undefined): readonly TextPair[] {
  let hidden = false;
  return pairs.filter(([key, value]) => {
    if (key === 'TargetName') hidden = target === undefined || value === target.toLowerCase();
    return !(hidden && (key === 'TargetName' || key === 'TargetAddress'));
  });
}
