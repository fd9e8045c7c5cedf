/**
 * A library in its place with three drives, over a store whose power can fail, and hosts that have nothing but CDBs to see it by. A clock by hand
 * moves only when nothing else does: whoever had to wait for it says so.
 */
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import { DriveBay } from '../../../src/drive-bay.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { UserError } from '../../../src/foundation/user-error.ts';
import { type Element, elementAt } from '../../../src/library/element.ts';
import { Inventory } from '../../../src/library/inventory.ts';
import type { Library } from '../../../src/library/library.ts';
import { instantRobot } from '../../../src/library/robot.ts';
import { LibraryBay } from '../../../src/library-bay.ts';
import { genericChanger } from '../../../src/models/changers/index.ts';
import { lto8 } from '../../../src/models/lto.ts';
import type { LogicalUnit } from '../../../src/scsi/logical-unit.ts';
import { volatileMemory } from '../../../src/scsi/nonvolatile-memory.ts';
import { ScsiTargetDevice } from '../../../src/scsi/scsi-target-device.ts';
import { toLun } from '../../../src/scsi/target.ts';
import { instant } from '../../../src/tape/timing.ts';
import { readElementStatus } from '../../conformance/changer-cdb.ts';
import { decodeElementStatus } from '../../conformance/elements.ts';
import { ending } from '../../unit/changer/host.ts';
import { type Ended, Host, type Transfer } from '../../unit/tape/host.ts';
import type { PowerLossStore } from '../cartridge/power-loss-store.ts';
import { addresses, changer, drives, type HostName, hosts, inALine, waitingDrive } from './plain-target.ts';

export const cartridgesFolder = '/home/cartridges';
export const inventoryFile = '/home/inventory.json';

