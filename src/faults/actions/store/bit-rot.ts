/** A bit of the cartridge's file turns over by itself. */
import * as z from 'zod';
import { defineAction } from '../../action.ts';

export const bitRot = defineAction({
  name: 'bit-rot',
  group: 'store',
  summary: "Flip one bit of a block in the cartridge's file.",
  manual:
    'The bit is really another one on the disk from now on, for good. The checksum of the block finds it out when the block is read next: MEDIUM ERROR, ' +
    'UNRECOVERED READ ERROR, never other data; `cartridge check` finds it as well. Made with `checksum: off`, the cartridge gives other data, and GOOD. ' +
    'Flipping the same bit once more heals it. The cartridge may be in a drive or not: a timeline says `on: { barcode: … }`.',
  parameters: z.strictObject({
    block: z.number().int().min(0).optional().describe('the object whose data it is; the one that the drive stands before unless given'),
    partition: z.number().int().min(0).max(3).default(0).describe('the partition that the block is in'),
    byte: z.number().int().min(0).optional().describe('the byte in the block, counted from 0; the one in its middle unless given'),
    bit: z.number().int().min(0).max(7).default(0).describe('the bit in the byte, 0 is the least significant'),
  }),
  deed: async (subject, { block, ...at }, hands) => {
    const barcode = subject.barcode ?? hands.medium(subject).barcode;
    await hands.flipBit(barcode, { ...at, block: block ?? hands.medium(subject).block });
  },
});
