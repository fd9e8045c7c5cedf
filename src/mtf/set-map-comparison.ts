/** Compares a set map (TSMP) with the sets that were there before it. What is on media that were not given cannot be compared, and counts as different. */
import { BlockAttribute } from './descriptor-block.ts';
import type { Medium } from './media.ts';
import type { SetMap } from './set-map.ts';

/** A set as it was found. */
interface FoundSet {
  readonly set: { readonly number: number | undefined; readonly medium: number; readonly isContinuation: boolean };
  readonly volumes: readonly unknown[];
  readonly folders: number;
  readonly files: number;
  readonly bytes: number;
}

/** What differs, as sentences. */
export function compareSetMap({ mediaFamilyId, entries, problem }: SetMap, media: readonly Medium[], sets: readonly FoundSet[]): string[] {
  const differences: string[] = [];
  if (problem !== undefined) differences.push(`The set map ${problem}.`);
  if (media[0] !== undefined && media[0].mediaFamilyId !== mediaFamilyId) differences.push('The set map is of another media family.');
  // A set has an entry for each medium that it is on; how much it has in it, the first one tells.
  const foundSets = new Map<number | undefined, FoundSet>();
  for (const found of sets) if (!foundSets.has(found.set.number)) foundSets.set(found.set.number, found);
  const beginnings = entries.filter(({ attributes }) => (attributes & BlockAttribute.continuation) === 0);
  for (const entry of beginnings) {
    const name = `set ${entry.dataSetNumber}`;
    const found = foundSets.get(entry.dataSetNumber);
    if (found === undefined) {
      differences.push(`The set map tells of ${name}, which is not on these media.`);
      continue;
    }
    if (found.set.isContinuation) continue;
    const medium = media.find((each) => each.medium === found.set.medium)?.sequenceNumber;
    const compared: readonly (readonly [what: string, told: number, there: number | undefined])[] = [
      ['volumes', entry.volumes, found.volumes.length],
      ['folders', entry.directories, found.folders],
      ['files', entry.files, found.files],
      ['bytes', Number(entry.displayableSize), found.bytes],
      ['as the number of the medium that it begins on', entry.mediaSequenceNumber, medium],
    ];
    for (const [what, told, there] of compared)
      if (there !== undefined && told !== there) differences.push(`The set map gives ${told} ${what} for ${name}, and ${there} is right.`);
  }
  const numbers = new Set(entries.map(({ dataSetNumber }) => dataSetNumber));
  for (const { set } of sets)
    if (set.number !== undefined && !numbers.has(set.number)) differences.push(`The set map does not tell of set ${set.number}.`);
  return differences;
}
