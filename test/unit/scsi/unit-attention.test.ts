import { expect, test } from 'vitest';
import { type AdditionalSense, additionalSense } from '../../../src/scsi/additional-sense.ts';
import { tellsOfReset, UnitAttentions } from '../../../src/scsi/unit-attention.ts';
import { alice, bob, nexus } from './fake-device.ts';

const {
  powerOnResetOrBusDeviceReset: powerOn,
  powerOnOccurred,
  scsiBusResetOccurred: hardReset,
  busDeviceResetFunctionOccurred: unitReset,
  nexusLossOccurred: nexusLoss,
  notReadyToReadyChange: mediumChange,
  modeParametersChanged: modeChange,
  reportedLunsDataChanged: lunsChange,
} = additionalSense;

/** What is told of `established`, in the order of telling; the power on has been told before. */
function told(established: readonly AdditionalSense[]): AdditionalSense[] {
  const attentions = new UnitAttentions();
  attentions.take(alice);
  for (const condition of established) attentions.establishFor(alice, condition);
  return drain(attentions);
}

function drain(attentions: UnitAttentions): AdditionalSense[] {
  const conditions: AdditionalSense[] = [];
  for (let next = attentions.take(alice); next !== undefined; next = attentions.take(alice)) conditions.push(next);
  return conditions;
}

test.each([
  ['conditions of equal rank are told in their order', [mediumChange, modeChange], [mediumChange, modeChange]],
  ['a condition that is pending is not told twice', [mediumChange, modeChange, mediumChange], [mediumChange, modeChange]],
  ['a logical unit reset makes earlier conditions pointless', [mediumChange, modeChange, unitReset], [unitReset]],
  ['what comes after a reset is told after it', [unitReset, mediumChange], [unitReset, mediumChange]],
  ['a hard reset outranks a logical unit reset', [unitReset, hardReset], [hardReset]],
  ['and is not outranked by it', [hardReset, unitReset], [hardReset]],
  ['a power on outranks a hard reset', [hardReset, lunsChange, powerOnOccurred], [powerOnOccurred]],
  ['a lost nexus is told first', [mediumChange, nexusLoss], [nexusLoss, mediumChange]],
  ['a lost nexus adds nothing to a reset', [unitReset, mediumChange, nexusLoss], [unitReset, mediumChange]],
  ['a reset covers a lost nexus', [nexusLoss, mediumChange, hardReset], [hardReset]],
])('%s', (_title, established, expected) => {
  expect(told(established)).toEqual(expected);
});

test('a nexus meets the power on once, and before everything else', () => {
  const attentions = new UnitAttentions();
  attentions.meet(alice);
  attentions.meet(alice);
  attentions.establish(mediumChange);
  attentions.establish(unitReset);
  expect(drain(attentions)).toEqual([powerOn]);
  attentions.meet(alice);
  expect(drain(attentions)).toEqual([]);
});

test('a condition reaches every nexus known, except the one that caused it', () => {
  const attentions = new UnitAttentions();
  attentions.take(alice);
  attentions.take(bob);
  attentions.establish(modeChange, bob);
  expect(attentions.pending(alice)).toBe(modeChange);
  expect(attentions.pending(bob)).toBeUndefined();
});

test('a condition reaches those whom it concerns', () => {
  const attentions = new UnitAttentions();
  attentions.take(alice);
  attentions.take(bob);
  attentions.establishWhere(modeChange, (nexusId) => nexusId === bob.id);
  expect(attentions.pending(alice)).toBeUndefined();
  expect(attentions.pending(bob)).toBe(modeChange);
});

test('looking at a condition leaves it, clearing one leaves the others', () => {
  const attentions = new UnitAttentions();
  attentions.take(alice);
  attentions.establish(mediumChange);
  attentions.establish(lunsChange);
  expect(attentions.pending(alice)).toBe(mediumChange);
  attentions.clear(alice, lunsChange);
  attentions.clear(alice, modeChange);
  expect(drain(attentions)).toEqual([mediumChange]);
});

test('of more than 1024 nexuses the one known longest is forgotten and meets the power on again', () => {
  const attentions = new UnitAttentions();
  attentions.take(alice);
  for (let number = 0; number < 1023; number++) attentions.take(nexus(`n${number}`));
  expect(attentions.pending(alice)).toBeUndefined();
  attentions.meet(nexus('one more'));
  expect(attentions.pending(alice)).toBe(powerOn);
});

test('only conditions of a reset go before a reservation conflict', () => {
  expect([powerOn, powerOnOccurred, hardReset, unitReset, nexusLoss].every(tellsOfReset)).toBe(true);
  expect([mediumChange, modeChange, lunsChange].some(tellsOfReset)).toBe(false);
});
