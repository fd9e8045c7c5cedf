/** The command window delivers every command once and in order, however the commands arrive. */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { addSerial, serialDistance } from '../../../src/foundation/serial-number.ts';
import { CommandWindow } from '../../../src/iscsi/command-window.ts';

const size = 8;
const firstCmdSn = fc.oneof(fc.integer({ min: 0, max: 0xffff_ffff }), fc.constantFrom(0, 0xffff_ffff, 0xffff_fffc, 0x7fff_fffe));

test.prop([firstCmdSn, fc.array(fc.integer({ min: -4, max: 24 }), { minLength: 1, maxLength: 200 })])(
  'a window with arrivals in any order, duplicates and strays',
  (first, offsets) => {
    const window = new CommandWindow(first, () => size);
    const delivered: number[] = [];
    const arrived = new Set<number>();
    for (const offset of offsets) {
      const { expCmdSn, maxCmdSn } = window.advertise();
      const cmdSn = addSerial(first, offset);
      const inside = serialDistance(cmdSn, expCmdSn) >= 0 && serialDistance(maxCmdSn, cmdSn) >= 0;
      expect(window.accepts(cmdSn)).toBe(inside && !arrived.has(cmdSn));
      if (!window.accepts(cmdSn)) continue;
      arrived.add(cmdSn);
      window.take(cmdSn, () => delivered.push(cmdSn));
    }
    expect(delivered).toEqual(delivered.map((_, index) => addSerial(first, index)));
    expect(window.advertise().expCmdSn).toBe(addSerial(first, delivered.length));
    let unbroken = 0;
    while (arrived.has(addSerial(first, unbroken))) unbroken += 1;
    expect(delivered).toHaveLength(unbroken);
  },
);

test.prop([
  firstCmdSn,
  fc.shuffledSubarray(
    Array.from({ length: size }, (_, index) => index),
    { minLength: size, maxLength: size },
  ),
])('a whole window in any order is delivered in the right one', (first, order) => {
  const window = new CommandWindow(first, () => size);
  window.advertise();
  const delivered: number[] = [];
  for (const offset of order) window.take(addSerial(first, offset), () => delivered.push(offset));
  expect(delivered).toEqual(Array.from({ length: size }, (_, index) => index));
});

test.prop([firstCmdSn, fc.array(fc.integer({ min: 0, max: size }), { minLength: 1, maxLength: 50 })])(
  'MaxCmdSN never goes back, whatever the room',
  (first, rooms) => {
    let room = size;
    const window = new CommandWindow(first, () => room);
    let last = window.advertise().maxCmdSn;
    for (const next of rooms) {
      room = next;
      const { expCmdSn, maxCmdSn } = window.advertise();
      expect(serialDistance(maxCmdSn, last)).toBeGreaterThanOrEqual(0);
      expect(serialDistance(maxCmdSn, expCmdSn)).toBeGreaterThanOrEqual(-1);
      if (window.accepts(expCmdSn)) window.take(expCmdSn, () => {});
      last = maxCmdSn;
    }
  },
);
