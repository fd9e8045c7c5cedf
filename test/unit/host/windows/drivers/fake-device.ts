/** A device whose answers a test gives by CDB, and which keeps what it was sent. Whatever is not given is answered with success and as many zeros as there is room for. */
import { ManualClock } from '../../../../../src/foundation/clock.ts';
import type { Surroundings } from '../../../../../src/host/windows/class-driver.ts';
import type { PhysicalDevice, ScsiRequestBlock, SrbResult } from '../../../../../src/host/windows/physical-device.ts';
import type { SystemLogEntry } from '../../../../../src/host/windows/system-log.ts';
import { type WindowsVersionName, windowsVersions } from '../../../../../src/host/windows/version.ts';

export const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
export const bytesOf = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** Data-in as hex, or whatever came of it. */
export type FakeAnswer = string | Partial<SrbResult>;

export class FakeDevice implements PhysicalDevice {
  readonly peripheralDeviceType: number;
  readonly vendorId: string;
  readonly productId: string;
  readonly productRevision = '0001';
  readonly serialNumber = 'SERIAL0001';
  readonly commandQueueing = false;
  readonly address = { port: 2, bus: 0, target: 0, lun: 0 };
  readonly targetName = 'iqn.2026-11.local.test:target';
  readonly removed = false;
  /** How often its bus was said to be another. */
  invalidations = 0;
  /** By CDB as hex; a list is used up, and its last stays. */
  readonly answers = new Map<string, FakeAnswer | FakeAnswer[]>();
  readonly requests: ScsiRequestBlock[] = [];
  readonly #waiting: (() => void)[] = [];
  /** Answers are kept back until `release`. */
  holds = false;

  constructor(peripheralDeviceType: number, vendor: string, product: string) {
    this.peripheralDeviceType = peripheralDeviceType;
    this.vendorId = vendor.padEnd(8);
    this.productId = product.padEnd(16);
  }

  invalidateBusRelations(): void {
    this.invalidations += 1;
  }

  async execute(request: ScsiRequestBlock): Promise<SrbResult> {
    this.requests.push(request);
    if (this.holds) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const given = this.answers.get(hexOf(request.cdb));
    const answer = Array.isArray(given) ? (given.length > 1 ? given.shift() : given[0]) : given;
    const data = typeof answer === 'string' ? bytesOf(answer) : new Uint8Array(request.read ?? 0);
    const ended = typeof answer === 'object' ? answer : {};
    const failed = ended.status !== undefined && ended.status !== 'success';
    const transferred = failed ? 0 : (request.write?.length ?? data.length);
    return { status: 'success', scsiStatus: 0, sense: new Uint8Array(), data, transferred, ...ended };
  }

  release(): void {
    for (const go of this.#waiting.splice(0)) go();
  }

  /** What was sent since the last look: `1A 08 10 00 14 00 →20 360s`, `15 00 … ←00 00 10 … 360s`. */
  sent({ timeouts = false } = {}): string[] {
    return this.requests.splice(0).map(({ cdb, read, write, timeoutMs }) => {
      const data = read === undefined ? (write === undefined ? '' : ` ←${hexOf(write)}`) : ` →${read}`;
      return `${hexOf(cdb)}${data}${timeouts ? ` ${timeoutMs / 1000}s` : ''}`;
    });
  }
}

/** CHECK CONDITION with 18 bytes of sense. `flags`: those of byte 2; `information`: with VALID. */
export function sense(
  key: number,
  code: number,
  { flags = 0, information }: { flags?: number; information?: number } = {},
): Partial<SrbResult> {
  const bytes = Buffer.alloc(18);
  bytes[0] = information === undefined ? 0x70 : 0xf0;
  bytes[2] = flags | key;
  bytes.writeInt32BE(information ?? 0, 3);
  bytes[7] = 10;
  bytes.writeUInt16BE(code, 12);
  return { status: 'error', scsiStatus: 2, sense: new Uint8Array(bytes) };
}
/** The same, with VALID taken away from its INFORMATION. */
export function withoutValid({ sense: bytes, ...rest }: Partial<SrbResult>): Partial<SrbResult> {
  return { ...rest, sense: Uint8Array.from(bytes!, (byte, at) => (at === 0 ? byte & 0x7f : byte)) };
}

export const flag = { filemark: 0x80, endOfMedium: 0x40, incorrectLength: 0x20 } as const;

export interface FakeSurroundings extends Surroundings {
  readonly clock: ManualClock;
  readonly entries: SystemLogEntry[];
}

export function surroundings(version: WindowsVersionName = 'w2k'): FakeSurroundings {
  const entries: SystemLogEntry[] = [];
  return { version: windowsVersions[version], clock: new ManualClock(), log: { write: (entry) => entries.push(entry) }, entries };
}

/** Lets time pass until it is settled: waits of a driver take no time of ours. */
export async function inNoTime<T>(clock: ManualClock, work: Promise<T>): Promise<T> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  work.then(settle, settle);
  for (let turns = 0; !settled && turns < 1000; turns++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (!settled && clock.nextDue !== undefined) clock.advance(clock.nextDue - clock.elapsed());
  }
  return work;
}
