import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configurationIn } from '../../src/configuration-file.ts';
import { target, whole } from './config/configuration.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapelab-configuration-'));
  file = join(folder, 'tapelab.yaml');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(text: string, mode = 0o600): Promise<void> {
  await writeFile(file, text);
  await chmod(file, mode);
}
const read = (optional = false) => configurationIn(file, { optional });
const secretHere = '    access: [{ chap: { secret: "twelve or more" } }]\n';
const secretInFile = '    access: [{ chap: { secretFile: host1 } }]\n';

describe('the configuration of a home', () => {
  it('is read, with the secrets in the files beside it', async () => {
    await write(whole + secretInFile);
    await writeFile(join(folder, 'host1'), 'that of the host\n', { mode: 0o600 });
    const { configuration, demo } = await read();
    expect(demo).toBeUndefined();
    expect(Buffer.from(configuration.targets[target]!.access![0]!.chap!.secret.reveal()).toString()).toBe('that of the host');
  });

  it('is refused at the place of a secret file that is not to be trusted', async () => {
    await write(whole + secretInFile);
    await expect(read()).rejects.toMatchObject({
      message: `${file}:6:36: The secret file cannot be read: no such file or directory.`,
    });
    await writeFile(join(folder, 'host1'), 'that of the host\n');
    await chmod(join(folder, 'host1'), 0o640);
    await expect(read()).rejects.toMatchObject({
      code: 'configuration-invalid',
      message: `${file}:6:36: The secret file ${folder}/host1 can be read or written by others.`,
      hint: `'chmod 600 ${folder}/host1' shuts them out.`,
    });
    await writeFile(join(folder, 'host1'), 'short');
    await chmod(join(folder, 'host1'), 0o600);
    await expect(read()).rejects.toMatchObject({
      message: `${file}:6:36: This secret is too short: CHAP asks for at least 12 bytes (RFC 7143 §9.2.1).`,
    });
  });

  it('says where the models are named, when a name is like none of them', async () => {
    await write(whole.replace('lto-8', 'no-such-model'));
    await expect(read()).rejects.toMatchObject({
      message: expect.stringContaining("'no-such-model' is no known drive model."),
      hint: 'docs/models.md has the names of all, and generic has everything.',
    });
  });

  it('is the demo, where there is no file and none was named', async () => {
    const { configuration, demo } = await read(true);
    expect(demo).toContain('drive0');
    expect(Object.keys(configuration.drives)).toEqual(['library-drive1', 'library-drive2', 'dds', 'drive0']);
    expect(Object.keys(configuration.targets)[0]).toBe('iqn.2026-11.local.tapelab:library');
    const { drives, libraries } = configuration;
    const serials = [...Object.values(drives), ...Object.values(libraries)].map(({ serial }) => serial);
    expect(new Set(serials).size).toBe(5);
    await expect(read(false)).rejects.toMatchObject({ code: 'configuration-unreadable' });
  });

  it.each([
    ['secrets that others may read', secretHere, 0o644, true],
    ['secrets that others may write only', secretHere, 0o622, false],
    ['secrets for this user alone', secretHere, 0o600, false],
    ['no secrets', '', 0o644, false],
  ])('tells of %s', async (_, lines, mode, expected) => {
    await write(whole + lines, mode);
    expect((await read()).tellsSecrets).toBe(expected);
  });
});
