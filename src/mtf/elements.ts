/**
 * One tape of Microsoft Tape Format as a row of elements: descriptor blocks, the streams behind each, and their data (MTF 1.00a, "descriptor blocks",
 * "data streams", "alignment"). It believes what has the right checksum and nothing else; where that is not so, it goes on with the next descriptor block
 * that has one, and tells what was passed over. Any bytes whatever come to an end.
 */

import { BLOCK_HEADER_BYTES, type BlockHeader, BlockType, decodeBlockHeader } from './descriptor-block.ts';
import type { Problem } from './problem.ts';
import {
  decodeStreamHeader,
  STREAM_ALIGNMENT,
  STREAM_HEADER_BYTES,
  type StreamHeader,
  StreamId,
  StreamMediaAttribute,
} from './stream-header.ts';
import type { TapeReader } from './tape.ts';
import { softFilemarkBlock, TapeAttribute, tapeBlock } from './tape-block.ts';
import { type Place, TapeBytes } from './tape-bytes.ts';

/** A descriptor block, with its strings. */
export interface DescriptorBlock {
  readonly header: BlockHeader;
  /** As far as its first stream, or more; all zeros behind what the tape has. */
  readonly bytes: Uint8Array;
  readonly place: Place;
  /** Whether its format logical address is that of its place, counted from the set's first block: so it is what it seems to be. */
  readonly inPlace: boolean;
}

export type Element =
  | { readonly element: 'block'; readonly block: DescriptorBlock }
  /** Behind it come its data, then `stream-end`. */
  | { readonly element: 'stream'; readonly header: StreamHeader; readonly place: Place }
  | { readonly element: 'data'; readonly bytes: Uint8Array }
  /** Data that cannot be read. */
  | { readonly element: 'gap'; readonly bytes: number; readonly why: string; readonly place: Place }
  /** `missing`: so many bytes are not on this tape, whose file has ended. */
  | { readonly element: 'stream-end'; readonly missing: number; readonly place: Place }
  | { readonly element: 'filemark' }
  | { readonly element: 'end' }
  /** `isUnread`: it is so bad that nothing else comes of the tape. */
  | { readonly element: 'problem'; readonly problem: Omit<Problem, 'medium'>; readonly isUnread?: boolean };

/** The shortest format logical block there is; what a block of unknown size is a multiple of. */
const SHORTEST_BLOCK = 512;
/** What a format logical block is taken for where nobody says it. */
const LIKELY_BLOCK = 1024;
/** How long the first tape file of a medium may be whose TAPE block cannot be read. */
const LONGEST_BEGINNING = 1024 * 1024;
const knownTypes: ReadonlySet<string> = new Set(Object.values(BlockType));
const knownStreams: ReadonlySet<string> = new Set([...Object.values(StreamId), 'MAP2', 'FDD2']);
const logicalBlockLengths: readonly number[] = [512, 1024];
const letters = /^[A-Z0-9]{4}$/;

const alignedTo = (offset: number, alignment: number): number => Math.ceil(offset / alignment) * alignment;

export class TapeElements {
  readonly #bytes: TapeBytes;
  #logicalBlockBytes: number | undefined;
  /** Of the set's first block on this tape: its format logical address, and where it stands in its tape file. */
  #start: { readonly address: bigint; readonly offset: number } | undefined;
  /** Whether some block of the set was where its address says. */
  #addressesHold = false;
  #ended = false;
  readonly #unknown = new Set<string>();

  constructor(tape: TapeReader) {
    this.#bytes = new TapeBytes(tape);
  }

  get place(): Place {
    return this.#bytes.place;
  }

