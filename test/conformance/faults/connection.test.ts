/** Faults of connections, portals and logins: what a host meets that comes, and what has become of the session and of the tape. */
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import * as cdb from '../cdb.ts';
import type { Connection } from '../connection.ts';
import { Initiator } from '../initiator.ts';
import { LabUnderTest, positionOf, shelf, tape } from '../lab-under-test.ts';
import { initiatorName, logIn } from '../login.ts';
import { pattern } from '../pattern.ts';

const clock = new ManualClock();
let lab: LabUnderTest;
const sockets: Socket[] = [];
beforeAll(async () => {
  lab = await LabUnderTest.start({ clock });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await lab.hangUp();
});
afterAll(() => lab.stop());

const write = { write: pattern(1000) };

/** How a bare connection ends; `undefined` in order, else by the system's error. */
async function endOf(port = lab.address.port, from?: string): Promise<string | undefined> {
  const socket = connect({ host: '127.0.0.1', port, ...(from !== undefined && { localAddress: from }) });
  sockets.push(socket);
  let error: NodeJS.ErrnoException | undefined;
  socket.on('error', (problem) => {
    error = problem;
  });
  socket.resume();
  await new Promise((resolve) => socket.once('close', resolve));
  return error?.code;
}

/** Turns of this process, for what arrives without anybody being told. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

const sessions = async (): Promise<number> => (await lab.operator['session.list']({})).length;

/** The next to log in, without a failure being an error. */
const tryToLogIn = async (options: Parameters<typeof logIn>[1] = {}) => logIn(await lab.connect(), { targetName: tape, ...options });

describe('a connection that is turned away', () => {
  it('refuse: it ends with a RST at once, and the next is served', async () => {
    await lab.faults.during({ do: 'refuse' }, async () => {
      expect(await endOf()).toBe('ECONNRESET');
      await lab.attach();
    });
  });

  it('refuse: those of one address only', async () => {
    await lab.faults.during({ match: { address: '127.0.0.2' }, fire: 'always', do: 'refuse' }, async (record) => {
      await lab.attach();
      expect(await endOf(lab.address.port, '127.0.0.2')).toBe('ECONNRESET');
      expect(record()).toMatchObject({ considered: 2, firings: 1 });
    });
  });

  it('half-open: the login is not answered until the time is over', async () => {
    await lab.faults.during({ do: { 'half-open': { for: '10min' } } }, async () => {
      const connection = await lab.connect();
      const login = logIn(connection, { targetName: tape });
      await lab.happening('connection.opened');
      // The target waits longer than it ever would for a login.
      clock.advance(599_999);
      await turns();
      expect(connection.kept).toEqual([]);
      clock.advance(1);
      const initiator = new Initiator(connection, await login, 1);
      await initiator.command(cdb.testUnitReady());
    });
  });
});

describe('a connection that ends', () => {
  it.each([
    ['reset-connection', 'scsi-command', 0],
    ['reset-connection', 'scsi-response', 1],
    ['finish', 'scsi-command', 0],
    ['finish', 'scsi-response', 1],
  ] as const)('%s at a %s: %i blocks are on the tape', async (action, pdu, blocks) => {
    const initiator = await lab.attachToBlank();
    await lab.faults.during({ match: { command: 'write', pdu }, do: action }, async () => {
      const task = initiator.start(cdb.write6(1000), write);
      await initiator.connection.closed();
      expect(task.ended).toBe(false);
      await lab.happening('session.ended');
    });
    expect(await positionOf(await lab.attach())).toMatchObject({ object: blocks });
  });

  it('finish: what is held up still comes before the end', async () => {
    const initiator = await lab.attach();
    await lab.faults.during({ match: { pdu: 'nop-in' }, do: { delay: { by: '10s' } } }, async () => {
      const ping = initiator.ping();
      await lab.happening('fault.fired');
      await lab.faults.perform('finish', { device: 'tape' });
      await turns();
      clock.advance(10_000);
      await ping;
      await initiator.connection.closed();
    });
  });

  it('a command knows which of the sessions of its host it came by', async () => {
    const [one, other] = [await lab.attach(), await lab.attach()];
    await lab.faults.during({ match: { command: 'REWIND' }, when: 'after', do: 'reset-connection' }, async () => {
      other.start(cdb.rewind());
      await other.connection.closed();
      await one.ping();
    });
  });

  it('a deed to a device that is not there is refused, and nobody loses a connection', async () => {
    const initiator = await lab.attach();
    await expect(lab.faults.perform('reset-connection', { device: 'tap' })).rejects.toMatchObject({ code: 'unit-unknown' });
    await initiator.ping();
  });

  it('only that connection is meant, and not another of the same host', async () => {
    const [one, other] = [await lab.attach(), await lab.attach()];
    await lab.faults.during({ match: { pdu: 'nop-out' }, do: 'reset-connection' }, async () => {
      one.ping().catch(() => {});
      await one.connection.closed();
      await other.ping();
      expect(await lab.happening('session.ended')).toMatchObject({ reason: 'it has been broken off with a RST' });
    });
  });
});

