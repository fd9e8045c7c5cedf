import { describe, expect, test } from 'vitest';
import { Opcode, RESERVED_TAG } from '../../../src/wire/opcode.ts';
import { firstCmdSn, makeRig, nopOut, pattern } from './rig.ts';

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

  test('a silent initiator is pinged without using a StatSN, and dead when it stays silent', () => {
    const { clock, device, logIn } = makeRig({ keepAliveMs: 1_000 });
    const { port } = logIn();
    clock.advance(1_000);
    const ping = port.takeOne(Opcode.nopIn);
    expect(ping).toMatchObject({ initiatorTaskTag: RESERVED_TAG, statSn: 8 });
    expect(ping.targetTransferTag).not.toBe(RESERVED_TAG);
    expect(port.closed).toBeUndefined();
    clock.advance(1_000);
    expect(port.closed).toEqual({ how: 'at-once', reason: 'the initiator no longer answers' });
    expect(device.lost).toHaveLength(1);
  });

  test('one that answers lives, and one that speaks is not pinged', () => {
    const { clock, logIn } = makeRig({ keepAliveMs: 1_000 });
    const { port, receive } = logIn();
    for (let round = 0; round < 3; round++) {
      clock.advance(1_000);
      const { targetTransferTag } = port.takeOne(Opcode.nopIn);
      receive(nopOut({ initiatorTaskTag: RESERVED_TAG, targetTransferTag }));
      clock.advance(1_000);
      expect(port.take()).toEqual([]);
    }
    expect(port.closed).toBeUndefined();
  });

  test('a session that has ended is not pinged', () => {
    const { clock, logIn } = makeRig({ keepAliveMs: 1_000 });
    const { port, input } = logIn();
    expect(port.timerCount).toBe(1);
    input.closed();
    expect(port.timerCount).toBe(0);
    clock.advance(5_000);
    expect(port.take()).toEqual([]);
  });
});
