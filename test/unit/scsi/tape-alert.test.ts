import { expect, test } from 'vitest';
import { TapeAlerts } from '../../../src/scsi/tape-alert.ts';
import { alice, bob } from './fake-device.ts';

test('a flag is shown once to each nexus, and again when it is raised again', () => {
  const alerts = new TapeAlerts();
  alerts.raise(9);
  alerts.shown(alice);
  expect([alerts.isSet(9, alice), alerts.isSet(9, bob), alerts.isRaised(9)]).toEqual([false, true, true]);
  alerts.raise(9);
  expect(alerts.isSet(9, alice)).toBe(true);
});

test('what was wrong ends, but for what lasts', () => {
  const alerts = new TapeAlerts();
  alerts.raise(5, 20);
  alerts.clear(new Set([20, 21]));
  expect(alerts.raised).toEqual([20]);
  alerts.lower(20);
  expect(alerts.raised).toEqual([]);
});

test('only flags that were not raised are news', () => {
  const alerts = new TapeAlerts();
  const heard: (readonly number[])[] = [];
  alerts.onRaised = (flags) => heard.push(flags);
  alerts.raise(3, 5);
  alerts.raise(5, 6);
  alerts.raise(6);
  expect(heard).toEqual([[3, 5], [6]]);
  alerts.told();
  expect(alerts.changed).toBe(false);
  alerts.lower(4);
  expect(alerts.changed).toBe(false);
  alerts.lower(3);
  expect(alerts.changed).toBe(true);
});
