/** Bytes between the two ends of connections, counted at both. */
import { beforeEach, describe, expect, it } from 'vitest';
import { BytesUnderWay } from '../../src/bytes-under-way.ts';
import type { Portal, PortalListener } from '../../src/wire/portal.ts';

const host = { address: '127.0.0.1', port: 50_000 };
const target = { address: '127.0.0.1', port: 3260 };

/** An end whose peer is the test. */
class Socket implements Portal {
  readonly local: Portal['local'];
  readonly remote: Portal['remote'];
  readonly queuedBytes = 0;
  readonly takenBytes = 0;
  listener!: PortalListener;

  constructor(local: Portal['local'], remote: Portal['remote']) {
    this.local = local;
    this.remote = remote;
  }

  listen(listener: PortalListener): void {
    this.listener = listener;
  }
  write(): void {}
  pause(): void {}
  resume(): void {}
  end(): void {}
  destroy(): void {}
  reset(): void {}
}

const silent: PortalListener = { received() {}, drained() {}, closed() {} };

let bytes: BytesUnderWay;
let sockets: { readonly host: Socket; readonly target: Socket };
let ends: { readonly host: Portal; readonly target: Portal };
beforeEach(async () => {
  bytes = new BytesUnderWay();
  sockets = { host: new Socket(host, target), target: new Socket(target, host) };
  ends = { host: await bytes.dialled(async () => sockets.host)(target), target: bytes.tap(sockets.target) };
  ends.host.listen(silent);
  ends.target.listen(silent);
});

const piece = (length: number): Uint8Array[] => [new Uint8Array(length)];

describe('nothing is under way', () => {
  it('when all that was sent has been received, in both directions', () => {
    expect(bytes.none).toBe(true);
    ends.host.write([...piece(48), ...piece(100)]);
    expect(bytes.none).toBe(false);
    sockets.target.listener.received(new Uint8Array(147));
    expect(bytes.none).toBe(false);
    sockets.target.listener.received(new Uint8Array(1));
    expect(bytes.none).toBe(true);
    ends.target.write(piece(48));
    expect(bytes.none).toBe(false);
    sockets.host.listener.received(new Uint8Array(48));
    expect(bytes.none).toBe(true);
  });

  it('when an end does not want what has been sent to it', () => {
    ends.target.pause();
    ends.host.write(piece(1));
    expect(bytes.none).toBe(true);
    ends.target.resume();
    expect(bytes.none).toBe(false);
  });

  it('when an end of the connection has arrived as well', () => {
    ends.host.end();
    expect(bytes.none).toBe(false);
    sockets.target.listener.closed();
    expect(bytes.none).toBe(true);
    ends.target.end();
    expect(bytes.none).toBe(false);
    sockets.host.listener.closed();
    expect(bytes.none).toBe(true);
  });

  it('when both ends are gone, whatever one of them had not received', () => {
    ends.host.write(piece(10));
    ends.target.write(piece(10));
    ends.target.reset();
    expect(bytes.none).toBe(false);
    sockets.host.listener.closed(new Error('read ECONNRESET'));
    expect(bytes.none).toBe(true);
    ends.host.write(piece(10));
    expect(bytes.none).toBe(true);
  });

  it('when a port is taken again, of what was there before', async () => {
    ends.host.write(piece(10));
    ends.host.destroy();
    sockets.target.listener.closed();
    const again = await bytes.dialled(async () => sockets.host)(target);
    again.listen(silent);
    expect(bytes.none).toBe(true);
    again.write(piece(5));
    expect(bytes.none).toBe(false);
  });

  it('when nobody is calling any more', async () => {
    let refuse = (_: Error): void => {};
    const call = bytes.dialled(() => new Promise((_, reject) => (refuse = reject)))(target);
    expect(bytes.none).toBe(false);
    refuse(new Error('ECONNREFUSED'));
    await expect(call).rejects.toThrow('ECONNREFUSED');
    expect(bytes.none).toBe(true);
  });
});
