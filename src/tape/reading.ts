/**
 * How blocks come off the medium, one mechanism for all that read (SSC-4 §6.4 to §6.7, §7.8): READ and READ REVERSE give them to the host, VERIFY
 * only looks at them, RECOVER BUFFERED DATA has them from the buffer. A source says which object comes next, a sink has the blocks.
 *
 * Whatever ends it early, INFORMATION tells what is missing and the source is past the object that did: mark, block of another length, unreadable
 * block. It stays before a block that must not be given in clear, and where the objects end.
 */
import { type MediumObject, toBlockNumber } from '../cartridge/volume.ts';
import { ByteList } from '../foundation/byte-list.ts';
import type { Sense } from '../scsi/sense.ts';
import type { Nexus } from '../scsi/target.ts';
import { guards, protectionInformation, protectionInformationLength } from './block-protection.ts';
import type { MediumBlock } from './data-encryption.ts';
import type { Head } from './head.ts';
import type { Mechanism } from './mechanism.ts';
import {
  beginningOfPartition,
  earlyWarning,
  endOfBufferedData,
  endOfData,
  filemarkDetected,
  guardCheckFailed,
  incorrectLength,
  miscompare,
  protectionMethodError,
  setmarkDetected,
  unreadable,
} from './medium-sense.ts';
import type { ObjectsAhead } from './read-ahead.ts';

/** Something that has objects in a row. */
export interface ObjectSource {
  /** From one object to the next in a list of them. */
  readonly step: 1 | -1;
  /** Some that include the next one, unless there is none. */
  objects(): Promise<ObjectsAhead>;
  /** Where the next one is in them. */
  indexIn(ahead: ObjectsAhead): number;
  pass(count: number): void;
  /** What a host is told that wants more than there is. */
  exhausted(residue: number): Sense;
  readonly pastEarlyWarning: boolean;
}

/** Where blocks go. False: the block is not as it should be. */
export interface BlockSink {
  take(block: Uint8Array, information: Uint8Array | undefined): boolean;
  /** What came off the medium of a block that could not be read, if that is any use. */
  takePart?(part: Uint8Array): void;
}

export interface Reading {
  readonly source: ObjectSource;
  readonly sink: BlockSink;
  readonly nexus: Nexus;
  /** Blocks; each of `blockLength` bytes with `fixed`, else the one of at most so many. */
  readonly count: number;
  readonly fixed: boolean;
  /** As the host counts them, protection information included; undefined: any length will do. */
  readonly blockLength: number | undefined;
  readonly sili: boolean;
  /** Each block is followed by its protection information. */
  readonly withProtection: boolean;
  /** Whether each must have been recorded with protection information, or without; undefined: either will do. */
  readonly recordedWithProtection?: boolean;
}

/** Reads; sense when the reading ended before or otherwise than was asked for. */
export async function readObjects(drive: Mechanism, reading: Reading): Promise<Sense | undefined> {
  const { source, count, fixed, blockLength } = reading;
  const { reportEarlyWarning } = drive.settings;
  const unit = fixed ? 1 : (blockLength ?? 1);
  let missing = count;
  while (missing > 0) {
    const ahead = await source.objects();
    let index = source.indexIn(ahead);
    let object = ahead.objects[index];
    if (object === undefined) return source.exhausted(missing * unit);
    let passed = 0;
    let behindBlock = false;
    let ended: Sense | undefined;
    while (object !== undefined && missing > 0 && ended === undefined) {
      behindBlock = object.kind === 'block';
      if (object.kind === 'block') {
        const block = reveal(drive, object, reading, missing * unit);
        if (!(block instanceof Uint8Array)) {
          source.pass(passed + (block.pass ? 1 : 0));
          return block.sense;
        }
        ended = takeBlock(drive, block, reading, missing);
        if (ended === undefined || !fixed) missing--;
      } else ended = interrupted(drive, object, reading, missing * unit);
      passed++;
      index += source.step;
      object = ahead.objects[index];
      // Where the end begins is looked at behind each block only when a host wants to be told.
      if (reportEarlyWarning) break;
    }
    source.pass(passed);
    if (ended !== undefined) return ended;
    if (reportEarlyWarning && behindBlock && source.pastEarlyWarning) return earlyWarning(missing * unit);
  }
  return undefined;
}

/** A block that goes nowhere; `pass`: the source goes on behind it. */
interface Withheld {
  readonly sense: Sense;
  readonly pass: boolean;
}

