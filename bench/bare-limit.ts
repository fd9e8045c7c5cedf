/**
 * WRITE beside what this machine gives a Node program that does nothing but append a socket's bytes to a file (`bare-appender.mjs`): the most that any
 * target on Node could reach. Both sides of the pair are sent to by a program in C. The appender receives in the ways that Node documents, and the
 * fastest of them on this machine is the limit.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Figure, goalAtLeast, type Measurement } from './figure.ts';
import { median } from './median.ts';
import { alternate, compare } from './pairs.ts';
import { compileProgram, compileTapeLoad, tapeLoad } from './tape-load.ts';
import { startTapelab } from './targets.ts';

const blockBytes = 256 * 1024;
const depth = 8;

/** `data` events, and `onread` with buffers of these sizes. */
const waysToReceive = [undefined, 64 * 1024, 256 * 1024, 1024 * 1024];

export const bareLimit: Measurement = {
  title: 'WRITE beside the bare limit',
  measure: async function* ({ pairs, bytes }, folder): AsyncGenerator<Figure> {
    const load = await compileTapeLoad();
    const tapelab = await startTapelab(folder);
    const appender = await startAppender(join(folder, 'appended'));
    try {
      const bare = (
        await alternate(
          pairs,
          waysToReceive.map((pieceBytes) => () => appender.append(bytes, pieceBytes)),
        )
      ).map(median);
      const fastest = waysToReceive[bare.indexOf(Math.max(...bare))];
      const samples = await alternate(pairs, [
        async () => {
          const steps = await tapeLoad(
            load,
            tapelab.url,
            'rewind',
            `write:${blockBytes}:1:1`,
            `write:${blockBytes}:${Math.floor(bytes / blockBytes)}:${depth}`,
            'filemark',
          );
          return bytes / steps.findLast(({ step }) => step === 'write')!.seconds / 1e6;
        },
        () => appender.append(bytes, fastest),
      ]);
      const [written, appended] = samples as [number[], number[]];
      const figure = compare(
        { name: `WRITE ${blockBytes / 1024} KiB, ${depth} deep`, against: 'the bare limit', goal: goalAtLeast(0.8, 0.4) },
        { tapelab: written, 'the bare limit': appended },
        'MB/s',
      );
      const ways = Object.fromEntries(waysToReceive.map((pieceBytes, way) => [wayInWords(pieceBytes), bare[way]!]));
      yield { ...figure, parts: { ...figure.parts, ...ways } };
    } finally {
      await appender.stop();
      await tapelab.stop();
    }
  },
};

const wayInWords = (pieceBytes: number | undefined): string => (pieceBytes ? `onread, ${pieceBytes / 1024} KiB` : 'data events');

interface Appender {
  /** MB/s of one connection's bytes, from their first to the word that the last is written. */
  append(bytes: number, pieceBytes: number | undefined): Promise<number>;
  stop(): Promise<void>;
}

async function startAppender(file: string): Promise<Appender> {
  const sender = await compileProgram('send-bytes');
  const program = fileURLToPath(new URL('bare-appender.mjs', import.meta.url));
  const appender = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(appender, 'close');
  const answers = createInterface({ input: appender.stdout })[Symbol.asyncIterator]();
  return {
    append: async (bytes, pieceBytes) => {
      const sending = spawn(sender, [String(bytes)], { stdio: ['ignore', 'pipe', 'inherit'] });
      const lines = createInterface({ input: sending.stdout })[Symbol.asyncIterator]();
      const port = Number((await lines.next()).value);
      appender.stdin.write(`${JSON.stringify({ port, file, bytes, pieceBytes })}\n`);
      const seconds = Number((await lines.next()).value);
      if (!(seconds > 0) || (await answers.next()).done) throw new Error('the bare program ended before its time');
      return bytes / seconds / 1e6;
    },
    stop: async () => {
      appender.stdin.end();
      await ended;
    },
  };
}
