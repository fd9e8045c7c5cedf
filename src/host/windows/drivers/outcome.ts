/** What a call of a driver comes to: a status, and with success alone a value. */
import { isSuccess, NtStatus } from './nt-status.ts';

export interface Outcome<T> {
  readonly status: NtStatus;
  readonly value?: T;
}

/** A sequence failed; or it did not, and what came could not be read: the device does not keep to its standard. */
export const failed = (status: NtStatus): Outcome<never> => ({ status: isSuccess(status) ? NtStatus.ioDeviceError : status });
