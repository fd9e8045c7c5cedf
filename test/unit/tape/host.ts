/**
 * A host in front of one unit, at its SCSI interface: CDBs in, status, sense and data out, all bytes laid and read by hand so that nothing of
 * `src/` judges itself.
 */
import { createMemoryVolume, type MemoryVolumeOptions } from '../../../src/cartridge/memory-volume.ts';
import type { Volume } from '../../../src/cartridge/volume.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import type { Happening } from '../../../src/foundation/event.ts';
import { lto8 } from '../../../src/models/lto.ts';
import { ScsiTargetDevice } from '../../../src/scsi/scsi-target-device.ts';
import { type Nexus, nexusId, type ScsiTask, toLun } from '../../../src/scsi/target.ts';
import type { DriveModel } from '../../../src/tape/model.ts';
import { TapeDrive, type TapeDriveOptions } from '../../../src/tape/tape-drive.ts';

export interface SenseSeen {
  readonly deferred: boolean;
  readonly valid: boolean;
  readonly key: number;
  readonly filemark: boolean;
  readonly endOfMedium: boolean;
  readonly incorrectLength: boolean;
  /** Signed. */
  readonly information: number;
  /** `00/05`. */
  readonly code: string;
  /** `cdb 1.0`: in the CDB, byte 1, bit 0. */
  readonly pointsAt: string | undefined;
  /** PROGRESS INDICATION. */
  readonly progress: number | undefined;
}

export interface Ended {
  readonly status: number;
  readonly sense: SenseSeen | undefined;
  readonly data: Buffer;
}

export interface Transfer {
  /** What the host sends. */
  readonly out?: Uint8Array;
  /** What it announces to send, if that is not what it has. */
  readonly outLength?: number;
  /** What it has room for. */
  readonly room?: number;
  /** Called when the drive asks for data. */
  readonly onRequest?: (length: number) => unknown;
}

/** Fixed format (SPC-5 §4.4.3). */
export function readSense(bytes: Uint8Array): SenseSeen {
  const sense = Buffer.from(bytes);
  const hex = (byte: number): string => byte.toString(16).padStart(2, '0');
  const specific = sense[15]!;
  const pointing = (sense[2]! & 0x0f) === 5;
  return {
    deferred: (sense[0]! & 0x7f) === 0x71,
    valid: (sense[0]! & 0x80) !== 0,
    key: sense[2]! & 0x0f,
    filemark: (sense[2]! & 0x80) !== 0,
    endOfMedium: (sense[2]! & 0x40) !== 0,
    incorrectLength: (sense[2]! & 0x20) !== 0,
    information: sense.readInt32BE(3),
    code: `${hex(sense[12]!)}/${hex(sense[13]!)}`,
    pointsAt:
      (specific & 0x80) === 0 || !pointing
        ? undefined
        : `${(specific & 0x40) !== 0 ? 'cdb' : 'parameters'} ${sense.readUInt16BE(16)}${(specific & 0x08) !== 0 ? `.${specific & 7}` : ''}`,
    progress: (specific & 0x80) === 0 || pointing ? undefined : sense.readUInt16BE(16),
  };
}

export class Host {
  readonly nexus: Nexus;
  readonly #device: ScsiTargetDevice;
  readonly #lun: number;
  /** The memory in which what it sends comes to the drive. */
  arriving: (data: Uint8Array) => ByteList = (data) => ByteList.of(data);
  #tag = 0;

  constructor(device: ScsiTargetDevice, name = 'a', lun = 0) {
    this.#device = device;
    this.#lun = lun;
    const initiatorName = `iqn.2026-11.test:${name}`;
    const initiatorPort = `${initiatorName},i,0x00023d000001`;
    const targetPort = 'iqn.2026-11.test:drive,t,0x0001';
    this.nexus = { id: nexusId(initiatorPort, targetPort), initiatorName, initiatorPort, targetPort, targetPorts: [targetPort] };
    device.nexusEstablished(this.nexus);
  }

