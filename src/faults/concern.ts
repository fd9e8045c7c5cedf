/** What a rule's `match` means where its action has a meaning for certain PDUs, commands, operations or movements only. */
import type { Concern } from './action.ts';
import { type Match, pduNames } from './conditions.ts';

type Listed = Exclude<keyof Concern, 'status'>;

/** How those that there can be are called. */
const nameIn: { readonly [Name in Listed]-?: (one: NonNullable<Concern[Name]>[number]) => string } = {
  pdu: (opcode) => Object.keys(pduNames).find((name) => pduNames[name] === opcode)!,
  command: (name) => name,
  operation: (name) => name,
  movement: (name) => name,
};

/** `match` with what goes without saying; or why the two contradict each other. */
export function concerning(match: Match, concern: Concern): Match | { readonly contradiction: string; readonly hint: string } {
  let meant = match;
  for (const condition of Object.keys(nameIn) as Listed[]) {
    const suitable = concern[condition] as readonly unknown[] | undefined;
    if (suitable === undefined) continue;
    const named = nameIn[condition] as (one: unknown) => string;
    const asked = match[condition] as readonly unknown[] | undefined;
    const strays = asked?.filter((one) => !suitable.includes(one)) ?? [];
    if (strays.length > 0)
      return {
        contradiction: `has no meaning for ${strays.map(named).join(' and ')}`,
        hint: `it is for ${suitable.map(named).join(', ')}.`,
      };
    meant = { ...meant, [condition]: asked ?? suitable };
  }
  if (concern.status !== true) return meant;
  if (match.status === false) return { contradiction: 'has no meaning for a PDU that bears no status', hint: "leave 'status' out." };
  return { ...meant, status: true };
}
