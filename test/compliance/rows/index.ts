/** All rows; their order in the table is that of their sections. */
import type { ComplianceRow } from '../row.ts';
import { asyncRows } from './async.ts';
import { authenticationRows } from './authentication.ts';
import { chapRows } from './chap.ts';
import { dataRows } from './data.ts';
import { digestRows } from './digests.ts';
import { discoveryRows } from './discovery.ts';
import { errorRows } from './errors.ts';
import { hostRows } from './hosts.ts';
import { keyRows } from './keys.ts';
import { loginRows } from './login.ts';
import { loginPduRows } from './login-pdu.ts';
import { nameRows } from './names.ts';
import { numberingRows } from './numbering.ts';
import { pduRows } from './pdu.ts';
import { sessionRows } from './sessions.ts';
import { statusRows } from './status.ts';
import { taskManagementRows } from './task-management.ts';
import { textAndNopRows } from './text-and-nop.ts';
import { transferKeyRows } from './transfer-keys.ts';

export const rows: readonly ComplianceRow[] = [
  ...numberingRows,
  ...nameRows,
  ...discoveryRows,
  ...hostRows,
  ...loginRows,
  ...loginPduRows,
  ...sessionRows,
  ...errorRows,
  ...authenticationRows,
  ...chapRows,
  ...pduRows,
  ...digestRows,
  ...dataRows,
  ...statusRows,
  ...taskManagementRows,
  ...asyncRows,
  ...textAndNopRows,
  ...keyRows,
  ...transferKeyRows,
];
