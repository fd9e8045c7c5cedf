/** Where in the text of a configuration a value stands, and the key before it. */
import { type Document, isMap, isScalar, isSeq, type Node } from 'yaml';

export interface Place {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
}

/** Undefined where nothing stands. A single value is also the first of a list of one, and what is said in short of a map. */
export function placeAt(document: Document, path: readonly PropertyKey[]): Place | undefined {
  let place: Place | undefined = { key: undefined, value: (document.contents as Node | null) ?? undefined };
  for (const step of path) {
    const node: unknown = place?.value;
    if (isSeq(node)) place = { key: undefined, value: node.items[Number(step)] as Node | undefined };
    else if (typeof step === 'number' || isScalar(node)) continue;
    else {
      const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step)) : undefined;
      if (pair === undefined) return undefined;
      place = { key: pair.key as Node, value: (pair.value as Node | null) ?? undefined };
    }
  }
  return place;
}

/** Of the value; of its key where there is none. */
export function valueOffset(document: Document, path: readonly PropertyKey[]): number {
  const place = placeAt(document, path);
  return (place?.value ?? place?.key)?.range?.[0] ?? 0;
}

/** Of the key, or of the value where it has none, in a list. */
export function keyOffset(document: Document, path: readonly PropertyKey[]): number {
  const place = placeAt(document, path);
  return (place?.key ?? place?.value)?.range?.[0] ?? 0;
}

/** What a sentence calls it: `'luns'`, `an entry of 'access'`. */
export function nameOf(document: Document, path: readonly PropertyKey[], whole: string): string {
  const last = path.at(-1);
  if (last === undefined) return `the ${whole}`;
  const list = path.slice(0, -1);
  const around = placeAt(document, list)?.value;
  if (typeof last !== 'number') return isScalar(around) ? nameOf(document, list, whole) : `'${String(last)}'`;
  return isSeq(around) ? `an entry of ${nameOf(document, list, whole)}` : nameOf(document, list, whole);
}
