/** What actions can do to a library; `hands-on-libraries.ts` is it. Whatever begins with a word like `slot 3` throws UserError where there is none. */
import type { ElementCondition, EndOfCondition } from '../library/element-conditions.ts';
import type { Misreading } from '../library/stock.ts';

/** An element in the operator's words, `slot 3` or the name of a drive; or the barcode of the cartridge in it. */
type Place = string;
type End = () => void;

export interface LibraryHandle {
  /** Something is the matter with an element. The result ends it before its time. */
  afflict(place: Place, condition: ElementCondition, until: EndOfCondition): End;
  /** The same of the label of the cartridge in it. */
  misread(place: Place, misreading: Misreading, until: EndOfCondition): End;
  /** Nothing is the matter any more with an element, and the label in it. */
  mend(place: Place): void;
  /** Of the drive in an element: its own, or one as it would have with another serial number. */
  identificationOf(place: Place, serialNumber?: string): NonNullable<ElementCondition['identification']>;
  /** The operator opens the door, though a host prevents it, and does not wait for the robot. */
  openDoor(): void;
  /** Resolves when the labels have been read. */
  closeDoor(): Promise<void>;
}
