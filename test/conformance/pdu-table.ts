/**
 * The PDUs of RFC 7143 §11 as byte tables, and the encoder and decoder made of them. This is the conformance suite's own reading of the
 * standard: nothing of `src/wire` is used here, so that a mistake made both in its encoder and in its decoder cannot hide.
 *
 * A table names every bit that has a meaning. What it leaves out is reserved: sent as zero, and required to be zero in what a target sends.
 * Where byte 1, bit 7 is a constant one and no F bit, it is called `final` all the same.
 */

/** Where a field stands; `bit` is its least significant bit within its last byte, and numbers are big-endian. */
interface Field<V> {
  readonly from: number;
  readonly bytes: number;
  readonly bit: number;
  readonly bits: number;
  readonly read: (header: Uint8Array) => V;
  readonly write: (header: Uint8Array, value: V) => void;
}
// biome-ignore lint/suspicious/noExplicitAny: a table of fields of any value type
type Table = Record<string, Field<any>>;
type ValuesOf<T extends Table> = { [K in keyof T]: T[K] extends Field<infer V> ? V : never };

const number = (from: number, bytes: number): Field<number> => ({
  from,
  bytes,
  bit: 0,
  bits: 8 * bytes,
  read(header) {
    let value = 0;
    for (let at = from; at < from + bytes; at++) value = value * 256 + header[at]!;
    return value;
  },
  write(header, value) {
    let rest = value;
    for (let at = from + bytes - 1; at >= from; at--) {
      header[at] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  },
});

const bits = (from: number, bit: number, width: number): Field<number> => {
  const mask = ((1 << width) - 1) << bit;
  return {
    from,
    bytes: 1,
    bit,
    bits: width,
    read: (header) => (header[from]! & mask) >> bit,
    write(header, value) {
      header[from] = (header[from]! & ~mask) | ((value << bit) & mask);
    },
  };
};

const flag = (from: number, bit: number): Field<boolean> => {
  const { read, write, ...place } = bits(from, bit, 1);
  return { ...place, read: (header) => read(header) === 1, write: (header, value) => write(header, value ? 1 : 0) };
};

const octets = (from: number, bytes: number): Field<Uint8Array> => ({
  from,
  bytes,
  bit: 0,
  bits: 8 * bytes,
  read: (header) => header.slice(from, from + bytes),
  write: (header, value) => header.set(value.subarray(0, bytes), from),
});

/** The first two bytes of a LUN say all about a single-level one (SAM-5 §4.7); the other six are its lower levels. */
const lun = { lun: number(8, 2), lunLowerLevels: number(10, 6) };
const tag = { initiatorTaskTag: number(16, 4) };
const fromInitiator = { expStatSn: number(28, 4) };
const command = { cmdSn: number(24, 4), ...fromInitiator };
const fromTarget = { statSn: number(24, 4), expCmdSn: number(28, 4), maxCmdSn: number(32, 4) };
const final = { final: flag(1, 7) };
const continues = { continues: flag(1, 6) };
const targetTag = { targetTransferTag: number(20, 4) };
const stages = { transit: flag(1, 7), continues: flag(1, 6), currentStage: bits(1, 2, 2), nextStage: bits(1, 0, 2) };
const residual = { overflow: flag(1, 2), underflow: flag(1, 1), status: number(3, 1), residualCount: number(44, 4) };

const tables = {
  'nop-out': { ...final, ...lun, ...tag, ...targetTag, ...command },
  'scsi-command': {
    ...final,
    read: flag(1, 6),
    write: flag(1, 5),
    attribute: bits(1, 0, 3),
    ...lun,
    ...tag,
    expectedDataTransferLength: number(20, 4),
    ...command,
    cdb: octets(32, 16),
  },
  'task-management-request': {
    ...final,
    function: bits(1, 0, 7),
    ...lun,
    ...tag,
    referencedTaskTag: number(20, 4),
    ...command,
    refCmdSn: number(32, 4),
    expDataSn: number(36, 4),
  },
  'login-request': {
    ...stages,
    versionMax: number(2, 1),
    versionMin: number(3, 1),
    isid: number(8, 6),
    tsih: number(14, 2),
    ...tag,
    cid: number(20, 2),
    ...command,
  },
  'text-request': { ...final, ...continues, ...lun, ...tag, ...targetTag, ...command },
  'data-out': { ...final, ...lun, ...tag, ...targetTag, ...fromInitiator, dataSn: number(36, 4), bufferOffset: number(40, 4) },
  'logout-request': { ...final, reason: bits(1, 0, 7), ...tag, cid: number(20, 2), ...command },
  'snack-request': {
    ...final,
    type: bits(1, 0, 4),
    ...lun,
    ...tag,
    ...targetTag,
    ...fromInitiator,
    begRun: number(40, 4),
    runLength: number(44, 4),
  },
  'nop-in': { ...final, ...lun, ...tag, ...targetTag, ...fromTarget },
  'scsi-response': {
    ...final,
    bidirectionalOverflow: flag(1, 4),
    bidirectionalUnderflow: flag(1, 3),
    ...residual,
    response: number(2, 1),
    ...tag,
    snackTag: number(20, 4),
    ...fromTarget,
    expDataSn: number(36, 4),
    bidirectionalResidualCount: number(40, 4),
  },
  'task-management-response': { ...final, response: number(2, 1), ...tag, ...fromTarget },
  'login-response': {
    ...stages,
    versionMax: number(2, 1),
    versionActive: number(3, 1),
    isid: number(8, 6),
    tsih: number(14, 2),
    ...tag,
    ...fromTarget,
    statusClass: number(36, 1),
    statusDetail: number(37, 1),
  },
  'text-response': { ...final, ...continues, ...lun, ...tag, ...targetTag, ...fromTarget },
  'data-in': {
    ...final,
    acknowledge: flag(1, 6),
    ...residual,
    hasStatus: flag(1, 0),
    ...lun,
    ...tag,
    ...targetTag,
    ...fromTarget,
    dataSn: number(36, 4),
    bufferOffset: number(40, 4),
  },
  'logout-response': { ...final, response: number(2, 1), ...tag, ...fromTarget, time2Wait: number(40, 2), time2Retain: number(42, 2) },
  r2t: {
    ...final,
    ...lun,
    ...tag,
    ...targetTag,
    ...fromTarget,
    r2tSn: number(36, 4),
    bufferOffset: number(40, 4),
    desiredDataTransferLength: number(44, 4),
  },
  'async-message': {
    ...final,
    ...lun,
    ...tag,
    ...fromTarget,
    asyncEvent: number(36, 1),
    asyncVCode: number(37, 1),
    parameter1: number(38, 2),
    parameter2: number(40, 2),
    parameter3: number(42, 2),
  },
  reject: { ...final, reason: number(2, 1), ...tag, ...fromTarget, dataSn: number(36, 4) },
} satisfies Record<string, Table>;

type Tables = typeof tables;
export type PduKind = keyof Tables;

export const opcodes: Readonly<Record<PduKind, number>> = {
  'nop-out': 0x00,
  'scsi-command': 0x01,
  'task-management-request': 0x02,
  'login-request': 0x03,
  'text-request': 0x04,
  'data-out': 0x05,
  'logout-request': 0x06,
  'snack-request': 0x10,
  'nop-in': 0x20,
  'scsi-response': 0x21,
  'task-management-response': 0x22,
  'login-response': 0x23,
  'text-response': 0x24,
  'data-in': 0x25,
  'logout-response': 0x26,
  r2t: 0x31,
  'async-message': 0x32,
  reject: 0x3f,
};
const kinds = new Map(Object.entries(opcodes).map(([kind, opcode]) => [opcode, kind as PduKind]));

/** A PDU to send: fields left out are zero. */
export type Request<K extends PduKind = PduKind> = {
  [P in K]: {
    readonly kind: P;
    readonly immediate?: boolean;
    /** Whole additional header segments (§11.2.2). */
    readonly additionalHeader?: Uint8Array;
    readonly data?: Uint8Array;
  } & Partial<ValuesOf<Tables[P]>>;
}[K];

/** A PDU as received. */
export type Received<K extends PduKind = PduKind> = {
  [P in K]: { readonly kind: P; readonly data: Uint8Array; readonly bytes: Uint8Array } & Readonly<ValuesOf<Tables[P]>>;
}[K];

export const headerBytes = 48;
export const padded = (length: number): number => Math.ceil(length / 4) * 4;

/** Headers, data and padding in one piece. */
export function encode(pdu: Request): Uint8Array {
  const data = pdu.data ?? new Uint8Array();
  const additionalHeader = pdu.additionalHeader ?? new Uint8Array();
  const headers = headerBytes + padded(additionalHeader.length);
  const bytes = new Uint8Array(headers + padded(data.length));
  bytes[0] = opcodes[pdu.kind] | (pdu.immediate ? 0x40 : 0);
  const given = pdu as unknown as Record<string, unknown>;
  for (const [name, field] of Object.entries(tables[pdu.kind] as Table)) {
    if (given[name] !== undefined) field.write(bytes, given[name]);
  }
  bytes[4] = (headers - headerBytes) / 4;
  number(5, 3).write(bytes, data.length);
  bytes.set(additionalHeader, headerBytes);
  bytes.set(data, headers);
  return bytes;
}

/** How long the PDU is that begins with this header. */
export function lengthsOf(header: Uint8Array): { additionalHeader: number; data: number; whole: number } {
  const additionalHeader = header[4]! * 4;
  const data = number(5, 3).read(header);
  return { additionalHeader, data, whole: headerBytes + additionalHeader + padded(data) };
}

/** Reads a whole PDU of a target; throws where bits that mean nothing are set. */
export function decode(bytes: Uint8Array): Received {
  const kind = kinds.get(bytes[0]!);
  if (kind === undefined || opcodes[kind] < 0x20) throw new Error(`byte 0 is ${bytes[0]!.toString(16)}h, which no target sends`);
  return read(kind, bytes);
}

/** Reads a whole PDU that a real host has sent, with the same strictness. */
export function decodeRequest(bytes: Uint8Array): Request {
  const kind = kinds.get(bytes[0]! & 0x3f);
  if (kind === undefined || opcodes[kind] >= 0x20) throw new Error(`byte 0 is ${bytes[0]!.toString(16)}h, which no initiator sends`);
  return { ...read(kind, bytes), immediate: (bytes[0]! & 0x40) !== 0 } as Request;
}

function read(kind: PduKind, bytes: Uint8Array): Received {
  const table: Table = tables[kind];
  const lengths = lengthsOf(bytes);
  if (lengths.additionalHeader !== 0) throw new Error(`a ${kind} has no additional header segment`);

  // The slice of a Buffer would be the Buffer itself.
  const reserved = new Uint8Array(bytes.subarray(0, headerBytes));
  reserved.fill(0, 4, 8);
  reserved[0] = 0;
  const values: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(table)) {
    values[name] = field.read(bytes);
    if (field.bits % 8 === 0) reserved.fill(0, field.from, field.from + field.bytes);
    else reserved[field.from]! &= ~(((1 << field.bits) - 1) << field.bit);
  }
  const set = reserved.findIndex((byte) => byte !== 0);
  if (set >= 0) throw new Error(`reserved bits of byte ${set} of a ${kind} are set: ${hex(bytes.subarray(0, headerBytes))}`);
  const end = headerBytes + lengths.data;
  if (bytes.subarray(end).some((byte) => byte !== 0)) throw new Error(`the padding of a ${kind} is not zero`);
  return { kind, data: bytes.subarray(headerBytes, end), bytes, ...values } as unknown as Received;
}

export const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString('hex')
    .replace(/(.{8})(?=.)/g, '$1 ');
