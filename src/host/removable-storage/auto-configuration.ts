/**
 * Which drives belong to which changer. Removable Storage finds out by itself where the changer tells of each of its drives a serial number that one drive
 * has, or the SCSI ID and LUN of one on its own bus. Where it does not it says so in the System log (events 110 and 1, KB 248800), and all the drives
 * there are count as stand-alone.
 */
import { driveInElement } from '../drive-in-element.ts';
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
    const drive = driveInElement(element, name, win32);
    if (drive !== undefined) bays.push({ element, drive });
    else log(110, `Automatic configuration for library ${name} failed to configure DriveBay ${element.address}.`);
  }
  if (bays.length === elements.length && bays.length > 0) return bays;
  log(1, `Unable to auto-configure library unit ${name}.`);
  return undefined;
}
