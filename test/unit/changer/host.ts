/**
 * Two hosts in front of a changer and the library behind it: what is in which place is said beforehand, drives are nothing but a place for a cartridge,
 * the robot writes down where it goes and looks, and the store is in memory.
 */
import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import type { Volume } from '../../../src/cartridge/volume.ts';
import { MediumChanger } from '../../../src/changer/medium-changer.ts';
import type { ChangerModel } from '../../../src/changer/model.ts';
import type { Happening } from '../../../src/foundation/event.ts';
import type { DataTransferDevice } from '../../../src/library/data-transfer-device.ts';
import { type Element, type ElementTypeName, elementNumbered } from '../../../src/library/element.ts';
import { nameOf } from '../../../src/library/element-words.ts';
import { Inventory, type Placement } from '../../../src/library/inventory.ts';
import { Library, type LibraryHappening } from '../../../src/library/library.ts';
import type { Robot, RobotFailure } from '../../../src/library/robot.ts';
import { genericChanger } from '../../../src/models/changers/index.ts';
import { ScsiTargetDevice } from '../../../src/scsi/scsi-target-device.ts';
import { toLun } from '../../../src/scsi/target.ts';
import { type Ended, Host } from '../tape/host.ts';

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
  /** What it waits for when it has begun. */
  until: Promise<void> = Promise.resolve();

  carry({ source, destination, barcode }: Parameters<Robot['carry']>[0]): Promise<RobotFailure | undefined> {
    return this.#go(`${barcode} ${source.address}>${destination.address}`);
  }

  position(transport: { readonly address: number }, element: { readonly address: number }): Promise<RobotFailure | undefined> {
    return this.#go(`${transport.address} at ${element.address}`);
  }

  scan(elements: readonly Element[]): Promise<RobotFailure | undefined> {
    const [first, last] = [elements[0], elements.at(-1)];
    return this.#go(first && last ? `looks at ${elements.length}: ${nameOf(first)} to ${nameOf(last)}` : 'looks at nothing');
  }

  halt(): void {}

  resume(): void {}

  hurry(): void {}

  async #go(journey: string): Promise<RobotFailure | undefined> {
    this.journeys.push(journey);
    await this.until;
    const { failure } = this;
    this.failure = undefined;
    return failure;
  }
}

/** Arm 1, mail slots 10h–13h, drives 100h and 101h, slots 1000h–1017h. */
export const { layout } = genericChanger;
export const arm = 0x0001;
export const slot = (number: number): number => layout.storage.first + number - 1;
export const mailSlot = (number: number): number => layout.importExport.first + number - 1;
export const drive = (number: number): number => layout.dataTransfer.first + number - 1;
export const uint16 = (number: number): number[] => [(number >> 8) & 0xff, number & 0xff];

/** A model that differs from the generic one in this. */
type Differences = Partial<Omit<ChangerModel, 'elementStatus'>> & { readonly elementStatus?: Partial<ChangerModel['elementStatus']> };

/** Where a cartridge is at first, by its barcode: in a place of the library, `storage/1`, or in a drive, `drive1`. */
type Contents = Readonly<
  Record<string, string | (Omit<Placement, 'place'> & { readonly in: string; readonly label?: 'unreadable' | 'none' })>
>;

export interface ChangerUnderTest {
  readonly host: Host;
  readonly other: Host;
  readonly changer: MediumChanger;
  readonly library: Library;
  readonly inventory: Inventory;
  readonly drives: readonly FakeDrive[];
  readonly robot: FakeRobot;
  readonly happenings: Happening[];
  /** The barcode in an element. */
  in(type: ElementTypeName, number: number): string | undefined;
}

