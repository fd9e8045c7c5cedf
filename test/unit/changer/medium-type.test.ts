/** What a library takes a cartridge for. */
import { expect, it } from 'vitest';
import { mediumTypeOf } from '../../../src/changer/medium-type.ts';

it.each([
  [undefined, 0],
  ['LAB001L8', 1],
  ['DDS001', 1],
  ['000123M8', 1],
  ['LAB001JA', 1],
  ['L1', 1],
  ['CLN001L1', 2],
  ['CLNU01CU', 2],
  ['LAB001LT', 4],
  ['LAB001LZ', 4],
  ['LAB001JW', 4],
  ['LAB001JR', 4],
])('%s is of type %i', (label, type) => {
  expect(mediumTypeOf(label)).toBe(type);
});
