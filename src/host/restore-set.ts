/** What backup programs have in common: how a job ends, and how a set is taken from its tapes again. */
import { ContentDamage } from '../mtf/content.ts';
import type { NextMedium } from '../mtf/joined-media.ts';
import { isDamage } from '../mtf/problem.ts';
import { readMedia } from '../mtf/reader.ts';
import type { TreeEntry } from '../mtf/tree.ts';

/** A set, and the media it is on, in their order; `M` is what the program knows a medium by. */
export interface WrittenSet<M> {
  readonly number: number;
  readonly media: readonly M[];
}

export type BackupOutcome<M> =
  | { readonly outcome: 'completed'; readonly set: WrittenSet<M> }
  | { readonly outcome: 'failed'; readonly problem: string; readonly media: readonly M[] };

export interface RestoreOutcome {
  readonly outcome: 'completed' | 'failed';
  /** Sentences. */
  readonly problems: readonly string[];
  readonly files: number;
  readonly bytes: number;
}

/** Takes what is to be restored; files' content has to be read before it resolves. */
export type ReceiveEntry = (entry: TreeEntry) => Promise<void>;

/** Reads one set from its media; what is wrong with another one on them is no matter of this one. What the tape itself throws passes through. */
export async function restoreSet(number: number, next: NextMedium, receive: ReceiveEntry): Promise<RestoreOutcome> {
  const problems: string[] = [];
  let [files, bytes] = [0, 0];
  let within: 'wanted' | 'other' | 'none' = 'none';
  let isComplete = false;
  for await (const event of readMedia(next)) {
    if (event.event === 'set') within = event.set.number === number ? 'wanted' : 'other';
    else if (event.event === 'problem') {
      if (within !== 'other' && isDamage(event.problem)) problems.push(event.problem.message);
    } else if (within === 'wanted' && event.event === 'entry') {
      if (event.unreadable !== undefined) problems.push(`${event.entry.path.join('\\')} cannot be restored: ${event.unreadable}.`);
      else if (await received(event.entry, receive)) {
        if (event.entry.kind === 'file') [files, bytes] = [files + 1, bytes + event.entry.bytes];
      }
    } else if (event.event === 'set-ended') {
      isComplete = within === 'wanted' && event.outcome === 'complete';
      if (within === 'wanted') break;
      within = 'none';
    }
  }
  if (!isComplete && problems.length === 0) problems.push(`Set ${number} has no end.`);
  return { outcome: problems.length === 0 ? 'completed' : 'failed', problems, files, bytes };
}

/** Damage is told by the reader as a problem of its own. */
async function received(entry: TreeEntry, receive: ReceiveEntry): Promise<boolean> {
  try {
    await receive(entry);
    return true;
  } catch (error) {
    if (error instanceof ContentDamage) return false;
    throw error;
  }
}
