/** The disk under the cartridges is full. */
import * as z from 'zod';
import { StoreError } from '../../../cartridge/store.ts';
import { defineAction } from '../../action.ts';
import { size } from '../../words.ts';

export const diskFull = defineAction({
  name: 'disk-full',
  group: 'store',
  summary: 'Let the disk under the cartridge be full.',
  manual:
    'What does not fit fails as with ENOSPC, and the drive makes of it what it makes of a tape that takes no more: MEDIUM ERROR, WRITE ERROR (0C/00), ' +
    'deferred when the host had been told GOOD. The blocks that were whole before are on the cartridge, and an incomplete one behind them is cut off. ' +
    'Once there is room again, writing goes on. With `match: { file: partition-0.tap }` it is the data alone that finds no room.',
  parameters: z.strictObject({
    room: size.default(0).describe('what of the write still fits; nothing unless given'),
  }),
  concerns: { operation: ['write'] },
  at: {
    store: async ({ writing, path }, { room }) => {
      const { pieces, position, file } = writing!;
      const fitting = firstBytes(pieces, room);
      if (fitting.length > 0) await file.write(fitting, position);
      const writtenBytes = fitting.reduce((sum, { length }) => sum + length, 0);
      throw new StoreError('no-space', `${path}: no space left on device (ENOSPC)`, { writtenBytes });
    },
  },
});

function firstBytes(pieces: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  const first: Uint8Array[] = [];
  let left = bytes;
  for (const piece of pieces) {
    if (left === 0) break;
    first.push(piece.subarray(0, left));
    left -= Math.min(left, piece.length);
  }
  return first;
}
