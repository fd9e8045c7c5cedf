/**
 * What products add behind the 18 bytes of fixed format sense data: a DLT and an Exabyte the capacity that is left, a DDS drive whether it wants to
 * be cleaned. Windows' drivers read both there, at the places that a model's `SenseFacts` name.
 */
import type { Head } from './head.ts';
import type { Mechanism } from './mechanism.ts';
import { TapeAlertFlag } from './tape-alert.ts';

const standardLength = 18;

export function additionalSenseBytes(drive: Pick<Mechanism, 'model' | 'loadedHead' | 'alerts'>): Uint8Array {
  const { sense } = drive.model;
  if (sense === undefined) return new Uint8Array();
  const bytes = new Uint8Array(sense.lengthBytes - standardLength);
  const { remainingCapacity, cleaningRequested } = sense;
  if (remainingCapacity !== undefined) {
    const { at, length, unitBytes } = remainingCapacity;
    let units = Math.min(Math.floor(beforeEarlyWarning(drive.loadedHead) / unitBytes), 256 ** length - 1);
    for (let byte = at + length - 1; byte >= at; byte--) {
      bytes[byte - standardLength] = units % 256;
      units = Math.floor(units / 256);
    }
  }
  if (cleaningRequested !== undefined && drive.alerts.isRaised(TapeAlertFlag.cleanNow))
    bytes[cleaningRequested.at - standardLength]! |= 1 << cleaningRequested.bit;
  return bytes;
}

const beforeEarlyWarning = (head: Head | undefined): number =>
  head === undefined ? 0 : Math.max(0, head.remainingBytes - head.partition.earlyWarningBytes);
