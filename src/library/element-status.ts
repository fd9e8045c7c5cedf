/** What a library knows of one of its elements: what READ ELEMENT STATUS tells a host of it, and the library's panel its operator. */
import type { DataTransferDevice } from './data-transfer-device.ts';
import type { Element } from './element.ts';

export interface ElementStatus {
  readonly element: Element;
  /** The cartridge in it. */
  readonly barcode?: string;
  /** Something is in it that nobody knows: it is full all the same, and what is there bears no label that can be read. */
  readonly obstructed?: true;
  /** What was read of its label; undefined: it bears none, or an unreadable one. */
  readonly volumeTag?: string;
  readonly labelUnreadable: boolean;
  /** What it reports that is out of the ordinary. */
  readonly exception?: { readonly asc: number; readonly ascq: number };
  /** ACCESS: the robot can get at the cartridge, or at the empty place. */
  readonly accessible: boolean;
  /** The storage element it came from. */
  readonly source?: Element;
  /** Of a drive: where the cartridge came from that the robot has taken out last. */
  readonly lastSource?: Element;
  readonly inverted: boolean;
  /** IMPEXP: the operator put it there. */
  readonly byOperator: boolean;
  readonly drive?: DataTransferDevice;
}

export const isFull = ({ barcode, obstructed }: ElementStatus): boolean => barcode !== undefined || obstructed === true;
