/**
 * From bytes to PDUs and back: one row per operation code, and what all PDUs share (RFC 7143 §11.2.1).
 *
 *     byte     7   6   5   4   3   2   1   0
 *     0        .   I   Opcode
 *     4        TotalAHSLength (words of 4 bytes)
 *     5–7      DataSegmentLength (bytes, without padding)
 *
 * Decoding is total: any bytes give a PDU or a `WireError`, and reserved bits are ignored. Only what the value could not hold is refused:
 * segments that the PDU does not have, two residuals in one, additional headers that leave their room. All else that is wrong with a PDU
 * depends on the connection's state, and is found there.
 */
import { putUint24, uint24At } from '../foundation/big-endian.ts';
import type { ByteList } from '../foundation/byte-list.ts';
import { invariant } from '../foundation/invariant.ts';
import {
  type AdditionalHeaderSegment,
  additionalHeaderLength,
  decodeAdditionalHeader,
  encodeAdditionalHeader,
} from './additional-header.ts';
import { decodeAsyncMessage, encodeAsyncMessage } from './async-message.ts';
import { decodeDataIn, encodeDataIn } from './data-in.ts';
import { decodeDataOut, encodeDataOut } from './data-out.ts';
import { decodeLoginRequest, encodeLoginRequest } from './login-request.ts';
import { decodeLoginResponse, encodeLoginResponse } from './login-response.ts';
import { decodeLogoutRequest, encodeLogoutRequest } from './logout-request.ts';
import { decodeLogoutResponse, encodeLogoutResponse } from './logout-response.ts';
import { decodeNopIn, encodeNopIn } from './nop-in.ts';
import { decodeNopOut, encodeNopOut } from './nop-out.ts';
import { Opcode, opcodeName } from './opcode.ts';
import type { InitiatorPdu, Pdu } from './pdu.ts';
import { decodeReadyToTransfer, encodeReadyToTransfer } from './ready-to-transfer.ts';
import { decodeReject, encodeReject } from './reject.ts';
import { decodeScsiCommand, encodeScsiCommand } from './scsi-command.ts';
import { decodeScsiResponse, encodeScsiResponse } from './scsi-response.ts';
import { decodeSnackRequest, encodeSnackRequest } from './snack-request.ts';
import { decodeTaskManagementRequest, encodeTaskManagementRequest } from './task-management-request.ts';
import { decodeTaskManagementResponse, encodeTaskManagementResponse } from './task-management-response.ts';
import { decodeTextRequest, encodeTextRequest } from './text-request.ts';
import { decodeTextResponse, encodeTextResponse } from './text-response.ts';
import { type WireError, wireError } from './wire-error.ts';

/** The basic header segment. */
export const HEADER_LENGTH = 48;
/** DataSegmentLength has 24 bits. */
export const MAXIMUM_DATA_SEGMENT_LENGTH = 0xff_ffff;

/** `segments`: what may follow the basic header. `decode` keeps nothing of `header`, `encode` finds it full of zeros. */
interface Codec<P extends Pdu> {
  readonly segments: 'none' | 'data' | 'additional-header-and-data';
  decode(header: Uint8Array, data: ByteList, additional: readonly AdditionalHeaderSegment[]): P | WireError;
  encode(pdu: P, header: Uint8Array): void;
}

const rows: { readonly [O in Opcode]: Codec<Extract<Pdu, { opcode: O }>> } = {
  [Opcode.nopOut]: { segments: 'data', decode: decodeNopOut, encode: encodeNopOut },
  [Opcode.scsiCommand]: { segments: 'additional-header-and-data', decode: decodeScsiCommand, encode: encodeScsiCommand },
  [Opcode.taskManagementRequest]: { segments: 'none', decode: decodeTaskManagementRequest, encode: encodeTaskManagementRequest },
  [Opcode.loginRequest]: { segments: 'data', decode: decodeLoginRequest, encode: encodeLoginRequest },
  [Opcode.textRequest]: { segments: 'data', decode: decodeTextRequest, encode: encodeTextRequest },
  [Opcode.dataOut]: { segments: 'data', decode: decodeDataOut, encode: encodeDataOut },
  [Opcode.logoutRequest]: { segments: 'none', decode: decodeLogoutRequest, encode: encodeLogoutRequest },
  [Opcode.snackRequest]: { segments: 'none', decode: decodeSnackRequest, encode: encodeSnackRequest },
  [Opcode.nopIn]: { segments: 'data', decode: decodeNopIn, encode: encodeNopIn },
  [Opcode.scsiResponse]: { segments: 'data', decode: decodeScsiResponse, encode: encodeScsiResponse },
  [Opcode.taskManagementResponse]: { segments: 'none', decode: decodeTaskManagementResponse, encode: encodeTaskManagementResponse },
  [Opcode.loginResponse]: { segments: 'data', decode: decodeLoginResponse, encode: encodeLoginResponse },
  [Opcode.textResponse]: { segments: 'data', decode: decodeTextResponse, encode: encodeTextResponse },
  [Opcode.dataIn]: { segments: 'data', decode: decodeDataIn, encode: encodeDataIn },
  [Opcode.logoutResponse]: { segments: 'none', decode: decodeLogoutResponse, encode: encodeLogoutResponse },
  [Opcode.readyToTransfer]: { segments: 'none', decode: decodeReadyToTransfer, encode: encodeReadyToTransfer },
  [Opcode.asyncMessage]: { segments: 'data', decode: decodeAsyncMessage, encode: encodeAsyncMessage },
  [Opcode.reject]: { segments: 'data', decode: decodeReject, encode: encodeReject },
};

