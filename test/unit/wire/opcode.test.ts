import { expect, test } from 'vitest';
import { Opcode, opcodeName } from '../../../src/wire/opcode.ts';

test('every operation code has a name of its own, and unknown ones show their number', () => {
  const names = Object.values(Opcode).map(opcodeName);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).not.toMatch(/^operation code/);
  expect(opcodeName(0x07)).toBe('operation code 07h');
});
