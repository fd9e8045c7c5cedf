/**
 * A medium changer by its SMC commands, from user space. Where its elements are it tells in mode page 1Dh (SMC-3, "element address assignment"); what is in
 * them by READ ELEMENT STATUS, asked for with all that newer changers tell (volume tags, the drives' identifiers) and then for less, as older ones refuse it.
 *
 *     mode page 1Dh        2–3 first arm, 4–5 how many │ 6–9 slots │ 10–13 mail slots │ 14–17 drives
 *     READ ELEMENT STATUS  0 B8h │ 1 VOLTAG (4) TYPE (3–0) │ 2–3 FROM │ 4–5 NUMBER │ 6 DVCID (0) │ 7–9 ALLOCATION LENGTH
 *     MOVE MEDIUM          0 A5h │ 2–3 ARM │ 4–5 SOURCE │ 6–7 DESTINATION
 *     EXCHANGE MEDIUM      0 A6h │ 2–3 ARM │ 4–5 SOURCE │ 6–7 FIRST DESTINATION │ 8–9 SECOND DESTINATION
 */
import { putUint16, putUint24, uint16At } from '../foundation/big-endian.ts';
import { SenseKey } from '../scsi/sense.ts';
import { type ElementReport, ElementType, type ElementTypeName, REPORT_HEADER_BYTES, readElementReports } from './element-status.ts';
import {
  type Command,
  failed,
  LogicalUnit,
  type LogicalUnitOptions,
  malformed,
  type Result,
  SHORT_COMMAND_MS,
  succeeded,
} from './logical-unit.ts';

/** How long the robot may take for a move, and to look into every element. */
const MOVE_MS = 1_800_000;
const INVENTORY_MS = 3_600_000;

export interface ElementRange {
  readonly first: number;
  readonly count: number;
}
export type ElementAddresses = Readonly<Record<ElementTypeName, ElementRange>>;

const page1DhBytes = 20;
const modeHeaderBytes = 4;
/** Header, block descriptors that nobody asked for, and the page. */
const modeRoomBytes = modeHeaderBytes + 8 + page1DhBytes;

/** What is asked for beside the status itself, in the order in which it is tried. */
const wishes = [
  { volumeTags: true, identifiers: true },
  { volumeTags: true, identifiers: false },
  { volumeTags: false, identifiers: false },
] as const;
type Wish = (typeof wishes)[number];

/** Room for a first report: 64 bytes hold a descriptor with a volume tag. */
const roomFor = (count: number): number => Math.min(0xff_ffff, REPORT_HEADER_BYTES + 8 + count * 64);
/** The second has all the room that the first has asked for; a third only if there is more meanwhile. */
const MOST_REPORTS = 3;

export class ChangerDevice {
  readonly unit: LogicalUnit;
  /** The first that was not refused. */
  #wish = 0;

  constructor(options: LogicalUnitOptions) {
    this.unit = new LogicalUnit(options);
  }

  async addresses(): Promise<Result<ElementAddresses>> {
    const command: Command = {
      name: 'MODE SENSE(6)',
      cdb: Uint8Array.of(0x1a, 0x08, 0x1d, 0, modeRoomBytes, 0),
      read: modeRoomBytes,
      timeoutMs: SHORT_COMMAND_MS,
    };
    const { value, failure } = await this.unit.execute(command);
    if (failure !== undefined) return failed(failure);
    const data = value.toBytes();
    const page = data.subarray(modeHeaderBytes + (data[3] ?? 0));
    if (page.length < 18 || (page[0]! & 0x3f) !== 0x1d) return malformed(command, 'no page of element addresses');
    const range = (at: number): ElementRange => ({ first: uint16At(page, at), count: uint16At(page, at + 2) });
    return succeeded({ arm: range(2), slot: range(6), mailSlot: range(10), drive: range(14) });
  }

  /** What is in the elements of these types, by their addresses. */
  async elements(
    addresses: ElementAddresses,
    types: readonly ElementTypeName[] = ['drive', 'slot', 'mailSlot'],
  ): Promise<Result<ElementReport[]>> {
    const elements: ElementReport[] = [];
    for (const type of types) {
      if (addresses[type].count === 0) continue;
      const { value, failure } = await this.#report(type, addresses[type]);
      if (failure !== undefined) return failed(failure);
      elements.push(...value);
    }
    return succeeded(elements);
  }

  /** Has the robot look into every element. */
  initializeElementStatus(): Promise<Result<void>> {
    return this.#execute({ name: 'INITIALIZE ELEMENT STATUS', cdb: Uint8Array.of(0x07, 0, 0, 0, 0, 0), timeoutMs: INVENTORY_MS });
  }

  /** `arm` 0 leaves the choice to the changer. */
  move(source: number, destination: number, arm = 0): Promise<Result<void>> {
    return this.#execute({ name: 'MOVE MEDIUM', cdb: addressed(0xa5, arm, source, destination), timeoutMs: MOVE_MS });
  }

  /** What is in `source` goes to `destination`, and what was there to `displacedTo`. */
  exchange(source: number, destination: number, displacedTo: number, arm = 0): Promise<Result<void>> {
    return this.#execute({ name: 'EXCHANGE MEDIUM', cdb: addressed(0xa6, arm, source, destination, displacedTo), timeoutMs: 2 * MOVE_MS });
  }

  async #report(type: ElementTypeName, range: ElementRange): Promise<Result<readonly ElementReport[]>> {
    let room = roomFor(range.count);
    for (let reports = 1; ; ) {
      const { value, failure } = await this.unit.execute(reportCommand(type, range, room, wishes[this.#wish]!));
      if (failure !== undefined) {
        const refusedWish = failure.sense?.key === SenseKey.illegalRequest && this.#wish < wishes.length - 1;
        if (!refusedWish) return failed(failure);
        this.#wish++;
        continue;
      }
      const { elements, wholeBytes } = readElementReports(value.toBytes());
      if (wholeBytes <= room || reports === MOST_REPORTS) return succeeded(elements.filter((element) => element.type === type));
      room = Math.min(0xff_ffff, wholeBytes);
      reports++;
    }
  }

  async #execute(command: Command): Promise<Result<void>> {
    const { failure } = await this.unit.execute(command);
    return failure === undefined ? succeeded(undefined) : failed(failure);
  }
}

function reportCommand(type: ElementTypeName, { first, count }: ElementRange, read: number, { volumeTags, identifiers }: Wish): Command {
  const cdb = new Uint8Array(12);
  cdb[0] = 0xb8;
  cdb[1] = ElementType[type] | (volumeTags ? 0x10 : 0);
  putUint16(cdb, 2, first);
  putUint16(cdb, 4, count);
  cdb[6] = identifiers ? 0x01 : 0;
  putUint24(cdb, 7, read);
  return { name: 'READ ELEMENT STATUS', cdb, read, timeoutMs: INVENTORY_MS };
}

function addressed(operationCode: number, ...addresses: readonly number[]): Uint8Array {
  const cdb = new Uint8Array(12);
  cdb[0] = operationCode;
  for (const [index, address] of addresses.entries()) putUint16(cdb, 2 + 2 * index, address);
  return cdb;
}
