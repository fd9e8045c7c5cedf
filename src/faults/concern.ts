/** What a rule's `match` means where its action has a meaning for certain PDUs only. */
import type { Opcode } from '../wire/opcode.ts';
import type { Concern } from './action.ts';
import { type Match, pduNames } from './conditions.ts';

/** `match` with what goes without saying; or why the two contradict each other. */
export function concerning(match: Match, { pdu, status }: Concern): Match | { readonly contradiction: string; readonly hint: string } {
  const wanted = match.pdu as readonly Opcode[] | undefined;
  const strays = pdu === undefined ? [] : (wanted ?? []).filter((opcode) => !pdu.includes(opcode));
  if (strays.length > 0)
    return { contradiction: `it has no meaning for ${strays.map(named).join(' and ')}`, hint: `it is for ${pdu!.map(named).join(', ')}.` };
  if (status === true && match.status === false)
    return { contradiction: 'it has no meaning for a PDU that bears no status', hint: "leave 'status' out." };
  return { ...match, ...(pdu !== undefined && { pdu: wanted ?? pdu }), ...(status === true && { status }) };
}

const named = (opcode: Opcode): string => Object.keys(pduNames).find((name) => pduNames[name] === opcode)!;