/** A changer, and two hosts that have taken their unit attentions. */
export async function changerWithLibrary(
  differences: Differences = {},
  cartridges: Contents = { A1: 'storage/1', A2: 'storage/2', A3: 'storage/3' },
): Promise<ChangerUnderTest> {
  const happenings: Happening[] = [];
  const publish = (event: Happening): void => void happenings.push(event);
  const elementStatus = { ...genericChanger.elementStatus, ...differences.elementStatus };
  const model: ChangerModel = { ...genericChanger, ...differences, elementStatus };
  const drives = Array.from({ length: model.layout.dataTransfer.count }, (_, index) => new FakeDrive(index + 1));
  const robot = new FakeRobot();
  const store = new MemoryStore();
  await store.makeFolder('/home');
  const inventory = await Inventory.open(store, '/home/inventory.json');
  const labels = new Map<string, 'unreadable' | 'none'>();
  const placements = Object.entries(cartridges).map(([barcode, where]): [string, Placement] => {
    const { in: name, label, ...placement } = typeof where === 'string' ? { in: where } : where;
    if (label !== undefined) labels.set(barcode, label);
    const drive = drives.find((each) => each.name === name);
    if (drive !== undefined) drive.engaged = placement.loaded === true;
    const [element, number] = name.split('/') as ['mediumTransport' | 'storage' | 'importExport', string];
    return [barcode, { ...placement, place: drive ? { drive: name } : { library: 'library', element, number: Number(number) } }];
  });
  await inventory.change(placements, ['library']);
  const library: Library = new Library({
    name: 'library',
    layout: model.layout,
    drives,
    unloadsDrives: model.unloadsDrives,
    inventory,
    room: {
      label: async (barcode) => labels.get(barcode) ?? 'readable',
      mount: async (barcode) => ({ barcode, close: async () => {} }) as unknown as Volume,
    },
    robot,
    removalPrevented: () => changer.removalPrevented,
    publish: (event: LibraryHappening) => {
      publish(event);
      changer.heard(event);
    },
  });
  const changer: MediumChanger = new MediumChanger({ model, library, serialNumber: 'CHANGER001', publish });
  await library.restore();
  robot.journeys.length = 0;
  const device = new ScsiTargetDevice({ logicalUnits: new Map([[toLun(0), changer.logicalUnit]]) });
  const [host, other] = [await new Host(device, 'a').settle(), await new Host(device, 'b').settle()];
  const at = (type: ElementTypeName, number: number): string | undefined =>
    library.cartridgeIn(elementNumbered(model.layout, type, number)!);
  return { host, other, changer, library, inventory, drives, robot, happenings, in: at };
}

export const moveMedium = (host: Host, source: number, destination: number, { transport = arm, last = 0 } = {}) =>
  host.execute([0xa5, 0, ...uint16(transport), ...uint16(source), ...uint16(destination), 0, 0, last, 0]);

/** What a command ended with: `good`, or key, code and field pointer: `5 21/01 cdb 4.7`. */
export function ending({ status, sense }: Awaited<ReturnType<Host['execute']>>): string {
  if (status === 0) return 'good';
  if (sense === undefined) return `status ${status}`;
  return [sense.key.toString(16), sense.code, sense.pointsAt, sense.deferred ? 'deferred' : ''].filter(Boolean).join(' ');
}

export interface ElementRequest {
  readonly type?: number;
  readonly start?: number;
  readonly count?: number;
  readonly length?: number;
  /** VOLTAG, CURDATA and DVCID. */
  readonly tags?: boolean;
  readonly currentData?: boolean;
  readonly identifiers?: boolean;
}

/** READ ELEMENT STATUS. */
export function readElementStatus(host: Host, request: ElementRequest = {}): Promise<Ended> {
  const { type = 0, start = 0, count = 0xffff, length = 0xff_ffff, tags = false, currentData = false, identifiers = false } = request;
  const flags = (currentData ? 2 : 0) | (identifiers ? 1 : 0);
  const size = [(length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff];
  return host.execute([0xb8, (tags ? 0x10 : 0) | type, ...uint16(start), ...uint16(count), flags, ...size, 0, 0], { room: length });
}

/** Bytes as people compare them: `01 00`, one descriptor a line where a length is given. */
export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replaceAll(/..(?!$)/g, '$& ');
}

export interface VolumeTagRequest {
  readonly action?: number;
  readonly type?: number;
  readonly start?: number;
  readonly least?: number;
  readonly most?: number;
  /** PARAMETER LIST LENGTH, if it is another, and how much is sent. */
  readonly length?: number;
  readonly sent?: number;
  /** A reserved byte of the list that is not zero. */
  readonly reserved?: number;
}

/** SEND VOLUME TAG. */
export function sendVolumeTag(host: Host, template: string, request: VolumeTagRequest = {}): Promise<Ended> {
  const { action = 5, type = 0, start = 0, least = 0, most = 0xffff, length = 40, sent = Math.max(40, length), reserved } = request;
  const list = Buffer.alloc(sent);
  list.write(template.padEnd(32), 0, 'latin1');
  list.writeUInt16BE(least, 34);
  list.set(uint16(most).slice(0, sent - 38), 38);
  if (reserved !== undefined) list[reserved] = 0x80;
  return host.execute([0xb6, type, ...uint16(start), 0, action, 0, 0, ...uint16(length), 0, 0], { out: list });
}

/** The labels that REQUEST VOLUME ELEMENT ADDRESS tells of, in its order. */
export async function volumeTagsFound(host: Host, { type = 0, start = 0, count = 0xffff } = {}): Promise<string[]> {
  const { data } = await host.execute([0xb5, 0x10 | type, ...uint16(start), ...uint16(count), 0, 0, 0xff, 0xff, 0, 0], { room: 0xffff });
  const found: string[] = [];
  for (let at = 8; at < data.length; ) {
    const length = data.readUInt16BE(at + 2);
    const end = at + 8 + data.readUIntBE(at + 5, 3);
    for (at += 8; at < end; at += length) found.push(data.toString('latin1', at + 12, at + 44).trimEnd());
  }
  return found;
}
