import { describe, expect, test } from 'vitest';
import { CommandWindow } from '../../../src/iscsi/command-window.ts';

function windowOf(first: number, room: { of: number }) {
  const delivered: number[] = [];
  const window = new CommandWindow(first, () => room.of);
  const send = (cmdSn: number): boolean => {
    if (!window.accepts(cmdSn)) return false;
    window.take(cmdSn, () => delivered.push(cmdSn));
    return true;
  };
  return { window, delivered, send };
}

describe('the command window', () => {
  test('takes nothing before it has been told', () => {
    const { window, send } = windowOf(5, { of: 4 });
    expect(send(5)).toBe(false);
    expect(window.advertise()).toEqual({ expCmdSn: 5, maxCmdSn: 8 });
    expect(send(5)).toBe(true);
  });

  test('holds what comes early and delivers in order', () => {
    const { window, delivered, send } = windowOf(5, { of: 4 });
    window.advertise();
    expect([send(7), send(6), send(5), send(8)]).toEqual([true, true, true, true]);
    expect(delivered).toEqual([5, 6, 7, 8]);
  });

  test('ignores what lies outside and what is there already', () => {
    const { window, delivered, send } = windowOf(5, { of: 4 });
    window.advertise();
    expect([send(4), send(9), send(6), send(6), send(5), send(5)]).toEqual([false, false, true, false, true, false]);
    expect(delivered).toEqual([5, 6]);
  });

  test('MaxCmdSN never goes back', () => {
    const room = { of: 4 };
    const { window, send } = windowOf(0, room);
    expect(window.advertise().maxCmdSn).toBe(3);
    send(0);
    room.of = 1;
    expect(window.advertise()).toEqual({ expCmdSn: 1, maxCmdSn: 3 });
    room.of = 4;
    expect(window.advertise()).toEqual({ expCmdSn: 1, maxCmdSn: 4 });
  });

  test('closes when there is no room: MaxCmdSN is ExpCmdSN − 1', () => {
    const room = { of: 2 };
    const { window, send } = windowOf(0, room);
    window.advertise();
    send(0);
    send(1);
    room.of = 0;
    expect(window.advertise()).toEqual({ expCmdSn: 2, maxCmdSn: 1 });
    expect(send(2)).toBe(false);
  });

  test('goes around the end of the numbers', () => {
    const { window, delivered, send } = windowOf(0xffff_fffe, { of: 4 });
    expect(window.advertise().maxCmdSn).toBe(1);
    for (const cmdSn of [1, 0, 0xffff_ffff, 0xffff_fffe]) send(cmdSn);
    expect(delivered).toEqual([0xffff_fffe, 0xffff_ffff, 0, 1]);
  });

  test('a barrier waits for every command before it', () => {
    const { window, delivered, send } = windowOf(5, { of: 4 });
    window.advertise();
    window.whenDeliveredUpTo(5, () => delivered.push(-5));
    window.whenDeliveredUpTo(7, () => delivered.push(-7));
    send(6);
    send(7);
    send(5);
    expect(delivered).toEqual([-5, 5, 6, -7, 7]);
  });

  test('counts what it waits for and what it holds', () => {
    const { window, send } = windowOf(5, { of: 4 });
    expect([window.expected, window.held]).toEqual([0, 0]);
    window.advertise();
    expect([window.expected, window.held]).toEqual([4, 0]);
    send(6);
    expect([window.expected, window.held]).toEqual([3, 1]);
    send(5);
    expect([window.expected, window.held]).toEqual([2, 0]);
  });

  test('plugs the holes before a number, and leaves those behind it', () => {
    const { window, delivered, send } = windowOf(0xffff_ffff, { of: 6 });
    window.advertise();
    send(0);
    send(3);
    window.plug(2);
    expect(delivered).toEqual([0]);
    expect(window.advertise().expCmdSn).toBe(2);
    expect([send(1), send(2)]).toEqual([false, true]);
    expect(delivered).toEqual([0, 2, 3]);
  });

  test.each([
    [4, false],
    [5, true],
    [8, true],
    [9, true],
    [10, false],
  ])('an immediate command may bear %i: %s', (cmdSn, expected) => {
    const { window } = windowOf(5, { of: 4 });
    window.advertise();
    expect(window.reaches(cmdSn)).toBe(expected);
  });
});
