/** All rows; their order in the table is that of their sections. */
import type { ComplianceRow } from '../row.ts';
import { pduRows } from './pdu.ts';

export const rows: readonly ComplianceRow[] = [...pduRows];
