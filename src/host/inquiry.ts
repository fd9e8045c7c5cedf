/**
 * Who a logical unit is: standard INQUIRY data (SPC-5 §6.7.2), the serial number of VPD page 80h (§7.7), and which units a target has (REPORT LUNS, §6.33).
 *
 *     INQUIRY     0 12h │ 1 EVPD (bit 0) │ 2 PAGE CODE │ 3–4 ALLOCATION LENGTH
 *     data        0 PERIPHERAL QUALIFIER (7–5) DEVICE TYPE (4–0) │ 1 RMB (7) │ 2 VERSION │ 8–15 vendor │ 16–31 product │ 32–35 revision
 *     VPD 80h     1 PAGE CODE │ 2–3 PAGE LENGTH │ 4… serial number
 *     REPORT LUNS 0 A0h │ 6–9 ALLOCATION LENGTH     data  0–3 LUN LIST LENGTH │ 8… eight bytes each
 */
import { putUint16, putUint32, uint16At, uint32At } from '../foundation/big-endian.ts';
import { type Command, failed, type LogicalUnit, malformed, type Result, SHORT_COMMAND_MS, succeeded } from './logical-unit.ts';

/** Peripheral device types that this room knows what to do with. */
export const DeviceType = { tape: 0x01, changer: 0x08 } as const;

export interface StandardInquiry {
  /** 0: there is a unit; 1: none now; 3: never. */
  readonly peripheralQualifier: number;
  readonly deviceType: number;
  readonly removable: boolean;
  /** VERSION: 2 SCSI-2, 3 SPC, 4 SPC-2 … */
  readonly version: number;
  /** With the blanks that fill them. */
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
}

const inquiryBytes = 36;
const serialNumberBytes = 252;

function inquiryCommand(allocationLength: number, page?: number): Command {
  const cdb = Uint8Array.of(0x12, page === undefined ? 0 : 1, page ?? 0, 0, 0, 0);
  putUint16(cdb, 3, allocationLength);
  return { name: 'INQUIRY', cdb, read: allocationLength, timeoutMs: SHORT_COMMAND_MS };
}

export async function inquire(unit: LogicalUnit): Promise<Result<StandardInquiry>> {
  const command = inquiryCommand(inquiryBytes);
  const { value, failure } = await unit.execute(command);
  if (failure !== undefined) return failed(failure);
  const data = value.toBytes();
  if (data.length < 5) return malformed(command, `${data.length} bytes of INQUIRY data`);
  const text = (from: number, to: number): string => latin1(data.subarray(from, to));
  return succeeded({
    peripheralQualifier: data[0]! >> 5,
    deviceType: data[0]! & 0x1f,
    removable: (data[1]! & 0x80) !== 0,
    version: data[2]!,
    vendor: text(8, 16),
    product: text(16, 32),
    revision: text(32, 36),
  });
}

/** Without the blanks that fill it; undefined: the unit has none to tell. */
export async function inquireSerialNumber(unit: LogicalUnit): Promise<Result<string | undefined>> {
  const { value, failure } = await unit.execute(inquiryCommand(serialNumberBytes, 0x80));
  if (failure !== undefined) return failure.sense === undefined ? failed(failure) : succeeded(undefined);
  const page = value.toBytes();
  if (page.length < 4 || page[1] !== 0x80) return succeeded(undefined);
  const serialNumber = latin1(page.subarray(4, 4 + uint16At(page, 2))).trim();
  return succeeded(serialNumber === '' ? undefined : serialNumber);
}

const lunListBytes = 8 + 8 * 512;

/** LUNs of the peripheral and the flat addressing methods (SAM-5 §4.7.7), ascending; others are left out. Ask it of any LUN, 0 at best. */
export async function reportLuns(unit: LogicalUnit): Promise<Result<readonly number[]>> {
  const cdb = new Uint8Array(12);
  cdb[0] = 0xa0;
  putUint32(cdb, 6, lunListBytes);
  const command: Command = { name: 'REPORT LUNS', cdb, read: lunListBytes, timeoutMs: SHORT_COMMAND_MS };
  const { value, failure } = await unit.execute(command);
  if (failure !== undefined) return failed(failure);
  const data = value.toBytes();
  if (data.length < 8) return malformed(command, `${data.length} bytes of a list of LUNs`);
  const end = Math.min(data.length, 8 + uint32At(data, 0));
  const luns = new Set<number>();
  for (let at = 8; at + 8 <= end; at += 8) {
    const method = data[at]! >> 6;
    if (method <= 1) luns.add(uint16At(data, at) & 0x3fff);
  }
  return succeeded([...luns].sort((a, b) => a - b));
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
