/**
 * How the port driver finds the logical units of a target once it has logged in, byte for byte as captures of Server 2003 show it: REPORT LUNS with room
 * for one logical unit, again with room for all of them, then for each, the lowest number first, INQUIRY with room for 36 bytes and the vital product
 * data pages 00h, 83h and 80h, as far as the first one lists them. All of it goes out untagged, and nothing asks whether a unit is ready.
 *
 * What was answered is kept: while the connection is lost it is answered again from here.
 */
import { uint16At, uint32At } from '../../foundation/big-endian.ts';
import { Status } from '../../scsi/status.ts';
import type { ScsiPath } from '../scsi.ts';
import type { EnumeratedUnit } from './physical-device.ts';

/** Answers by the command that asked, whatever room it gave. */
export type CachedAnswers = ReadonlyMap<string, Uint8Array>;

export interface FoundUnit {
  readonly lun: number;
  readonly unit: EnumeratedUnit;
  readonly answers: CachedAnswers;
}

/** Room for the header of a REPORT LUNS list and one logical unit. */
const FIRST_LIST_BYTES = 16;
const LIST_HEADER_BYTES = 8;
const INQUIRY_BYTES = 36;
const PAGE_BYTES = 255;
const Page = { supported: 0x00, serialNumber: 0x80, identification: 0x83 } as const;
const CMD_QUE = 0x02;
/** How often an answer other than GOOD is asked for again, and how long each may take; both unconfirmed. */
const ATTEMPTS = 3;
const PATIENCE_MS = 25_000;

/** `undefined`: the target did not say, and nothing is known of what it has. */
export async function enumerateUnits(path: ScsiPath): Promise<readonly FoundUnit[] | undefined> {
  const list = await reportLuns(path);
  if (list === undefined) return undefined;
  const units: FoundUnit[] = [];
  for (const lun of lunsOf(list)) {
    const found = await inquire(path, lun, list);
    if (found !== undefined) units.push(found);
  }
  return units;
}

/** What tells an answer's command from others: operation code, and page where there is one. */
export const answerKey = (cdb: Uint8Array): string => (cdb[0] === 0xa0 ? 'a0' : Buffer.from(cdb.subarray(0, 3)).toString('hex'));

async function reportLuns(path: ScsiPath): Promise<Uint8Array | undefined> {
  const first = await ask(path, 0, reportLunsCdb(FIRST_LIST_BYTES), FIRST_LIST_BYTES);
  if (first === undefined || first.length < LIST_HEADER_BYTES) return undefined;
  const bytes = uint32At(first, 0) + LIST_HEADER_BYTES;
  return bytes <= FIRST_LIST_BYTES ? first : ask(path, 0, reportLunsCdb(bytes), bytes);
}

async function inquire(path: ScsiPath, lun: number, list: Uint8Array): Promise<FoundUnit | undefined> {
  const answers = new Map([[answerKey(reportLunsCdb(0)), list]]);
  const keep = async (cdb: Uint8Array, room: number): Promise<Uint8Array | undefined> => {
    const data = await ask(path, lun, cdb, room);
    if (data !== undefined) answers.set(answerKey(cdb), data);
    return data;
  };
  const standard = await keep(Uint8Array.of(0x12, 0, 0, 0, INQUIRY_BYTES, 0), INQUIRY_BYTES);
  // A peripheral qualifier other than 000b: no device is connected there.
  if (standard === undefined || standard.length === 0 || standard[0]! >> 5 !== 0) return undefined;
  const supported = pageList(await keep(pageCdb(Page.supported), PAGE_BYTES));
  if (supported.includes(Page.identification)) await keep(pageCdb(Page.identification), PAGE_BYTES);
  const serial = supported.includes(Page.serialNumber) ? await keep(pageCdb(Page.serialNumber), PAGE_BYTES) : undefined;
  return { lun, answers, unit: { ...unitOf(standard), serialNumber: serialOf(serial) } };
}

function unitOf(standard: Uint8Array): Omit<EnumeratedUnit, 'serialNumber'> {
  const inquiry = new Uint8Array(INQUIRY_BYTES);
  inquiry.set(standard);
  const text = (start: number, end: number): string => Buffer.from(inquiry.subarray(start, end)).toString('latin1');
  return {
    peripheralDeviceType: inquiry[0]! & 0x1f,
    vendorId: text(8, 16),
    productId: text(16, 32),
    productRevision: text(32, 36),
    commandQueueing: (inquiry[7]! & CMD_QUE) !== 0,
  };
}

/** Of page 00h or 80h: what stands behind its header, as far as it came. */
const pageData = (page: Uint8Array): Uint8Array => (page.length < 4 ? new Uint8Array() : page.subarray(4, 4 + uint16At(page, 2)));

const pageList = (page: Uint8Array | undefined): readonly number[] => (page === undefined ? [] : [...pageData(page)]);

/** As it stands in the page, blanks and all. */
function serialOf(page: Uint8Array | undefined): string | undefined {
  const serial = page === undefined ? '' : Buffer.from(pageData(page)).toString('latin1');
  return serial === '' ? undefined : serial;
}

/** Those of single-level addressing (SAM-5 §4.7.7), the lowest first; others are passed over. */
function lunsOf(list: Uint8Array): readonly number[] {
  const luns = new Set<number>();
  const end = Math.min(list.length, uint32At(list, 0) + LIST_HEADER_BYTES);
  for (let at = LIST_HEADER_BYTES; at + 8 <= end; at += 8) {
    const method = list[at]! >> 6;
    const deeper = list.subarray(at + 2, at + 8).some((byte) => byte !== 0);
    if (method <= 1 && !deeper) luns.add(uint16At(list, at) & 0x3fff);
  }
  return [...luns].sort((a, b) => a - b);
}

const pageCdb = (page: number): Uint8Array => Uint8Array.of(0x12, 0x01, page, 0, PAGE_BYTES, 0);

function reportLunsCdb(bytes: number): Uint8Array {
  const cdb = new Uint8Array(12);
  cdb[0] = 0xa0;
  new DataView(cdb.buffer).setUint32(6, bytes);
  return cdb;
}

/** Its data, if the answer is GOOD before patience is at an end; an ILLEGAL REQUEST is not asked for again. */
async function ask(path: ScsiPath, lun: number, cdb: Uint8Array, read: number): Promise<Uint8Array | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const answer = await path.execute({ lun, cdb, read, taskAttribute: 'untagged', timeoutMs: PATIENCE_MS });
    if (answer.kind !== 'status') return undefined;
    if (answer.status === Status.good) return answer.data.toBytes();
    if (senseKey(answer.sense) === ILLEGAL_REQUEST) return undefined;
  }
  return undefined;
}

const ILLEGAL_REQUEST = 0x5;
/** Of fixed and of descriptor format (SPC-5 §4.4). */
const senseKey = (sense: Uint8Array): number | undefined => (((sense[0] ?? 0) & 0x7f) >= 0x72 ? sense[1] : sense[2] && sense[2] & 0x0f);
