/** Drives, a changer and cartridges that are in memory, as programs reach them: no driver, no wire. What goes wrong a test says with `next`. */
import {
  type Answer,
  type ChangerElement,
  type ChangerElementStatus,
  type ChangerHandle,
  type DeviceIdentity,
  type StorageMediaType,
  type TapeHandle,
  type Win32,
  Win32Error,
  type Win32ErrorCode,
} from '../../../src/host/windows/win32.ts';

/** Blocks and filemarks. */
export class FakeCartridge {
  readonly barcode: string | undefined;
  readonly capacity: number;
  /** How many bytes before its end early warning comes. */
  readonly earlyWarning: number;
  objects: (Uint8Array | 'filemark')[] = [];

  constructor(options: { barcode?: string; capacity?: number; earlyWarning?: number } = {}) {
    this.barcode = options.barcode;
    this.capacity = options.capacity ?? Number.POSITIVE_INFINITY;
    this.earlyWarning = options.earlyWarning ?? 256 * 1024;
  }

  bytesUpTo(object: number): number {
    return this.objects.slice(0, object).reduce((sum, one) => sum + (one === 'filemark' ? 0 : one.length), 0);
  }
}

export class FakeDrive {
  readonly identity: DeviceIdentity;
  cartridge: FakeCartridge | undefined;
  position = 0;
  blockSize: number | undefined;
  /** Opened and not closed. */
  handles = 0;
  /** What the next calls answer instead of doing anything, by the call's name; or, when so many blocks or marks have `arrived`, after that. */
  readonly next: { call: string; error: Win32ErrorCode; after?: number; arrived?: number }[] = [];
  /** Its device is gone: every call ends with this. */
  gone: Win32ErrorCode | undefined;
  /** What it takes, and what its driver says of the medium that is mounted. */
  readonly takes: readonly StorageMediaType[] = ['DDS_4mm'];
  mounted: StorageMediaType = 'DDS_4mm';
  #unloaded = false;
  #changed = false;

  constructor(identity: Partial<DeviceIdentity> = {}, takes?: readonly StorageMediaType[]) {
    if (takes !== undefined) this.takes = takes;
    this.identity = {
      vendor: 'HP',
      product: 'C1537A',
      serialNumber: 'D1',
      address: { port: 2, bus: 0, target: 0, lun: 0 },
      ...identity,
    };
  }

  insert(cartridge: FakeCartridge): void {
    this.cartridge = cartridge;
    this.position = 0;
    this.#unloaded = false;
    this.#changed = true;
  }

  remove(): FakeCartridge | undefined {
    const { cartridge } = this;
    this.cartridge = undefined;
    return cartridge;
  }

  get unloaded(): boolean {
    return this.#unloaded || this.cartridge === undefined;
  }

