/**
 * Mode page 1Dh as the minidrivers read it (behind a header of four bytes), and addresses as the changer's API has them: counted from 0 within a type.
 *
 * | byte of the page | first address, and how many |
 * |---|---|
 * | 2, 4 | medium transport |
 * | 6, 8 | storage |
 * | 10, 12 | import/export |
 * | 14, 16 | data transfer |
 */
import { uint16At } from '../../../../foundation/big-endian.ts';
import type { ChangerElement, ChangerElementType } from '../../win32.ts';

/** ELEMENT_TYPE, and ELEMENT TYPE CODE of SMC. */
export const elementTypeCodes = { transport: 1, slot: 2, 'ie-port': 3, drive: 4 } as const satisfies Record<ChangerElementType, number>;
const elementTypes = Object.keys(elementTypeCodes) as ChangerElementType[];

export const elementTypeOf = (code: number): ChangerElementType | undefined => elementTypes.find((type) => elementTypeCodes[type] === code);

const HEADER_BYTES = 4;

export class ElementAddresses {
  readonly #page: Uint8Array;

  /** Of the answer to MODE SENSE; undefined: it is too short to tell. */
  static of(parameters: Uint8Array | undefined): ElementAddresses | undefined {
    return parameters !== undefined && parameters.length >= HEADER_BYTES + 18 ? new ElementAddresses(parameters) : undefined;
  }

  private constructor(parameters: Uint8Array) {
    this.#page = parameters.subarray(HEADER_BYTES);
  }

  first(type: ChangerElementType): number {
    return uint16At(this.#page, 4 * elementTypeCodes[type] - 2);
  }

  count(type: ChangerElementType): number {
    return uint16At(this.#page, 4 * elementTypeCodes[type]);
  }

  /** As the changer has it; undefined: there is no such element. */
  addressOf({ type, address }: ChangerElement): number | undefined {
    return address >= 0 && address < this.count(type) ? this.first(type) + address : undefined;
  }

  /** Whose address that is. */
  elementAt(address: number): ChangerElement | undefined {
    const type = elementTypes.find((one) => address >= this.first(one) && address < this.first(one) + this.count(one));
    return type && { type, address: address - this.first(type) };
  }
}
