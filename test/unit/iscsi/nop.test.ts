import { describe, expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { Opcode, RESERVED_TAG } from '../../../src/wire/opcode.ts';
import { RejectReason } from '../../../src/wire/reject.ts';
import { dataOut, firstCmdSn, makeRig, nopOut, pattern } from './rig.ts';

describe('NOP', () => {
  test('a ping comes back with its data', () => {
    const { port, receive } = makeRig().logIn();
    const data = pattern(100);
    receive(nopOut({ data }));
    expect(port.takeOne(Opcode.nopIn)).toMatchObject({ initiatorTaskTag: 500, targetTransferTag: RESERVED_TAG, data });
  });

  test('one that is not immediate waits for its turn and uses its number', () => {
    const { port, receive } = makeRig().logIn();
    receive(nopOut({ immediate: false, cmdSn: firstCmdSn + 1, initiatorTaskTag: 2 }));
    expect(port.take()).toEqual([]);
    receive(nopOut({ immediate: false, initiatorTaskTag: 1 }));
    expect(port.take()).toMatchObject([
      { initiatorTaskTag: 1, expCmdSn: firstCmdSn + 1 },
      { initiatorTaskTag: 2, expCmdSn: firstCmdSn + 2 },
    ]);
  });

  test('one with the reserved task tag wants no answer', () => {
    const { port, receive } = makeRig().logIn();
    receive(nopOut({ initiatorTaskTag: RESERVED_TAG }));
    expect(port.take()).toEqual([]);
  });

  test.each([
    ['an answer without a task tag has to be immediate', { immediate: false }],
    ['no ping of ours had the tag that it answers', { targetTransferTag: 77 }],
  ])('%s, or it is rejected', (_, fields) => {
    const { port, receive } = makeRig().logIn();
    receive(nopOut({ initiatorTaskTag: RESERVED_TAG, ...fields }));
    expect(port.takeOne(Opcode.reject).reason).toBe(RejectReason.protocolError);
    receive(nopOut({ immediate: false, cmdSn: 'immediate' in fields ? firstCmdSn + 1 : firstCmdSn }));
    port.takeOne(Opcode.nopIn);
  });

  test('a ping is answered whatever transfer tag stands in it', () => {
    const { port, receive } = makeRig().logIn();
    receive(nopOut({ targetTransferTag: 77 }));
    port.takeOne(Opcode.nopIn);
  });
});

const keepAlive = { intervalMs: 1_000, timeoutMs: 300 };

describe('keep-alive', () => {
  test('a silent initiator is pinged without using a StatSN, and dead when it stays silent', () => {
    const { clock, device, events, logIn } = makeRig({ keepAlive });
    const { port } = logIn();
    clock.advance(999);
    expect(port.take()).toEqual([]);
    clock.advance(1);
    const ping = port.takeOne(Opcode.nopIn);
    expect(ping).toMatchObject({ initiatorTaskTag: RESERVED_TAG, statSn: 8, data: ByteList.empty });
    expect(ping.targetTransferTag).not.toBe(RESERVED_TAG);
    clock.advance(299);
    expect(port.closed).toBeUndefined();
    clock.advance(1);
    expect(port.closed).toEqual({ how: 'at-once', reason: 'the initiator no longer answers' });
    expect(port.take()).toEqual([]);
    expect(device.lost).toHaveLength(1);
    expect(events.at(-1)).toMatchObject({ event: 'session.ended', reason: 'the initiator no longer answers' });
  });

  test('one that answers lives, and one that speaks is not pinged', () => {
    const { clock, logIn } = makeRig({ keepAlive });
    const { port, receive } = logIn();
    clock.advance(1_000);
    for (let round = 0; round < 3; round++) {
      const { targetTransferTag } = port.takeOne(Opcode.nopIn);
      clock.advance(200);
      receive(nopOut({ initiatorTaskTag: RESERVED_TAG, targetTransferTag }));
      clock.advance(999);
      receive(nopOut({ initiatorTaskTag: RESERVED_TAG }));
      clock.advance(1_000);
      expect(port.take()).toEqual([]);
      clock.advance(1);
    }
    expect(port.closed).toBeUndefined();
  });

  test('any PDU is a sign of life, and so are bytes that are none', () => {
    const { clock, logIn } = makeRig({ keepAlive });
    const { port, input, receive } = logIn();
    const signs = [
      () => receive(dataOut({})),
      () => input.receiveError({ kind: 'wire-error', reason: 'data-digest', message: 'rotten', header: new Uint8Array(48) }),
    ];
    for (const give of signs) {
      clock.advance(1_299);
      give();
    }
    clock.advance(1_299);
    expect(port.closed).toBeUndefined();
    clock.advance(1);
    expect(port.closed).toBeDefined();
  });

  test('one ping is outstanding at most; its answer may come late, and once', () => {
    const { clock, logIn } = makeRig({ keepAlive });
    const { port, receive } = logIn();
    clock.advance(1_000);
    const { targetTransferTag } = port.takeOne(Opcode.nopIn);
    receive(nopOut({ initiatorTaskTag: RESERVED_TAG }));
    clock.advance(1_000);
    expect(port.take()).toEqual([]);
    const answer = nopOut({ initiatorTaskTag: RESERVED_TAG, targetTransferTag });
    receive(answer);
    expect(port.take()).toEqual([]);
    receive(answer);
    expect(port.takeOne(Opcode.reject).reason).toBe(RejectReason.protocolError);
    clock.advance(2_000);
    expect(port.takeOne(Opcode.nopIn).targetTransferTag).not.toBe(targetTransferTag);
  });

  test('a discovery session is not pinged, and ended when it says nothing', () => {
    const { clock, node, logIn } = makeRig({ keepAlive });
    const { port } = logIn({ discovery: true });
    clock.advance(1_299);
    expect(port.take()).toEqual([]);
    clock.advance(1);
    expect(port.closed?.how).toBe('at-once');
    expect(node.sessions()).toEqual([]);
  });

  test('neither a login nor a session that has ended is pinged', () => {
    const { clock, connect, logIn } = makeRig({ keepAlive });
    const { port, input } = logIn();
    const { port: idle } = connect();
    expect(port.timerCount).toBe(1);
    input.closed();
    expect(port.timerCount).toBe(0);
    clock.advance(5_000);
    expect(port.take()).toEqual([]);
    expect(idle.take()).toEqual([]);
    expect(idle.closed).toBeUndefined();
  });
});
