/** A bad spot on the tape: what is read there cannot be. */
import { z } from 'zod';
import type { MediumObject } from '../../../cartridge/volume.ts';
import { defineAction } from '../../action.ts';

export const unreadable = defineAction({
  name: 'unreadable',
  group: 'medium',
  summary: 'Make a block unreadable: MEDIUM ERROR, UNRECOVERED READ ERROR.',
  manual:
    'The drive finds the block damaged, and says so as it does of any damaged block. The cartridge is as it was when the rule is gone.',
  parameters: z.strictObject({}),
  at: {
    volume: async ({ proceed }): Promise<readonly MediumObject[]> => {
      await proceed();
      return [{ kind: 'damaged', reason: 'a fault of the scenario' }];
    },
  },
});
