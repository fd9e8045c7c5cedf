/**
 * Any PDU that can be on the wire, for properties of this room and of those that speak it. Fields that are reserved in a state of the PDU have
 * the value that reading them gives.
 */
import fc from 'fast-check';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { Opcode } from '../../../src/wire/opcode.ts';
import type { InitiatorPdu, Pdu, TargetPdu } from '../../../src/wire/pdu.ts';
import { noResidual, type Residual } from '../../../src/wire/scsi-response.ts';

const unsigned = (widthBits: number) =>
  fc.oneof(fc.constant(0), fc.constant(2 ** widthBits - 1), fc.integer({ min: 0, max: 2 ** widthBits - 1 }));
const bit = fc.boolean();
const uint8 = unsigned(8);
const uint16 = unsigned(16);
const uint32 = unsigned(32);
const lun = fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }));
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

/** Data in several pieces. */
export const byteList: fc.Arbitrary<ByteList> = fc
  .array(fc.uint8Array({ maxLength: 70 }), { maxLength: 4 })
  .map((pieces) => ByteList.from(pieces));

const residual: fc.Arbitrary<Residual> = fc.oneof(
  fc.constant(noResidual),
  fc.record({ kind: fc.constantFrom('overflow' as const, 'underflow' as const), count: uint32 }),
);

const additionalHeaderSegment = fc.record({ type: unsigned(6), bytes: fc.uint8Array({ maxLength: 60 }) });

const requestNumbers = { cmdSn: uint32, expStatSn: uint32 };
const responseNumbers = { statSn: uint32, expCmdSn: uint32, maxCmdSn: uint32 };
const tags = { initiatorTaskTag: uint32, targetTransferTag: uint32 };
const stages = { transit: bit, continues: bit, currentStage: unsigned(2), nextStage: unsigned(2) };

export const initiatorPdu: fc.Arbitrary<InitiatorPdu> = fc.oneof(
  fc.record({ opcode: fc.constant(Opcode.nopOut), immediate: bit, lun, ...tags, ...requestNumbers, data: byteList }),
  fc.record({
    opcode: fc.constant(Opcode.scsiCommand),
    immediate: bit,
    final: bit,
    read: bit,
    write: bit,
    attribute: unsigned(3),
    lun,
    initiatorTaskTag: uint32,
    expectedDataTransferLength: uint32,
    ...requestNumbers,
    cdb: bytes(16),
    additionalHeaderSegments: fc.array(additionalHeaderSegment, { maxLength: 3 }),
    data: byteList,
  }),
  fc.record({
    opcode: fc.constant(Opcode.taskManagementRequest),
    immediate: bit,
    function: unsigned(7),
    lun,
    initiatorTaskTag: uint32,
    referencedTaskTag: uint32,
    ...requestNumbers,
    refCmdSn: uint32,
    expDataSn: uint32,
  }),
  fc.record({
    opcode: fc.constant(Opcode.loginRequest),
    immediate: bit,
    ...stages,
    versionMax: uint8,
    versionMin: uint8,
    isid: bytes(6),
    tsih: uint16,
    initiatorTaskTag: uint32,
    connectionId: uint16,
    ...requestNumbers,
    data: byteList,
  }),
  fc.record({
    opcode: fc.constant(Opcode.textRequest),
    immediate: bit,
    final: bit,
    continues: bit,
    lun,
    ...tags,
    ...requestNumbers,
    data: byteList,
  }),
  fc.record({
    opcode: fc.constant(Opcode.dataOut),
    final: bit,
    lun,
    ...tags,
    expStatSn: uint32,
    dataSn: uint32,
    bufferOffset: uint32,
    data: byteList,
  }),
  fc.record({
    opcode: fc.constant(Opcode.logoutRequest),
    immediate: bit,
    reason: unsigned(7),
    initiatorTaskTag: uint32,
    connectionId: uint16,
    ...requestNumbers,
  }),
  fc.record({
    opcode: fc.constant(Opcode.snackRequest),
    type: unsigned(4),
    lun,
    ...tags,
    expStatSn: uint32,
    begRun: uint32,
    runLength: uint32,
  }),
);

const dataIn = fc.record({
  opcode: fc.constant(Opcode.dataIn),
  final: bit,
  acknowledge: bit,
  hasStatus: bit,
  residual,
  status: uint8,
  lun,
  ...tags,
  ...responseNumbers,
  dataSn: uint32,
  bufferOffset: uint32,
  data: byteList,
});

export const targetPdu: fc.Arbitrary<TargetPdu> = fc.oneof(
  fc.record({ opcode: fc.constant(Opcode.nopIn), lun, ...tags, ...responseNumbers, data: byteList }),
  fc.record({
    opcode: fc.constant(Opcode.scsiResponse),
    bidirectionalReadResidual: residual,
    residual,
    response: uint8,
    status: uint8,
    initiatorTaskTag: uint32,
    snackTag: uint32,
    ...responseNumbers,
    expDataSn: uint32,
    data: byteList,
  }),
  fc.record({ opcode: fc.constant(Opcode.taskManagementResponse), response: uint8, initiatorTaskTag: uint32, ...responseNumbers }),
  fc.record({
    opcode: fc.constant(Opcode.loginResponse),
    ...stages,
    versionMax: uint8,
    versionActive: uint8,
    isid: bytes(6),
    tsih: uint16,
    initiatorTaskTag: uint32,
    ...responseNumbers,
    status: uint16,
    data: byteList,
  }),
  fc.record({ opcode: fc.constant(Opcode.textResponse), final: bit, continues: bit, lun, ...tags, ...responseNumbers, data: byteList }),
  dataIn.map((pdu) => (pdu.hasStatus ? pdu : { ...pdu, residual: noResidual, status: 0, statSn: 0 })),
  fc.record({
    opcode: fc.constant(Opcode.logoutResponse),
    response: uint8,
    initiatorTaskTag: uint32,
    ...responseNumbers,
    time2Wait: uint16,
    time2Retain: uint16,
  }),
  fc.record({
    opcode: fc.constant(Opcode.readyToTransfer),
    lun,
    ...tags,
    ...responseNumbers,
    r2tSn: uint32,
    bufferOffset: uint32,
    desiredDataTransferLength: uint32,
  }),
  fc.record({
    opcode: fc.constant(Opcode.asyncMessage),
    lun,
    ...responseNumbers,
    asyncEvent: uint8,
    asyncVCode: uint8,
    parameter1: uint16,
    parameter2: uint16,
    parameter3: uint16,
    data: byteList,
  }),
  fc.record({ opcode: fc.constant(Opcode.reject), reason: uint8, ...responseNumbers, dataSn: uint32, data: byteList }),
);

export const anyPdu: fc.Arbitrary<Pdu> = fc.oneof(initiatorPdu, targetPdu);

/** `stream` cut into chunks at `cuts`, which are taken modulo its length. */
export function cutAt(stream: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const ends = [...cuts.map((cut) => cut % (stream.length + 1)), stream.length].sort((a, b) => a - b);
  return ends.map((end, n) => stream.subarray(n === 0 ? 0 : ends[n - 1], end));
}
