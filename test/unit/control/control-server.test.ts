import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { channelPath } from '../../../src/control/address.ts';
import { ControlClient } from '../../../src/control/control-client.ts';
import { ControlServer } from '../../../src/control/control-server.ts';
import type { CartridgeView } from '../../../src/control/views.ts';
import { UserError } from '../../../src/foundation/user-error.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'tapelab-home-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const cartridge: CartridgeView = {
  barcode: 'LAB001L8',
  mediumType: 'lto-8',
  capacityBytes: 1000,
  earlyWarningBytes: 100,
  writeProtected: false,
  writeOnce: false,
  discardsData: false,
  checksum: 'crc32c',
  usedBytes: 0,
  blocks: 0,
  filemarks: 0,
  setmarks: 0,
  partitions: [{ capacityBytes: 1000, earlyWarningBytes: 100, usedBytes: 0, blocks: 0, filemarks: 0, setmarks: 0 }],
  recording: 'blank',
  densityCode: 0x5e,
  hostWriteProtection: 'none',
  loads: 0,
  bytesWritten: 0,
  bytesRead: 0,
  created: '2026-11-22T00:00:00.000Z',
};
const open = (): Promise<ControlServer> => ControlServer.open(home, 'tapelab serve', Date.UTC(2026, 10, 22));

describe('the control channel', () => {
  it('is nowhere while nobody holds the home', async () => expect(await ControlClient.find(home)).toBeUndefined());

  it('tells who holds the home', async () => {
    const server = await open();
    server.serve({}, '127.0.0.1:3260');
    const client = await ControlClient.find(home);
    expect(client?.holder).toMatchObject({
      program: 'tapelab serve',
      pid: process.pid,
      since: '2026-11-22T00:00:00.000Z',
      listen: '127.0.0.1:3260',
    });
    await server.close();
    expect(await ControlClient.find(home)).toBeUndefined();
  });

  it('refuses a second holder by naming the first', async () => {
    const server = await open();
    server.serve({}, '127.0.0.1:3260');
    await expect(open()).rejects.toMatchObject({
      code: 'home-in-use',
      exitCode: 1,
      message: `The home ${home} is in use: 'tapelab serve' (process ${process.pid}) has held it since 2026-11-22T00:00:00.000Z and listens on 127.0.0.1:3260.`,
    });
    await server.close();
  });

  it('carries an action and its answer', async () => {
    const server = await open();
    server.serve({ 'cartridge.show': async ({ barcode }) => ({ ...cartridge, barcode }) });
    const client = await ControlClient.find(home);
    expect(await client!.actions['cartridge.show']({ barcode: 'LAB002L8' })).toEqual({ ...cartridge, barcode: 'LAB002L8' });
    await server.close();
  });

  it('carries a refusal as it is', async () => {
    const server = await open();
    const refusal = new UserError('barcode-unknown', 'There is no cartridge LAB009L8.', { hint: "did you mean 'LAB001L8'?" });
    server.serve({
      'cartridge.show': async () => {
        throw refusal;
      },
    });
    const client = await ControlClient.find(home);
    await expect(client!.actions['cartridge.show']({ barcode: 'LAB009L8' })).rejects.toMatchObject({
      code: refusal.code,
      message: refusal.message,
      hint: refusal.hint,
    });
    await server.close();
  });

  it('answers what is not in the table, not offered, or malformed', async () => {
    const server = await open();
    const client = await ControlClient.find(home);
    await expect(client!.actions.status({})).rejects.toMatchObject({ code: 'home-not-ready' });
    server.serve({});
    await expect(client!.actions.status({})).rejects.toMatchObject({ code: 'server-missing', exitCode: 3 });
    await expect(client!.actions.status({ verbose: true } as never)).rejects.toMatchObject({ code: 'input-invalid', exitCode: 2 });
    await expect(client!.actions['drive.load']({ drive: 5 } as never)).rejects.toMatchObject({ code: 'input-invalid' });
    await server.close();
  });

  it('waits for what is under way before it gives the home back', async () => {
    const server = await open();
    let finish = (): void => {};
    const begun = new Promise<void>((resolve) => {
      server.serve({
        'cartridge.list': () => {
          resolve();
          return new Promise((done) => {
            finish = () => done([cartridge]);
          });
        },
      });
    });
    const client = await ControlClient.find(home);
    const answer = client!.actions['cartridge.list']({});
    await begun;
    const closing = server.close();
    await expect(client!.actions['cartridge.list']({})).rejects.toMatchObject({ code: 'home-not-ready' });
    expect(await ControlClient.find(home)).toBeDefined();
    finish();
    expect(await answer).toEqual([cartridge]);
    await closing;
    expect(await ControlClient.find(home)).toBeUndefined();
  });

  it('lies elsewhere when the home is too deep for a socket', async () => {
    const deep = join(home, 'd'.repeat(60), 'e'.repeat(60));
    await mkdir(deep, { recursive: true });
    expect(Buffer.byteLength(channelPath(deep))).toBeLessThan(104);
    expect(channelPath(deep)).not.toContain(deep);
    const server = await ControlServer.open(deep, 'tapelab serve', 0);
    expect((await ControlClient.find(join(deep, '..', 'e'.repeat(60))))?.holder.pid).toBe(process.pid);
    await server.close();
  });
});

it('is not kept from closing by whoever does not finish what he asks', async () => {
  const server = await open();
  const socket = connect(channelPath(home));
  await once(socket, 'connect');
  socket.on('error', () => {});
  socket.write('POST /actions/status HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{');
  const asked = await ControlClient.find(home);
  expect(asked?.holder.program).toBe('tapelab serve');
  const gone = once(socket, 'close');
  await server.close();
  await gone;
});
