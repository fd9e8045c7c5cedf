/**
 * After a finding: each conversation that may have done it is had again with a fresh target, until one does it again alone. That one becomes a
 * file of the corpus; when none does it alone, all of them are written aside, for it may take several.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Campaign, type Finding } from './campaign.ts';
import { conversationPdus } from './conversation.ts';
import { writeEntry } from './corpus.ts';

const boundMs = 90_000;

/** Gives the lines to say. */
export async function isolate(finding: Finding, { seed, root }: { readonly seed: number; readonly root?: string }): Promise<string[]> {
  const lines: string[] = [];
  if (finding.conversations.length > 0) {
    const from = Math.min(...finding.conversations) * conversationPdus;
    const count = (Math.max(...finding.conversations) + 1) * conversationPdus - from;
    lines.push(`Again: npm run fuzz -- --seed ${seed} --from ${from} --count ${count}`);
  }
  if (finding.suspects.length === 0) return lines;
  const deadline = performance.now() + boundMs;
  for (const suspect of finding.suspects) {
    if (performance.now() > deadline) break;
    const { finding: again } = await Campaign.run({
      seed,
      from: 0,
      to: 0,
      corpus: [suspect],
      patient: false,
      ...(root !== undefined && { root }),
    });
    if (again === undefined) continue;
    const file = suspect.file ?? (await writeEntry(suspect));
    return [...lines, `Alone: npm run fuzz -- --replay ${file}`, `       (${again.problem.split('\n')[0]})`];
  }
  const folder = await mkdtemp(join(tmpdir(), 'tapelab-fuzz-suspects-'));
  for (const suspect of finding.suspects) await writeEntry(suspect, folder);
  return [...lines, `No conversation did it alone; what was said is in ${folder}`];
}