  /** All there is, once. What is thrown is the tape's own. */
  async *all(): AsyncGenerator<Element, void, undefined> {
    const beginning = await this.#findBeginning();
    if (beginning !== undefined) yield beginning;
    while (!this.#ended) {
      while (!(await this.#bytes.atEnd())) {
        const block = await this.#blockHere(true);
        if (block === undefined) yield* this.#passOver('not-a-descriptor-block', 'no descriptor block stands here');
        else yield* this.#blockAndStreams(block);
      }
      // The data of a set lie in one tape file.
      this.#start = undefined;
      this.#addressesHold = false;
      this.#ended = (await this.#bytes.nextFile()) === 'end';
      if (!this.#ended) yield { element: 'filemark' };
    }
    yield { element: 'end' };
  }

  /** What is wrong with the beginning of the tape. One that has no TAPE block, and nothing of a set behind it, is not read at all. */
  async #findBeginning(): Promise<Element | undefined> {
    const block = await this.#blockHere(true);
    if (block?.header.type === BlockType.tape) return undefined;
    const { place } = this.#bytes;
    const blank = await this.#bytes.atEnd();
    await this.#bytes.skip(LONGEST_BEGINNING);
    const isShort = await this.#bytes.atEnd();
    this.#ended = !isShort || (await this.#bytes.nextFile()) === 'end' || (await this.#blockHere(false)) === undefined;
    const message = blank
      ? 'nothing is recorded on it'
      : this.#ended
        ? 'it does not begin with a TAPE block'
        : 'its TAPE block cannot be read: whose it is, and how many there are, nobody knows';
    return { element: 'problem', problem: { code: 'no-medium-header', message: `${message}.`, place }, isUnread: this.#ended };
  }

  /** The descriptor block that stands here; `any`: of a type that nobody knows too, and wherever it says to be. */
  async #blockHere(any: boolean): Promise<DescriptorBlock | undefined> {
    const start = await this.#bytes.look(BLOCK_HEADER_BYTES);
    const header = decodeBlockHeader(start);
    if (header === undefined || !letters.test(header.type)) return undefined;
    const place = this.#bytes.place;
    const inPlace = this.#isInPlace(header);
    if (!any && !knownTypes.has(header.type)) return undefined;
    // What is passed over may be the data of a file that is a backup itself.
    if (!any && this.#addressesHold && (!inPlace || header.formatLogicalAddress === 0n)) return undefined;
    const length = Math.max(header.offsetToFirstEvent, this.#logicalBlockBytes ?? SHORTEST_BLOCK);
    const bytes = new Uint8Array(length);
    bytes.set(await this.#bytes.look(length));
    return { header, bytes, place, inPlace };
  }

  /** ESET, EOTM and TAPE have the address 0, or none that speaks of their place. */
  #isInPlace({ type, formatLogicalAddress }: BlockHeader): boolean {
    if (type === BlockType.startOfSet || formatLogicalAddress === 0n || this.#start === undefined) return true;
    const blocks = Number(BigInt.asIntN(64, formatLogicalAddress - this.#start.address));
    const bytes = this.#bytes.offset - this.#start.offset;
    // Of a medium whose TAPE block is lost, a set's own blocks tell how long they are.
    if (this.#logicalBlockBytes === undefined)
      this.#logicalBlockBytes = logicalBlockLengths.find((length) => blocks > 0 && blocks * length === bytes);
    return bytes === blocks * (this.#logicalBlockBytes ?? LIKELY_BLOCK);
  }

  async *#blockAndStreams(block: DescriptorBlock): AsyncGenerator<Element, void, undefined> {
    this.#learn(block);
    yield { element: 'block', block };
    yield* this.#remarksOn(block);
    const start = this.#bytes.offset;
    const { type, offsetToFirstEvent } = block.header;
    // An offset into the header itself leads nowhere.
    const first = offsetToFirstEvent < BLOCK_HEADER_BYTES ? BLOCK_HEADER_BYTES : alignedTo(offsetToFirstEvent, STREAM_ALIGNMENT);
    await this.#bytes.skip(first);
    if (type === BlockType.softFilemark) return;
    for (let streams = 0; ; streams++) {
      const stream = await this.#streamHere();
      if (stream !== undefined) {
        yield* this.#stream(stream);
        if (stream.id === StreamId.padding) break;
        await this.#bytes.skip(alignedTo(this.#bytes.offset, STREAM_ALIGNMENT) - this.#bytes.offset);
        continue;
      }
      // The end of a medium may cut a header: what it is the header of stands on the next one.
      const left = (await this.#bytes.look(STREAM_HEADER_BYTES)).length;
      if (left < STREAM_HEADER_BYTES) {
        await this.#bytes.skip(left);
        return;
      }
      // Drafts of MTF 1.0 have no padding stream: the next block follows as soon as it may.
      if (!(await this.#nothingButZerosBefore(alignedTo(this.#bytes.offset, this.#blockBytes)))) {
        yield* this.#passOver(
          'not-a-stream',
          `no stream stands behind the ${type} block where its ${streams === 0 ? 'first' : 'next'} one should`,
        );
        return;
      }
      break;
    }
    const past = (this.#bytes.offset - start) % this.#blockBytes;
    if (past !== 0) await this.#bytes.skip(this.#blockBytes - past);
  }

  *#remarksOn({ header: { type, formatLogicalAddress }, place, inPlace }: DescriptorBlock): Generator<Element, void, undefined> {
    if (!inPlace) {
      const message = `a ${type} block says to be at format logical address ${formatLogicalAddress}, and is elsewhere.`;
      yield { element: 'problem', problem: { code: 'wrong-number', message, place } };
    }
    if (!knownTypes.has(type) && this.#isNew(type)) yield this.#problem('unknown-block', `blocks of the unknown type ${type} are left out`);
  }

  /** Of a name that nobody knows, it is enough to speak once. */
  #isNew(name: string): boolean {
    return this.#unknown.size < this.#unknown.add(name).size;
  }

  get #blockBytes(): number {
    return this.#logicalBlockBytes ?? SHORTEST_BLOCK;
  }

  /** What a block says of those behind it. */
  #learn({ header, bytes, inPlace }: DescriptorBlock): void {
    if (header.type === BlockType.tape && bytes.length >= tapeBlock.length) {
      const { formatLogicalBlockSize: size, tapeAttributes } = tapeBlock.decode(bytes);
      if (logicalBlockLengths.includes(size)) this.#logicalBlockBytes = size;
      if ((tapeAttributes & TapeAttribute.softFilemarks) !== 0) this.#bytes.softFilemark = isSoftFilemark;
    }
    if (header.type === BlockType.startOfSet) {
      this.#start = { address: header.formatLogicalAddress, offset: this.#bytes.offset };
      this.#addressesHold = false;
    } else if (inPlace && header.formatLogicalAddress !== 0n && this.#start !== undefined) this.#addressesHold = true;
  }

  async #streamHere(): Promise<StreamHeader | undefined> {
    const header = decodeStreamHeader(await this.#bytes.look(STREAM_HEADER_BYTES));
    return header !== undefined && letters.test(header.id) && !knownTypes.has(header.id) ? header : undefined;
  }

  async *#stream(header: StreamHeader): AsyncGenerator<Element, void, undefined> {
    yield { element: 'stream', header, place: this.#bytes.place };
    if (!knownStreams.has(header.id) && this.#isNew(header.id))
      yield this.#problem('unknown-stream', `streams of the unknown kind ${header.id} are left out`);
    await this.#bytes.skip(STREAM_HEADER_BYTES);
    // The rest of a stream begins with a format logical block; zeros lead there. Whoever has it follow at once is understood too.
    if ((header.mediaAttributes & StreamMediaAttribute.continued) !== 0) {
      const boundary = alignedTo(this.#bytes.offset, this.#logicalBlockBytes ?? LIKELY_BLOCK);
      if (await this.#nothingButZerosBefore(boundary)) await this.#bytes.skip(boundary - this.#bytes.offset);
    }
    let left = Number(header.length);
    while (left > 0) {
      const place = this.#bytes.place;
      const piece = await this.#bytes.take(left);
      if (piece === undefined) break;
      if (piece instanceof Uint8Array) {
        left -= piece.length;
        yield { element: 'data', bytes: piece };
      } else {
        left -= piece.gapBytes;
        yield { element: 'gap', bytes: piece.gapBytes, why: piece.why, place };
      }
    }
    yield { element: 'stream-end', missing: left, place: this.#bytes.place };
  }

  async #nothingButZerosBefore(boundary: number): Promise<boolean> {
    const between = await this.#bytes.look(boundary - this.#bytes.offset);
    return between.every((byte) => byte === 0);
  }

  /** Goes on to the next block that is one of this set, or to the end of the tape file, and tells of it. Zeros at the end are nothing to tell of. */
  async *#passOver(code: Problem['code'], why: string): AsyncGenerator<Element, void, undefined> {
    const { place } = this.#bytes;
    const start = this.#bytes.offset;
    let gap: string | undefined;
    let zeros = true;
    do {
      const step = this.#blockBytes - (this.#bytes.offset % this.#blockBytes);
      zeros &&= (await this.#bytes.look(step)).every((byte) => byte === 0);
      const passed = await this.#bytes.skip(step);
      gap ??= passed.gap?.why;
    } while (!(await this.#bytes.atEnd()) && (await this.#blockHere(false)) === undefined);
    const atEnd = await this.#bytes.atEnd();
    if (zeros && atEnd && gap === undefined) return;
    const what = gap === undefined ? why : `a physical block cannot be read (${gap})`;
    const bytes = this.#bytes.offset - start;
    const extent = atEnd ? `the ${bytes} bytes to the end of the tape file` : `${bytes} bytes before the next block that can be read`;
    yield {
      element: 'problem',
      problem: { code: gap === undefined ? code : 'unreadable-block', message: `${what}; ${extent} are passed over.`, place },
    };
  }

  #problem(code: Problem['code'], message: string): Element {
    return { element: 'problem', problem: { code, message: `${message}.`, place: this.#bytes.place } };
  }
}

const isSoftFilemark = (block: Uint8Array): boolean =>
  block.length >= softFilemarkBlock.length && decodeBlockHeader(block)?.type === BlockType.softFilemark;