describe('a connection that stands still', () => {
  it('stall-reads: the host is not heard, and nobody loses patience, until the time is over', async () => {
    const initiator = await lab.attachToBlank();
    await lab.faults.during({ match: { command: 'write' }, do: { 'stall-reads': { for: '1h' } } }, async () => {
      const first = initiator.start(cdb.write6(1000), write);
      await lab.happening('fault.fired');
      const second = initiator.start(cdb.writeFilemarks(1));
      clock.advance(3_599_999);
      await turns();
      expect({ ended: [first.ended, second.ended], kept: initiator.connection.kept, sessions: await sessions() }).toEqual({
        ended: [false, false],
        kept: [],
        sessions: 1,
      });
      clock.advance(1);
      expect(await first.completion).toMatchObject({ status: 0 });
      expect(await second.completion).toMatchObject({ status: 0 });
    });
    expect(await positionOf(initiator)).toMatchObject({ object: 2 });
  });

  it('stall-writes: commands are carried out, and the answers come when the time is over', async () => {
    const initiator = await lab.attachToBlank();
    await lab.faults.during({ match: { pdu: 'nop-out' }, do: { 'stall-writes': { for: '1h' } } }, async () => {
      const ping = initiator.ping();
      await lab.happening('fault.fired');
      const task = initiator.start(cdb.write6(1000), write);
      const other = await lab.attach();
      expect(await positionOf(other)).toMatchObject({ object: 1 });
      clock.advance(3_599_999);
      await turns();
      expect(task.ended).toBe(false);
      clock.advance(1);
      await ping;
      expect(await task.completion).toMatchObject({ status: 0 });
    });
  });

  it('each direction has its own time, and the last word counts', async () => {
    const initiator = await lab.attach();
    const on = { device: 'tape' };
    await lab.faults.perform('stall-writes', on);
    await lab.faults.perform({ throttle: { bytesPerSecond: '1MiB', direction: 'from-host', for: '5s' } }, on);
    clock.advance(5_000);
    const ping = initiator.ping();
    await turns();
    expect(initiator.connection.kept).toEqual([]);
    await lab.faults.perform({ throttle: { bytesPerSecond: '1MiB', direction: 'to-host' } }, on);
    await ping;
  });

  it('resume: it goes on at once', async () => {
    const initiator = await lab.attach();
    await lab.faults.during({ match: { pdu: 'nop-out' }, do: 'stall-writes' }, async () => {
      const ping = initiator.ping();
      await lab.happening('fault.fired');
      const other = await lab.logIn({ targetName: shelf });
      await lab.faults.during({ match: { target: shelf, pdu: 'nop-out' }, do: 'resume' }, async () => {
        await other.ping();
        await turns();
        expect(initiator.connection.kept).toEqual([]);
      });
      await lab.faults.during({ match: { initiator: initiatorName, target: tape, pdu: 'nop-out' }, do: 'resume' }, async () => {
        void initiator.ping();
        await ping;
      });
    });
  });

  it('throttle: the data come as slowly as the line is', async () => {
    const initiator = await lab.attachToBlank();
    await initiator.command(cdb.write6(1000), write);
    await initiator.command(cdb.rewind());
    const slow = { bytesPerSecond: '100B', direction: 'to-host' };
    await lab.faults.during({ match: { pdu: 'data-in', command: 'read' }, do: { throttle: slow } }, async () => {
      const task = initiator.start(cdb.read6(1000), { read: 1000 });
      await lab.happening('fault.fired');
      // 48 bytes of header and 1000 of data take ten seconds and a half.
      clock.advance(10_000);
      await turns();
      expect(task.ended).toBe(false);
      clock.advance(500);
      const { status, data } = await task.completion;
      expect({ status, same: Buffer.compare(data, write.write) }).toEqual({ status: 0, same: 0 });
    });
  });

  it('throttle: so is what comes from the host', async () => {
    const initiator = await lab.attachToBlank();
    const slow = { bytesPerSecond: '100B', direction: 'from-host', for: '1h' };
    await lab.faults.during({ match: { pdu: 'nop-out' }, do: { throttle: slow } }, async () => {
      await initiator.ping();
      const task = initiator.start(cdb.write6(1000), write);
      await turns();
      expect(task.ended).toBe(false);
      clock.advance(500);
      expect(await task.completion).toMatchObject({ status: 0 });
      // It was 1048 bytes: nothing more is read for ten seconds and a half.
      const behind = initiator.start(cdb.testUnitReady());
      clock.advance(10_000);
      await turns();
      expect(behind.ended).toBe(false);
      clock.advance(500);
      expect(await behind.completion).toMatchObject({ status: 0 });
      clock.advance(500);
    });
  });
});

