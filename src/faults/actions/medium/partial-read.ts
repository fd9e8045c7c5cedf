/** A block that comes off the tape in part: the host gets what there is of it, and is told that it is not whole. */
import * as z from 'zod';
import type { MediumObject } from '../../../cartridge/volume.ts';
import { defineAction } from '../../action.ts';
import { size } from '../../words.ts';

export const partialRead = defineAction({
  name: 'partial-read',
  group: 'medium',
  summary: 'Make a block unreadable in its middle: its first bytes are transferred, and MEDIUM ERROR follows.',
  manual:
    'The host gets the blocks before it and the first bytes of this one as data, and CHECK CONDITION with MEDIUM ERROR, UNRECOVERED READ ERROR besides; ' +
    'INFORMATION says that the block has not been read. The tape stands behind it, as after any unreadable block, and nothing is changed on the cartridge. ' +
    'A host that looks at the data before it looks at the status takes half a block for a whole one. Marks and encrypted blocks are simply unreadable: ' +
    'of a ciphertext nothing can be given out before it has been authenticated.',
  parameters: z.strictObject({
    bytes: size.optional().describe('how much of the block is transferred, at most all of it; half of it unless given'),
  }),
  concerns: { operation: ['read'] },
  at: {
    volume: async ({ proceed }, { bytes }): Promise<MediumObject> => {
      const object = (await proceed()) as MediumObject;
      const damaged = { kind: 'damaged', reason: 'a bad spot within the block' } as const;
      if (object.kind !== 'block' || object.envelope?.encryption !== undefined) return damaged;
      return { ...damaged, data: object.data.subarray(0, bytes ?? object.data.length >> 1) };
    },
  },
});
