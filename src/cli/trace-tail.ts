/** `tapelab trace tail`: what happened, a line for each task, session, fault and all else; with --follow, as it happens. */
import type { ActionInput, ActionOutput } from '../control/actions.ts';
import { UserError } from '../foundation/user-error.ts';
import type { Composition } from './composition.ts';
import { entryLine } from './trace-words.ts';
import { answer, verb, withServer } from './verb.ts';

/** How long one question stays open. After a signal to stop it is the last. */
const waitMs = 1_000;

export const traceTailVerb = (composition: Composition) =>
  verb('tail', 'what hosts did and what happened to them, in order')
    .option('-n, --lines <count>', 'how many of the last lines', parseLines, 20)
    .option('--follow', 'go on as more happens')
    .option('--pdus', 'with the PDUs that passed')
    .option('--bytes', 'with the PDUs and as much of their bytes as is remembered')
    .option('--device <name>', 'of one drive or library only')
    .action(async (options) => {
      const { lines: limit, device, bytes, json } = options;
      const what = {
        ...(device !== undefined && { device }),
        ...((options.pdus || bytes) && { pdus: true }),
        ...(bytes && { bytes }),
      };
      const first = await tail(options.home, { ...what, limit });
      if (options.follow) await follow(composition, options, what, first);
      else if (json || first.entries.length > 0) answer(composition, options, { value: first.entries, text: lines(first.entries) });
      else answer(composition, options, { value: [], text: 'Nothing has happened yet.' });
    });

type Told = ActionOutput<'trace.tail'>;

const tail = (home: string, input: ActionInput<'trace.tail'>): Promise<Told> => withServer(home, (actions) => actions['trace.tail'](input));

const lines = (entries: Told['entries']): string => entries.map(entryLine).join('\n');

/** Until a signal. A line of JSON for each entry, where JSON is wanted. */
async function follow(
  { say, onStopSignal }: Composition,
  { home, json }: { readonly home: string; readonly json?: true | undefined },
  what: ActionInput<'trace.tail'>,
  first: Told,
): Promise<void> {
  let stopped = false;
  const ignore = onStopSignal(() => {
    stopped = true;
  });
  try {
    for (let told = first; ; told = await tail(home, { ...what, after: told.last, afterPdu: told.lastPdu, waitMs })) {
      for (const entry of told.entries) say(json ? JSON.stringify(entry) : entryLine(entry));
      if (stopped) return;
    }
  } finally {
    ignore();
  }
}

function parseLines(text: string): number {
  const count = Number(text);
  if (/^[0-9]+$/.test(text) && count >= 1 && count <= 10_000) return count;
  throw new UserError('lines-invalid', `'${text}' is no number of lines.`, { hint: 'from 1 to 10000, like -n 50.', exitCode: 2 });
}