describe('portal-down', () => {
  const ping = (initiator: Initiator): void => void initiator.ping().catch(() => {});

  it('nobody listens, and who was there is gone, until the time is over', async () => {
    const initiator = await lab.attachToBlank();
    await initiator.command(cdb.write6(1000), write);
    await lab.faults.during({ match: { pdu: 'nop-out' }, do: { 'portal-down': { for: '90s' } } }, async () => {
      ping(initiator);
      await initiator.connection.closed();
      expect(await endOf()).toBe('ECONNREFUSED');
      clock.advance(89_999);
      await turns();
      expect(await endOf()).toBe('ECONNREFUSED');
      clock.advance(1);
      await lab.happening('server.listening');
      expect(await positionOf(await lab.attach())).toMatchObject({ object: 1 });
    });
  });

  it('who is there may stay, and another rule opens it again', async () => {
    const initiator = await lab.attach();
    await lab.faults.during({ match: { pdu: 'nop-out' }, do: { 'portal-down': { connections: 'keep' } } }, async () => {
      await initiator.ping();
      expect(await endOf()).toBe('ECONNREFUSED');
      await initiator.command(cdb.testUnitReady());
    });
    await lab.faults.during({ match: { pdu: 'nop-out' }, do: 'portal-up' }, async () => {
      await initiator.ping();
      await lab.happening('server.listening');
      await lab.attach();
    });
  });

  it('the last that has shut it says when it opens', async () => {
    const initiator = await lab.attach();
    const down = (seconds: number) =>
      lab.faults.during({ match: { pdu: 'nop-out' }, do: { 'portal-down': { connections: 'keep', for: `${seconds}s` } } }, () =>
        initiator.ping(),
      );
    await down(10);
    await down(20);
    clock.advance(10_000);
    await turns();
    expect(await endOf()).toBe('ECONNREFUSED');
    clock.advance(10_000);
    await lab.happening('server.listening');
    await lab.attach();
  });

  it('one of the portals is named; one that there is not is told', async () => {
    const initiator = await lab.attach();
    const portal = `127.0.0.1:${lab.address.port}`;
    await lab.faults.during({ match: { pdu: 'nop-out' }, do: { 'portal-down': { portal: '127.0.0.1:1' } } }, async () => {
      await initiator.ping();
      expect(await lab.happening('fault.failed')).toMatchObject({ message: 'Nobody listens on 127.0.0.1:1.' });
    });
    await lab.faults.during(
      { match: { pdu: 'nop-out' }, do: { 'portal-down': { portal, for: '1s', connections: 'finish' } } },
      async () => {
        ping(initiator);
        await initiator.connection.closed();
        clock.advance(1000);
        await lab.happening('server.listening');
      },
    );
  });
});

