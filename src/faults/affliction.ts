/** What actions that afflict an element of a library have in common: which element, and until when. */
import * as z from 'zod';
import { UserError } from '../foundation/user-error.ts';
import { type EndOfCondition, endsOfConditions } from '../library/element-conditions.ts';
import type { Subject } from './action.ts';
import type { Hands } from './hands.ts';
import type { LibraryHandle } from './library-handle.ts';
import { duration, oneOf } from './words.ts';

const ends: Readonly<Record<EndOfCondition, string>> = {
  scan: 'the robot looks at the element again (INITIALIZE ELEMENT STATUS) or the door has been opened and closed',
  door: 'the door has been opened and closed',
  mended: 'mend-element ends it',
};

/** `until`: what ends it unless the rule says so. */
export const afflictionParameters = (until: EndOfCondition) => ({
  element: z
    .string()
    .min(1)
    .optional()
    .describe('`slot 3`, `mailslot 1`, `drive 1`, the name of a drive or a barcode; where the robot is going unless given'),
  until: oneOf(endsOfConditions, 'end')
    .default(until)
    .describe(endsOfConditions.map((end) => `\`${end}\`: until ${ends[end]}`).join('; ')),
  for: duration.optional().describe('ends it after this time, whatever happens before'),
});

interface Affliction {
  readonly element?: string | undefined;
  readonly until: EndOfCondition;
  readonly for?: number | undefined;
}

export function afflict(
  subject: Subject,
  { element = subject.to, until, for: durationMs }: Affliction,
  hands: Hands,
  begin: (library: LibraryHandle, place: string, until: EndOfCondition) => () => void,
): void {
  if (element === undefined)
    throw new UserError('element-missing', 'No element is named, and no robot is going anywhere.', { hint: "name it: 'element: slot 3'." });
  const end = begin(hands.library(subject), element, durationMs === undefined ? until : 'mended');
  if (durationMs !== undefined) hands.later(durationMs, end);
}
