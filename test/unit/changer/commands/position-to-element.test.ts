import { expect, it } from 'vitest';
import { arm, changerWithLibrary, ending, slot, uint16 } from '../host.ts';

it.each([
  ['brings the arm there', [...uint16(arm), ...uint16(slot(3)), 0, 0, 0, 0], {}, 'good', ['1 at 4098']],
  ['brings the first arm there', [0, 0, ...uint16(slot(3)), 0, 0, 1, 0], {}, 'good', ['1 at 4098']],
  ['refuses an arm that is none', [...uint16(slot(1)), ...uint16(slot(3)), 0, 0, 0, 0], {}, '5 21/01 cdb 2.7', []],
  ['refuses an element that there is not', [0, 0, 0xff, 0xff, 0, 0, 0, 0], {}, '5 21/01 cdb 4.7', []],
  ['refuses to turn round what is not two-sided', [0, 0, ...uint16(slot(3)), 0, 0, 1, 0], { invertsMedia: false }, '5 24/00 cdb 8.0', []],
] as const)('%s', async (_title, bytes, model, expected, journeys) => {
  const { host, robot } = await changerWithLibrary(model);
  expect(ending(await host.execute([0x2b, 0, ...bytes]))).toBe(expected);
  expect(robot.journeys).toEqual(journeys);
});
