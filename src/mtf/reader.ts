/**
 * Reads the media of a family, one after the other, whoever wrote them (MTF 1.00a): their sets, and of each set its volumes, folders and files with their
 * data. It only goes forward, keeps a block and a name at a time, and throws nothing but what the tape itself throws: what is damaged is told as a problem
 * and left out, what is behind it is read.
 */

import { Content } from './content.ts';
import { BlockAttribute, BlockType } from './descriptor-block.ts';
import type { DescriptorBlock } from './elements.ts';
import { type JoinedElement, JoinedMedia, type NextMedium } from './joined-media.ts';
import { zoned } from './little-endian.ts';
import { type BackupSet, fileAttributesOf, type Medium, mediumOf, setOf, textOf, type Volume, volumeOf } from './media.ts';
import type { Problem } from './problem.ts';
import { endOfSetBlock } from './set-block.ts';
import { decodeSetMap, type SetMap } from './set-map.ts';
import { StreamFileSystemAttribute, type StreamHeader, StreamId, StreamMediaAttribute } from './stream-header.ts';
import type { Place } from './tape-bytes.ts';
import { decodeText, namesOf } from './text.ts';
import type { TreeEntry } from './tree.ts';
import { directoryBlock, fileBlock, ObjectAttribute } from './tree-block.ts';

export type MediaEvent =
  /** `undefined`: its TAPE block cannot be read. */
  | { readonly event: 'medium'; readonly medium: Medium | undefined }
  | { readonly event: 'set'; readonly set: BackupSet }
  | { readonly event: 'volume'; readonly volume: Volume }
  /**
   * A file's content is there until the next event is asked for; it ends with ContentDamage where not all of it can be had. Of one that is `unreadable`
   * it is empty.
   */
  | { readonly event: 'entry'; readonly entry: TreeEntry; readonly unreadable: string | undefined; readonly displayableSize: number }
  | { readonly event: 'set-ended'; readonly set: BackupSet; readonly outcome: 'complete' | 'aborted' | 'truncated' }
  | { readonly event: 'set-map'; readonly map: SetMap; readonly medium: number; readonly place: Place }
  | { readonly event: 'problem'; readonly problem: Problem };

/** Reads all there is. `next` gives the media in the order of their family, and is asked again when one does not fit. */
export const readMedia = (next: NextMedium): AsyncGenerator<MediaEvent, void, undefined> => new MediaReader(next).events();

/** Longer ones are no names and no set maps. */
const longestName = 0x10000;
const longestSetMap = 16 * 1024 * 1024;
const longAgo = new Date(0);

class MediaReader {
  readonly #elements: AsyncGenerator<JoinedElement, void, undefined>;
  #ahead: JoinedElement | undefined;
  /** What has come up on the way to the next block or stream. */
  readonly #told: MediaEvent[] = [];
  #medium = 0;
  #set: BackupSet | undefined;
  #folder: { readonly id: number; readonly path: readonly string[] } | undefined;
  #file: string | undefined;
  /** What nobody here understands is told once in each set. */
  #notUnderstood = new Set<string>();

  constructor(next: NextMedium) {
    this.#elements = new JoinedMedia(next).all();
  }

  async *events(): AsyncGenerator<MediaEvent, void, undefined> {
    for (;;) {
      const element = await this.#take();
      yield* this.#told.splice(0);
      if (element.element === 'block') yield* this.#block(element.block);
      if (element.element === 'end') break;
    }
    yield* this.#endSet('truncated');
  }

