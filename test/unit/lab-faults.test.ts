/** What a program is told of a rule that is wrong. */
import { expect, it } from 'vitest';
import { UserError } from '../../src/foundation/user-error.ts';
import { checked } from '../../src/lab-faults.ts';

function complaint(rule: unknown): string {
  try {
    checked(rule);
  } catch (error) {
    if (error instanceof UserError) return `${error.code}: ${error.message} ${error.hint ?? ''}`.trim();
    throw error;
  }
  return 'nothing';
}

it.each([
  ['a misspelt condition', { match: { comand: 'write' }, do: 'busy' }, "'comand' is no key of 'match'. did you mean 'command'?"],
  ['a misspelt key', { mach: {}, do: 'busy' }, "'mach' is no key of the rule. did you mean 'match'?"],
  ['a misspelt trigger', { fire: { tmes: 3 }, do: 'busy' }, "'tmes' is no key of 'fire'. did you mean 'times'?"],
  ['a misspelt command', { match: { command: ['read', 'wriet'] }, do: 'busy' }, "'wriet' is no SCSI command. did you mean 'write'?"],
  ['a misspelt action', { do: 'buzy' }, "'buzy' is no action. did you mean 'busy'?"],
  ['no action', {}, "'do' cannot be empty."],
  ['no rule', undefined, 'The rule is empty where a map of keys is expected.'],
])('%s', (_, rule, expected) => expect(complaint(rule)).toBe(`rule-invalid: ${expected}`));
