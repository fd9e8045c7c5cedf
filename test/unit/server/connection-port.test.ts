import { beforeEach, describe, expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { invariant } from '../../../src/foundation/invariant.ts';
import type { ConnectionInput } from '../../../src/iscsi/port.ts';
import { ConnectionPort, OUTPUT_BOUND_BYTES } from '../../../src/server/connection-port.ts';
import type { ServerEvent } from '../../../src/server/events.ts';
import { loginFraming } from '../../../src/wire/framing.ts';
import type { InitiatorPdu } from '../../../src/wire/pdu.ts';
import { serialise } from '../../../src/wire/serialiser.ts';
import { ManualPortal } from './manual-portal.ts';
import { bytesOf, nopIn, nopOut } from './pdus.ts';

let portal: ManualPortal;
let port: ConnectionPort;
let clock: ManualClock;
let events: ServerEvent[];
let seen: string[];
let onReceive: (pdu: InitiatorPdu) => void;

beforeEach(() => {
  portal = new ManualPortal();
  clock = new ManualClock();
  events = [];
  seen = [];
  onReceive = () => {};
  const input: ConnectionInput = {
    receive: (pdu) => {
      seen.push(`receive ${'initiatorTaskTag' in pdu ? pdu.initiatorTaskTag : ''}`);
      onReceive(pdu);
    },
    receiveError: (error) => seen.push(error.reason),
    closed: (reason) => seen.push(reason === undefined ? 'closed' : `closed: ${reason}`),
  };
  const limits = { pduTimeMs: 30_000, stallTimeMs: 60_000 };
  port = new ConnectionPort(portal, { portalGroupTag: 1, clock, limits, publish: (event) => events.push(event) });
  port.useFraming({ ...loginFraming, maximumDataSegmentLength: 100 });
  port.open(() => input);
});

describe('ConnectionPort', () => {
  test('cuts what arrives into PDUs', () => {
    const stream = bytesOf(nopOut(1), nopOut(2), nopOut(3));
    portal.listener.received(stream.subarray(0, 100));
    expect(seen).toEqual(['receive 1', 'receive 2']);
    portal.listener.received(stream.subarray(100));
    expect(seen).toEqual(['receive 1', 'receive 2', 'receive 3']);
  });

  test('tells of bytes that are no PDU of an initiator', () => {
    portal.listener.received(bytesOf(nopIn(1), nopOut(2)));
    expect(seen).toEqual(['unknown-opcode', 'receive 2']);
  });

  test('serialises what is sent', () => {
    port.send(nopIn(7));
    expect(Buffer.concat(portal.written)).toEqual(Buffer.from(bytesOf(nopIn(7))));
  });

  test('both directions change their framing together, between PDUs', () => {
    const framing = { headerDigest: true, dataDigest: true, maximumDataSegmentLength: 100 };
    onReceive = () => {
      port.send(nopIn(1));
      port.useFraming(framing);
      port.send(nopIn(2));
      onReceive = () => {};
    };
    const digested = serialise(nopOut(2, ByteList.of(new Uint8Array(5))), framing);
    portal.listener.received(new Uint8Array(Buffer.concat([bytesOf(nopOut(1)), ...digested])));
    expect(seen).toEqual(['receive 1', 'receive 2']);
    expect(portal.written.map(({ length }) => length)).toEqual([48, 52]);
    portal.listener.received(bytesOf(nopOut(3)));
    portal.listener.received(bytesOf(nopOut(4)));
    expect(seen.slice(2)).toEqual(['header-digest']);
  });

  test('after an orderly close nothing is received or sent', () => {
    onReceive = () => port.close('after-sending');
    portal.listener.received(bytesOf(nopOut(1), nopOut(2)));
    portal.listener.received(bytesOf(nopOut(3)));
    port.send(nopIn(1));
    expect(seen).toEqual(['receive 1']);
    expect(portal.calls).toEqual(['end']);
    expect(portal.written).toEqual([]);
  });

  test('closing at once drops the connection, also after an orderly close', () => {
    port.close('after-sending');
    port.close('at-once');
    expect(portal.calls).toEqual(['end', 'destroy']);
  });

  test('the end of the initiator is told once and answered with ours', () => {
    portal.listener.closed();
    expect(seen).toEqual(['closed']);
    expect(portal.calls).toEqual(['end']);
    expect(events).toEqual([]);
  });

  test('a broken connection is an event', () => {
    portal.listener.closed(new Error('read ECONNRESET'));
    expect(seen).toEqual(['closed: read ECONNRESET']);
    expect(events).toEqual([{ event: 'server.connection-broken', remote: portal.remote, problem: 'read ECONNRESET' }]);
  });

  test('scheduled actions come when they are due, unless cancelled', () => {
    port.schedule(10, () => seen.push('late'));
    port.schedule(5, () => seen.push('never'))();
    clock.advance(10);
    expect(seen).toEqual(['late']);
  });
});

describe('back pressure', () => {
  test('there is room up to the bound', () => {
    portal.queuedBytes = OUTPUT_BOUND_BYTES;
    portal.listener.received(bytesOf(nopOut(1)));
    expect(port.drained()).toBeUndefined();
    expect(portal.calls).toEqual([]);
  });

  test('over it senders wait and nothing is read, until what is queued has left', async () => {
    portal.queuedBytes = OUTPUT_BOUND_BYTES + 1;
    portal.listener.received(bytesOf(nopOut(1)));
    portal.listener.received(bytesOf(nopOut(2)));
    expect(portal.calls).toEqual(['pause']);
    expect(seen).toEqual(['receive 1']);
    const waiting = [port.drained(), port.drained()];
    expect(waiting[0]).toBeInstanceOf(Promise);
    portal.queuedBytes = 0;
    portal.listener.drained();
    await Promise.all(waiting);
    expect(portal.calls).toEqual(['pause', 'resume']);
    expect(port.drained()).toBeUndefined();
  });

  test('PDUs that have arrived wait too, and are served before more is read', () => {
    onReceive = () => {
      portal.queuedBytes += OUTPUT_BOUND_BYTES / 2;
    };
    portal.listener.received(bytesOf(...[1, 2, 3, 4, 5, 6, 7].map((tag) => nopOut(tag))));
    expect(seen).toEqual(['receive 1', 'receive 2', 'receive 3']);
    portal.queuedBytes = 0;
    portal.listener.drained();
    expect(seen.slice(3)).toEqual(['receive 4', 'receive 5', 'receive 6']);
    expect(portal.calls).toEqual(['pause', 'pause']);
    portal.queuedBytes = 0;
    portal.listener.drained();
    expect(seen.slice(6)).toEqual(['receive 7']);
    expect(portal.calls).toEqual(['pause', 'pause', 'resume']);
  });

  test('a connection that ends itself while it serves what waited is not resumed', () => {
    portal.queuedBytes = OUTPUT_BOUND_BYTES + 1;
    portal.listener.received(bytesOf(nopOut(1), nopOut(2)));
    onReceive = () => port.close('after-sending');
    portal.queuedBytes = 0;
    portal.listener.drained();
    expect(portal.calls).toEqual(['pause', 'end']);
  });

  test('nobody waits for a connection that is gone', async () => {
    portal.queuedBytes = OUTPUT_BOUND_BYTES + 1;
    const waiting = port.drained();
    portal.listener.closed();
    await waiting;
    expect(port.drained()).toBeUndefined();
  });

  test('nobody waits for a connection that is being closed', async () => {
    portal.queuedBytes = OUTPUT_BOUND_BYTES + 1;
    const waiting = port.drained();
    port.close('after-sending');
    await waiting;
  });
});

describe('a peer that is too slow', () => {
  const pdu = bytesOf(nopOut(1));
  const problem = 'a PDU was not complete after 30 s';

  test('with the bytes of a PDU is cut off, however they trickle', () => {
    for (let at = 0; at < 30; at++) {
      portal.listener.received(pdu.subarray(at, at + 1));
      clock.advance(1000);
    }
    expect(portal.calls).toEqual(['destroy']);
    expect(events).toEqual([{ event: 'server.connection-cut-off', remote: portal.remote, problem }]);
    portal.listener.closed();
    expect(seen).toEqual([`closed: ${problem}`]);
    clock.advance(1_000_000);
    expect(events).toHaveLength(1);
  });

  test('may take all the time between PDUs, and a PDU may wait for us', () => {
    for (let n = 0; n < 20; n++) {
      portal.listener.received(pdu.subarray(0, 40));
      clock.advance(20_000);
      portal.listener.received(pdu.subarray(40));
      clock.advance(20_000 * n);
    }
    expect(portal.calls).toEqual([]);
    const waiting = bytesOf(nopOut(1), nopOut(2));
    portal.listener.received(waiting.subarray(0, 40));
    portal.queuedBytes = OUTPUT_BOUND_BYTES + 1;
    portal.listener.received(waiting.subarray(40, 90));
    clock.advance(100_000);
    portal.queuedBytes = 0;
    portal.listener.drained();
    clock.advance(29_000);
    expect(portal.calls).toEqual(['pause', 'resume']);
    clock.advance(10_000);
    expect(portal.calls).toEqual(['pause', 'resume', 'destroy']);
  });

  test('to read its answers is cut off, but not one that reads a little', () => {
    port.send(nopIn(1));
    portal.queuedBytes = 48;
    for (let n = 0; n < 10; n++) {
      clock.advance(59_000);
      portal.takenBytes += 1;
      port.send(nopIn(2));
    }
    expect(portal.calls).toEqual([]);
    clock.advance(75_000);
    expect(portal.calls).toEqual(['destroy']);
    expect(events).toMatchObject([{ event: 'server.connection-cut-off', problem: 'it has read none of its answers for 60 s' }]);
  });

  test('is not one that has read everything', () => {
    port.send(nopIn(1));
    clock.advance(1_000_000);
    expect(portal.calls).toEqual([]);
  });

  test('is no longer judged once the connection is ending', () => {
    portal.queuedBytes = 48;
    port.send(nopIn(1));
    portal.listener.received(pdu.subarray(0, 1));
    port.close('after-sending');
    clock.advance(1_000_000);
    expect(portal.calls).toEqual(['end']);
    expect(events).toEqual([]);
  });
});

describe('a bug in the code of a connection ends it and is told', () => {
  const bug = () => invariant(false, 'two and two are five');

  test('when a PDU arrives', () => {
    onReceive = bug;
    portal.listener.received(bytesOf(nopOut(1), nopOut(2)));
    expect(seen).toEqual(['receive 1']);
    expect(portal.calls).toEqual(['destroy']);
    expect(events).toMatchObject([
      { event: 'server.connection-failed', remote: portal.remote, error: { message: 'two and two are five' } },
    ]);
  });

  test('when a scheduled action runs', () => {
    port.schedule(1, bug);
    clock.advance(1);
    expect(portal.calls).toEqual(['destroy']);
    expect(events).toHaveLength(1);
  });

  test('when a PDU is sent that no bytes could be', () => {
    port.send(nopIn(1, ByteList.of(new Uint8Array(2 ** 24))));
    expect(portal.calls).toEqual(['destroy']);
    expect(events).toHaveLength(1);
  });

  test('when it is accepted', () => {
    const other = new ManualPortal();
    const unlucky = new ConnectionPort(other, { portalGroupTag: 1, clock, publish: (event) => events.push(event) });
    unlucky.open(() => {
      throw new Error('no room');
    });
    other.listener.received(bytesOf(nopOut(1)));
    other.listener.closed();
    expect(other.calls).toContain('destroy');
    expect(events).toHaveLength(1);
  });
});