const codecs: readonly (Codec<Pdu> | undefined)[] = Array.from({ length: 64 }, (_, opcode) => (rows as Record<number, Codec<Pdu>>)[opcode]);

export const opcodeOf = (header: Uint8Array): number => header[0]! & 0x3f;
/** Bytes of the additional header segments. */
export const additionalHeaderLengthOf = (header: Uint8Array): number => header[4]! * 4;
export const dataSegmentLengthOf = (header: Uint8Array): number => uint24At(header, 5);
/** The zeros that follow `length` bytes up to the next multiple of 4. */
export const paddingOf = (length: number): number => -length & 3;

/**
 * The PDU with this header. `additionalHeader` and `data` are its segments, already as long as the header says. Nothing of the two headers
 * is kept; `data` is part of the PDU.
 */
export function decodePdu(header: Uint8Array, additionalHeader: Uint8Array, data: ByteList): Pdu | WireError {
  const opcode = opcodeOf(header);
  const codec = codecs[opcode];
  if (codec === undefined) {
    return wireError('unknown-opcode', `byte 0 holds ${opcodeName(opcode)}, which RFC 7143 §11.2.1.2 does not define`, header);
  }
  if (data.length > 0 && codec.segments === 'none') {
    return wireError(
      'bad-field',
      `bytes 5 to 7 (DataSegmentLength) are ${data.length}, and only 0 may stand there (${opcodeName(opcode)})`,
      header,
    );
  }
  if (additionalHeader.length > 0 && codec.segments !== 'additional-header-and-data') {
    const words = additionalHeader.length / 4;
    return wireError('bad-field', `byte 4 (TotalAHSLength) is ${words}, and only 0 may stand there (${opcodeName(opcode)})`, header);
  }
  const additional = decodeAdditionalHeader(additionalHeader);
  if (typeof additional === 'string') return wireError('bad-field', additional, header);
  return codec.decode(header, data, additional);
}

/** `decodePdu` for one who listens to initiators: a target's operation codes are as unknown to it as any other. */
export function decodeInitiatorPdu(header: Uint8Array, additionalHeader: Uint8Array, data: ByteList): InitiatorPdu | WireError {
  const opcode = opcodeOf(header);
  if (opcode >= Opcode.nopIn) {
    return wireError('unknown-opcode', `byte 0 holds ${opcodeName(opcode)}, and an initiator sends 00h to 1Fh`, header);
  }
  return decodePdu(header, additionalHeader, data) as InitiatorPdu | WireError;
}

/** The basic header and the additional header segments, with the lengths that the PDU's segments have; and `room` bytes for what follows. */
export function encodeHeader(pdu: Pdu, room = 0): Uint8Array {
  const additional = pdu.opcode === Opcode.scsiCommand ? pdu.additionalHeaderSegments : [];
  const additionalLength = additionalHeaderLength(additional);
  // A socket takes memory of this kind as it is; for any other so short it makes it first, which costs more than all that is done here.
  const header = Buffer.allocUnsafe(HEADER_LENGTH + additionalLength + room).fill(0);
  codecs[pdu.opcode]!.encode(pdu, header);
  header[4] = additionalLength / 4;
  encodeAdditionalHeader(additional, header, HEADER_LENGTH);
  const dataLength = 'data' in pdu ? pdu.data.length : 0;
  invariant(dataLength <= MAXIMUM_DATA_SEGMENT_LENGTH, 'a data segment is shorter than 16 MiB');
  putUint24(header, 5, dataLength);
  return header;
}
