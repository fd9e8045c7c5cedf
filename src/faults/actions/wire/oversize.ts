/** A data segment that is longer than the initiator takes (RFC 7143 §13.12). */
import * as z from 'zod';
import { ByteList } from '../../../foundation/byte-list.ts';
import { MAXIMUM_DATA_SEGMENT_LENGTH } from '../../../wire/codec.ts';
import type { DataInPdu } from '../../../wire/data-in.ts';
import { Opcode } from '../../../wire/opcode.ts';
import { defineAction } from '../../action.ts';
import { size } from '../../words.ts';

export const oversize = defineAction({
  name: 'oversize',
  group: 'wire',
  summary: 'Send a PDU with more data than the host has said that it takes.',
  manual:
    'Zeros follow its data, so that the segment exceeds the MaxRecvDataSegmentLength that the host has declared: a protocol error that it has to survive, ' +
    'usually by ending the connection. 16 MiB less one byte is the longest there can be.',
  parameters: z.strictObject({
    by: size.prefault('4B').describe('by how much it is too long, like 4B or 64KiB'),
  }),
  concerns: { pdu: [Opcode.dataIn, Opcode.scsiResponse, Opcode.nopIn, Opcode.textResponse] },
  at: {
    pdu: ({ connection, pdu, proceed }, { by }) => {
      const { data } = pdu as DataInPdu;
      const length = Math.min(connection.segmentBytes + by, MAXIMUM_DATA_SEGMENT_LENGTH);
      const more = ByteList.of(new Uint8Array(Math.max(0, length - data.length)));
      proceed({ ...(pdu as DataInPdu), data: ByteList.concat([data, more]) });
    },
  },
});
