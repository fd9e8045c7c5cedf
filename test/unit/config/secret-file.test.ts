import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isOpenToOthers, secretInFile, trustProblem } from '../../../src/config/secret-file.ts';
import { UserError } from '../../../src/foundation/user-error.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapelab-secret-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(content: string | Uint8Array, mode = 0o600): Promise<void> {
  await writeFile(join(folder, 'secret'), content);
  await chmod(join(folder, 'secret'), mode);
}
const read = (name = 'secret'): string => Buffer.from(secretInFile(folder, name).reveal()).toString();
function refusalOf(name = 'secret'): UserError {
  try {
    secretInFile(folder, name);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('not refused');
}

describe('a secret in a file', () => {
  it.each(['twelve or more', 'twelve or more\n', 'twelve or more\r\n'])('is its one line: %j', async (content) => {
    await write(content);
    expect(read()).toBe('twelve or more');
  });

  it('keeps its blanks, and is text of any script', async () => {
    await write(' schlüssel für band \n', 0o400);
    expect(read()).toBe(' schlüssel für band ');
  });

  it('is found from anywhere by its whole path, and behind a link', async () => {
    await write('twelve or more');
    await mkdir(join(folder, 'below'));
    await symlink('../secret', join(folder, 'below', 'link'));
    expect([read(join(folder, 'secret')), read('below/link')]).toEqual(['twelve or more', 'twelve or more']);
  });

  it.each([0o640, 0o604, 0o620, 0o602, 0o610, 0o644, 0o777])('is refused while others can come to it: %o', async (mode) => {
    await write('the secret itself', mode);
    expect(refusalOf()).toMatchObject({
      code: 'secret-file-refused',
      message: `The secret file ${folder}/secret can be read or written by others.`,
      hint: `'chmod 600 ${folder}/secret' shuts them out.`,
    });
  });

  it.each([
    ['two lines', 'the secret itself\nand another\n'],
    ['two line ends', 'the secret itself\n\n'],
    ['nothing', ''],
    ['a line end', '\n'],
    ['control characters', 'the secret itself\u0007'],
    ['what is no text', Uint8Array.of(...Buffer.from('the secret itself'), 0xff)],
    ['far too much', 'the secret itself'.repeat(1000)],
  ])('is refused when there is %s', async (_, content) => {
    await write(content);
    const refusal = refusalOf();
    expect(refusal).toMatchObject({
      code: 'secret-file-refused',
      message: `The secret file ${folder}/secret is not one line of text.`,
      hint: 'write the secret into it, and nothing else.',
    });
    expect(inspect(refusal)).not.toContain('the secret itself');
  });

  it('is refused where there is no plain file', async () => {
    await mkdir(join(folder, 'secrets'), { mode: 0o700 });
    expect(refusalOf('secrets')).toMatchObject({ message: `The secret file ${folder}/secrets is no plain file.` });
    expect(refusalOf('none')).toMatchObject({
      message: 'The secret file cannot be read: no such file or directory.',
      hint: `its name counts from ${folder}.`,
    });
  });
});

it.each(['the secret itself', 'the secret itself\0'])('has no name in a complaint that no file has, as it may be a secret: %j', (name) => {
  expect(inspect(refusalOf(name))).not.toContain('the secret itself');
});

describe('whether a file is to be trusted', () => {
  const own = 1000;
  it.each([
    [own, 0o100600, own, undefined],
    [0, 0o100400, own, undefined],
    [1001, 0o100600, own, 'belongs to another user'],
    [own, 0o100600, 0, 'belongs to another user'],
    [own, 0o100640, own, 'can be read or written by others'],
    [1001, 0o100666, undefined, undefined],
  ])('of owner %d, mode %o, for user %s', (uid, mode, ownUid, problem) => {
    expect(trustProblem({ uid, mode }, ownUid, 'secret')?.[0]).toBe(problem);
  });

  it('takes the bits of group and others for all users but the owner', () => {
    expect([0o600, 0o700, 0o400, 0o100600].map(isOpenToOthers)).toEqual([false, false, false, false]);
    expect([0o640, 0o601, 0o620, 0o604].map(isOpenToOthers)).toEqual([true, true, true, true]);
  });
});
