/** PDUs and their bytes, for tests that only need some. */
import { ByteList } from '../../../src/foundation/byte-list.ts';
import type { NopInPdu } from '../../../src/wire/nop-in.ts';
import type { NopOutPdu } from '../../../src/wire/nop-out.ts';
import { Opcode, RESERVED_TAG } from '../../../src/wire/opcode.ts';
import type { Pdu } from '../../../src/wire/pdu.ts';
import { serialise } from '../../../src/wire/serialiser.ts';

export const nopOut = (initiatorTaskTag: number, data = ByteList.empty): NopOutPdu => ({
  opcode: Opcode.nopOut,
  immediate: true,
  lun: 0n,
  initiatorTaskTag,
  targetTransferTag: RESERVED_TAG,
  cmdSn: 0,
  expStatSn: 0,
  data,
});

export const nopIn = (initiatorTaskTag: number, data = ByteList.empty): NopInPdu => ({
  opcode: Opcode.nopIn,
  lun: 0n,
  initiatorTaskTag,
  targetTransferTag: RESERVED_TAG,
  statSn: 0,
  expCmdSn: 0,
  maxCmdSn: 0,
  data,
});

export const bytesOf = (...pdus: readonly Pdu[]): Uint8Array => new Uint8Array(Buffer.concat(pdus.flatMap((pdu) => [...serialise(pdu)])));