  async execute(cdb: readonly number[], { out, outLength, room = 0, onRequest }: Transfer = {}): Promise<Ended> {
    const data: Uint8Array[] = [];
    const task: ScsiTask = {
      nexus: this.nexus,
      lun: toLun(this.#lun),
      tag: ++this.#tag,
      attribute: 'simple',
      cdb: Uint8Array.from([...cdb, ...new Array(16 - cdb.length).fill(0)]),
      dataOutLength: outLength ?? out?.length ?? 0,
      dataInLength: room,
      receiveDataOut: async (length) => {
        await onRequest?.(length);
        return this.arriving((out ?? new Uint8Array(0)).subarray(0, length));
      },
      sendDataIn: (list) => void data.push(...list.pieces),
    };
    const outcome = await this.#device.execute(task);
    if (outcome === 'aborted') throw new Error('the task was aborted');
    return {
      status: outcome.status,
      sense: outcome.sense === undefined ? undefined : readSense(outcome.sense),
      data: Buffer.concat(data).subarray(0, room),
    };
  }

  lost(): void {
    this.#device.nexusLost(this.nexus);
  }

  resetUnit(): Promise<unknown> {
    return this.#device.manage({ function: 'logical-unit-reset', nexus: this.nexus, lun: toLun(this.#lun) });
  }

  testUnitReady(): Promise<Ended> {
    return this.execute([0x00, 0, 0, 0, 0, 0]);
  }

  /** REQUEST SENSE. */
  async requestSense(): Promise<SenseSeen> {
    return readSense((await this.execute([0x03, 0, 0, 0, 18, 0], { room: 18 })).data);
  }

  /** Takes unit attentions until there are none. */
  async settle(): Promise<this> {
    while ((await this.testUnitReady()).sense?.key === 6);
    return this;
  }

  write(block: Uint8Array): Promise<Ended> {
    return this.execute([0x0a, 0, ...uint24(block.length), 0], { out: block });
  }

  writeFixed(count: number, data: Uint8Array): Promise<Ended> {
    return this.execute([0x0a, 1, ...uint24(count), 0], { out: data });
  }

  writeFilemarks(count: number, { immediate = false } = {}): Promise<Ended> {
    return this.execute([0x10, immediate ? 1 : 0, ...uint24(count), 0]);
  }

  read(length: number, { sili = false } = {}): Promise<Ended> {
    return this.execute([0x08, sili ? 2 : 0, ...uint24(length), 0], { room: length });
  }

  readFixed(count: number, blockLength: number): Promise<Ended> {
    return this.execute([0x08, 1, ...uint24(count), 0], { room: count * blockLength });
  }

  space(code: number, count = 0): Promise<Ended> {
    return this.execute([0x11, code, ...uint24(count), 0]);
  }

  locate(position: number): Promise<Ended> {
    return this.execute([0x2b, 0, 0, ...uint32(position), 0, 0, 0]);
  }

  rewind(): Promise<Ended> {
    return this.execute([0x01, 0, 0, 0, 0, 0]);
  }

  erase({ long = false } = {}): Promise<Ended> {
    return this.execute([0x19, long ? 1 : 0, 0, 0, 0, 0]);
  }

  loadUnload(bits: number): Promise<Ended> {
    return this.execute([0x1b, 0, 0, 0, bits, 0]);
  }

  prevent(prevent: boolean): Promise<Ended> {
    return this.execute([0x1e, 0, 0, 0, prevent ? 1 : 0, 0]);
  }

  /** MODE SELECT(6) with a block descriptor and, if given, a page. */
  modeSelect({ blockLength = 0, density = 0, bufferedMode = 1, page = [] as readonly number[] } = {}): Promise<Ended> {
    const list = Uint8Array.from([0, 0, bufferedMode << 4, 8, density, 0, 0, 0, 0, ...uint24(blockLength), ...page]);
    return this.execute([0x15, 0x10, 0, 0, list.length, 0], { out: list });
  }

  modeSense(pageCode: number, { control = 0, room = 255 } = {}): Promise<Ended> {
    return this.execute([0x1a, 0, (control << 6) | pageCode, 0, room, 0], { room });
  }

  /** Selects a mode page's current values with `change` made to its bytes, and nothing else. */
  async changePage(pageCode: number, change: (page: Buffer) => unknown, { subpageCode = 0 } = {}): Promise<Ended> {
    const { data } = await this.execute([0x1a, 0x08, pageCode, subpageCode, 255, 0], { room: 255 });
    const page = Buffer.from(data.subarray(4));
    page[0]! &= 0x7f;
    change(page);
    const list = Uint8Array.from([0, 0, data[2]! & 0x70, 0, ...page]);
    return this.execute([0x15, 0x10, 0, 0, list.length, 0], { out: list });
  }

  /** A command of the explicit address command set: bytes 3 to 14 say where and how much. */
  explicit(
    operationCode: number,
    bits: number,
    place: { partition?: number; object?: number; length?: number },
    transfer?: Transfer,
  ): Promise<Ended> {
    const { partition = 0, object = 0, length = 0 } = place;
    return this.execute([operationCode, bits, 0, partition, 0, 0, 0, 0, ...uint32(object), ...uint24(length), 0], transfer);
  }

  /** READ POSITION, short form. */
  async position(): Promise<PositionSeen> {
    const ended = await this.execute([0x34, 0, 0, 0, 0, 0, 0, 0, 0, 0], { room: 20 });
    if (ended.status !== 0) throw new Error(`READ POSITION: ${JSON.stringify(ended.sense)}`);
    const { data } = ended;
    return {
      beginningOfPartition: (data[0]! & 0x80) !== 0,
      endOfPartition: (data[0]! & 0x40) !== 0,
      flags: data[0]! & 0x3f,
      partition: data[1]!,
      first: data.readUInt32BE(4),
      last: data.readUInt32BE(8),
      objectsInBuffer: data.readUIntBE(13, 3),
      bytesInBuffer: data.readUInt32BE(16),
    };
  }

  /** LOG SENSE, cumulative values: parameter code → value bytes. */
  async logPage(pageCode: number): Promise<Map<number, Buffer>> {
    const { data } = await this.execute([0x4d, 0, 0x40 | pageCode, 0, 0, 0, 0, 0x10, 0, 0], { room: 0x1000 });
    const parameters = new Map<number, Buffer>();
    const end = 4 + data.readUInt16BE(2);
    for (let at = 4; at < end; at += 4 + data[at + 3]!)
      parameters.set(data.readUInt16BE(at), data.subarray(at + 4, at + 4 + data[at + 3]!));
    return parameters;
  }
}

export interface PositionSeen {
  readonly beginningOfPartition: boolean;
  readonly endOfPartition: boolean;
  readonly flags: number;
  readonly partition: number;
  readonly first: number;
  readonly last: number;
  readonly objectsInBuffer: number;
  readonly bytesInBuffer: number;
}

export const uint24 = (number: number): number[] => [(number >> 16) & 0xff, (number >> 8) & 0xff, number & 0xff];
export const uint32 = (number: number): number[] => [(number >>> 24) & 0xff, ...uint24(number)];

/** `length` bytes that differ from those of another seed. */
export function pattern(length: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; at++) bytes[at] = (at * 7 + seed * 31) & 0xff;
  return bytes;
}

