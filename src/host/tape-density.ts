/**
 * REPORT DENSITY SUPPORT (SSC-5, "REPORT DENSITY SUPPORT command"): what a drive calls the formats that it can record.
 *
 *     CDB         0 44h │ 7–8 ALLOCATION LENGTH
 *     data        0–1 AVAILABLE LENGTH │ 4… descriptors
 *     descriptor  0 PRIMARY │ 1 SECONDARY │ 2 WRTOK (7) DUP (6) DEFLT (5) DLV (0) │ 3–4 LENGTH where DLV=1, else 52 bytes
 *                 16–23 organisation │ 24–31 name │ 32–51 description
 */
import { uint16At } from '../foundation/big-endian.ts';
import { type LogicalUnit, SHORT_COMMAND_MS } from './logical-unit.ts';

const allocationLength = 4096;
const headerBytes = 4;
const descriptorBytes = 52;

/** Undefined: the drive does not tell, as those older than the command. */
export async function densityName(unit: LogicalUnit, densityCode: number): Promise<string | undefined> {
  const cdb = new Uint8Array(10);
  cdb[0] = 0x44;
  cdb[7] = allocationLength >> 8;
  const { value } = await unit.execute({ name: 'REPORT DENSITY SUPPORT', cdb, read: allocationLength, timeoutMs: SHORT_COMMAND_MS });
  return value === undefined ? undefined : nameIn(value.toBytes(), densityCode);
}

export function nameIn(data: Uint8Array, densityCode: number): string | undefined {
  for (let at = headerBytes; at + descriptorBytes <= data.length; ) {
    if (data[at] === densityCode)
      return (
        Buffer.from(data.subarray(at + 24, at + 32))
          .toString('latin1')
          .trim() || undefined
      );
    // LENGTH counts the bytes behind it.
    at += (data[at + 2]! & 0x01) !== 0 ? 5 + uint16At(data, at + 3) : descriptorBytes;
  }
  return undefined;
}
