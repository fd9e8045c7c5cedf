/**
 * A PDU in a line of words: what RFC 7143 calls it, each of its fields that says something, and how long its data segment is. Text is told as it is;
 * how a CDB reads is asked of those who know its device.
 */
import { ByteList } from '../foundation/byte-list.ts';
import { dataSegmentLengthOf, decodePdu, opcodeOf } from '../wire/codec.ts';
import { Opcode, opcodeName, RESERVED_TAG } from '../wire/opcode.ts';
import { decodeText } from '../wire/text.ts';
import { isWireError } from '../wire/wire-error.ts';

/** The words for the CDB of a SCSI Command. */
export type DescribeCdb = (lun: bigint, cdb: Uint8Array) => string;

const carriesText: ReadonlySet<number> = new Set([Opcode.loginRequest, Opcode.loginResponse, Opcode.textRequest, Opcode.textResponse]);

/** `header` is the basic header segment; `data` is as much of the data segment as is known. */
export function pduInWords(header: Uint8Array, data: readonly Uint8Array[], describeCdb: DescribeCdb): string {
  const opcode = opcodeOf(header);
  const length = dataSegmentLengthOf(header);
  // Its own length would be told otherwise, and an additional header segment, which is not kept apart, be missed.
  const bare = header.slice();
  bare.fill(0, 4, 8);
  const pdu = decodePdu(bare, new Uint8Array(0), ByteList.empty);
  const words = [opcodeName(opcode)];
  if (isWireError(pdu)) words.push(`(${pdu.message})`);
  else for (const [name, value] of Object.entries(pdu)) words.push(...fieldInWords(name, value));
  if (!isWireError(pdu) && pdu.opcode === Opcode.scsiCommand) words.push(`{${describeCdb(pdu.lun, pdu.cdb)}}`);
  if (length > 0) words.push(`data ${length} B`);
  if (carriesText.has(opcode)) words.push(textInWords(data));
  return words.filter((word) => word !== '').join(' ');
}

/** What tells nothing, or is told otherwise. */
const untold: ReadonlySet<string> = new Set(['opcode', 'cdb', 'data', 'additionalHeaderSegments']);

function fieldInWords(name: string, value: unknown): readonly string[] {
  if (untold.has(name) || value === undefined) return [];
  if (typeof value === 'boolean') return value ? [name] : [];
  if (typeof value === 'bigint') return value === 0n ? [] : [`${name}=${value.toString(16).padStart(16, '0')}h`];
  if (typeof value === 'number') return [`${name}=${value === RESERVED_TAG ? 'none' : value}`];
  if (value instanceof Uint8Array) return [`${name}=${Buffer.from(value).toString('hex')}`];
  const { kind, count } = value as { readonly kind?: string; readonly count?: number };
  if (kind === 'none') return [];
  return [`${name}=${kind === undefined ? JSON.stringify(value) : `${kind} ${count}`}`];
}

function textInWords(data: readonly Uint8Array[]): string {
  const decoded = decodeText(Buffer.concat(data));
  return 'pairs' in decoded ? decoded.pairs.map(([key, value]) => `${key}=${value}`).join(' ') : '';
}
