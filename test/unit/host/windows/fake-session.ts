/** A session with a target whose logical units are given as data, and whose connection a test takes away and gives back. */
import { ByteList } from '../../../../src/foundation/byte-list.ts';
import type { LossCause } from '../../../../src/host/initiator/link.ts';
import type { Session, SessionListener } from '../../../../src/host/initiator/session.ts';
import type { ScsiAnswer, ScsiRequest } from '../../../../src/host/scsi.ts';

export interface FakeUnit {
  readonly lun: number;
  readonly type: number;
  readonly vendor?: string;
  readonly product?: string;
  /** None: no page 80h, and page 00h does not list it. */
  readonly serialNumber?: string;
  readonly commandQueueing?: boolean;
  readonly qualifier?: number;
  /** INQUIRY for vital product data is refused. */
  readonly noPages?: boolean;
}

export const tape = (lun: number, serialNumber?: string): FakeUnit => ({
  lun,
  type: 1,
  vendor: 'HP',
  product: 'C1537A',
  ...(serialNumber === undefined ? {} : { serialNumber }),
});
export const changer = (lun: number, serialNumber?: string): FakeUnit => ({
  lun,
  type: 8,
  vendor: 'EXABYTE',
  product: 'EXB-480',
  ...(serialNumber === undefined ? {} : { serialNumber }),
});

export class FakeSession implements Session {
  readonly targetName: string;
  readonly portal = { address: '127.0.0.1', port: 3260 };
  readonly isid = new Uint8Array(6);
  readonly tsih = 1;
  readonly parameters = new Map<string, string>();
  state: Session['state'] = 'logged-in';
  units: readonly FakeUnit[];
  readonly requests: ScsiRequest[] = [];
  /** What became of the session, from above. */
  ending: 'logged-out' | 'dropped' | undefined;
  /** Answers what is no enumeration; GOOD without data unless given. */
  answer: (request: ScsiRequest) => ScsiAnswer | Promise<ScsiAnswer> = () => good();
  readonly #listeners = new Set<SessionListener>();

  constructor(units: readonly FakeUnit[], targetName = 'iqn.2026-01.test:library') {
    this.units = units;
    this.targetName = targetName;
  }

  /** CDBs that were sent, each with its LUN before it. */
  get sent(): readonly string[] {
    return this.requests.map(({ lun, cdb }) => `${lun}: ${Buffer.from(cdb).toString('hex').toUpperCase().replace(/..\B/g, '$& ')}`);
  }

  async execute(request: ScsiRequest): Promise<ScsiAnswer> {
    this.requests.push(request);
    if (this.state === 'gone' || this.state === 'ended') return { kind: 'device-gone', problem: 'gone' };
    const room = request.read ?? 0;
    if (request.cdb[0] === 0xa0) return good(list(this.units).subarray(0, room), room);
    if (request.cdb[0] !== 0x12) return this.answer(request);
    const unit = this.units.find(({ lun }) => lun === request.lun);
    const data = unit && inquiry(unit, request.cdb);
    return data === undefined ? checkCondition(0x05, 0x2400) : good(data.subarray(0, room), room);
  }

  lose(problem = 'it broke', cause: LossCause = 'closed'): void {
    this.state = 'held';
    this.tell((listener) => listener.lost?.(problem, cause));
  }

  giveUp(): void {
    this.state = 'gone';
    this.tell((listener) => listener.gone?.());
  }

  recover(): void {
    const held = this.state === 'held';
    this.state = 'logged-in';
    this.tell((listener) => listener.recovered?.(held));
  }

  tell(what: (listener: SessionListener) => void): void {
    for (const listener of [...this.#listeners]) what(listener);
  }

  listen(listener: SessionListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  manage(): Promise<number | undefined> {
    return Promise.resolve(0);
  }

  ping(): Promise<boolean> {
    return Promise.resolve(true);
  }

  async logOut(): Promise<void> {
    this.ending = 'logged-out';
    this.state = 'ended';
  }

  drop(): void {
    this.ending = 'dropped';
    this.state = 'ended';
  }
}

export const good = (data: Uint8Array = new Uint8Array(), room = data.length): ScsiAnswer => ({
  kind: 'status',
  status: 0,
  sense: new Uint8Array(),
  data: ByteList.of(data),
  residual: room - data.length,
});

export const checkCondition = (key: number, code: number): ScsiAnswer => ({
  kind: 'status',
  status: 2,
  sense: Uint8Array.of(0x70, 0, key, 0, 0, 0, 0, 0x16, 0, 0, 0, 0, code >> 8, code, 0, 0, 0, 0, 0xde, 0xad, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
  data: ByteList.empty,
  residual: 0,
});

function list(units: readonly FakeUnit[]): Uint8Array {
  const bytes = new Uint8Array(8 + 8 * units.length);
  new DataView(bytes.buffer).setUint32(0, 8 * units.length);
  for (const [index, { lun }] of units.entries()) bytes[8 + 8 * index + 1] = lun;
  return bytes;
}

function inquiry(unit: FakeUnit, cdb: Uint8Array): Uint8Array | undefined {
  const { type, qualifier = 0, vendor = '', product = '', serialNumber, commandQueueing, noPages } = unit;
  if (cdb[1] === 0) {
    const head = Uint8Array.of((qualifier << 5) | type, 0x80, 2, 2, 0x33, 0, 0, commandQueueing ? 0x02 : 0);
    return Buffer.concat([head, Buffer.from(`${vendor.padEnd(8)}${product.padEnd(16)}1.00`), Buffer.alloc(20)]);
  }
  if (noPages) return undefined;
  const page = (data: Uint8Array): Uint8Array => Buffer.concat([Uint8Array.of(type, cdb[2]!, data.length >> 8, data.length), data]);
  if (cdb[2] === 0x00) return page(Uint8Array.of(0x00, ...(serialNumber === undefined ? [] : [0x80]), 0x83));
  if (cdb[2] === 0x83) return page(new Uint8Array(12));
  return cdb[2] === 0x80 && serialNumber !== undefined ? page(Buffer.from(serialNumber)) : undefined;
}
