import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { UserError } from '../../../src/foundation/user-error.ts';
import type { Port } from '../../../src/iscsi/port.ts';
import { OUTPUT_BOUND_BYTES } from '../../../src/server/connection-port.ts';
import type { ServerEvent } from '../../../src/server/events.ts';
import { type ConnectionAcceptor, IscsiServer } from '../../../src/server/iscsi-server.ts';
import { SocketPortal } from '../../../src/server/socket-portal.ts';
import type { Portal } from '../../../src/wire/portal.ts';
import { bytesOf, nopIn, nopOut } from './pdus.ts';

const loopback = { address: '127.0.0.1', port: 0 };
let events: ServerEvent[];
let ports: Port[];
let shutdown: () => Promise<void>;
let node: ConnectionAcceptor;
let server: IscsiServer;
let clock: ManualClock;
const sockets: Socket[] = [];

/** A node that answers every NOP-Out, and breaks at tag 666. */
beforeEach(() => {
  events = [];
  ports = [];
  shutdown = () => Promise.resolve();
  clock = new ManualClock();
  node = {
    accept: (port) => {
      ports.push(port);
      return {
        receive: (pdu) => {
          if (!('initiatorTaskTag' in pdu)) return;
          if (pdu.initiatorTaskTag === 666) throw new Error('a bug');
          port.send(nopIn(pdu.initiatorTaskTag));
        },
        receiveError: () => port.close('at-once', 'no PDU'),
        closed: () => {},
      };
    },
    shutdown: () => shutdown(),
  };
  server = new IscsiServer({ node, clock, publish: (event) => events.push(event) });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server.close();
});

const hasIpv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === '::1'));

const gone = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()));

const open = async (port: number, host = '127.0.0.1', localAddress?: string): Promise<Socket> => {
  const socket = connect({ host, port, ...(localAddress && { localAddress }) });
  sockets.push(socket);
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
};

const exchange = async (socket: Socket, tag: number): Promise<Buffer> => {
  socket.write(bytesOf(nopOut(tag)));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  return answer;
};

