/** The built command as processes: signals, restarts, killed servers, who has the home. What each verb says is tested with `cli/`. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentOf } from '../folder-content.ts';
import * as cdb from './cdb.ts';
import { type Ended, type Ready, TapelabProcess, tapelab } from './command-line.ts';
import { Initiator } from './initiator.ts';
import { acknowledgeAttentions } from './lab-under-test.ts';

const targetName = 'iqn.2026-11.local.tapelab:drive0';

let folder: string;
let home: string;
const processes: TapelabProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapelab-command-'));
  home = join(folder, 'home');
});
afterEach(async () => {
  for (const process of processes.splice(0)) await process.stop('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Starts a server and waits until it says that it accepts initiators. */
async function serve(...words: string[]): Promise<{ server: TapelabProcess; ready: Ready }> {
  const server = new TapelabProcess(['serve', '--home', home, '--listen', '127.0.0.1:0', '--json', ...words]);
  processes.push(server);
  await server.says('\n');
  return { server, ready: JSON.parse(server.stdout) as Ready };
}

async function logIn({ port }: Ready, target = targetName): Promise<Initiator> {
  const initiator = await Initiator.logIn({ host: '127.0.0.1', port }, { targetName: target });
  await acknowledgeAttentions(initiator);
  return initiator;
}

async function writeAndSynchronise(initiator: Initiator, block: Uint8Array): Promise<void> {
  expect(await initiator.command(cdb.write6(block.length), { write: block })).toMatchObject({ status: 0 });
  expect(await initiator.command(cdb.writeFilemarks(1))).toMatchObject({ status: 0 });
}

async function expectBlock(initiator: Initiator, block: Uint8Array): Promise<void> {
  const { status, data } = await initiator.command(cdb.read6(block.length), { read: block.length });
  expect(status).toBe(0);
  expect(Buffer.compare(data, block)).toBe(0);
}

const onHome = (...words: string[]): Promise<Ended> => tapelab(...words, '--home', home, '--json');
const drive0 = async (): Promise<unknown> => {
  const { drives } = JSON.parse((await onHome('status')).stdout) as { drives: { name: string }[] };
  return drives.find(({ name }) => name === 'drive0');
};
const problemOf = ({ stderr }: Ended): unknown => (JSON.parse(stderr) as { error: unknown }).error;

