/**
 * The TransportID of an iSCSI initiator port (SPC-4 §7.6.4.6), format code 01b: the port's name as RFC 7143 §4.4.2 makes it.
 *
 *     0 FORMAT CODE = 01b, PROTOCOL IDENTIFIER = 5h   2–3 ADDITIONAL LENGTH   4… iSCSI name, `,i,0x`, ISID in hexadecimal digits, zeros
 *
 * Format code 00b names a device with all its ports, and may be refused; it is, since only the ports that were ever seen could be meant.
 */
import { type BitPosition, bits, layout, uint } from '../foundation/layout.ts';

const header = layout(4, { formatCode: bits(0, 7, 2), protocolIdentifier: bits(0, 3, 4), additionalLength: uint(2, 2) });

const INITIATOR_PORT = 0b01;
const ISCSI = 0x5;
const leastAdditionalLength = 20;

/** Name, separator, ISID. */
const portName = /^(?<name>[^,]{1,223}),i,0x(?<isid>[0-9a-f]{12})$/;

/** Null-terminated, and null-padded to a multiple of four bytes. */
export function encodeTransportId(initiatorPort: string): Uint8Array {
  const name = Buffer.from(initiatorPort);
  const additionalLength = Math.max(leastAdditionalLength, (name.length + 1 + 3) & ~3);
  const id = new Uint8Array(header.length + additionalLength);
  id.set(header.encode({ formatCode: INITIATOR_PORT, protocolIdentifier: ISCSI, additionalLength }));
  id.set(name, header.length);
  return id;
}

export interface TransportId {
  readonly initiatorPort: string;
  /** Bytes that it takes. */
  readonly length: number;
}

/** The one at the beginning of `bytes`; or where it is wrong, counted from its beginning, or that it is cut off. */
export function decodeTransportId(bytes: Uint8Array): TransportId | BitPosition | 'truncated' {
  if (bytes.length < header.length) return 'truncated';
  const stray = header.reservedBitSet(bytes);
  if (stray !== undefined) return stray;
  const { formatCode, protocolIdentifier, additionalLength } = header.decode(bytes);
  if (protocolIdentifier !== ISCSI) return header.position('protocolIdentifier');
  if (formatCode !== INITIATOR_PORT) return header.position('formatCode');
  if (additionalLength < leastAdditionalLength || additionalLength % 4 !== 0) return header.position('additionalLength');
  const length = header.length + additionalLength;
  if (bytes.length < length) return 'truncated';
  const text = Buffer.from(bytes.subarray(header.length, length));
  const end = text.indexOf(0);
  // Names are compared in their normal form (RFC 3722).
  const initiatorPort = text
    .toString('utf8', 0, end < 0 ? text.length : end)
    .normalize('NFKC')
    .toLowerCase();
  return portName.test(initiatorPort) ? { initiatorPort, length } : { byte: header.length, bit: 7 };
}
