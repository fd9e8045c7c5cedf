/** How a rule of RFC 7143 is demanded of a target, and the negotiated values that many rules depend on. */
import { hex, type Received } from './pdu-table.ts';

/** What has been negotiated, as the target has to keep it; before that, the defaults of §13. */
export interface Limits {
  readonly maxRecvDataSegmentLength: number;
  readonly targetMaxRecvDataSegmentLength: number;
  readonly maxBurstLength: number;
  readonly firstBurstLength: number;
  readonly maxOutstandingR2T: number;
  readonly initialR2T: boolean;
  readonly immediateData: boolean;
}

export const defaultLimits: Limits = {
  maxRecvDataSegmentLength: 8192,
  targetMaxRecvDataSegmentLength: 8192,
  maxBurstLength: 262_144,
  firstBurstLength: 65_536,
  maxOutstandingR2T: 1,
  initialR2T: true,
  immediateData: true,
};

export const noTag = 0xffff_ffff;

/** @throws Error naming the clause of RFC 7143 when `condition` is false. */
export function demand(condition: boolean, clause: string, problem: string, pdu?: Received): asserts condition {
  if (!condition) throw new Error(`RFC 7143 ${clause}: ${problem}${pdu ? `; ${pdu.kind} ${hex(pdu.bytes.subarray(0, 48))}` : ''}`);
}