  open(name: string): TapeHandle {
    this.handles++;
    let closed = false;
    const ready = (): Win32ErrorCode => {
      if (closed) return Win32Error.invalidHandle;
      if (this.gone !== undefined) return this.gone;
      if (this.unloaded) return Win32Error.noMediaInDrive;
      if (this.#changed) {
        this.#changed = false;
        return Win32Error.mediaChanged;
      }
      return Win32Error.success;
    };
    const failure = (call: string): Win32ErrorCode => {
      const error = ready();
      if (error !== Win32Error.success) return error;
      const planned = this.next.find((one) => one.call === call);
      if (planned === undefined) return Win32Error.success;
      if (planned.after) {
        planned.after--;
        return Win32Error.success;
      }
      this.next.splice(this.next.indexOf(planned), 1);
      return planned.error;
    };
    const tape = (): FakeCartridge => this.cartridge!;
    const simple =
      (call: string, action: () => Win32ErrorCode | undefined = () => undefined) =>
      async (): Promise<Answer> => {
        const error = failure(call);
        return { error: error === Win32Error.success ? (action() ?? error) : error };
      };
    const put = (object: Uint8Array | 'filemark'): Win32ErrorCode => {
      const bytes = tape().bytesUpTo(this.position) + (object === 'filemark' ? 0 : object.length);
      if (bytes > tape().capacity) return Win32Error.eomOverflow;
      tape().objects.length = this.position;
      tape().objects.push(object);
      this.position++;
      return bytes > tape().capacity - tape().earlyWarning ? Win32Error.endOfMedia : Win32Error.success;
    };
    return {
      kind: 'tape',
      name,
      getDriveParameters: async () => ({
        error: Win32Error.success,
        value: { compression: false, reportSetmarks: false, defaultBlockSize: 16_384, minimumBlockSize: 1, maximumBlockSize: 65_536 },
      }),
      setDriveParameters: simple('setDriveParameters'),
      getMediaParameters: async () => {
        const error = failure('getMediaParameters');
        if (error !== Win32Error.success) return { error };
        this.blockSize ??= 16_384;
        return { error, value: { capacity: undefined, remaining: undefined, blockSize: this.blockSize, writeProtected: false } };
      },
      setMediaParameters: async ({ blockSize }) => {
        const error = failure('setMediaParameters');
        if (error === Win32Error.success) this.blockSize = blockSize;
        return { error };
      },
      getStatus: simple('getStatus'),
      getPosition: async () => {
        const error = failure('getPosition');
        return error === Win32Error.success ? { error, value: { partition: 0, block: this.position } } : { error };
      },
      setPosition: async (method, position = 0) =>
        simple('setPosition', () => {
          const { objects } = tape();
          if (method === 'rewind') this.position = 0;
          else if (method === 'end-of-data') this.position = objects.length;
          else if (method === 'absolute-block' || method === 'logical-block') this.position = Math.min(position, objects.length);
          else if (method === 'filemarks') {
            for (let marks = 0; marks < position; ) {
              if (this.position >= objects.length) return Win32Error.noDataDetected;
              if (objects[this.position++] === 'filemark') marks++;
            }
          }
          return undefined;
        })(),
      prepare: async (operation) =>
        simple('prepare', () => {
          if (operation === 'unload') this.#unloaded = true;
          return undefined;
        })(),
      writeMarks: async (count) => {
        const arrived = this.next.find((one) => one.call === 'writeMarks')?.arrived ?? 0;
        let error = failure('writeMarks');
        const marks = error === Win32Error.success ? count : arrived;
        for (let mark = 0; mark < marks; mark++) {
          const written = put('filemark');
          if (error === Win32Error.success) error = written;
        }
        return { error };
      },
      erase: simple('erase', () => {
        tape().objects.length = this.position;
        return undefined;
      }),
      getMediaTypes: async () => ({
        error: this.gone ?? Win32Error.success,
        value: this.takes.map((mediaType) => ({
          mediaType,
          mounted: !this.unloaded && mediaType === this.mounted,
          writeProtected: false,
        })),
      }),
      readFile: async (bytes) => {
        const none = new Uint8Array();
        if (this.blockSize === undefined) return { error: Win32Error.invalidParameter, bytes: 0, data: none };
        const error = failure('readFile');
        if (error !== Win32Error.success) return { error, bytes: 0, data: none };
        const object = tape().objects[this.position];
        if (object === undefined) return { error: Win32Error.noDataDetected, bytes: 0, data: none };
        this.position++;
        if (object === 'filemark') return { error: Win32Error.filemarkDetected, bytes: 0, data: none };
        if (this.blockSize !== 0 && object.length !== this.blockSize) return { error: Win32Error.invalidBlockLength, bytes: 0, data: none };
        const data = object.subarray(0, bytes);
        return { error: object.length > bytes ? Win32Error.moreData : error, bytes: data.length, data };
      },
      writeFile: async (data) => {
        if (this.blockSize === undefined) return { error: Win32Error.invalidParameter, bytes: 0 };
        const block = this.blockSize || data.length;
        const arrived = this.next.find((one) => one.call === 'writeFile')?.arrived ?? 0;
        const error = failure('writeFile');
        if (error !== Win32Error.success) {
          for (let at = 0; at < arrived * block; at += block) put(data.slice(at, at + block));
          return { error, bytes: 0 };
        }
        let worst: Win32ErrorCode = Win32Error.success;
        for (let at = 0; at < data.length; at += block) {
          worst = put(data.slice(at, at + block));
          if (worst === Win32Error.eomOverflow) return { error: worst, bytes: 0 };
        }
        return { error: worst, bytes: data.length };
      },
      close: () => {
        if (!closed) this.handles--;
        closed = true;
      },
    };
  }
}

/** Slots, and drives that it serves. */
export class FakeChanger {
  readonly identity: DeviceIdentity;
  readonly slots: (FakeCartridge | undefined)[];
  readonly drives: readonly FakeDrive[];
  /** What of the drives its elements tell. */
  readonly tells: 'serial' | 'address' | 'nothing';
  gone: Win32ErrorCode | undefined;
  handles = 0;
  readonly moves: string[] = [];
  /** What moves answer when there have been so many. */
  lost: { readonly after: number; readonly error: Win32ErrorCode } | undefined;
  #sources: (number | undefined)[] = [];