/** The block in clear, if the nexus may have it and it is what was written. */
function reveal(drive: Mechanism, block: MediumBlock, { nexus, recordedWithProtection }: Reading, residue: number): Uint8Array | Withheld {
  const clear = drive.encryption.reveal(block, nexus);
  if (!(clear instanceof Uint8Array)) return { sense: { ...clear, information: residue }, pass: false };
  const protection = block.envelope?.protection;
  // A raw read gets the block enciphered, and the protection information is of the clear one.
  const raw = block.envelope?.encryption !== undefined && clear === block.data;
  const guarded = raw || drive.head.volume.discardsData || protection === undefined || guards(protection, ByteList.of(clear));
  if (!guarded) {
    drive.readFailed('the block is not what its protection information was made for');
    return { sense: guardCheckFailed(residue), pass: true };
  }
  if (recordedWithProtection !== undefined && recordedWithProtection !== (protection !== undefined))
    return { sense: protectionMethodError(residue), pass: true };
  return clear;
}

function takeBlock(drive: Mechanism, block: Uint8Array, reading: Reading, missing: number): Sense | undefined {
  const { sink, fixed, blockLength, sili, withProtection } = reading;
  const length = withProtection ? block.length + protectionInformationLength : block.length;
  if (fixed && blockLength !== undefined && length !== blockLength) return incorrectLength(missing);
  const information = withProtection ? protectionInformation(ByteList.of(block)) : undefined;
  if (!sink.take(block, information)) return miscompare(fixed ? missing : (blockLength ?? 0));
  if (fixed || blockLength === undefined || length === blockLength) return undefined;
  const difference = blockLength - length;
  // SILI hides a block that is too short, and one that is too long as long as no block length is set.
  return sili && (difference > 0 || drive.settings.blockLength === 0) ? undefined : incorrectLength(difference);
}

/** What a mark or a damaged block does; a setmark may be none of the host's business. */
function interrupted(drive: Mechanism, by: Exclude<MediumObject, MediumBlock>, { sink }: Reading, residue: number): Sense | undefined {
  if (by.kind === 'filemark') return filemarkDetected(residue);
  if (by.kind === 'setmark') return drive.settings.reportSetmarks ? setmarkDetected(residue) : undefined;
  if (by.data !== undefined) sink.takePart?.(by.data);
  drive.readFailed(by.reason);
  return unreadable(residue);
}

/** The tape, from where the head stands to its end of data. */
export class TapeAhead implements ObjectSource {
  readonly step = 1;
  readonly #head: Head;

  constructor(head: Head) {
    this.#head = head;
  }

  objects(): Promise<ObjectsAhead> {
    return this.#head.objectsAhead();
  }

  indexIn({ at }: ObjectsAhead): number {
    return this.#head.position - at;
  }

  pass(count: number): void {
    this.#head.moveTo(toBlockNumber(this.#head.position + count));
  }

  exhausted(residue: number): Sense {
    return endOfData(residue, this.pastEarlyWarning);
  }

  get pastEarlyWarning(): boolean {
    return this.#head.pastEarlyWarning;
  }
}

/** The tape, from where the head stands to the beginning of the partition. */
export class TapeBehind implements ObjectSource {
  readonly step = -1;
  readonly pastEarlyWarning = false;
  readonly #head: Head;

  constructor(head: Head) {
    this.#head = head;
  }

  objects(): Promise<ObjectsAhead> {
    return this.#head.objectsBefore();
  }

  indexIn({ at }: ObjectsAhead): number {
    return this.#head.position - 1 - at;
  }

  pass(count: number): void {
    this.#head.moveTo(toBlockNumber(this.#head.position - count));
  }

  exhausted(residue: number): Sense {
    return beginningOfPartition(residue);
  }
}

/** The objects that stand in the buffer because the medium did not take them; whoever has one of them has it alone. */
export class UnwrittenObjects implements ObjectSource {
  readonly step: 1 | -1;
  readonly pastEarlyWarning = false;
  readonly #head: Head;

  constructor(head: Head, order: 'first' | 'last') {
    this.#head = head;
    this.step = order === 'first' ? 1 : -1;
  }

  async objects(): Promise<ObjectsAhead> {
    return { at: 0, objects: this.#head.unwritten };
  }

  indexIn({ objects }: ObjectsAhead): number {
    return this.step === 1 ? 0 : objects.length - 1;
  }

  pass(count: number): void {
    const { unwritten } = this.#head;
    unwritten.splice(this.step === 1 ? 0 : unwritten.length - count, count);
  }

  exhausted(residue: number): Sense {
    return endOfBufferedData(residue);
  }
}
