/**
 * Our initiator, and the user-space `mt` and `mtx` over it, against Debian's `tgt`: a drive and a changer that have nothing of ours. Where tgt itself
 * answers otherwise than SSC has it (READ POSITION is always 0), nothing is expected.
 */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandResult, runCommand } from './command.ts';
import { type TemporaryDirectory, tapelabCommand, temporaryDirectory } from './tapelab.ts';
import { startTgt, type TgtTarget, tgtTarget } from './tgt-target.ts';

const chap = { name: 'host1', secret: 'twelve-or-more' };

describe('tgt', () => {
  let directory: TemporaryDirectory;
  let tgt: TgtTarget;
  let secretFile: string;
  beforeAll(async () => {
    directory = await temporaryDirectory();
    const options = { directory: directory.path, barcodes: ['TGT001S2', 'TGT002S2'], cartridgeMegabytes: 200, changer: true, chap };
    const started = await startTgt(options);
    if (started === undefined) throw new Error('tgtd does not answer to --version');
    tgt = started;
    secretFile = join(directory.path, 'secret');
    await writeFile(secretFile, `${chap.secret}\n`, { mode: 0o600 });
  });
  afterAll(async () => {
    await tgt?.stop();
    await directory?.remove();
  });

  const tapelab = (tool: 'mt' | 'mtx', ...words: string[]): Promise<CommandResult> =>
    runCommand(process.execPath, [
      tapelabCommand,
      ...[tool, '-f', `iscsi://${tgt.portal}`, '--chap-user', chap.name, '--chap-secret-file', secretFile],
      // It takes CHAP algorithm 7 for SHA-1, so it must not be offered SHA-256.
      ...['--profile', 'open-iscsi'],
      ...words,
    ]);
  /** What it says when it is done. */
  const done = async (tool: 'mt' | 'mtx', ...words: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await tapelab(tool, ...words);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    return stdout;
  };

  it('does not let in who has no secret', async () => {
    const { exitCode, stderr } = await runCommand(process.execPath, [
      tapelabCommand,
      'mt',
      '-f',
      `iscsi://${tgt.portal}/${tgtTarget}/1`,
      'status',
    ]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/Hint: .*--chap-user/s);
  });

  it('has its changer found, looked into and moved about', async () => {
    expect(await done('mtx', 'status')).toMatch(
      /1 Drives, 3 Slots.*Data Transfer Element 0:Empty.*Element 1:Full :VolumeTag=TGT001S2.*Element 2:Full :VolumeTag=TGT002S2.*Element 3:Empty/s,
    );
    await done('mtx', 'transfer', '2', '3');
    await done('mtx', 'load', '1', '0');
    expect(await done('mtx', 'status')).toMatch(
      /Data Transfer Element 0:Full .*Element 1:Empty.*Element 2:Empty.*Element 3:Full :VolumeTag=TGT002S2/s,
    );
    const { exitCode, stderr } = await tapelab('mtx', 'load', '3', '0');
    expect({ exitCode, told: stderr.includes('Hint: ') }).toEqual({ exitCode: 1, told: true });
  });

  it.each([
    { blockBytes: 512, bytes: 100_000 },
    { blockBytes: 65_536, bytes: 3_000_001 },
    { blockBytes: 1_048_576, bytes: 20_000_000 },
  ])('keeps files in blocks of $blockBytes bytes, and finds them behind their filemarks', async ({ blockBytes, bytes }) => {
    const [one, other, back] = ['one', 'other', 'back'].map((name) => join(directory.path, name)) as [string, string, string];
    await writeFile(one, randomBytes(bytes));
    await writeFile(other, randomBytes(blockBytes + 1));
    await done('mt', 'rewind');
    await done('mt', 'write', one, '--block', `${blockBytes}B`);
    await done('mt', 'write', other, '--block', `${blockBytes}B`);
    await done('mt', 'rewind');
    await done('mt', 'fsf');
    await done('mt', 'read', back, '--overwrite');
    expect((await readFile(back)).equals(await readFile(other))).toBe(true);
    await done('mt', 'rewind');
    await done('mt', 'read', back, '--overwrite');
    expect((await readFile(back)).equals(await readFile(one))).toBe(true);
  });

  it('gives the cartridge back', async () => {
    await done('mt', 'rewind');
    await done('mt', 'unload');
    await done('mtx', 'unload');
    expect(await done('mtx', 'status')).toMatch(/Data Transfer Element 0:Empty.*Element 1:Full :VolumeTag=TGT001S2/s);
  });
});