describe('a server', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'makes a demo in an empty home, and at %s brings all to its files and ends with 0',
    async (signal) => {
      const readyFile = join(folder, 'ready.json');
      const { server, ready } = await serve('--ready-file', readyFile);
      expect(JSON.parse(await readFile(readyFile, 'utf8'))).toEqual(ready);
      expect(ready).toMatchObject({ address: '127.0.0.1', listen: `127.0.0.1:${ready.port}`, pid: server.child.pid, home });
      const initiator = await logIn(ready);
      const { data } = await initiator.command(cdb.inquiry(), { read: 255 });
      expect(Buffer.from(data).toString('latin1', 8, 32)).toBe('IBM     ULT3580-TD8     ');
      // Buffered, not synchronised: GOOD was said, so it must be on the tape when the server has ended.
      const block = Buffer.alloc(100_000, 'buffered');
      expect(await initiator.command(cdb.write6(block.length), { write: block })).toMatchObject({ status: 0 });
      expect(await server.stop(signal)).toMatchObject({ code: 0, signal: null });
      expect((await readdir(home)).sort()).toEqual(['cartridges', 'inventory.json', 'tapelab.yaml']);
      await expect(access(readyFile)).rejects.toMatchObject({ code: 'ENOENT' });
      const report = JSON.parse((await onHome('cartridge', 'check', 'LAB011L8')).stdout) as unknown;
      expect(report).toMatchObject({ blocks: 1, bytes: block.length, faults: [], notes: [] });
    },
  );

  it('ends at once with 1 when it is told twice', async () => {
    const { server, ready } = await serve();
    // An initiator that does not log out when it is asked to holds the server up.
    await logIn(ready);
    server.child.kill('SIGTERM');
    expect(await server.stop('SIGINT')).toMatchObject({ code: 1, signal: null });
  });

  it('ends with the `npm start` that started it, which passes no signal on', async () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const npm = spawn('npm', ['start', '--silent', '--', '--home', home, '--listen', '127.0.0.1:0'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    for await (const text of npm.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      said += text;
      if (said.includes('Stop with Ctrl-C')) break;
    }
    npm.stdout.resume();
    npm.kill('SIGTERM');
    // The server holds the other end of the pipe: it closes when the server is gone too.
    await once(npm, 'close');
    expect(await tapelab('status', '--home', home)).toMatchObject({ code: 3 });
  });

  it('keeps the data, the drive and what is in it over a restart', async () => {
    const first = await serve();
    const block = Buffer.alloc(65_536, 'tape');
    const writer = await logIn(first.ready);
    await writeAndSynchronise(writer, block);
    writer.connection.reset();
    const known = await drive0();
    expect(await first.server.stop()).toMatchObject({ code: 0 });
    const second = await serve();
    expect(await drive0()).toMatchObject({ ...(known as object), position: 0 });
    const initiator = await logIn(second.ready);
    await expectBlock(initiator, block);
    expect(await initiator.command(cdb.loadUnload(false))).toMatchObject({ status: 0 });
    initiator.connection.reset();
    await second.server.stop();
    const third = await serve();
    expect(await drive0()).toMatchObject({ cartridge: 'LAB011L8', loaded: false });
    await onHome('drive', 'eject', 'drive0');
    await third.server.stop();
    await serve();
    expect(await drive0()).not.toHaveProperty('cartridge');
  });

  it('takes over from one that was killed, with every synchronised block', async () => {
    const first = await serve();
    const block = Buffer.alloc(262_144, 'kept');
    await writeAndSynchronise(await logIn(first.ready), block);
    expect(await first.server.stop('SIGKILL')).toMatchObject({ signal: 'SIGKILL' });
    expect(await readdir(home)).toContain('control.sock');
    const second = await serve();
    await expectBlock(await logIn(second.ready), block);
  });

  it('says what it has cut off a cartridge', async () => {
    await onHome('cartridge', 'create', 'LAB011L8');
    // A record's length and no more of it than 3 bytes, as a power cut leaves it.
    await writeFile(join(home, 'cartridges', 'LAB011L8', 'partition-0.tap'), Buffer.from([0, 2, 0, 0, 1, 2, 3]));
    const { server } = await serve();
    await server.says('cartridge LAB011L8: cut off 7 bytes', 'stderr');
  });

  it('is one, however many start at once on the socket of one that was killed', async () => {
    const { server } = await serve();
    await server.stop('SIGKILL');
    const outcomes = await Promise.allSettled([serve(), serve(), serve()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(String(outcome.reason)).toContain('home-in-use');
  });

  it('refuses a second one on its home or port, and neither changes anything', async () => {
    const { ready } = await serve();
    const before = await contentOf(folder);
    const sameHome = await tapelab('serve', '--home', home, '--listen', '127.0.0.1:0');
    const samePort = await tapelab('serve', '--home', join(folder, 'other'), '--listen', ready.listen);
    expect(sameHome).toMatchObject({ code: 1, stdout: '' });
    expect(sameHome.stderr).toMatch(
      new RegExp(`^tapelab: The home ${home} is in use: .*process ${ready.pid}.* since 20.* listens on ${ready.listen}\\.\nHint: `),
    );
    expect(samePort).toMatchObject({ code: 1, stdout: '' });
    expect(samePort.stderr).toMatch(
      new RegExp(`^tapelab: Cannot listen on ${ready.listen}: .*process ${ready.pid}\\) serves the home ${home} there\\.\nHint: `),
    );
    expect(await contentOf(folder)).toEqual(before);
  });

  it('does not start where it may not write', async () => {
    const ended = await tapelab('serve', '--home', '/proc/tapelab', '--listen', '127.0.0.1:0', '--json');
    expect(ended.code).toBe(1);
    expect(problemOf(ended)).toMatchObject({ code: 'home-not-writable', hint: expect.stringContaining('--home') });
  });

  it('captures what goes over the wire', async () => {
    const capture = join(folder, 'lab.pcap');
    const { server, ready } = await serve('--pcap', capture);
    (await logIn(ready)).connection.reset();
    await server.stop();
    const bytes = await readFile(capture);
    expect(bytes.readUInt32BE(0)).toBe(0xa1b2c3d4);
    expect(bytes.includes(`TargetName=${targetName}`)).toBe(true);
  });
});

describe('a library', () => {
  interface LibraryView {
    readonly elements: readonly { readonly type: string; readonly number: number; readonly cartridge?: string }[];
  }
  const where = async (barcode: string): Promise<unknown> => {
    const { elements } = JSON.parse((await onHome('library', 'show')).stdout) as LibraryView;
    return elements.filter(({ cartridge }) => cartridge === barcode).map(({ type, number }) => `${type} ${number}`);
  };

  it('keeps every cartridge in its place, and what is written on it, over servers that are killed', async () => {
    const first = await serve();
    expect(await onHome('library', 'load', '1', '1')).toMatchObject({ code: 0 });
    const block = Buffer.alloc(65_536, 'tape');
    const on = { lun: 2 };
    const target = 'iqn.2026-11.local.tapelab:library';
    const writer = await logIn(first.ready, target);
    await acknowledgeAttentions(writer, on.lun);
    expect(await writer.command(cdb.write6(block.length), { ...on, write: block })).toMatchObject({ status: 0 });
    expect(await writer.command(cdb.writeFilemarks(1), on)).toMatchObject({ status: 0 });
    await first.server.stop('SIGKILL');

    const second = await serve();
    expect(await where('LAB001L8')).toEqual(['dataTransfer 2']);
    const reader = await logIn(second.ready, target);
    await acknowledgeAttentions(reader, on.lun);
    const { data } = await reader.command(cdb.read6(block.length), { ...on, read: block.length });
    expect(Buffer.compare(data, block)).toBe(0);
    expect(await onHome('library', 'unload', '1', '1')).toMatchObject({ code: 0 });
    expect(await onHome('move', 'LAB002L8', 'mailslot:1')).toMatchObject({ code: 0 });
    await second.server.stop('SIGKILL');

    await serve();
    expect(await where('LAB001L8')).toEqual(['storage 1']);
    expect(await where('LAB002L8')).toEqual(['importExport 1']);
    expect(JSON.parse((await onHome('cartridge', 'check', 'LAB001L8')).stdout)).toMatchObject({ blocks: 1, filemarks: 1, faults: [] });
  });
});

describe('a verb', () => {
  it('does the same with a server and without one', async () => {
    expect(await onHome('cartridge', 'create', 'LAB021L8..LAB022L8', '--capacity', '64MiB')).toMatchObject({ code: 0, stderr: '' });
    const show = async (): Promise<unknown> => JSON.parse((await onHome('cartridge', 'show', 'LAB022L8')).stdout);
    const without = await show();
    await serve();
    expect(without).toMatchObject({ barcode: 'LAB022L8', capacityBytes: 67_108_864 });
    expect(await show()).toEqual(without);
  });

  it.each([
    [3, 'server-missing', ['status']],
    [2, 'usage', ['cartridge', 'shwo']],
    [2, 'size-invalid', ['cartridge', 'create', 'LAB002L8', '--capacity', '64']],
    [1, 'home-missing', ['cartridge', 'list']],
  ])('ends with %d: %s', async (code, problem, words) => {
    const ended = await onHome(...words);
    expect(ended).toMatchObject({ code, stdout: '' });
    expect(problemOf(ended)).toMatchObject({ code: problem, exitCode: code });
    expect(await readdir(folder)).toEqual([]);
  });
});
