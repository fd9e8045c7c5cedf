import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { SocketPortal } from '../../../src/server/socket-portal.ts';

let server: Server;
let peer: Socket;
let socket: Socket;
let portal: SocketPortal;
let clock: ManualClock;
let received: Uint8Array[];
let arrival: () => void;
let closed: Promise<Error | undefined>;
let drains: number;
let closes: number;

beforeEach(async () => {
  server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  peer = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', allowHalfOpen: true });
  [socket] = (await accepted) as [Socket];
  clock = new ManualClock();
  received = [];
  arrival = () => {};
  drains = 0;
  closes = 0;
  portal = new SocketPortal(socket, clock);
  closed = new Promise((resolve) => {
    portal.listen({
      received: (chunk) => {
        received.push(chunk);
        arrival();
      },
      drained: () => drains++,
      closed: (error) => {
        closes++;
        resolve(error);
      },
    });
  });
});

afterEach(async () => {
  peer.destroy();
  socket.destroy();
  server.close();
});

const everything = async (from: Socket): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  from.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(from, 'end');
  return Buffer.concat(chunks);
};

describe('SocketPortal', () => {
  test('knows both ends', () => {
    expect(portal.local).toEqual({ address: '127.0.0.1', port: (server.address() as AddressInfo).port });
    expect(portal.remote).toEqual({ address: '127.0.0.1', port: peer.localPort });
  });

  test('an IPv4 address stays one on a socket of both families', () => {
    const mapped = { localAddress: '::ffff:10.0.0.1', localPort: 1, remoteAddress: '::1', remotePort: 2, on: () => {} };
    const { local, remote } = new SocketPortal(mapped as unknown as Socket, clock);
    expect([local.address, remote.address]).toEqual(['10.0.0.1', '::1']);
  });

  test('passes bytes both ways, in order', async () => {
    const arrived = everything(peer);
    portal.write([Uint8Array.of(1, 2), Uint8Array.of(3)]);
    portal.write([Uint8Array.of(4)]);
    portal.end();
    expect(Array.from(await arrived)).toEqual([1, 2, 3, 4]);
    peer.end(Uint8Array.of(9));
    await once(socket, 'close');
    expect(received).toEqual([]);
  });

  test('what is written in one turn leaves in one system call', () => {
    let calls = 0;
    const handle = socket as unknown as { _writev: (...parameters: unknown[]) => void };
    const writev = handle._writev.bind(socket);
    handle._writev = (...parameters) => {
      calls++;
      writev(...parameters);
    };
    for (let n = 0; n < 10; n++) portal.write([Uint8Array.of(n), Uint8Array.of(n)]);
    expect(portal.queuedBytes).toBeGreaterThan(20);
    return new Promise<void>((resolve) => {
      setImmediate(() => {
        expect(calls).toBe(1);
        resolve();
      });
    });
  });

  test('tells when a full queue has left', async () => {
    portal.write([new Uint8Array(1 << 20)]);
    expect(portal.queuedBytes).toBeGreaterThanOrEqual(1 << 20);
    peer.resume();
    await once(socket, 'drain');
    expect(portal.queuedBytes).toBe(0);
    expect(portal.takenBytes).toBe(1 << 20);
    expect(drains).toBe(1);
  });

  test('a queue of small writes is worth the memory it takes', () => {
    for (let n = 0; n < 100; n++) portal.write([new Uint8Array(48)]);
    expect(portal.queuedBytes).toBeGreaterThan(100 * 500);
    expect(portal.queuedBytes).toBeLessThan(100 * 1000);
  });

  test('knows that a peer reads, long before all that was written is taken', async () => {
    peer.pause();
    portal.write([new Uint8Array(32 << 20)]);
    await new Promise((resolve) => setImmediate(resolve));
    const before = portal.takenBytes;
    expect(before).toBeLessThan(32 << 20);
    await new Promise((resolve) => setImmediate(resolve));
    expect(portal.takenBytes).toBe(before);
    const some = new Promise<void>((resolve) => {
      let count = 0;
      peer.on('data', (chunk: Buffer) => {
        count += chunk.length;
        if (count < 16 << 20) return;
        peer.pause();
        resolve();
      });
      peer.resume();
    });
    await some;
    await expect.poll(() => portal.takenBytes).toBeGreaterThan(before);
    expect(socket.writableLength).toBe(32 << 20);
  });

  test('an orderly end lets everything queued leave, whatever the peer still sends', async () => {
    const arrived = everything(peer);
    peer.write(new Uint8Array(1 << 20));
    portal.write([new Uint8Array(3 << 20)]);
    portal.end();
    portal.write([Uint8Array.of(1)]);
    expect((await arrived).length).toBe(3 << 20);
    peer.end();
    expect(await closed).toBeUndefined();
  });

  test('an orderly end of a paused connection hears the peer end', async () => {
    portal.pause();
    peer.write(new Uint8Array(100));
    await new Promise((resolve) => setImmediate(resolve));
    portal.end();
    peer.end();
    expect(await closed).toBeUndefined();
    expect(received).toEqual([]);
  });

  test('a peer that does not end its side is cut off after a while', async () => {
    peer.resume();
    portal.end();
    await once(peer, 'end');
    expect(socket.destroyed).toBe(false);
    clock.advance(60_000);
    expect(await closed).toBeUndefined();
    expect(socket.destroyed).toBe(true);
  });

  test("the peer's end is told at once, while ours is open", async () => {
    peer.end(Uint8Array.of(5));
    expect(await closed).toBeUndefined();
    expect(Buffer.concat(received)).toEqual(Buffer.of(5));
    const arrived = everything(peer);
    const gone = once(socket, 'close');
    portal.write([Uint8Array.of(6)]);
    portal.end();
    expect(await arrived).toEqual(Buffer.of(6));
    await gone;
    expect(closes).toBe(1);
  });

  test('a reset is told as what broke the connection', async () => {
    peer.resetAndDestroy();
    expect((await closed)?.message).toContain('ECONNRESET');
    portal.write([Uint8Array.of(1)]);
    portal.end();
  });

  test('paused, it takes nothing until it is resumed', async () => {
    portal.pause();
    peer.write(Uint8Array.of(1));
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    expect(received).toEqual([]);
    const arrived = new Promise<void>((resolve) => {
      arrival = resolve;
    });
    portal.resume();
    await arrived;
    expect(Buffer.concat(received)).toEqual(Buffer.of(1));
  });

  test('destroyed, it drops what is queued', async () => {
    portal.write([new Uint8Array(8 << 20)]);
    portal.destroy();
    expect(await closed).toBeUndefined();
    expect(socket.destroyed).toBe(true);
  });
});
