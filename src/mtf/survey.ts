/**
 * What is on the media of a family, all together: for a list, and for a look whether everything is as it was written. Every block and every byte is read;
 * what files hold is not kept.
 */

import type { NextMedium } from './joined-media.ts';
import type { BackupSet, Medium, Volume } from './media.ts';
import type { Problem } from './problem.ts';
import { readMedia } from './reader.ts';
import type { SetMap } from './set-map.ts';
import { compareSetMap } from './set-map-comparison.ts';

export interface SurveyedEntry {
  readonly kind: 'file' | 'folder';
  readonly path: readonly string[];
  readonly bytes: number;
  readonly attributes: number;
  readonly modified: Date;
  /** Why its data cannot be had. */
  readonly unreadable: string | undefined;
  /** In the set, from 0. */
  readonly volume: number;
}

export interface SurveyedSet {
  readonly set: BackupSet;
  readonly volumes: readonly Volume[];
  readonly folders: number;
  readonly files: number;
  readonly bytes: number;
  readonly outcome: 'complete' | 'aborted' | 'truncated';
  readonly entries: readonly SurveyedEntry[];
}

export interface Survey {
  /** Those whose TAPE block could be read. */
  readonly media: readonly Medium[];
  readonly sets: readonly SurveyedSet[];
  /** Whether there was a set map, and it was compared with what is there. */
  readonly hasSetMap: boolean;
  readonly problems: readonly Problem[];
}

/** `entries`: whether each file and folder is wanted, and not only how many there are. What is thrown is the tapes' own. */
export async function surveyMedia(next: NextMedium, { entries: wanted }: { readonly entries: boolean }): Promise<Survey> {
  const media: Medium[] = [];
  const sets: SurveyedSet[] = [];
  const problems: Problem[] = [];
  let map: { readonly map: SetMap; readonly medium: number; readonly media: number; readonly sets: number } | undefined;
  let volumes: Volume[] = [];
  let entries: SurveyedEntry[] = [];
  let counted = { folders: 0, files: 0, bytes: 0 };
  for await (const told of readMedia(next)) {
    switch (told.event) {
      case 'medium':
        if (told.medium !== undefined) media.push(told.medium);
        break;
      case 'set':
        volumes = [];
        entries = [];
        counted = { folders: 0, files: 0, bytes: 0 };
        break;
      case 'volume':
        volumes.push(told.volume);
        break;
      case 'entry': {
        const { entry, unreadable, displayableSize } = told;
        const bytes = entry.kind === 'file' ? entry.bytes : 0;
        counted = {
          folders: counted.folders + (entry.kind === 'folder' ? 1 : 0),
          files: counted.files + (entry.kind === 'file' ? 1 : 0),
          bytes: counted.bytes + bytes,
        };
        if (entry.kind === 'file' && unreadable === undefined && bytes !== displayableSize)
          problems.push({
            code: 'size-differs',
            message: `${entry.path.join('/')} is said to have ${displayableSize} bytes, and has ${bytes}.`,
            medium: media.at(-1)?.medium ?? 1,
            place: undefined,
          });
        if (wanted) {
          const { kind, path, attributes, modified } = entry;
          entries.push({ kind, path, bytes, attributes, modified, unreadable, volume: Math.max(0, volumes.length - 1) });
        }
        break;
      }
      case 'set-ended':
        sets.push({ set: told.set, volumes, ...counted, outcome: told.outcome, entries });
        break;
      case 'set-map':
        // The latest tells of all that is before it.
        map = { map: told.map, medium: told.medium, media: media.length, sets: sets.length };
        break;
      case 'problem':
        problems.push(told.problem);
        break;
    }
  }
  if (map !== undefined)
    for (const message of compareSetMap(map.map, media.slice(0, map.media), sets.slice(0, map.sets)))
      problems.push({ code: 'set-map-differs', message, medium: map.medium, place: undefined });
  return { media, sets, hasSetMap: map !== undefined, problems };
}
