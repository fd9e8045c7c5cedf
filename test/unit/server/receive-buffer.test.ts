import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { giveBack } from '../../../src/foundation/slab.ts';
import { receiveIntoSlabs } from '../../../src/server/receive-buffer.ts';

describe('receiving into slabs', () => {
  let server: Server;
  let peer: Socket;
  let accepted: Socket;

  beforeEach(async () => {
    server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const connected = new Promise<Socket>((resolve) => server.once('connection', resolve));
    peer = createConnection((server.address() as AddressInfo).port, '127.0.0.1');
    accepted = await connected;
  });

  afterEach(() => {
    peer.destroy();
    accepted.destroy();
    server.close();
  });

  test('gives every byte in order, and the end', async () => {
    const sent = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 7919) >> 5));
    const got: Buffer[] = [];
    const memory = new Set<ArrayBufferLike>();
    const took = receiveIntoSlabs(accepted, (bytes) => {
      got.push(Buffer.from(bytes));
      memory.add(bytes.buffer);
      giveBack(bytes.buffer, bytes.byteOffset, bytes.length);
    });
    expect(took).toBe(true);
    accepted.resume();
    peer.end(sent);
    await once(accepted, 'end');
    expect(Buffer.concat(got).equals(sent)).toBe(true);
    // A small slab, and then a large one from its front again and again, for all of it was given back in time.
    expect([...memory].map(({ byteLength }) => byteLength)).toEqual([16 * 1024, 256 * 1024]);
  });

  test('a connection that sends commands alone has little memory again', async () => {
    const memory: number[] = [];
    let missing = 0;
    let whole = (): void => {};
    receiveIntoSlabs(accepted, (bytes) => {
      memory.push(bytes.buffer.byteLength);
      giveBack(bytes.buffer, bytes.byteOffset, bytes.length);
      missing -= bytes.length;
      if (missing === 0) whole();
    });
    accepted.resume();
    for (missing of [100_000, 48, 48, 48, 48, 48]) {
      const arrived = new Promise<void>((resolve) => (whole = resolve));
      peer.write(new Uint8Array(missing));
      await arrived;
    }
    expect(memory[0]).toBe(16 * 1024);
    expect(memory).toContain(256 * 1024);
    expect(memory.at(-1)).toBe(16 * 1024);
  });

  test('bytes that are kept stay as they are while more arrive', async () => {
    const kept: Uint8Array[] = [];
    receiveIntoSlabs(accepted, (bytes) => {
      kept.push(bytes);
    });
    accepted.resume();
    const sent = Buffer.from(Uint8Array.from({ length: 2_000_000 }, (_, index) => index >> 3));
    peer.end(sent);
    await once(accepted, 'end');
    expect(Buffer.concat(kept).equals(sent)).toBe(true);
  });

  test('a Node without the means is declined, and nothing is changed', async () => {
    const handle = (accepted as unknown as { _handle: { useUserBuffer?: unknown } })._handle;
    Object.defineProperty(handle, 'useUserBuffer', { value: undefined });
    expect(receiveIntoSlabs(accepted, () => {})).toBe(false);
    const data = once(accepted, 'data');
    peer.write('as ever');
    expect(String((await data)[0])).toBe('as ever');
  });
});
