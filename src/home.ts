/**
 * A home, taken: its lock, its cartridges and what is known of its drives. With a server this is the ground `lab.ts` stands on; without one
 * it is all that the cartridge verbs need.
 */
import { mkdir, readdir, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { CartridgeEvent } from './cartridge/cartridge-event.ts';
import { CartridgeRoom, type CartridgeRoomOptions, cartridgesName } from './cartridge/cartridge-room.ts';
import type { CartridgeSummary } from './cartridge/cartridge-summary.ts';
import { diskStore } from './cartridge/disk-store.ts';
import type { CartridgeActions } from './control/actions.ts';
import { canonicalHome } from './control/address.ts';
import { ControlServer, tokenName } from './control/control-server.ts';
import type { CartridgeView } from './control/views.ts';
import { type Clock, systemClock } from './foundation/clock.ts';
import type { Publish } from './foundation/event.ts';
import { systemErrorWords } from './foundation/system-error.ts';
import { UserError } from './foundation/user-error.ts';
import { Inventory, placeInWords } from './library/inventory.ts';

export const configurationName = 'tapelab.yaml';
const inventoryName = 'inventory.json';
const nonvolatileName = 'nonvolatile';
const ours: readonly string[] = [configurationName, inventoryName, cartridgesName, nonvolatileName, tokenName];

export interface HomeOptions {
  /** Who takes it, for those who come second: `tapelab serve`. */
  readonly program: string;
  /** Makes a home that is not there. */
  readonly create: boolean;
  /** What its cartridges are kept on, and handed out as. */
  readonly medium?: Pick<CartridgeRoomOptions, 'store' | 'around'>;
  readonly publish?: Publish<CartridgeEvent>;
  readonly clock?: Clock;
}

export class Home {
  readonly folder: string;
  readonly control: ControlServer;
  readonly room: CartridgeRoom;
  readonly inventory: Inventory;
  readonly actions: CartridgeActions;
  /** The folders that were made for it, outermost first. */
  readonly #made: readonly string[];

  private constructor(folder: string, made: readonly string[], control: ControlServer, room: CartridgeRoom, inventory: Inventory) {
    this.folder = folder;
    this.#made = made;
    this.control = control;
    this.room = room;
    this.inventory = inventory;
    this.actions = cartridgeActions(room, inventory);
  }

  /** @throws UserError when it is held by another, missing, not writable or damaged. */
  static async open(path: string, { program, create, medium, publish, clock = systemClock }: HomeOptions): Promise<Home> {
    const made = create ? await makeFolder(path) : [];
    let control: ControlServer | undefined;
    try {
      await refuseForeign(path, create);
      const folder = canonicalHome(path);
      control = await ControlServer.open(folder, program, clock.now());
      const room = new CartridgeRoom({ folder: join(folder, cartridgesName), clock, ...medium, ...(publish && { publish }) });
      const inventory = await Inventory.open(diskStore, join(folder, inventoryName), (barcode) => room.label(barcode));
      return new Home(folder, made, control, room, inventory);
    } catch (error) {
      await control?.close();
      await removeEmpty(made);
      throw inWords(error, path);
    }
  }

  /** Where a drive keeps what outlives its power. */
  nonvolatileFile(drive: string): string {
    return join(this.folder, nonvolatileName, `${drive}.json`);
  }

  /** Fulfils the cartridge actions for others too, while it is open. */
  serve(): this {
    this.control.serve(this.actions);
    return this;
  }

  /** Gives it back, with everything in its file: the next holder reads the inventory. A home that was made and stayed empty is removed again. */
  async close(): Promise<void> {
    await this.inventory.settled();
    await this.control.close();
    await removeEmpty(this.#made);
  }
}

/** What can be done with the cartridges of a home, whether it is served or not. */
function cartridgeActions(room: CartridgeRoom, inventory: Inventory): CartridgeActions {
  const view = ({ mounted: _, ...summary }: CartridgeSummary): CartridgeView => {
    const place = inventory.placement(summary.barcode)?.place;
    return {
      ...summary,
      partitions: [...summary.partitions],
      ...(place !== undefined && { place: placeInWords(place), ...('drive' in place && { drive: place.drive }) }),
    };
  };
  return {
    'cartridge.create': async ({ barcodes, ...specification }) =>
      (await room.createAll(barcodes.map((barcode) => ({ barcode, ...specification })))).map(view),
    'cartridge.list': async () => (await room.list()).map((found) => ('problem' in found ? found : view(found))),
    'cartridge.show': async ({ barcode }) => view(await room.show(barcode)),
    'cartridge.check': async ({ barcode }) => {
      const report = await room.check(barcode);
      return { ...report, faults: [...report.faults], notes: [...report.notes] };
    },
    'cartridge.import': async ({ file, format, ...specification }) => {
      const { format: image, ...made } = await room.importImage(file, specification, format);
      return { ...view(made), image };
    },
    'cartridge.protect': async ({ barcode }) => view(await room.protect(barcode, true)),
    'cartridge.unprotect': async ({ barcode }) => view(await room.protect(barcode, false)),
    'cartridge.label': async ({ barcode, to, label }) =>
      view(await inventory.onShelf(barcode, () => room.relabel(barcode, { barcode: to, label }))),
    'cartridge.export': async ({ barcode, file, ...how }) => ({ barcode, file, ...(await room.exportImage(barcode, file, how)) }),
  };
}

/**
 * Makes the folder and those above it, and tells which ones, outermost first. Step by step: Node's own `recursive` never ends on a file system
 * that answers "no such file" to whoever wants to make one, as /proc does.
 */
async function makeFolder(path: string): Promise<string[]> {
  const missing: string[] = [];
  for (let at = resolve(path); !(await exists(at)); at = dirname(at)) missing.unshift(at);
  const made: string[] = [];
  try {
    for (const folder of missing) {
      // Another verb may make it at the same time; what is there and is no folder is refused later.
      if (await madeNow(folder)) made.push(folder);
    }
    return made;
  } catch (error) {
    await removeEmpty(made);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new UserError('home-not-writable', `The home ${path} cannot be made there.`, {
        hint: 'name another one with --home DIR.',
        cause: error,
      });
    throw inWords(error, path);
  }
}

const madeNow = (folder: string): Promise<boolean> =>
  mkdir(folder).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw inWords(error, path);
    },
  );

