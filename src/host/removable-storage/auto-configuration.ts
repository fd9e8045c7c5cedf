/**
 * Which drives belong to which changer. Removable Storage finds out by itself where the changer tells of each of its drives a serial number that one drive
 * has, or the SCSI ID and LUN of one on its own bus. Where it does not it says so in the System log (events 110 and 1, KB 248800), and all the drives
 * there are count as stand-alone.
 */
import type { PublishHost } from '../happening.ts';
import type { ChangerElementStatus, ChangerHandle, Win32 } from '../windows/win32.ts';

/** Of one bay of a library: the drive that is in it, `Tape0`. */
export interface DriveBay {
  readonly element: ChangerElementStatus;
  readonly drive: string;
}

/** The bays of the changer `name`, or undefined when it cannot be configured. */
export async function configureLibrary(
  name: string,
  handle: ChangerHandle,
  win32: Win32,
  publish: PublishHost,
): Promise<readonly DriveBay[] | undefined> {
  const log = (id: number, text: string): void => publish({ event: 'host.system-log', source: 'Removable Storage Service', id, text });
  // Without them some minidrivers take no element's address.
  await handle.getParameters();
  const { value: elements = [] } = await handle.getElementStatus('drive');
  const bays: DriveBay[] = [];
  for (const element of elements) {
    const drive = driveIn(element, name, win32);
    if (drive !== undefined) bays.push({ element, drive });
    else log(110, `Automatic configuration for library ${name} failed to configure DriveBay ${element.address}.`);
  }
  if (bays.length === elements.length && bays.length > 0) return bays;
  log(1, `Unable to auto-configure library unit ${name}.`);
  return undefined;
}

/** The name of the drive that a changer's element tells of; undefined: it tells of none, or of more than one. */
export function driveIn(element: ChangerElementStatus, changer: string, win32: Win32): string | undefined {
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
