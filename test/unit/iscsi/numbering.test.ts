import { expect, test } from 'vitest';
import { CommandWindow } from '../../../src/iscsi/command-window.ts';
import { Numbering } from '../../../src/iscsi/numbering.ts';
import { RESERVED_TAG } from '../../../src/wire/opcode.ts';

test('StatSN counts PDUs with a status, around the end of the numbers', () => {
  const numbering = new Numbering(0xffff_ffff, new CommandWindow(5, () => 2));
  expect(numbering.current()).toEqual({ statSn: 0xffff_ffff, expCmdSn: 5, maxCmdSn: 6 });
  expect(numbering.next().statSn).toBe(0xffff_ffff);
  expect(numbering.next().statSn).toBe(0);
  expect(numbering.current().statSn).toBe(1);
});

test('Target Transfer Tags differ, and none is the reserved one', () => {
  const numbering = new Numbering(0, new CommandWindow(0, () => 1));
  const tags = Array.from({ length: 100 }, () => numbering.nextTransferTag());
  expect(new Set(tags).size).toBe(100);
  expect(tags).not.toContain(RESERVED_TAG);
});