async function removeEmpty(folders: readonly string[]): Promise<void> {
  for (const folder of [...folders].reverse()) await rmdir(folder).catch(() => {});
}

/** A folder full of something else is no home, and is not made one by a slip of the keyboard. */
async function refuseForeign(path: string, create: boolean): Promise<void> {
  if (!(await stat(path)).isDirectory()) throw notAFolder(path);
  const names = (await readdir(path)).filter((name) => !name.startsWith('.') && !name.endsWith('.sock'));
  if (names.some((name) => ours.includes(name)) || (create && names.length === 0)) return;
  const what = names.length === 0 ? 'is empty' : 'holds other things';
  throw new UserError('home-foreign', `${path} ${what} and is no home of tapelab.`, {
    hint: 'name the home with --home DIR, or let it be made in a new folder.',
  });
}

const notAFolder = (path: string): UserError =>
  new UserError('home-not-a-folder', `The home ${path} is no folder.`, { hint: 'name another one with --home DIR.' });

function inWords(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof UserError || code === undefined) return error;
  if (code === 'ENOENT')
    return new UserError('home-missing', `There is no home at ${path}.`, {
      hint: `'tapelab serve --home ${path}' makes one.`,
      cause: error,
    });
  if (code === 'EEXIST' || code === 'ENOTDIR') return notAFolder(path);
  return new UserError('home-not-writable', `The home ${path} cannot be used: ${systemErrorWords(error as Error)} (${code}).`, {
    hint: 'see to its permissions, or name another one with --home DIR.',
    cause: error,
  });
}