/** What an LTO-8 drive lacks is there too, and nothing that only a product has. */
const unlimited = { commands: undefined, modePages: undefined, logPages: undefined, vitalProductData: undefined, pageBytes: {} };

/** A drive with a volume loaded and a host that has taken its unit attentions. */
export async function driveWithTape(
  options: MemoryVolumeOptions & { volume?: Volume; model?: Partial<DriveModel> } & Pick<
      TapeDriveOptions,
      'compression' | 'timing' | 'clock'
    > = {},
): Promise<{ host: Host; drive: TapeDrive; device: ScsiTargetDevice; volume: Volume; happenings: Happening[] }> {
  const happenings: Happening[] = [];
  const drive = new TapeDrive({
    model: { ...lto8, ...unlimited, ...options.model },
    serialNumber: 'TEST000001',
    publish: (event) => happenings.push(event),
    ...(options.compression === undefined ? {} : { compression: options.compression }),
    ...(options.timing === undefined ? {} : { timing: options.timing }),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  const device = new ScsiTargetDevice({ logicalUnits: new Map([[toLun(0), drive.logicalUnit]]) });
  const volume = options.volume ?? (await createMemoryVolume({ capacityBytes: 1_000_000, earlyWarningBytes: 100_000, ...options }));
  await drive.insert(volume);
  const host = await new Host(device).settle();
  return { host, drive, device, volume, happenings };
}
