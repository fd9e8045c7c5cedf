import { expect, test } from 'vitest';
import { TapeAlertFlag, TapeAlerts } from '../../../src/tape/tape-alert.ts';
import { alice, bob } from '../scsi/fake-device.ts';

test('a flag is shown once to each nexus, and again when it is raised again', () => {
  const alerts = new TapeAlerts();
  alerts.raise(TapeAlertFlag.writeProtect);
  alerts.shown(alice);
  expect([alerts.isSet(9, alice), alerts.isSet(9, bob), alerts.isRaised(9)]).toEqual([false, true, true]);
  alerts.raise(TapeAlertFlag.writeProtect);
  expect(alerts.isSet(9, alice)).toBe(true);
});

test('another volume ends what was wrong with the last one, not what the drive wants', () => {
  const alerts = new TapeAlerts();
  alerts.raise(TapeAlertFlag.readFailure, TapeAlertFlag.cleanNow);
  alerts.clear();
  expect(alerts.raised).toEqual([TapeAlertFlag.cleanNow]);
  alerts.lower(TapeAlertFlag.cleanNow);
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