const layout = {
  mediumTransport: { first: 0x0001, count: 1 },
  importExport: { first: 0x0010, count: 2 },
  dataTransfer: { first: 0x0100, count: drives.length },
  storage: { first: 0x1000, count: 4 },
};
const target = 'iqn.2026-11.local.tapelab:library';
/** Longer than anything takes. */
const aWhileMs = 10_000_000;
/** More than anything takes that waits for no clock. */
const turns = 50;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class RoomOfHosts {
  readonly library: Library;
  readonly drives: readonly DriveBay[];
  /** This act had to wait for the clock. */
  waited = false;
  readonly #clock = new ManualClock();
  readonly #inventory: Inventory;
  readonly #store: PowerLossStore;
  readonly #units: readonly LogicalUnit[];
  readonly #hosts = new Map<string, Host>();

  private constructor(store: PowerLossStore, inventory: Inventory, timed: boolean) {
    this.#store = store;
    this.#inventory = inventory;
    const clock = this.#clock;
    const room = new CartridgeRoom({ folder: cartridgesFolder, store, clock });
    const publish = (): void => {};
    const surroundings = { room, inventory, target, publish, clock };
    this.drives = drives.map(
      (number) =>
        new DriveBay({
          ...surroundings,
          name: `drive${number}`,
          model: lto8,
          timing: timed ? { ...instant, loadMs: 15_000, cleaningMs: 90_000 } : instant,
          compression: 'none',
          serial: `DRIVE${number}`,
          lun: number,
          nonvolatileMemory: volatileMemory(),
          automation: { serialNumber: 'LIBRARY', elementAddress: layout.dataTransfer.first + number - 1, besideChanger: true },
          autoload: number !== waitingDrive,
        }),
    );
    const bay = new LibraryBay({
      ...surroundings,
      name: 'library',
      model: { ...genericChanger, layout },
      timing: { ...instantRobot, scanMs: timed ? 1_000 : 0 },
      serial: 'LIBRARY',
      lun: changer,
      drives: this.drives,
      nonvolatileMemory: volatileMemory(),
    });
    this.library = bay.library;
    this.#units = [bay.changer.logicalUnit, ...this.drives.map(({ drive }) => drive.logicalUnit)];
  }

  /** As a lab starts, drives first; hosts come when it has. */
  static async open(store: PowerLossStore, timed: boolean): Promise<RoomOfHosts> {
    const inventory = await Inventory.open(store, inventoryFile);
    const room = new RoomOfHosts(store, inventory, timed);
    for (const bay of room.drives) {
      const barcode = inventory.occupant({ drive: bay.name });
      if (barcode !== undefined) await bay.restore(barcode, inventory.placement(barcode)!);
    }
    await room.library.restore();
    room.#attach();
    return room;
  }

  at(place: string): Element {
    return elementAt(layout, addresses[place]!)!;
  }

  bay(drive: number): DriveBay {
    return this.drives[drive - 1]!;
  }

  /** What a command of this host ends with. */
  async says(host: HostName, lun: number, cdb: readonly number[] | Uint8Array, transfer?: Transfer): Promise<string> {
    return ending(await this.#execute(host, lun, cdb, transfer));
  }

  /** The same of one that reads: its data, when all is well. */
  async reads(host: HostName, lun: number, cdb: readonly number[], room: number): Promise<string> {
    const ended = await this.#execute(host, lun, cdb, { room });
    return ended.status === 0 ? `good: ${ended.data.toString('latin1')}` : ending(ended);
  }

  /** What an act of the operator's comes to. */
  async hands(act: () => Promise<unknown>): Promise<string> {
    const done = act().then(
      () => 'done',
      (error: unknown) => {
        if (error instanceof UserError) return error.code;
        if (this.#store.isPowerOff) return 'the power is off';
        throw error;
      },
    );
    return (await this.#inTime(done)) ?? 'the power is off';
  }

  /** What the elements are and hold, as the host reads it; or why it cannot. */
  async report(host: HostName): Promise<string | readonly string[]> {
    const ended = await this.#execute(host, changer, [...readElementStatus({ currentData: true })], { room: 0x1_0000 });
    if (ended.status !== 0) return ending(ended);
    const elements = [...decodeElementStatus(ended.data).elements].sort((one, other) => one.address - other.address);
    return elements.map((element) =>
      inALine({
        place: Object.keys(addresses).find((place) => addresses[place] === element.address) ?? `${element.address}`,
        barcode: element.full ? (element.tag?.identifier ?? 'no label') : undefined,
        accessible: element.accessible,
        byOperator: element.byOperator,
        operatorRequired: (element.bytes[2]! & 0x80) !== 0,
        source: element.source,
        inverted: element.inverted,
        mediumType: element.bytes[9]! & 0x07,
        lun: element.lun,
      }),
    );
  }

  /** Whatever is under way comes to its end. */
  async timePasses(): Promise<string> {
    this.#clock.advance(aWhileMs);
    await this.#atRest();
    return 'done';
  }

  async close(): Promise<void> {
    for (const { drive } of this.drives) drive.hurry();
    this.library.hurry();
    for (const bay of [...this.drives].reverse()) await bay.close();
    await this.#inventory.settled();
  }

  #attach(): void {
    const device = new ScsiTargetDevice({ logicalUnits: new Map(this.#units.map((unit, lun) => [toLun(lun), unit])) });
    for (const name of hosts) for (const lun of this.#units.keys()) this.#hosts.set(`${name} ${lun}`, new Host(device, name, lun));
  }

  async #execute(host: HostName, lun: number, cdb: readonly number[] | Uint8Array, transfer?: Transfer): Promise<Ended> {
    const ended = await this.#inTime(this.#hosts.get(`${host} ${lun}`)!.execute([...cdb], transfer));
    return ended ?? { status: 0xff, sense: undefined, data: Buffer.alloc(0) };
  }

  /** What the work comes to; undefined: nothing, for the power is off. */
  async #inTime<T>(work: Promise<T>): Promise<T | undefined> {
    let ended = false;
    const end = (): void => {
      ended = true;
    };
    work.then(end, end);
    const over = async (): Promise<boolean> => {
      for (let left = turns; !ended && left > 0; left--) await turn();
      return ended;
    };
    for (let whiles = 0; !(await over()); whiles++) {
      this.waited = true;
      if (whiles > 3) {
        if (this.#store.isPowerOff) return undefined;
        throw new Error('it does not end');
      }
      await this.timePasses();
    }
    return work;
  }

  async #atRest(): Promise<void> {
    for (let left = turns; left > 0; left--) {
      await turn();
      if (left < turns && this.drives.every(({ drive }) => !drive.state().moving)) break;
    }
    await this.#inventory.settled();
  }
}