  /** The next element; media and problems on the way are kept to be told. */
  async #take(): Promise<JoinedElement> {
    const element = await this.#look();
    this.#ahead = undefined;
    return element;
  }

  async #look(): Promise<JoinedElement> {
    while (this.#ahead === undefined) {
      const element = (await this.#elements.next()).value ?? { element: 'end' };
      if (element.element === 'medium') {
        this.#medium = element.medium;
        this.#told.push({ event: 'medium', medium: element.block && mediumOf(element.block, element.medium) });
      } else if (element.element === 'problem') this.#told.push({ event: 'problem', problem: element.problem });
      else this.#ahead = element;
    }
    return this.#ahead;
  }

  async *#block(block: DescriptorBlock): AsyncGenerator<MediaEvent, void, undefined> {
    const { type } = block.header;
    switch (type) {
      case BlockType.startOfSet:
        yield* this.#endSet('truncated');
        yield* this.#beginSet(setOf(block, this.#medium), block.place);
        break;
      case BlockType.volume:
        yield* this.#needSet(block.place);
        this.#folder = undefined;
        yield { event: 'volume', volume: volumeOf(block) };
        break;
      case BlockType.directory:
        yield* this.#needSet(block.place);
        yield* this.#directory(block);
        break;
      case BlockType.file:
        yield* this.#needSet(block.place);
        yield* this.#describedFile(block);
        break;
      case BlockType.corruptObject:
        this.#tell('corrupt-object', `whoever wrote the set could not read all of ${this.#file ?? 'a file'}`, block.place);
        break;
      case BlockType.endOfSet:
        yield* this.#endOfSet(block);
        break;
      case BlockType.tape:
        this.#tell('out-of-place', 'a TAPE block stands in the middle of the tape', block.place);
        break;
    }
    yield* this.#told.splice(0);
  }

  *#beginSet(set: BackupSet, place: Place): Generator<MediaEvent, void, undefined> {
    this.#set = set;
    this.#folder = undefined;
    this.#file = undefined;
    this.#notUnderstood = new Set();
    yield { event: 'set', set };
    if (set.isContinuation) this.#tell('begins-elsewhere', `set ${set.number} begins on a medium that is not here`, place);
    if (set.isEncrypted) this.#tell('not-understood', `set ${set.number} is encrypted by the program that wrote it`, place);
  }

  /** What stands there without a set is of one whose beginning is lost. */
  *#needSet(place: Place): Generator<MediaEvent, void, undefined> {
    if (this.#set !== undefined) return;
    const lost: BackupSet = {
      number: undefined,
      medium: this.#medium,
      isContinuation: false,
      name: '',
      description: '',
      user: '',
      method: 'unknown',
      written: undefined,
      timeZone: 0,
      isCompressed: false,
      isEncrypted: false,
    };
    this.#tell('out-of-place', 'the SSET block of a set is lost', place);
    yield* this.#beginSet(lost, place);
  }

  *#endSet(outcome: 'complete' | 'aborted' | 'truncated'): Generator<MediaEvent, void, undefined> {
    const set = this.#set;
    if (set === undefined) return;
    this.#set = undefined;
    const name = set.number === undefined ? 'the set' : `set ${set.number}`;
    if (outcome === 'truncated') this.#tell('set-truncated', `${name} has no end: what comes last of it is missing`, undefined);
    if (outcome === 'aborted') this.#tell('set-aborted', `${name} was given up by the program that wrote it`, undefined);
    yield* this.#told.splice(0);
    yield { event: 'set-ended', set, outcome };
  }

  async *#directory(block: DescriptorBlock): AsyncGenerator<MediaEvent, void, undefined> {
    const directory = directoryBlock.decode(block.bytes);
    const inStream = (directory.objectAttributes & ObjectAttribute.nameInStream) !== 0;
    const name = inStream ? await this.#nameInStream(StreamId.pathName, block) : textOf(block, directory.name);
    if (name === undefined) {
      this.#folder = undefined;
      this.#tell('data-missing', 'the name of a folder is lost', block.place);
      return;
    }
    const path = namesOf(name);
    this.#folder = { id: directory.directoryId, path };
    const entry: TreeEntry = { kind: 'folder', path, ...this.#common(block, directory) };
    yield { event: 'entry', entry, unreadable: undefined, displayableSize: 0 };
    await this.#restOfStreams();
  }

  #common(
    block: DescriptorBlock,
    object: Pick<ReturnType<typeof directoryBlock.decode>, 'objectAttributes' | 'created' | 'modified' | 'accessed'>,
  ) {
    const moment = (date: Date | undefined): Date => zoned(date, this.#set?.timeZone ?? 0) ?? longAgo;
    return {
      attributes: fileAttributesOf(block, object.objectAttributes),
      created: moment(object.created),
      modified: moment(object.modified),
      accessed: moment(object.accessed),
    };
  }

  async *#describedFile(block: DescriptorBlock): AsyncGenerator<MediaEvent, void, undefined> {
    const file = fileBlock.decode(block.bytes);
    const inStream = (file.objectAttributes & ObjectAttribute.nameInStream) !== 0;
    const name = inStream ? await this.#nameInStream(StreamId.fileName, block) : textOf(block, file.name).replace(/\0+$/, '');
    if (name === undefined || name === '') this.#tell('data-missing', `the name of file ${file.fileId} of the set is lost`, block.place);
    const path = [...this.#pathOfFolder(file.directoryId, block.place), name || `file-${file.fileId}`];
    this.#file = path.join('/');
    const displayableSize = Number(block.header.displayableSize);
    const stream = await this.#standardStream();
    yield* this.#told.splice(0);
    const unreadable = this.#whyUnreadable(block, stream);
    const isWhole = stream !== undefined && (stream.mediaAttributes & StreamMediaAttribute.variable) === 0;
    const bytes = isWhole ? Number(stream.length) : stream === undefined ? 0 : displayableSize;
    const content = new Content(
      unreadable !== undefined || stream === undefined ? undefined : stream,
      { look: () => this.#look(), take: () => this.#take() },
      (code, message, place) => this.#tell(code, `${this.#file}: ${message}`, place ?? block.place),
    );
    const entry: TreeEntry = {
      kind: 'file',
      path,
      ...this.#common(block, file),
      bytes: unreadable === undefined ? bytes : displayableSize,
      content: () => content.pieces(),
    };
    yield { event: 'entry', entry, unreadable, displayableSize };
    await content.finish();
    await this.#restOfStreams();
  }

  /** A file whose DIRB block is lost is put into a folder that bears its number. */
  #pathOfFolder(id: number, place: Place): readonly string[] {
    if (this.#folder !== undefined && this.#folder.id === id) return this.#folder.path;
    const path = [`lost-folder-${id}`];
    this.#tell('out-of-place', `the DIRB block of folder ${id} of the set is lost: its files are given as in ${path[0]}`, place);
    this.#folder = { id, path };
    return path;
  }

  /** Goes to the stream of a file's data, over those that only its own system understands; undefined: it has none. */
  async #standardStream(): Promise<StreamHeader | undefined> {
    for (;;) {
      const element = await this.#look();
      if (element.element === 'block' || element.element === 'end') return undefined;
      if (element.element === 'stream' && element.header.id === StreamId.standard) return element.header;
      if (element.element === 'stream') this.#remarkOn(element.header, element.place);
      await this.#take();
    }
  }

  #remarkOn({ id }: StreamHeader, place: Place): void {
    if (id === StreamId.alternateData) this.#tell('stream-left-out', `${this.#file}: an alternate data stream is left out`, place);
  }

  #whyUnreadable({ place, header }: DescriptorBlock, stream: StreamHeader | undefined): string | undefined {
    if (stream === undefined) {
      if (header.displayableSize === 0n) return undefined;
      this.#tell('data-missing', `${this.#file}: its data are missing`, place);
      return 'without its data';
    }
    const { mediaAttributes, fileSystemAttributes } = stream;
    if ((mediaAttributes & StreamMediaAttribute.continued) !== 0) {
      this.#tell('data-missing', `${this.#file}: what comes first of it is on a medium that is not here`, place);
      return 'begun on another medium';
    }
    const why =
      (mediaAttributes & StreamMediaAttribute.encrypted) !== 0
        ? 'encrypted'
        : (mediaAttributes & (StreamMediaAttribute.compressed | StreamMediaAttribute.embeddedLength)) !== 0
          ? 'compressed'
          : (fileSystemAttributes & StreamFileSystemAttribute.sparse) !== 0
            ? 'sparse'
            : undefined;
    if (why !== undefined && !this.#notUnderstood.has(why)) {
      this.#notUnderstood.add(why);
      this.#tell('not-understood', `${this.#file} is ${why}, as others may be: what nobody here understands is left out`, place);
    }
    return why;
  }

  /** The name that stands in the first stream behind a block; undefined when it cannot be had. */
  async #nameInStream(id: string, { header: { stringType } }: DescriptorBlock): Promise<string | undefined> {
    const element = await this.#look();
    if (element.element !== 'stream' || element.header.id !== id) return undefined;
    const bytes = await this.#collect(longestName);
    return bytes && decodeText(bytes, stringType).replace(/\0+$/, (zeros) => (id === StreamId.pathName ? zeros : ''));
  }

  /** The data of the stream that comes next; undefined when they are not whole, or more than `longest`. */
  async #collect(longest: number): Promise<Uint8Array | undefined> {
    await this.#take();
    const pieces: Uint8Array[] = [];
    let length = 0;
    let isWhole = true;
    for (;;) {
      const element = await this.#look();
      if (element.element !== 'data' && element.element !== 'gap' && element.element !== 'stream-end') break;
      await this.#take();
      if (element.element === 'data') length += element.bytes.length;
      if (element.element === 'gap' || (element.element === 'stream-end' && element.missing > 0) || length > longest) isWhole = false;
      if (element.element === 'data' && isWhole) pieces.push(element.bytes);
      if (element.element === 'stream-end') break;
    }
    return isWhole ? Buffer.concat(pieces) : undefined;
  }

  async #restOfStreams(): Promise<void> {
    for (;;) {
      const element = await this.#look();
      if (element.element === 'block' || element.element === 'end') return;
      if (element.element === 'stream') this.#remarkOn(element.header, element.place);
      await this.#take();
    }
  }

  async *#endOfSet(block: DescriptorBlock): AsyncGenerator<MediaEvent, void, undefined> {
    const { attributes, dataSetNumber } = endOfSetBlock.decode(block.bytes);
    if (this.#set?.number !== undefined && this.#set.number !== dataSetNumber)
      this.#tell('wrong-number', `the ESET block of set ${dataSetNumber} ends set ${this.#set.number}`, block.place);
    yield* this.#told.splice(0);
    yield* this.#endSet((attributes & BlockAttribute.abortedSet) !== 0 ? 'aborted' : 'complete');
    for (;;) {
      const element = await this.#look();
      if (element.element === 'block' || element.element === 'end') return;
      if (element.element === 'stream' && element.header.id === StreamId.setMap) {
        const bytes = await this.#collect(longestSetMap);
        const next = await this.#look();
        // One that the end of a medium has cut stands whole on the next.
        if (bytes === undefined && next.element === 'stream' && next.header.id === StreamId.setMap) continue;
        if (bytes === undefined) this.#tell('data-missing', 'the set map is not whole', element.place);
        else yield { event: 'set-map', map: decodeSetMap(bytes), medium: this.#medium, place: element.place };
      } else await this.#take();
    }
  }

  #tell(code: Problem['code'], message: string, place: Place | undefined): void {
    this.#told.push({ event: 'problem', problem: { code, message: `${message}.`, medium: this.#medium, place } });
  }
}
