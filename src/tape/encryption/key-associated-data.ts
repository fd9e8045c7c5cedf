/**
 * Key-associated data descriptors (SSC-5 §8.5.4), in the lists that end the Set Data Encryption page and both status pages.
 *
 *     0 KEY DESCRIPTOR TYPE   1 AUTHENTICATED (bits 2–0)   2–3 KEY DESCRIPTOR LENGTH   4… KEY DESCRIPTOR
 *
 * A host sends a U-KAD and an A-KAD, each once and in this order. Nonces are the drive's, and metadata and wrapped keys belong to modes and key
 * formats that it has not.
 */
import { copyOf } from '../../foundation/big-endian.ts';
import { bits, layout, uint } from '../../foundation/layout.ts';
import { invalidFieldInParameterList, type Sense } from '../../scsi/sense.ts';

/** Lengths of LTO drives. */
export const maximumUnauthenticatedBytes = 32;
export const maximumAuthenticatedBytes = 60;

/** AUTHENTICATED, of a descriptor that is returned. */
export const Authenticated = { notCovered: 1, notAttempted: 2, authenticated: 3, failed: 4 } as const;
export type Authenticated = (typeof Authenticated)[keyof typeof Authenticated];

export interface KeyAssociatedData {
  readonly unauthenticatedKeyData: Uint8Array;
  readonly authenticatedKeyData: Uint8Array;
}

const header = layout(4, { type: uint(0), authenticated: bits(1, 2, 3), length: uint(2, 2) });

const descriptors = [
  { type: 0x00, field: 'unauthenticatedKeyData', maximumBytes: maximumUnauthenticatedBytes },
  { type: 0x01, field: 'authenticatedKeyData', maximumBytes: maximumAuthenticatedBytes },
] as const;

/** The descriptors from byte `from` of a parameter list to its end, or what is wrong with them. */
export function readKeyAssociatedData(list: Uint8Array, from: number): KeyAssociatedData | Sense {
  const none = new Uint8Array(0);
  const read: Record<(typeof descriptors)[number]['field'], Uint8Array> = { unauthenticatedKeyData: none, authenticatedKeyData: none };
  let allowed: readonly (typeof descriptors)[number][] = descriptors;
  let at = from;
  while (at < list.length) {
    const refuse = (byte: number, bit = 7): Sense => invalidFieldInParameterList({ byte: at + byte, bit });
    // A descriptor without a whole header has no length to point at.
    if (list.length - at < header.length) return refuse(0);
    const { type, length } = header.decode(list.subarray(at));
    const descriptor = allowed.find((candidate) => candidate.type === type);
    if (descriptor === undefined) return refuse(header.position('type').byte);
    // AUTHENTICATED is reserved in what a host sends.
    if (list[at + 1] !== 0) return refuse(1, 31 - Math.clz32(list[at + 1]!));
    const start = at + header.length;
    if (length > descriptor.maximumBytes || start + length > list.length) return refuse(header.position('length').byte);
    read[descriptor.field] = copyOf(list, start, start + length);
    allowed = allowed.filter((candidate) => candidate.type > type);
    at = start + length;
  }
  return read;
}

/** The list as status pages return it; data that nobody gave have no descriptor. */
export function encodeKeyAssociatedData(data: KeyAssociatedData, authenticatedKeyDataIs: Authenticated): Uint8Array {
  const encoded = descriptors.flatMap(({ type, field }) => {
    if (data[field].length === 0) return [];
    const authenticated = field === 'unauthenticatedKeyData' ? Authenticated.notCovered : authenticatedKeyDataIs;
    return [header.encode({ type, authenticated, length: data[field].length }), data[field]];
  });
  return Buffer.concat(encoded);
}
