/** A file that was walked as a tape image of some format: what is in it, and the first place where that format does not have what is there. */
import type { FillTape } from './prepare-cartridge.ts';
import type { RecordIndex } from './record-index.ts';
import type { RecordedTape } from './recorded-tape.ts';

/** By what their files' names end in. */
export const imageFormats = ['tap', 'aws', 'het'] as const;
export type ImageFormat = (typeof imageFormats)[number];

export const imageInWords: Readonly<Record<ImageFormat, string>> = { tap: 'SIMH tape image', aws: 'AWSTAPE image', het: 'HET image' };

export interface WalkedImage {
  readonly format: ImageFormat;
  /** Of the tape file that `fill` makes, as far as the walk has come; with or without checksums. */
  readonly index: RecordIndex;
  /** Why the walk has not come to the end. */
  readonly fault: ImageFault | undefined;
  readonly fill: FillTape;
  readonly objects: RecordedTape['objects'];
}

/** What makes a reader give up. */
export class ImageFault extends Error {
  override readonly name = 'ImageFault';
  /** Of the byte that is wrong. */
  readonly offset: number;
  /** `not-this-format`: it makes no sense; `unsupported`: it makes sense, and is nothing that can be read here. */
  readonly kind: 'not-this-format' | 'unsupported';
  /** What to do, if something else than to look for another file. */
  readonly hint: string | undefined;

  /** `why` is a sentence without subject. */
  constructor(offset: number, why: string, { kind = 'not-this-format', hint }: Partial<Pick<ImageFault, 'kind' | 'hint'>> = {}) {
    super(why);
    this.offset = offset;
    this.kind = kind;
    this.hint = hint;
  }
}
