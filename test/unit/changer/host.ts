/** Hosts in front of a changer and the library behind it, with drives that are nothing but a place for a cartridge; the store is in memory, the clock by hand. */
import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import type { Volume } from '../../../src/cartridge/volume.ts';
import { MediumChanger } from '../../../src/changer/medium-changer.ts';
import type { ChangerModel } from '../../../src/changer/model.ts';
import type { Happening } from '../../../src/foundation/event.ts';
import type { DataTransferDevice } from '../../../src/library/data-transfer-device.ts';
import { type ElementLayout, type ElementTypeName, elementNumbered } from '../../../src/library/element.ts';
import { Inventory } from '../../../src/library/inventory.ts';
import { Library, type LibraryHappening } from '../../../src/library/library.ts';
import type { Robot, RobotFailure } from '../../../src/library/robot.ts';
import { genericChanger } from '../../../src/models/changers/index.ts';
import { ScsiTargetDevice } from '../../../src/scsi/scsi-target-device.ts';
import { toLun } from '../../../src/scsi/target.ts';
import { Host } from '../tape/host.ts';

export class FakeDrive implements DataTransferDevice {
  readonly name: string;
  readonly identification;
  engaged = false;
  removalPrevented = false;
  #volume: Volume | undefined;

  constructor(number: number) {
    this.name = `drive${number}`;
    this.identification = {
      lun: number,
      serialNumber: `DRIVE${number}`,
      designator: Buffer.from(`${'VENDOR'.padEnd(8)}${'PRODUCT'.padEnd(16)}DRIVE${number}`, 'latin1'),
    };
  }

  async release(): Promise<Volume | 'removal-prevented'> {
    if (this.removalPrevented) return 'removal-prevented';
    const volume = this.#volume!;
    this.#volume = undefined;
    this.engaged = false;
    return volume;
  }

  async putBack(volume: Volume): Promise<void> {
    this.#volume = volume;
  }

  async put(volume: Volume): Promise<void> {
    this.#volume = volume;
    this.engaged = true;
  }
}

/** Fails once with what it is told to fail with, and waits where it is told to. */
export class FakeRobot implements Robot {
  readonly journeys: string[] = [];
  failure: RobotFailure | undefined;
  /** What the next journey waits for. */
  until: Promise<void> = Promise.resolve();

  carry({ source, destination, barcode }: Parameters<Robot['carry']>[0]): Promise<RobotFailure | undefined> {
    return this.#go(`${barcode} ${source.address}>${destination.address}`);
  }

  position(transport: { readonly address: number }, element: { readonly address: number }): Promise<RobotFailure | undefined> {
    return this.#go(`${transport.address} at ${element.address}`);
  }

  async scan(): Promise<undefined> {
    return undefined;
  }

  hurry(): void {}

  async #go(journey: string): Promise<RobotFailure | undefined> {
    await this.until;
    this.journeys.push(journey);
    const { failure } = this;
    this.failure = undefined;
    return failure;
  }
}

/** The generic changer's addresses: arm 1, mail slots 10h–13h, drives 100h and 101h, slots 1000h–1007h. */
export const layout: ElementLayout = {
  mediumTransport: { first: 0x0001, count: 1 },
  importExport: { first: 0x0010, count: 4 },
  dataTransfer: { first: 0x0100, count: 2 },
  storage: { first: 0x1000, count: 8 },
};
export const arm = 0x0001;
export const slot = (number: number): number => layout.storage.first + number - 1;
export const mailSlot = (number: number): number => layout.importExport.first + number - 1;
export const drive = (number: number): number => layout.dataTransfer.first + number - 1;
export const uint16 = (number: number): number[] => [(number >> 8) & 0xff, number & 0xff];

export interface ChangerUnderTest {
  readonly host: Host;
  readonly other: Host;
  readonly changer: MediumChanger;
  readonly library: Library;
  readonly drives: readonly FakeDrive[];
  readonly robot: FakeRobot;
  readonly happenings: Happening[];
  /** The barcode in an element. */
  in(type: ElementTypeName, number: number): string | undefined;
}

/** A changer with A1, A2 and A3 in the first slots and two hosts that have taken their unit attentions. */
export async function changerWithLibrary(model: Partial<ChangerModel> = {}, elements: ElementLayout = layout): Promise<ChangerUnderTest> {
  const happenings: Happening[] = [];
  const drives = Array.from({ length: elements.dataTransfer.count }, (_, index) => new FakeDrive(index + 1));
  const robot = new FakeRobot();
  const store = new MemoryStore();
  await store.makeFolder('/home');
  const whole = { ...genericChanger, ...model };
  const publish = (event: Happening): void => void happenings.push(event);
  const inventory = await Inventory.open(store, '/home/inventory.json');
  await inventory.change(
    ['A1', 'A2', 'A3'].map((barcode, index) => [barcode, { place: { library: 'library', element: 'storage', number: index + 1 } }]),
    ['library'],
  );
  const library: Library = new Library({
    name: 'library',
    layout: elements,
    drives,
    unloadsDrives: whole.unloadsDrives,
    inventory,
    room: {
      label: async () => 'readable',
      mount: async (barcode) => ({ barcode, close: async () => {} }) as unknown as Volume,
    },
    robot,
    removalPrevented: () => changer.removalPrevented,
    publish: (event: LibraryHappening) => {
      publish(event);
      changer.heard(event);
    },
  });
  const changer: MediumChanger = new MediumChanger({ model: whole, library, serialNumber: 'CHANGER001', publish });
  await library.restore();
  const device = new ScsiTargetDevice({ logicalUnits: new Map([[toLun(0), changer.logicalUnit]]) });
  const host = await new Host(device, 'a').settle();
  const other = await new Host(device, 'b').settle();
  const at = (type: ElementTypeName, number: number): string | undefined => library.cartridgeIn(elementNumbered(elements, type, number)!);
  return { host, other, changer, library, drives, robot, happenings, in: at };
}

export const moveMedium = (host: Host, source: number, destination: number, { transport = arm, last = 0 } = {}) =>
  host.execute([0xa5, 0, ...uint16(transport), ...uint16(source), ...uint16(destination), 0, 0, last, 0]);

/** What a command ended with: `good`, or key, code and field pointer: `5 21/01 cdb 4.7`. */
export function ending({ status, sense }: Awaited<ReturnType<Host['execute']>>): string {
  if (status === 0) return 'good';
  if (sense === undefined) return `status ${status}`;
  return [sense.key.toString(16), sense.code, sense.pointsAt, sense.deferred ? 'deferred' : ''].filter(Boolean).join(' ');
}
