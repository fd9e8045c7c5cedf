/** A bad spot on the tape: what is to be written there cannot be. */
import * as z from 'zod';
import { VolumeError } from '../../../cartridge/volume.ts';
import { defineAction } from '../../action.ts';

export const unwritable = defineAction({
  name: 'unwritable',
  group: 'medium',
  summary: 'Let a block not be written: MEDIUM ERROR, WRITE ERROR.',
  manual:
    'The blocks before it are on the medium; it is not, nor is any behind it that the drive had taken into its buffer. A host that writes through ' +
    '(BUFFERED MODE 0) hears of it at once; with the buffer that drives have, it was told GOOD already, and its next command ends with a deferred error ' +
    '(response code 71h) whose INFORMATION counts the lost blocks and marks, while READ POSITION tells where the medium ends. TapeAlert flags 3 and 6 are ' +
    'raised. With `fire: once` writing the same again succeeds, as when a drive gets past the spot.',
  parameters: z.strictObject({}),
  concerns: { operation: ['append'] },
  at: {
    volume: async () => {
      throw new VolumeError('medium', 'a bad spot on the tape takes no data');
    },
  },
});
