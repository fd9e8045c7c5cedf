/**
 * The rows of one logical unit by operation code and service action: who executes a CDB, which of its bits may be set, and how it reads in
 * words. Dispatch, the reserved-bit check, REPORT SUPPORTED OPERATION CODES and the trace all look here.
 */
import type { BitPosition } from '../foundation/layout.ts';
import type { ServedCommand } from './command.ts';

/** Byte 1, bits 4 to 0 (SPC-4 §4.3.4.2). */
const serviceActionMask = 0x1f;
const serviceActionOf = (cdb: Uint8Array): number => (cdb[1] ?? 0) & serviceActionMask;

/** Mandatory in every edition (SPC-2 table 9, SPC-5 §6.1), so there is no product without them. */
const alwaysServed: ReadonlySet<string> = new Set(['INQUIRY', 'REQUEST SENSE', 'TEST UNIT READY', 'REPORT LUNS']);

/** What no row serves: the operation code at all, or its service action. */
export type Unserved = 'operation code' | 'service action';

export class CommandTable {
  /** In the order of operation codes, then service actions. */
  readonly rows: readonly ServedCommand[];
  readonly #byOperationCode = new Map<number, ServedCommand[]>();

  /**
   * A later row replaces an earlier one of the same operation code and service action. `served` names the rows that there are, among which the
   * four that every logical unit has need not stand; undefined: all of them.
   */
  constructor(rows: readonly ServedCommand[], served?: ReadonlySet<string>) {
    const there = rows.filter(({ name }) => served === undefined || served.has(name) || alwaysServed.has(name));
    const unique = new Map(there.map((row) => [(row.operationCode << 8) | (row.serviceAction ?? 0), row]));
    this.rows = [...unique].sort(([a], [b]) => a - b).map(([, row]) => row);
    for (const row of this.rows) this.#byOperationCode.set(row.operationCode, [...this.withOperationCode(row.operationCode), row]);
  }

  /** The rows that share an operation code; none when it is not served. */
  withOperationCode(operationCode: number): readonly ServedCommand[] {
    return this.#byOperationCode.get(operationCode) ?? [];
  }

  find(cdb: Uint8Array): ServedCommand | Unserved {
    const rows = this.#byOperationCode.get(cdb[0] ?? -1);
    if (rows === undefined) return 'operation code';
    const first = rows[0]!;
    if (first.serviceAction === undefined) return first;
    const serviceAction = serviceActionOf(cdb);
    return rows.find((row) => row.serviceAction === serviceAction) ?? 'service action';
  }

  /** `READ(6) fixed transferLength=1`, or the bytes of a CDB that no row serves. */
  describe(cdb: Uint8Array): string {
    const row = this.find(cdb);
    if (typeof row === 'string') return `unsupported CDB ${Buffer.from(cdb).toString('hex')}`;
    if (cdb.length < row.cdb.length) return `${row.name} cut short`;
    return `${row.name} ${row.cdb.describe(row.cdb.decode(cdb))}`.trimEnd();
  }
}

/** CDB USAGE DATA (SPC-4 §6.35): the operation code and service action as they are, and a one for each further bit that is looked at. */
export function cdbUsageData(row: ServedCommand): Uint8Array {
  const usage = Uint8Array.from(row.cdb.usageMask);
  usage[0] = row.operationCode;
  usage[1]! |= row.serviceAction ?? 0;
  return usage;
}

/** The first bit of a CDB that is set though its row has no use for it. */
export function reservedBitSet(row: ServedCommand, cdb: Uint8Array): BitPosition | undefined {
  for (let byte = 1; byte < row.cdb.length; byte++) {
    const used = row.cdb.usageMask[byte]! | (byte === 1 && row.serviceAction !== undefined ? serviceActionMask : 0);
    const stray = cdb[byte]! & ~used;
    if (stray !== 0) return { byte, bit: 31 - Math.clz32(stray) };
  }
  return undefined;
}
