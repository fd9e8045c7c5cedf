import { expect, it } from 'vitest';
import { refusalSense } from '../../../src/changer/refusal-sense.ts';
import type { Refusal } from '../../../src/library/refusal.ts';

const element = { type: 'storage', address: 0x1000, number: 1 } as const;
const refusals: readonly (readonly [Refusal, string])[] = [
  [{ why: 'source-empty', element }, '5 3b/0e'],
  [{ why: 'destination-full', element }, '5 3b/0d'],
  [{ why: 'drive-not-unloaded', element }, '5 53/03'],
  [{ why: 'removal-prevented', element }, '5 53/02'],
  [{ why: 'import-export-open', element }, '5 3b/11'],
  [{ why: 'element-inaccessible', element }, '5 3b/11'],
  [{ why: 'robot-stuck' }, '2 04/03'],
  [{ why: 'door-open' }, '2 04/18'],
  [{ why: 'offline' }, '2 04/12'],
  [{ why: 'becoming-ready' }, '2 04/01'],
  [{ why: 'cartridge-unusable', message: '' }, '4 53/00'],
  [{ why: 'not-recorded', message: '' }, '4 44/00'],
  [{ why: 'robot-failed', failure: { why: 'mechanical-positioning', message: '' } }, '4 15/01'],
  [{ why: 'robot-failed', failure: { why: 'jam', message: '' } }, '4 3b/16'],
  [{ why: 'robot-failed', failure: { why: 'dropped', message: '' } }, '4 3b/16'],
];

it.each(refusals.map(([refusal, words]) => [JSON.stringify(refusal), refusal, words] as const))('%s', (_title, refusal, words) => {
  const { key, additional } = refusalSense(refusal, {});
  const digits = (number: number): string => number.toString(16).padStart(2, '0');
  expect(`${key} ${digits(additional.asc)}/${digits(additional.ascq)}`).toBe(words);
});

it('a model has its own words for an open door, and for nothing else', () => {
  const model = { doorOpen: { asc: 0x04, ascq: 0x83, name: 'DOOR OPEN' } };
  expect(refusalSense({ why: 'door-open' }, model).additional).toBe(model.doorOpen);
  expect(refusalSense({ why: 'offline' }, model).additional.ascq).toBe(0x12);
});
