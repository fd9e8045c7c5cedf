/**
 * The media of a family as one row of elements (MTF 1.00a, "end of medium processing"): what a continuation medium repeats is swallowed, and a stream that
 * the end of a medium has cut goes on where it was cut. What does not fit is passed on as it is, with a word about it.
 */

import { BlockAttribute, BlockType } from './descriptor-block.ts';
import { type DescriptorBlock, type Element, TapeElements } from './elements.ts';
import type { Problem } from './problem.ts';
import { startOfSetBlock } from './set-block.ts';
import { type StreamHeader, StreamId, StreamMediaAttribute } from './stream-header.ts';
import type { TapeReader } from './tape.ts';
import { tapeBlock } from './tape-block.ts';
import type { Place } from './tape-bytes.ts';
import { directoryBlock, fileBlock } from './tree-block.ts';

/** Which medium has to come. */
export interface WantedMedium {
  readonly mediaFamilyId: number;
  readonly sequenceNumber: number;
}

/** Gives the next medium, rewound; `wanted` is undefined for the first. Asked again when what it gave is another. Undefined: there is none. */
export type NextMedium = (wanted: WantedMedium | undefined) => Promise<TapeReader | undefined>;

export type JoinedElement =
  | Exclude<Element, { element: 'filemark' } | { element: 'problem' }>
  /** A medium that is read from here on; `block`: its TAPE block, where that can be read. */
  | { readonly element: 'medium'; readonly medium: number; readonly block: DescriptorBlock | undefined }
  | { readonly element: 'problem'; readonly problem: Problem };

/** What the end of a medium has left open. */
interface CutStream {
  readonly header: StreamHeader;
  readonly missing: number;
  readonly place: Place;
}

/** Streams that a continuation medium repeats. */
const names: readonly string[] = [StreamId.fileName, StreamId.pathName];

const isContinuation = ({ header }: DescriptorBlock): boolean => (header.attributes & BlockAttribute.continuation) !== 0;

/** What tells one block of a set from another of its type. */
function identityOf({ header: { type }, bytes }: DescriptorBlock): string {
  switch (type) {
    case BlockType.startOfSet:
      return `${type} ${startOfSetBlock.decode(bytes).dataSetNumber}`;
    case BlockType.directory:
      return `${type} ${directoryBlock.decode(bytes).directoryId}`;
    case BlockType.file:
      return `${type} ${fileBlock.decode(bytes).fileId}`;
    default:
      return type;
  }
}

export class JoinedMedia {
  readonly #next: NextMedium;
  #medium = 0;
  /** Which one comes next, as far as anybody knows; and whether one comes. */
  #wanted: WantedMedium | undefined;
  #spans = false;
  #logicalBlockBytes: number | undefined;
  /** Of the set that is being read, and of its latest block. */
  #set: string | undefined;
  /** Whether this medium goes on with that set, as far as anybody can tell. */
  #goesOn = false;
  #block: string | undefined;
  /** Whether the name of that block, which stands in a stream, has been passed on. */
  #isNamed = false;
  /** Whether that set has not come to its end. */
  #isOpen = false;
  #cut: CutStream | undefined;

  constructor(next: NextMedium) {
    this.#next = next;
  }

