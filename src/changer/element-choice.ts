/**
 * Which elements a command asks for: those of a type, or of all, from an address on, as many as it wants. STARTING ELEMENT ADDRESS is a minimum, and need
 * not be that of an element. They are always the lowest addresses there are, so that a host which reads on behind the last one meets every element;
 * and since a type's addresses follow each other, a choice is at most one run of each type, however many elements it has.
 */
import {
  type Element,
  type ElementLayout,
  ElementType,
  type ElementTypeName,
  elementNumbered,
  elementTypeNames,
} from '../library/element.ts';

/** Elements of one type that follow each other. */
export interface ElementRun {
  readonly type: ElementTypeName;
  /** ELEMENT ADDRESS of the first. */
  readonly first: number;
  readonly count: number;
}

/** What ELEMENT TYPE CODE means in a CDB: 0 is all types; undefined: there is no such type. */
export function typesOfCode(code: number): readonly ElementTypeName[] | undefined {
  if (code === 0) return elementTypeNames;
  const name = elementTypeNames.find((type) => ElementType[type] === code);
  return name === undefined ? undefined : [name];
}

export interface ElementChoice {
  readonly types: readonly ElementTypeName[];
  /** STARTING ELEMENT ADDRESS. */
  readonly start: number;
  /** NUMBER OF ELEMENTS: at most so many. */
  readonly count: number;
}

/** The chosen elements in the order of their addresses; types without any are left out. */
export function chooseElements(layout: ElementLayout, { types, start, count }: ElementChoice): readonly ElementRun[] {
  const runs: ElementRun[] = [];
  let wanted = count;
  for (const type of [...types].sort((a, b) => layout[a].first - layout[b].first)) {
    const { first: lowest, count: all } = layout[type];
    const first = Math.max(lowest, start);
    const there = Math.min(lowest + all - first, wanted);
    if (there <= 0) continue;
    runs.push({ type, first, count: there });
    wanted -= there;
  }
  return runs;
}

/** The elements of a run, one after the other. */
export function* elementsOfRun(layout: ElementLayout, { type, first, count }: ElementRun): Generator<Element> {
  const number = first - layout[type].first + 1;
  for (let index = 0; index < count; index++) yield elementNumbered(layout, type, number + index)!;
}
