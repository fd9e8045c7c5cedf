/**
 * A host in front of a medium changer at LUN 0, whose library lies open: what is in which place is said beforehand, drives are stand-ins that hold a
 * volume and no more, and the robot writes down what it is told to do.
 */

import { MemoryStore } from '../../../src/cartridge/memory-store.ts';
import type { Volume } from '../../../src/cartridge/volume.ts';
import { MediumChanger } from '../../../src/changer/medium-changer.ts';
import type { ChangerModel } from '../../../src/changer/model.ts';
import type { Element } from '../../../src/library/element.ts';
import { nameOf } from '../../../src/library/element-words.ts';
import { Inventory, type Placement } from '../../../src/library/inventory.ts';
import { Library } from '../../../src/library/library.ts';
import type { Robot, RobotFailure } from '../../../src/library/robot.ts';
import { genericChanger } from '../../../src/models/changers/generic.ts';
import { ScsiTargetDevice } from '../../../src/scsi/scsi-target-device.ts';
import { toLun } from '../../../src/scsi/target.ts';
import { type Ended, Host } from '../tape/host.ts';
import { FakeDrive, uint16 } from './host.ts';

/** Writes down at what it is told to look. */
export class LookingRobot implements Robot {
  readonly looks: string[] = [];
  fails: RobotFailure | undefined;
  /** What it waits for when it has begun to look. */
  until: Promise<void> = Promise.resolve();

  async carry(): Promise<undefined> {
    return undefined;
  }

  async position(): Promise<undefined> {
    return undefined;
  }

  async scan(elements: readonly Element[]): Promise<RobotFailure | undefined> {
    const [first, last] = [elements[0], elements.at(-1)];
    this.looks.push(first && last ? `${elements.length}: ${nameOf(first)} to ${nameOf(last)}` : 'nothing');
    await this.until;
    return this.fails;
  }

  hurry(): void {}
}

/** Where a cartridge is at first; a place of the library is written `storage/1`, a drive's `drive1`. */
export type Contents = Readonly<
  Record<string, string | (Omit<Placement, 'place'> & { readonly in: string; readonly label?: 'unreadable' | 'none' })>
>;

export interface LibraryHostOptions {
  readonly model?: Partial<Omit<ChangerModel, 'elementStatus'>> & { readonly elementStatus?: Partial<ChangerModel['elementStatus']> };
  /** By barcode. */
  readonly cartridges?: Contents;
}

export interface LibraryUnderHost {
  readonly host: Host;
  readonly other: Host;
  readonly device: ScsiTargetDevice;
  readonly changer: MediumChanger;
  readonly library: Library;
  readonly inventory: Inventory;
  readonly robot: LookingRobot;
  readonly drives: readonly FakeDrive[];
}

export const libraryName = 'library';

export async function libraryWithHost({ model: changes = {}, cartridges = {} }: LibraryHostOptions = {}): Promise<LibraryUnderHost> {
  const model: ChangerModel = {
    ...genericChanger,
    ...changes,
    elementStatus: { ...genericChanger.elementStatus, ...changes.elementStatus },
  };
  const drives = Array.from({ length: model.layout.dataTransfer.count }, (_, index) => new FakeDrive(index + 1));
  const store = new MemoryStore();
  await store.makeFolder('/home');
  const inventory = await Inventory.open(store, '/home/inventory.json');
  const labels = new Map<string, 'unreadable' | 'none'>();
  for (const [barcode, where] of Object.entries(cartridges)) {
    const { in: name, label, ...placement } = typeof where === 'string' ? { in: where } : where;
    if (label !== undefined) labels.set(barcode, label);
    const drive = drives.find((each) => each.name === name);
    const [element, number] = name.split('/') as ['mediumTransport' | 'storage' | 'importExport', string];
    const place = drive === undefined ? { library: libraryName, element, number: Number(number) } : { drive: name };
    await inventory.change([[barcode, { ...placement, place }]]);
    if (drive !== undefined) drive.engaged = placement.loaded === true;
  }
  const robot = new LookingRobot();
  const library = new Library({
    name: libraryName,
    layout: model.layout,
    drives,
    unloadsDrives: model.unloadsDrives,
    inventory,
    room: {
      label: async (barcode) => labels.get(barcode) ?? 'readable',
      mount: async (barcode) => ({ barcode, close: async () => {} }) as unknown as Volume,
    },
    robot,
  });
  const changer = new MediumChanger({ model, library, serialNumber: 'LIB0000001' });
  await library.restore();
  robot.looks.length = 0;
  const device = new ScsiTargetDevice({ logicalUnits: new Map([[toLun(0), changer.logicalUnit]]) });
  const [host, other] = [await new Host(device, 'a').settle(), await new Host(device, 'b').settle()];
  return { host, other, device, changer, library, inventory, robot, drives };
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
