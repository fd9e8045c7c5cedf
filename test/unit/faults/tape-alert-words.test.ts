import { expect, it } from 'vitest';
import { tapeAlertWords } from '../../../src/faults/tape-alert-words.ts';

it.each([
  ['cleaning-required', { drive: 20 }],
  ['Library Door', { library: 16 }],
  ['cooling-fan-failure', { drive: 26, library: 27 }],
  [64, { drive: 64, library: 64 }],
])('%s is %j', (written, numbers) => {
  expect(tapeAlertWords.parse(written)).toEqual({ written, ...numbers });
});

it.each([0, 65, 1.5, 'no-such-flag'])('%s is no flag', (written) => {
  expect(tapeAlertWords.safeParse(written).success).toBe(false);
});
