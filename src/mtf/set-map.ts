/** Reads the set map of a media based catalog (TSMP), as far as it makes sense. */
import { type SetMapEntry, setMapEntry, setMapHeader, volumeDetail } from './media-based-catalog.ts';

export interface SetMap {
  readonly mediaFamilyId: number;
  readonly entries: readonly SetMapEntry[];
  /** Why it makes no sense from some place on: a sentence without subject. */
  readonly problem: string | undefined;
}

export function decodeSetMap(bytes: Uint8Array): SetMap {
  if (bytes.length < setMapHeader.length) return { mediaFamilyId: 0, entries: [], problem: 'is shorter than its header' };
  const { mediaFamilyId, entries: count } = setMapHeader.decode(bytes);
  const entries: SetMapEntry[] = [];
  let at = setMapHeader.length;
  const goOver = (shortest: number): boolean => {
    const length = at + 2 <= bytes.length ? bytes[at]! | (bytes[at + 1]! << 8) : 0;
    if (length < shortest || at + length > bytes.length) return false;
    at += length;
    return true;
  };
  for (let number = 0; number < count; number++) {
    const start = at;
    if (!goOver(setMapEntry.length)) return { mediaFamilyId, entries, problem: `makes no sense from its entry ${number + 1} on` };
    const entry = setMapEntry.decode(bytes.subarray(start));
    entries.push(entry);
    for (let volume = 0; volume < entry.volumes; volume++)
      if (!goOver(volumeDetail.length)) return { mediaFamilyId, entries, problem: `makes no sense in its entry ${number + 1}` };
  }
  return { mediaFamilyId, entries, problem: undefined };
}
