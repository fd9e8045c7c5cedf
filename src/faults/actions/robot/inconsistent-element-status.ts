/** Element status data whose counts disagree with what is there. */
import * as z from 'zod';
import { ByteList } from '../../../foundation/byte-list.ts';
import { defineAction } from '../../action.ts';
import { oneOf } from '../../words.ts';

/** Where the counts stand in READ ELEMENT STATUS data (SMC-3, READ ELEMENT STATUS command): byte and length. The first page is meant. */
const counts = {
  elements: { at: 2, bytes: 2 },
  report: { at: 5, bytes: 3 },
  'descriptor-length': { at: 10, bytes: 2 },
  page: { at: 13, bytes: 3 },
} as const;
type Count = keyof typeof counts;
const countNames = Object.keys(counts) as Count[];

export const inconsistentElementStatus = defineAction({
  name: 'inconsistent-element-status',
  group: 'robot',
  summary: 'Have a count in READ ELEMENT STATUS data disagree with what is there.',
  manual:
    'The data are those that the library reports, but for one count. Drivers walk these data by their counts, in the kernel: they may loop for ever or read beyond the end, and take ' +
    'the host down with them. Only for hosts that may crash. The library and what is in it are as they were.',
  parameters: z.strictObject({
    count: oneOf(countNames, 'count')
      .default('elements')
      .describe(
        '`elements`: NUMBER OF ELEMENTS AVAILABLE; `report`: BYTE COUNT OF REPORT AVAILABLE; `page`: BYTE COUNT OF DESCRIPTOR DATA AVAILABLE of the first page; ' +
          '`descriptor-length`: its ELEMENT DESCRIPTOR LENGTH',
      ),
    by: z.number().int().default(1).describe('so much is added to it; a negative number is taken away'),
  }),
  dangerous: true,
  concerns: { command: ['READ ELEMENT STATUS'] },
  at: {
    command: async ({ outcome: before, proceed }, { count, by }) => {
      const outcome = before ?? (await proceed());
      const data = outcome.data?.toBytes().slice();
      const { at, bytes } = counts[count];
      if (data === undefined || data.length < at + bytes) return outcome;
      const view = Buffer.from(data.buffer, data.byteOffset, data.length);
      const most = 2 ** (8 * bytes);
      view.writeUIntBE((view.readUIntBE(at, bytes) + by + most) % most, at, bytes);
      return { ...outcome, data: ByteList.of(data) };
    },
  },
});