describe('IscsiServer', () => {
  test('listens where it is told, port 0 being any that is free', async () => {
    const { address, port } = await server.listen(loopback);
    expect(address).toBe('127.0.0.1');
    expect(port).toBeGreaterThan(0);
    expect(await exchange(await open(port), 1)).toEqual(Buffer.from(bytesOf(nopIn(1))));
    expect(ports[0]?.local).toEqual({ address, port });
    expect(events).toEqual([{ event: 'server.listening', local: { address, port } }]);
  });

  test('a port in use is a sentence for the operator', async () => {
    const { address, port } = await server.listen(loopback);
    const other = new IscsiServer({ node });
    await expect(other.listen({ address, port })).rejects.toMatchObject({
      code: 'address-in-use',
      message: `Cannot listen on 127.0.0.1:${port}: another program is listening there.`,
      hint: 'choose another port, or port 0 for any that is free.',
    });
    await other.close();
  });

  test('listens on an IPv6 address, or says that the machine has none', async () => {
    const listening = server.listen({ address: '::1', port: 0 });
    const answer = await listening.catch((error: unknown) => error);
    if (answer instanceof UserError) expect(answer.code).toBe('address-not-local');
    else expect(answer).toMatchObject({ address: '::1', port: expect.any(Number) });
  });

  test('an address of another machine is a sentence for the operator', async () => {
    await expect(server.listen({ address: '192.0.2.1', port: 0 })).rejects.toMatchObject({ code: 'address-not-local' });
  });

  test('listens on several endpoints, each in its portal group, and closes them all', async () => {
    const first = await server.listen(loopback, 1);
    const second = await server.listen({ address: '127.0.0.2', port: first.port }, 2);
    await exchange(await open(first.port), 1);
    await exchange(await open(second.port, '127.0.0.2'), 1);
    expect(ports.map(({ local, portalGroupTag }) => [local.address, portalGroupTag])).toEqual([
      ['127.0.0.1', 1],
      ['127.0.0.2', 2],
    ]);
    await server.close();
    for (const { address, port } of [first, second]) await expect(open(port, address)).rejects.toThrow('ECONNREFUSED');
  });

  test.skipIf(!hasIpv6)(
    'an IPv6 wildcard takes IPv4 too, whose addresses stay plain, unless IPv4 has a portal of its own there',
    async () => {
      const { port } = await server.listen({ address: '::', port: 0 }, 6);
      await exchange(await open(port), 1);
      await exchange(await open(port, '::1'), 1);
      expect(ports.map(({ remote }) => remote.address)).toEqual(['127.0.0.1', '::1']);
      const own = await server.listen(loopback, 4);
      await server.listen({ address: '::', port: own.port }, 6);
      await exchange(await open(own.port), 1);
      await exchange(await open(own.port, '::1'), 1);
      expect(ports.slice(2).map(({ remote, portalGroupTag }) => [remote.address, portalGroupTag])).toEqual([
        ['127.0.0.1', 4],
        ['::1', 6],
      ]);
    },
  );

  test('a connection too many is turned away unheard, and there is room again when one has ended', async () => {
    server = new IscsiServer({ node, limits: { connections: 3, connectionsPerAddress: 2 }, publish: (event) => events.push(event) });
    const { port } = await server.listen({ address: '127.0.0.1', port: 0 });
    const turnedAway = async (from: string) => {
      const socket = connect({ host: '127.0.0.1', port, localAddress: from });
      sockets.push(socket);
      socket.on('error', () => {});
      await gone(socket);
      return (events.at(-1) as { problem?: string }).problem;
    };
    const first = await open(port);
    await exchange(first, 1);
    await exchange(await open(port), 1);
    expect(await turnedAway('127.0.0.1')).toBe('it has 2 connections already');
    await exchange(await open(port, '127.0.0.1', '127.0.0.9'), 1);
    expect(await turnedAway('127.0.0.8')).toBe('there are 3 connections already');
    expect(ports).toHaveLength(3);
    first.resume();
    first.end();
    await gone(first);
    await exchange(await open(port, '127.0.0.1', '127.0.0.8'), 1);
  });

  test('a flood of pings whose answers nobody reads is not read either, and ends when patience does', async () => {
    let queuedBytes = 0;
    const paused = new Promise<void>((resolve) => {
      const tap = (portal: Portal): Portal => {
        portal.pause = () => {
          SocketPortal.prototype.pause.call(portal);
          queuedBytes = portal.queuedBytes;
          resolve();
        };
        return portal;
      };
      server = new IscsiServer({ node, clock, tap, publish: (event) => events.push(event) });
    });
    const { port } = await server.listen(loopback);
    const socket = await open(port);
    socket.pause();
    const pings = Buffer.concat(new Array(10_000).fill(bytesOf(nopOut(2))));
    const flood = (error?: Error | null): unknown => error ?? socket.write(pings, flood);
    flood();
    await paused;
    expect(queuedBytes).toBeLessThan(OUTPUT_BOUND_BYTES + 1000);
    const ended = gone(socket);
    clock.advance(100_000);
    await ended;
    expect(events).toContainEqual(expect.objectContaining({ event: 'server.connection-cut-off' }));
  });

  test('a bug on one connection ends that one; the others and new ones go on', async () => {
    const { port } = await server.listen(loopback);
    const [good, bad] = [await open(port), await open(port)];
    bad.resume();
    const ended = once(bad, 'close');
    bad.write(bytesOf(nopOut(666)));
    await ended;
    expect(events.map(({ event }) => event)).toContain('server.connection-failed');
    expect((await exchange(good, 2)).length).toBe(48);
    expect((await exchange(await open(port), 3)).length).toBe(48);
  });

  test('a reset connection ends alone', async () => {
    const { port } = await server.listen(loopback);
    const [good, bad] = [await open(port), await open(port)];
    await exchange(bad, 1);
    bad.resetAndDestroy();
    await expect.poll(() => events.map(({ event }) => event)).toContain('server.connection-broken');
    expect((await exchange(good, 2)).length).toBe(48);
  });

  test('a tap sees every connection and may stand between', async () => {
    const tapped: Portal[] = [];
    server = new IscsiServer({
      node,
      tap: (portal) => {
        tapped.push(portal);
        return portal;
      },
    });
    const { port } = await server.listen(loopback);
    await exchange(await open(port), 1);
    expect(tapped).toHaveLength(1);
    expect(tapped[0]?.local.port).toBe(port);
  });

  test('closing asks the node first, then ends every connection and accepts none', async () => {
    const { port } = await server.listen(loopback);
    const socket = await open(port);
    await exchange(socket, 1);
    const steps: string[] = [];
    shutdown = async () => {
      steps.push(`shutdown, the connection ${socket.readableEnded ? 'has ended' : 'stands'}`);
    };
    socket.resume();
    const ended = once(socket, 'end').then(() => steps.push('ended'));
    await Promise.all([server.close(), server.close(), ended]);
    expect(steps).toEqual(['shutdown, the connection stands', 'ended']);
    expect(events.at(-1)).toEqual({ event: 'server.closed' });
    await expect(open(port)).rejects.toThrow('ECONNREFUSED');
  });

  test('closing does not wait for ever for a node that does not come to an end', async () => {
    const { port } = await server.listen(loopback);
    const socket = await open(port);
    await exchange(socket, 1);
    socket.resume();
    const asked = new Promise<void>((resolve) => {
      shutdown = () => {
        resolve();
        return new Promise<void>(() => {});
      };
    });
    const closed = server.close();
    await asked;
    clock.advance(60_000);
    await closed;
  });

  describe('a place that is shut', () => {
    const refused = (port: number): Promise<unknown> =>
      once(connect({ host: '127.0.0.1', port }), 'connect').catch((error: NodeJS.ErrnoException) => error.code);

    test('refuses who comes, keeps who is there, and listens at the same place again', async () => {
      const { port } = await server.listen(loopback);
      const there = await open(port);
      await exchange(there, 1);
      const reopen = server.shut();
      expect(await refused(port)).toBe('ECONNREFUSED');
      expect(await exchange(there, 2)).toEqual(Buffer.from(bytesOf(nopIn(2))));
      await reopen();
      expect(await exchange(await open(port), 3)).toEqual(Buffer.from(bytesOf(nopIn(3))));
      const local = { address: '127.0.0.1', port };
      expect(events).toEqual([
        { event: 'server.listening', local },
        { event: 'server.shut', local },
        { event: 'server.listening', local },
      ]);
    });

    test('is one of several, and the last that has shut it opens it', async () => {
      const [one, other] = [await server.listen(loopback), await server.listen(loopback)];
      const reopen = server.shut(({ port }) => port === one.port);
      const reopenLater = server.shut();
      await reopen();
      expect(await refused(one.port)).toBe('ECONNREFUSED');
      await reopenLater();
      for (const { port } of [one, other]) await open(port);
      expect(server.doors).toEqual([one, other]);
    });

    test('stays shut when it is shut while it is being opened', async () => {
      const { port } = await server.listen(loopback);
      const opened = server.shut()();
      const reopen = server.shut();
      await opened;
      expect(await refused(port)).toBe('ECONNREFUSED');
      await reopen();
      await open(port);
    });

    test('stays shut where another program listens meanwhile, which is an event', async () => {
      const { port } = await server.listen(loopback);
      const reopen = server.shut();
      const other = new IscsiServer({ node });
      await other.listen({ address: '127.0.0.1', port });
      await reopen();
      expect(events.at(-1)).toMatchObject({ event: 'server.accept-failed', error: { code: 'address-in-use' } });
      await expect(server.reopen()).rejects.toMatchObject({ code: 'address-in-use' });
      await other.close();
    });

    test('opens no more once the server is closed, which waits for those who came before', async () => {
      const { port } = await server.listen(loopback);
      const there = await open(port);
      await exchange(there, 1);
      const reopen = server.shut();
      const closed = server.close();
      await reopen();
      expect(await refused(port)).toBe('ECONNREFUSED');
      there.end();
      await closed;
      expect(events.at(-1)).toEqual({ event: 'server.closed' });
    });
  });
});