describe('a login', () => {
  it.each([
    ['service-unavailable', 3, 1],
    ['authorization-failure', 2, 2],
    ['02/0B', 2, 11],
    ['3/7', 3, 7],
  ])('login-status %s', async (status, statusClass, statusDetail) => {
    const before = await lab.attach();
    await lab.faults.during({ do: { 'login-status': { status } } }, async () => {
      const connection: Connection = await lab.connect();
      expect(await logIn(connection, { targetName: tape })).toMatchObject({ statusClass, statusDetail });
      await connection.closed();
      expect(await sessions()).toBe(1);
      expect(await tryToLogIn()).toMatchObject({ statusClass: 0 });
    });
    await before.ping();
  });

  it('login-status: in the last step of a login no session has come about', async () => {
    await lab.faults.during({ match: { pdu: 'login-request', nth: 2 }, do: 'login-status' }, async () => {
      expect(await tryToLogIn()).toMatchObject({ statusClass: 3, statusDetail: 1 });
      expect(await sessions()).toBe(0);
    });
  });

  it.each([
    [false, 1],
    [true, 2],
  ])('redirect, permanent: %s', async (permanent, statusDetail) => {
    await lab.faults.during({ match: { target: tape }, do: { redirect: { to: '[::1]:3261,2', permanent } } }, async () => {
      expect(await tryToLogIn({ targetName: shelf })).toMatchObject({ statusClass: 0 });
      const { pairs, ...outcome } = await tryToLogIn();
      expect(outcome).toMatchObject({ statusClass: 1, statusDetail });
      expect(pairs).toContainEqual(['TargetAddress', '[::1]:3261,2']);
    });
  });

  it('hide-target: SendTargets does not tell of it, and who knows its name comes in', async () => {
    const initiator = await lab.logIn({ discovery: true });
    const named = async () =>
      (await initiator.text([['SendTargets', 'All']])).filter(([key]) => key === 'TargetName').map(([, name]) => name);
    await lab.faults.during({ fire: 'always', do: { 'hide-target': { target: tape } } }, async () => {
      expect(await initiator.text([['SendTargets', 'All']])).toEqual([
        ['TargetName', shelf],
        ['TargetAddress', `127.0.0.1:${lab.address.port},1`],
      ]);
      await lab.attach();
    });
    await lab.faults.during({ do: 'hide-target' }, async () => {
      expect(await named()).toEqual([]);
      expect(await named()).toEqual([tape, shelf]);
    });
  });
});

describe('a rule that makes no sense', () => {
  it.each([
    [{ match: { pdu: 'nop-out' }, do: 'login-status' }, /login-status has no meaning for nop-out/],
    [{ do: { 'login-status': { status: 'target-errr' } } }, /'target-errr' is no login status/],
    [{ do: { 'login-status': { status: '0/1' } } }, /is no refusal/],
    [{ do: { reject: { reason: 'protocol-eror' } } }, /'protocol-eror' is no reason of a Reject/],
    [{ do: { redirect: { to: 'not an address' } } }, /must be HOST/],
    [{ match: { target: tape }, do: 'refuse' }, /refuse takes place at a connection, where no target is known/],
    [{ do: { throttle: { bytesPerSecond: '0B' } } }, /1B at least/],
  ])('%o', (rule, message) => {
    expect(() => lab.faults.add(rule as never)).toThrow(message);
  });
});
