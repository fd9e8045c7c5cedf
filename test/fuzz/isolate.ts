/**
 * After a finding: each conversation that may have done it is had again with a fresh target, until one does it again alone. That one becomes a
 * file of the corpus; when none does it alone, all of them are written aside, for it may take several.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Campaign, type Finding } from './campaign.ts';
import { conversationPdus, type Transcript } from './conversation.ts';
import { asLine, type Entry, writeEntry } from './corpus.ts';

const boundMs = 90_000;

/** Gives the lines to say. */
export async function isolate(finding: Finding, { seed, root }: { readonly seed: number; readonly root?: string }): Promise<string[]> {
  if (finding.entry !== undefined) return [`Again: npm run fuzz -- --replay test/fuzz/corpus/${finding.entry.name}.txt`];
  const numbers = finding.conversations.length > 0 ? finding.conversations : finding.suspects.map(({ conversation }) => conversation);
  if (numbers.length === 0) return [];
  const from = Math.min(...numbers) * conversationPdus;
  const count = (Math.max(...numbers) + 1) * conversationPdus - from;
  const lines = [`Again: npm run fuzz -- --seed ${seed} --from ${from} --count ${count}`];

  const deadline = performance.now() + boundMs;
  for (const suspect of finding.suspects) {
    if (performance.now() > deadline) break;
    const entry = entryOf(suspect, finding.problem, seed);
    const { finding: again } = await Campaign.run({ seed, from: 0, to: 0, corpus: [entry], ...(root !== undefined && { root }) });
    if (again === undefined) continue;
    const file = await writeEntry(entry);
    return [...lines, `Alone: npm run fuzz -- --replay ${file}`, `       (${again.problem.split('\n')[0]})`];
  }
  const folder = await mkdtemp(join(tmpdir(), 'tapelab-fuzz-suspects-'));
  for (const suspect of finding.suspects) await writeEntry(entryOf(suspect, finding.problem, seed), folder);
  return [...lines, `No conversation did it alone; what was said is in ${folder}`];
}

function entryOf({ conversation, state, ending, dice, thrown }: Transcript, problem: string, seed: number): Entry {
  return {
    name: `found-${seed}-${conversation}`,
    comment: `${problem.split('\n').slice(0, 4).join('\n').slice(0, 600)}\nSeed ${seed}, PDUs from ${conversation * conversationPdus}.`,
    state,
    ending,
    dice,
    lines: thrown.flatMap((bytes) => [asLine(bytes), 'pause']),
  };
}
