/**
 * What both class drivers do when a device is started: INQUIRY with room for 252 bytes, which may take two seconds. Nothing else: no TEST UNIT READY, no
 * reservation.
 */

import { isSuccess } from './nt-status.ts';
import { type DriverContext, hex, sendRequest } from './request.ts';

const INQUIRY_BYTES = 252;

/** False: it does not start. */
export async function inquire(context: DriverContext): Promise<boolean> {
  const { status } = await sendRequest(context, { cdb: hex('12 00 00 00 FC 00'), read: INQUIRY_BYTES, timeoutMs: 2000 });
  return isSuccess(status);
}