  /** All there is, once; `end` is the last. */
  async *all(): AsyncGenerator<JoinedElement, void, undefined> {
    do {
      const elements = yield* this.#openNext();
      if (elements === undefined) break;
      yield* this.#oneMedium(elements);
    } while (this.#spans);
    yield* this.#giveUpCut();
    yield { element: 'end' };
  }

  /** The elements behind the TAPE block of the medium that is wanted. */
  async *#openNext(): AsyncGenerator<JoinedElement, AsyncGenerator<Element, void, undefined> | undefined, undefined> {
    for (;;) {
      const tape = await this.#next(this.#wanted);
      if (tape === undefined) {
        const which = this.#wanted === undefined ? 'the next medium' : `medium ${this.#wanted.sequenceNumber}`;
        if (this.#spans) yield this.#problem('medium-missing', `${which} of the family is missing`, undefined);
        return undefined;
      }
      this.#medium++;
      const elements = new TapeElements(tape).all();
      const first = (await elements.next()).value!;
      if (first.element !== 'block') {
        if (first.element === 'problem') yield { element: 'problem', problem: { ...first.problem, medium: this.#medium } };
        if (first.element === 'problem' && first.isUnread === true) continue;
        yield { element: 'medium', medium: this.#medium, block: undefined };
        if (this.#wanted !== undefined) this.#wanted = { ...this.#wanted, sequenceNumber: this.#wanted.sequenceNumber + 1 };
        return elements;
      }
      const unfit = this.#unfit(first.block);
      if (unfit !== undefined) {
        yield this.#problem('wrong-medium', unfit, first.block.place);
        continue;
      }
      yield* this.#remarksOn(first.block);
      yield { element: 'medium', medium: this.#medium, block: first.block };
      return elements;
    }
  }

  #unfit({ bytes }: DescriptorBlock): string | undefined {
    const { mediaFamilyId, mediaSequenceNumber } = tapeBlock.decode(bytes);
    if (this.#wanted === undefined) return undefined;
    if (mediaFamilyId !== this.#wanted.mediaFamilyId) return 'it is of another media family';
    const { sequenceNumber } = this.#wanted;
    return mediaSequenceNumber === sequenceNumber
      ? undefined
      : `it is number ${mediaSequenceNumber} of its family, and number ${sequenceNumber} comes next`;
  }

  *#remarksOn(block: DescriptorBlock): Generator<JoinedElement, void, undefined> {
    const { mediaSequenceNumber, mediaFamilyId, formatLogicalBlockSize } = tapeBlock.decode(block.bytes);
    if (!this.#spans && mediaSequenceNumber !== 1)
      yield this.#problem(
        'begins-elsewhere',
        `it is number ${mediaSequenceNumber} of its family, and what was before it is not here`,
        block.place,
      );
    if (formatLogicalBlockSize !== 512 && formatLogicalBlockSize !== 1024)
      yield this.#problem('wrong-number', `its format logical blocks are said to have ${formatLogicalBlockSize} bytes`, block.place);
    else if (this.#spans && this.#logicalBlockBytes !== undefined && formatLogicalBlockSize !== this.#logicalBlockBytes)
      yield this.#problem('wrong-number', 'its format logical blocks have another length than those of the medium before', block.place);
    if (this.#spans && !isContinuation(block))
      yield this.#problem('out-of-place', 'its TAPE block does not say that it is a continuation', block.place);
    this.#logicalBlockBytes = formatLogicalBlockSize;
    this.#wanted = { mediaFamilyId, sequenceNumber: mediaSequenceNumber + 1 };
  }

  /** Passes on what is on it. */
  async *#oneMedium(elements: AsyncGenerator<Element, void, undefined>): AsyncGenerator<JoinedElement, void, undefined> {
    this.#spans = false;
    this.#goesOn = this.#set !== undefined;
    /** What becomes of the streams of the latest block. */
    let streams: 'pass' | 'swallow' = 'swallow';
    let stream: 'pass' | 'swallow' = 'swallow';
    let skip = 0;
    let header: StreamHeader | undefined;
    for await (const element of elements) {
      switch (element.element) {
        case 'filemark':
          break;
        case 'end':
          // A tape that was full to its last block has no marker.
          if (this.#isOpen || this.#cut !== undefined) this.#spans = true;
          break;
        case 'problem':
          yield { element: 'problem', problem: { ...element.problem, medium: this.#medium } };
          break;
        case 'block': {
          const { block } = element;
          if (block.header.type === BlockType.endOfTapeMarker) {
            this.#spans = true;
            streams = 'swallow';
            break;
          }
          const repeated = this.#isRepeated(block);
          if (repeated === 'swallow') {
            streams = 'swallow';
            break;
          }
          streams = 'pass';
          if (repeated === 'resume') break;
          yield* this.#giveUpCut();
          this.#block = identityOf(block);
          this.#isNamed = false;
          if (block.header.type === BlockType.startOfSet) {
            this.#set = this.#block;
            this.#goesOn = false;
            this.#isOpen = true;
          }
          if (block.header.type === BlockType.endOfSet) this.#isOpen = false;
          yield element;
          break;
        }
        case 'stream': {
          header = element.header;
          skip = 0;
          stream = header.id === StreamId.padding ? 'swallow' : streams;
          if (stream === 'swallow') break;
          if (this.#cut === undefined) {
            // A block that goes on begins with its name, whatever of it has not been there yet.
            const isName = names.includes(header.id);
            if (isName && this.#isNamed) stream = 'swallow';
            else yield element;
            this.#isNamed ||= isName;
            break;
          }
          const resumed = resumption(this.#cut, header);
          if (resumed === 'repeated-name') stream = 'swallow';
          else if (resumed === undefined) {
            yield* this.#giveUpCut();
            yield element;
          } else {
            skip = resumed;
            header = this.#cut.header;
            this.#cut = undefined;
          }
          break;
        }
        case 'data': {
          if (stream === 'swallow') break;
          const bytes = element.bytes.subarray(skip);
          skip -= element.bytes.length - bytes.length;
          if (bytes.length > 0) yield { element: 'data', bytes };
          break;
        }
        case 'gap':
          if (stream === 'pass' && element.bytes > skip) yield { ...element, bytes: element.bytes - skip };
          skip = Math.max(0, skip - element.bytes);
          break;
        case 'stream-end':
          if (stream === 'swallow' || header === undefined) break;
          if (element.missing > 0) this.#cut = { header, missing: element.missing, place: element.place };
          else yield element;
          break;
      }
    }
  }

  /** `swallow`: a block that was on the medium before, and is whole there. `resume`: the one that was cut, and goes on here. */
  #isRepeated(block: DescriptorBlock): 'swallow' | 'resume' | undefined {
    if (!isContinuation(block) || !this.#goesOn) return undefined;
    const identity = identityOf(block);
    if (identity === this.#block) return 'resume';
    const { type } = block.header;
    if (type === BlockType.startOfSet) return identity === this.#set ? 'swallow' : undefined;
    return type === BlockType.volume || type === BlockType.directory ? 'swallow' : undefined;
  }

  /** What was cut does not go on. */
  *#giveUpCut(): Generator<JoinedElement, void, undefined> {
    if (this.#cut === undefined) return;
    const { missing, place } = this.#cut;
    this.#cut = undefined;
    yield { element: 'stream-end', missing, place };
  }

  #problem(code: Problem['code'], message: string, place: Place | undefined): JoinedElement {
    return { element: 'problem', problem: { code, message: `${message}.`, medium: this.#medium, place } };
  }
}

/** How many bytes of this stream were already there before; undefined: it is another one than that which was cut. */
function resumption({ header, missing }: CutStream, next: StreamHeader): number | 'repeated-name' | undefined {
  // A set map never goes on elsewhere: it is written again.
  if (next.id === header.id && next.id !== StreamId.setMap) {
    const isRest = (next.mediaAttributes & StreamMediaAttribute.continued) !== 0 || Number(next.length) === missing;
    if (isRest) return 0;
    if (next.length === header.length) return Number(header.length) - missing;
  }
  return names.includes(next.id) ? 'repeated-name' : undefined;
}
