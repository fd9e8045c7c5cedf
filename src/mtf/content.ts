/**
 * The data of a file as they come along on the tape: of one stream, or of a row of variable ones that together are one (MTF 1.00a, "variable length
 * streams"), with the checksum stream that may follow. Each byte is handed out once, in order, and no byte behind one that is lost.
 */
import type { JoinedElement } from './joined-media.ts';
import type { ProblemCode } from './problem.ts';
import { StreamChecksum, type StreamHeader, StreamId, StreamMediaAttribute } from './stream-header.ts';
import type { Place } from './tape-bytes.ts';

/** The data of a file are not all there, or are not what was written. The same is told as a problem. */
export class ContentDamage extends Error {
  override readonly name = 'ContentDamage';
}

/** Where it comes from: one element may be looked at before it is taken. */
interface Elements {
  look(): Promise<JoinedElement>;
  take(): Promise<JoinedElement>;
}

type Tell = (code: ProblemCode, message: string, place: Place | undefined) => void;

export class Content {
  /** The stream whose data come next; undefined: there is nothing more. */
  #stream: StreamHeader | undefined;
  readonly #elements: Elements;
  readonly #tell: Tell;
  readonly #checksum = new StreamChecksum();
  #begun = false;
  #isDamaged = false;

  /** `stream` is the next element; undefined for content that is empty, or nobody's to read. */
  constructor(stream: StreamHeader | undefined, elements: Elements, tell: Tell) {
    this.#stream = stream;
    this.#elements = elements;
    this.#tell = tell;
  }

  /** What was not handed out yet. @throws ContentDamage behind what can be had of it */
  async *pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const piece = await this.#next();
      if (piece === undefined) break;
      yield piece;
    }
  }

  /** Goes over what nobody wanted, and looks whether it is whole. */
  async finish(): Promise<void> {
    for (;;) {
      try {
        if ((await this.#next()) === undefined) break;
      } catch (error) {
        if (!(error instanceof ContentDamage)) throw error;
      }
    }
  }

  async #next(): Promise<Uint8Array | undefined> {
    while (this.#stream !== undefined) {
      if (!this.#begun) await this.#elements.take();
      this.#begun = true;
      const element = await this.#elements.look();
      if (element.element === 'block' || element.element === 'stream' || element.element === 'end') {
        this.#stream = undefined;
        break;
      }
      await this.#elements.take();
      if (element.element === 'data' && !this.#isDamaged) {
        if ((this.#stream.mediaAttributes & StreamMediaAttribute.checksummed) !== 0) this.#checksum.add(element.bytes);
        return element.bytes;
      }
      if (element.element === 'gap')
        this.#damage('unreadable-block', `${element.bytes} bytes cannot be read (${element.why})`, element.place);
      if (element.element === 'stream-end') await this.#endStream(this.#stream, element.missing, element.place);
    }
    return undefined;
  }

  async #endStream({ id, mediaAttributes }: StreamHeader, missing: number, place: Place): Promise<void> {
    this.#stream = undefined;
    if (missing > 0) this.#damage('data-missing', `the last ${missing} bytes of its data are missing`, place);
    if (this.#isDamaged) return;
    const next = await this.#elements.look();
    const { variable, variableEnd, checksummed } = StreamMediaAttribute;
    if ((mediaAttributes & variable) !== 0 && (mediaAttributes & variableEnd) === 0) {
      if (next.element !== 'stream' || next.header.id !== id) this.#damage('data-missing', 'the last part of its data is missing', place);
      else {
        this.#stream = next.header;
        this.#begun = false;
      }
    } else if ((mediaAttributes & checksummed) !== 0) await this.#compare(next, place);
  }

  async #compare(next: JoinedElement, place: Place): Promise<void> {
    if (next.element !== 'stream' || next.header.id !== StreamId.checksum)
      return this.#damage('wrong-checksum', 'the checksum of its data is missing', place);
    await this.#elements.take();
    const pieces: Uint8Array[] = [];
    let length = 0;
    while ((await this.#elements.look()).element === 'data' && length < 4) {
      const { bytes } = (await this.#elements.take()) as Extract<JoinedElement, { element: 'data' }>;
      pieces.push(bytes);
      length += bytes.length;
    }
    const sum = Buffer.concat(pieces);
    if (sum.length < 4 || sum.readUInt32LE(0) !== this.#checksum.value)
      this.#damage('wrong-checksum', 'its data do not have the checksum that was written behind them', place);
  }

  /** Told once: what is behind is passed over. */
  #damage(code: ProblemCode, message: string, place: Place): void {
    if (this.#isDamaged) return;
    this.#isDamaged = true;
    this.#tell(code, message, place);
    throw new ContentDamage(message);
  }
}
