/**
 * The elements of a medium changer (SMC-3 §4.2): places that hold one unit of media each. A layout says how many there are of each type and at
 * which addresses; a type's addresses follow each other. People count elements of a type from 1: storage element 1, drive 1.
 */

/** ELEMENT TYPE CODE (SMC-3, READ ELEMENT STATUS command), in the order in which types are reported. */
export const ElementType = { mediumTransport: 1, storage: 2, importExport: 3, dataTransfer: 4 } as const;
export type ElementTypeName = keyof typeof ElementType;
export const elementTypeNames = Object.keys(ElementType) as readonly ElementTypeName[];

/** The addresses of one type: `first` to `first + count - 1`. */
export interface ElementRange {
  readonly first: number;
  readonly count: number;
}

export type ElementLayout = Readonly<Record<ElementTypeName, ElementRange>>;

export interface Element {
  readonly type: ElementTypeName;
  /** ELEMENT ADDRESS. */
  readonly address: number;
  /** From 1, among those of its type. */
  readonly number: number;
}

/** The element at an address, if the layout has one there. */
export function elementAt(layout: ElementLayout, address: number): Element | undefined {
  for (const type of elementTypeNames) {
    const { first, count } = layout[type];
    if (address >= first && address < first + count) return { type, address, number: address - first + 1 };
  }
  return undefined;
}

/** The element of a type with this number, if there is one. */
export function elementNumbered(layout: ElementLayout, type: ElementTypeName, number: number): Element | undefined {
  const { first, count } = layout[type];
  return number >= 1 && number <= count ? { type, address: first + number - 1, number } : undefined;
}

/** The elements of a type in the order of their addresses. */
export function* elementsOf(layout: ElementLayout, type: ElementTypeName): Generator<Element> {
  const { first, count } = layout[type];
  for (let number = 1; number <= count; number++) yield { type, address: first + number - 1, number };
}
