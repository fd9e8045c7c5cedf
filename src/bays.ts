/** The drives and libraries of a configuration, each in its place behind a target, with what it kept while its power was off. */
import { diskStore } from './cartridge/disk-store.ts';
import type { Configuration } from './config/schema.ts';
import { configuredDrive } from './configured-drive.ts';
import { configuredLibrary } from './configured-library.ts';
import type { DriveView } from './control/views.ts';
import { DriveBay } from './drive-bay.ts';
import type { Clock } from './foundation/clock.ts';
import type { Happening, Publish } from './foundation/event.ts';
import type { Home } from './home.ts';
import type { Robot } from './library/robot.ts';
import { LibraryBay } from './library-bay.ts';
import { NonvolatileFile } from './nonvolatile-file.ts';
import type { LogicalUnit } from './scsi/logical-unit.ts';
import type { Loader } from './tape/loader.ts';
import type { Automation } from './tape/vital-product-data.ts';

/** What a host had a device save, or a persistent reservation, could not be kept: the host was told that its command failed. */
export type NonvolatileFailed = Happening & { readonly event: 'nonvolatile.failed'; readonly device: string; readonly message: string };

export interface Bays {
  readonly drives: ReadonlyMap<string, DriveBay>;
  readonly libraries: ReadonlyMap<string, LibraryBay>;
  readonly memories: readonly NonvolatileFile[];
}

interface BaysOptions {
  readonly home: Home;
  /** What a library's robot is wrapped in; nothing, unless given. */
  readonly aroundRobot?: (robot: Robot, at: { readonly device: string; readonly target: string }) => Robot;
  /** What a drive's cartridges are drawn in by; one that never fails, unless given. */
  readonly loaderOf?: (drive: { readonly device: string; readonly target: string }) => Loader;
  readonly publish: Publish;
  readonly clock: Clock;
}

/** @throws UserError when what one of them kept is damaged */
export async function baysOf(
  { drives, libraries, targets }: Configuration,
  { home, aroundRobot, loaderOf, publish, clock }: BaysOptions,
): Promise<Bays> {
  const memories = await nonvolatileMemoriesOf([...Object.keys(drives), ...Object.keys(libraries)], home, publish);
  const places = new Map(
    Object.entries(targets).flatMap(([target, { luns }]) =>
      Object.entries(luns).map(([lun, name]) => [name, { target, lun: Number(lun) }] as const),
    ),
  );
  const surroundings = (name: string) => {
    const { room, inventory } = home;
    return { name, ...places.get(name)!, room, inventory, nonvolatileMemory: memories.get(name)!, publish, clock };
  };
  const configured = new Map(Object.entries(libraries).map(([name, library]) => [name, configuredLibrary(library)]));
  /** The libraries that drives are built into, and where. */
  const automations = new Map<string, Automation & { readonly besideChanger: boolean }>();
  for (const [name, { serial, drives: inOrder }] of Object.entries(libraries)) {
    const { first } = configured.get(name)!.model.layout.dataTransfer;
    for (const [index, drive] of inOrder.entries()) {
      const besideChanger = places.get(drive)?.target === places.get(name)?.target;
      automations.set(drive, { serialNumber: serial, elementAddress: first + index, besideChanger });
    }
  }
  // In the order of their LUNs, as a host finds them.
  const driveBays = new Map<string, DriveBay>();
  for (const name of places.keys()) {
    const drive = drives[name];
    if (drive === undefined) continue;
    const { serial, autoload } = drive;
    const automation = automations.get(name);
    const options = { ...surroundings(name), ...configuredDrive(drive), serial };
    const loader = loaderOf?.({ device: name, target: options.target });
    driveBays.set(
      name,
      new DriveBay({
        ...options,
        ...(autoload !== undefined && { autoload }),
        ...(automation && { automation }),
        ...(loader && { loader }),
      }),
    );
  }
  const libraryBays = new Map<string, LibraryBay>();
  for (const [name, { serial, drives: names }] of Object.entries(libraries)) {
    const inOrder = names.map((drive) => driveBays.get(drive)!);
    const options = { ...surroundings(name), ...configured.get(name)!, serial, drives: inOrder };
    libraryBays.set(name, new LibraryBay({ ...options, ...(aroundRobot && { aroundRobot }) }));
  }
  return { drives: driveBays, libraries: libraryBays, memories: [...memories.values()] };
}

/** The logical unit that a configuration calls by this name. */
export const logicalUnitOf = ({ drives, libraries }: Bays, name: string): LogicalUnit =>
  drives.get(name)?.drive.logicalUnit ?? libraries.get(name)!.changer.logicalUnit;

/** The library that a drive stands in. */
export const libraryOf = ({ libraries }: Bays, drive: string): LibraryBay | undefined =>
  [...libraries.values()].find(({ drives }) => drives.includes(drive));

export function driveView(bays: Bays, bay: DriveBay): DriveView {
  const library = libraryOf(bays, bay.name)?.name;
  return { ...bay.view(), ...(library !== undefined && { library }) };
}

async function nonvolatileMemoriesOf(devices: readonly string[], home: Home, publish: Publish<NonvolatileFailed>) {
  const memories = new Map<string, NonvolatileFile>();
  for (const device of devices) {
    const failed = (message: string): void => publish({ event: 'nonvolatile.failed', device, message });
    memories.set(device, await NonvolatileFile.open(diskStore, home.nonvolatileFile(device), failed));
  }
  return memories;
}
