/** A bad spot on the tape: what is read there cannot be. */
import * as z from 'zod';
import type { MediumObject } from '../../../cartridge/volume.ts';
import { defineAction } from '../../action.ts';

export const unreadable = defineAction({
  name: 'unreadable',
  group: 'medium',
  summary: 'Make a block unreadable: MEDIUM ERROR, UNRECOVERED READ ERROR.',
  manual:
    'The drive finds the object damaged when it reads it from the tape, and tells the host so when it gets there, with TapeAlert flags 3 and 5; the tape ' +
    'stands behind it then. A host that goes back has it tried again: with `fire: once` it succeeds, with `fire: always` and a range in `block` the spot ' +
    'stays bad as long as the rule is in force. Nothing is changed on the cartridge. The drive may read one object ahead of the host, and what it held in ' +
    'its buffer when the rule was added is good. Good for the retries of a restore, and for what a host does with the files behind the damage.',
  parameters: z.strictObject({}),
  concerns: { operation: ['read'] },
  at: {
    volume: async ({ proceed }): Promise<MediumObject> => {
      await proceed();
      return { kind: 'damaged', reason: 'a bad spot on the tape' };
    },
  },
});
