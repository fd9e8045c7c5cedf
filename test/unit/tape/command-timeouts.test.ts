import { expect, test } from 'vitest';
import { commandTimeouts } from '../../../src/tape/command-timeouts.ts';
import { instant } from '../../../src/tape/timing.ts';

const slow = {
  ...instant,
  loadMs: 10_000,
  unloadMs: 20_000,
  fullRewindMs: 60_000,
  fullLocateMs: 70_000,
  fullEraseMs: 3_600_000,
  repositionMs: 500,
};

test.each([
  ['INQUIRY', 1],
  ['LOAD UNLOAD', 90],
  ['LOCATE(16)', 71],
  ['ERASE(6)', 3660],
  ['READ(6)', 5],
  ['READ POSITION', 1],
])('%s', (name, nominal) => {
  expect(commandTimeouts(name, [instant, slow])).toEqual({ nominal, recommended: 2 * nominal + 60 });
});

test('even an instant drive takes a moment', () => {
  expect(commandTimeouts('REWIND', [instant])).toEqual({ nominal: 1, recommended: 62 });
});