  constructor(
    slots: readonly (FakeCartridge | undefined)[],
    drives: readonly FakeDrive[],
    tells: 'serial' | 'address' | 'nothing' = 'address',
    identity: Partial<DeviceIdentity> = {},
  ) {
    this.slots = [...slots];
    this.drives = drives;
    this.tells = tells;
    this.identity = {
      vendor: 'HP',
      product: 'C1557A',
      serialNumber: undefined,
      address: { port: 2, bus: 0, target: 0, lun: 1 },
      ...identity,
    };
  }

  open(name: string): ChangerHandle {
    this.handles++;
    let closed = false;
    const failure = (): Win32ErrorCode => (closed ? Win32Error.invalidHandle : (this.gone ?? Win32Error.success));
    const at = ({ type, address }: ChangerElement): FakeCartridge | undefined =>
      type === 'slot' ? this.slots[address] : type === 'drive' ? this.drives[address]?.cartridge : undefined;
    const move = (source: ChangerElement, destination: ChangerElement): Win32ErrorCode => {
      if (this.lost !== undefined && this.moves.length >= this.lost.after) return this.lost.error;
      const cartridge = at(source);
      if (cartridge === undefined) return Win32Error.sourceElementEmpty;
      if (at(destination) !== undefined) return Win32Error.destinationElementFull;
      if (source.type === 'drive' && !this.drives[source.address]!.unloaded) return Win32Error.ioDevice;
      this.moves.push(`${source.type} ${source.address} > ${destination.type} ${destination.address}`);
      if (source.type === 'slot') this.slots[source.address] = undefined;
      else this.drives[source.address]!.remove();
      if (destination.type === 'slot') this.slots[destination.address] = cartridge;
      else {
        this.drives[destination.address]!.insert(cartridge);
        this.#sources[destination.address] = source.type === 'slot' ? source.address : undefined;
      }
      return Win32Error.success;
    };
    const answer = async (action: () => Win32ErrorCode = () => Win32Error.success): Promise<Answer> => ({ error: failure() || action() });
    return {
      kind: 'changer',
      name,
      getParameters: async () => ({
        error: failure(),
        value: {
          transports: 1,
          slots: this.slots.length,
          iePorts: 0,
          drives: this.drives.length,
          doors: 1,
          barCodeScanner: this.tells === 'serial',
        },
      }),
      getStatus: () => answer(),
      getProductData: async () => ({
        error: failure(),
        value: { vendor: this.identity.vendor, product: this.identity.product, serialNumber: this.identity.serialNumber ?? '' },
      }),
      getElementStatus: async (type, { volumeTags = false } = {}) => {
        const error = failure();
        if (error !== Win32Error.success) return { error };
        const count = type === 'slot' ? this.slots.length : type === 'drive' ? this.drives.length : 0;
        const value = Array.from({ length: count }, (_, address): ChangerElementStatus => {
          const cartridge = at({ type, address });
          const drive = type === 'drive' ? this.drives[address]! : undefined;
          const source = drive && cartridge && this.#sources[address];
          return {
            type,
            address,
            full: cartridge !== undefined,
            accessible: drive === undefined || drive.unloaded,
            exception: false,
            ...(volumeTags ? { volumeTag: cartridge?.barcode } : {}),
            ...(source === undefined ? {} : { source: { type: 'slot', address: source } }),
            ...(drive && this.tells === 'serial' ? { serialNumber: drive.identity.serialNumber } : {}),
            ...(drive && this.tells === 'address' ? { lun: drive.identity.address.lun, targetId: drive.identity.address.target } : {}),
          };
        });
        return { error, value };
      },
      initializeElementStatus: () => answer(),
      moveMedium: (source, destination) => answer(() => move(source, destination)),
      exchangeMedium: () => answer(() => Win32Error.invalidFunction),
      setAccess: () => answer(),
      close: () => {
        if (!closed) this.handles--;
        closed = true;
      },
    };
  }
}

/** Names and what they stand for now. */
export class FakeWin32 implements Win32 {
  readonly devices: Map<string, FakeDrive | FakeChanger>;

  constructor(devices: Readonly<Record<string, FakeDrive | FakeChanger>>) {
    this.devices = new Map(Object.entries(devices));
  }

  queryDosDevices(): readonly string[] {
    return [...this.devices.keys()];
  }

  async createFile(path: string): ReturnType<Win32['createFile']> {
    const device = this.devices.get(path.replace('\\\\.\\', ''));
    if (device === undefined) return { error: Win32Error.fileNotFound };
    if (device instanceof FakeChanger && device.handles > 0 && device.gone === undefined) return { error: Win32Error.busy };
    return { error: Win32Error.success, handle: device.open(path) };
  }

  identify(name: string): DeviceIdentity | undefined {
    return this.devices.get(name)?.identity;
  }
}
