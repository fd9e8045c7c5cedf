/** Bytes through pipes, in a process of their own, as a shell gives them: to a reader that takes its time, and from a writer that does not end. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';

const byteStream = new URL('../../../src/cli/byte-stream.ts', import.meta.url).href;
const MiB = 2 ** 20;
/** Longer than a stream of a descriptor tries again by itself where that has no room. */
const longMs = 400;

type Process = ChildProcessByStdio<Writable, Readable, Readable>;
const processes: Process[] = [];
afterEach(() => {
  for (const process of processes.splice(0)) process.kill('SIGKILL');
});

/** A program that has `ByteSink` and `piecesOf`, in front of a pipe; its standard output is there before they are, as in the command. */
function program(body: string): Process {
  const lines = [`import { ByteSink, piecesOf } from ${JSON.stringify(byteStream)};`, "process.stdout.on('error', () => {});", body];
  const words = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', lines.join('\n')];
  const started = spawn('sh', ['-c', '"$@" | cat', 'sh', ...words], { stdio: 'pipe' });
  processes.push(started);
  return started;
}

async function all(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const copy = `
  const sink = await ByteSink.into('-', { overwrite: false });
  setTimeout(() => process.stderr.write('waiting '), ${longMs});
  await sink
    .write([new Uint8Array(${4 * MiB}).fill(7), new Uint8Array(3).fill(8)])
    .then(() => sink.end())
    .then(() => process.stderr.write('done'), ({ code, message }) => process.stderr.write(code + ' ' + message))
    .finally(() => process.exit());
`;

describe('the standard output', () => {
  it('waits for whoever reads it', async () => {
    const writer = program(copy);
    const said = all(writer.stderr);
    const ended = once(writer, 'close');
    await once(writer.stderr, 'readable');
    const read = await all(writer.stdout);
    await ended;
    expect((await said).toString()).toBe('waiting done');
    expect([read.length, read[4 * MiB - 1], read[4 * MiB]]).toEqual([4 * MiB + 3, 7, 8]);
  });

  it('tells when nobody reads it any more', async () => {
    const writer = program(copy);
    const said = all(writer.stderr);
    writer.stdout.destroy();
    expect((await said).toString()).toBe('file-unwritable The standard output cannot be written: write EPIPE.');
  });
});

describe('the standard input', () => {
  it('is cut into pieces, and let go of when no more is wanted', async () => {
    const reader = program("for await (const piece of piecesOf('-', 10)) { process.stdout.write(String(piece.length)); break; }");
    const ended = once(reader, 'close');
    reader.stdin.write(Buffer.alloc(25));
    expect((await all(reader.stdout)).toString()).toBe('10');
    expect(await ended).toEqual([0, null]);
  });
});
