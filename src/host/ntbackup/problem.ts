/** What NTBackup says of what has stopped it. */
import { TapeCallError } from '../win32-tape.ts';
import { MountFailure } from './mounted-drive.ts';

/** The words of KB 839591. */
export const FAILED_TO_MOUNT = 'The requested media failed to mount. The operation was aborted.';

/** @throws what is no problem of a tape */
export function problemOf(error: unknown): string {
  if (error instanceof MountFailure) return FAILED_TO_MOUNT;
  if (error instanceof TapeCallError) return `Error: The device reported error ${error.error} on ${error.call}. The operation was aborted.`;
  throw error;
}
