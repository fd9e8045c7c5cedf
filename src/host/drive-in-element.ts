/**
 * Which drive stands in an element of a changer: the one with the serial number that the changer tells of it, or the one on the changer's own bus with the
 * SCSI ID and LUN that it tells (SMC-3, data transfer element descriptor).
 */
import type { ChangerElementStatus, Win32 } from './windows/win32.ts';

/** The name of the drive that a changer's element tells of; undefined: it tells of none, or of more than one. */
export function driveInElement(element: ChangerElementStatus, changer: string, win32: Win32): string | undefined {
  const drives = win32
    .queryDosDevices()
    .filter((name) => /^Tape\d+$/i.test(name))
    .map((name) => ({ name, identity: win32.identify(name) }));
  const only = (found: typeof drives): string | undefined => (found.length === 1 ? found[0]!.name : undefined);

  const serial = element.serialNumber?.trim();
  if (serial) {
    const found = only(drives.filter(({ identity }) => identity?.serialNumber?.trim() === serial));
    if (found !== undefined) return found;
  }
  const own = win32.identify(changer)?.address;
  const { lun, targetId } = element;
  if (own === undefined || lun === undefined || targetId === undefined) return undefined;
  return only(
    drives.filter(({ identity }) => {
      const at = identity?.address;
      return at !== undefined && at.port === own.port && at.bus === own.bus && at.target === targetId && at.lun === lun;
    }),
  );
}
