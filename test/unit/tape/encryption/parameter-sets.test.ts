import { beforeEach, expect, it } from 'vitest';
import type { Nexus } from '../../../../src/scsi/target.ts';
import { ParameterSets } from '../../../../src/tape/encryption/parameter-sets.ts';
import {
  type DataEncryptionParameters,
  defaultParameters,
  EncryptionScope,
  type Lifetime,
} from '../../../../src/tape/encryption/parameters.ts';
import { alice, bob, nexus } from '../../scsi/fake-device.ts';

const carol = nexus('carol');
const everybody = [alice, bob, carol];
const { public: PUBLIC, local: LOCAL, allNexuses: ALL } = EncryptionScope;

/** By the first letter: abc. */
const nameOf = (each: Nexus): string => each.initiatorName.replace(/^.*:/, '').charAt(0);

let told: string[];
let sets: ParameterSets;
beforeEach(() => {
  told = [];
  sets = new ParameterSets((affected) =>
    told.push(
      everybody
        .filter(({ id }) => affected(id))
        .map(nameOf)
        .join(''),
    ),
  );
});

/** Sets are told apart by an algorithm index that no drive has. */
const numbered = (algorithmIndex: number, clearedOn: Partial<Lifetime> = {}): DataEncryptionParameters => ({
  ...defaultParameters,
  algorithmIndex,
  clearedOn: { ...defaultParameters.clearedOn, ...clearedOn },
});
const inEffect = () => everybody.map((each) => sets.inEffect(each).parameters.algorithmIndex);
const scopes = () => everybody.map((each) => sets.scopeOf(each));

it('begins with the default set for everybody', () => {
  expect(inEffect()).toEqual([0, 0, 0]);
  expect(scopes()).toEqual([PUBLIC, PUBLIC, PUBLIC]);
  expect(sets.inEffect(alice)).toMatchObject({ scope: PUBLIC, instance: 0 });
});

it('shares a set of scope ALL I_T NEXUS with those who are PUBLIC, and tells them', () => {
  sets.establish(bob, LOCAL, numbered(2), false);
  sets.establish(alice, ALL, numbered(1), false);
  expect(inEffect()).toEqual([1, 2, 1]);
  expect(scopes()).toEqual([ALL, LOCAL, PUBLIC]);
  expect(sets.inEffect(carol).scope).toBe(ALL);
  expect(told).toEqual(['c']);
});

it('lets a later one take over what is shared', () => {
  sets.establish(alice, ALL, numbered(1), false);
  sets.establish(bob, ALL, numbered(2), false);
  expect(inEffect()).toEqual([2, 2, 2]);
  expect(scopes()).toEqual([PUBLIC, ALL, PUBLIC]);
  expect(told).toEqual(['bc', 'ac']);
});

it.each([
  ['PUBLIC', PUBLIC, [0, 0, 0]],
  ['LOCAL', LOCAL, [9, 0, 0]],
] as const)('ends the sharing when the one that shares becomes %s', (_name, scope, expected) => {
  sets.establish(alice, ALL, numbered(1), false);
  sets.establish(alice, scope, numbered(9), false);
  expect(inEffect()).toEqual(expected);
  expect(told).toEqual(['bc', 'bc']);
});

it('tells nobody of a set that is one nexus’s own', () => {
  sets.establish(alice, LOCAL, numbered(1), false);
  sets.establish(alice, PUBLIC, defaultParameters, false);
  expect(inEffect()).toEqual([0, 0, 0]);
  expect(told).toEqual([]);
});

it('counts each set that comes into effect', () => {
  const instances = () => everybody.map((each) => sets.inEffect(each).instance);
  sets.establish(alice, ALL, numbered(1), false);
  expect(instances()).toEqual([1, 1, 1]);
  sets.establish(bob, LOCAL, numbered(1), false);
  expect(instances()).toEqual([1, 2, 1]);
  sets.establish(alice, ALL, numbered(1), false);
  expect(instances()).toEqual([3, 2, 3]);
  sets.establish(alice, PUBLIC, defaultParameters, false);
  expect(instances()).toEqual([4, 2, 4]);
});

it('holds a locked nexus to the set it was locked to', () => {
  const broken = () => everybody.map((each) => sets.lockBroken(each));
  sets.establish(alice, ALL, numbered(1), true);
  sets.establish(bob, PUBLIC, defaultParameters, true);
  expect(broken()).toEqual([false, false, false]);
  sets.establish(carol, ALL, numbered(1), false);
  expect(broken()).toEqual([true, true, false]);
  sets.establish(alice, PUBLIC, defaultParameters, false);
  sets.establish(bob, PUBLIC, defaultParameters, true);
  expect(broken()).toEqual([false, false, false]);
});

it('clears at a demount what was to be cleared then', () => {
  sets.establish(alice, ALL, numbered(1, { demount: true }), true);
  sets.establish(bob, LOCAL, numbered(2, { demount: true }), false);
  sets.establish(carol, LOCAL, numbered(3), false);
  told = [];
  sets.release('demount');
  expect(inEffect()).toEqual([0, 0, 3]);
  expect(scopes()).toEqual([PUBLIC, PUBLIC, LOCAL]);
  expect(sets.lockBroken(alice)).toBe(true);
  expect(told).toEqual([]);
});

it('clears with a reservation what its holder established for as long, and tells those whom it concerned', () => {
  sets.establish(alice, ALL, numbered(1, { reservationLost: true }), false);
  sets.establish(bob, LOCAL, numbered(2, { reservationLost: true }), false);
  told = [];
  sets.release('reservationPreempted', alice.id);
  expect(inEffect()).toEqual([1, 2, 1]);
  sets.release('reservationLost', bob.id);
  expect(inEffect()).toEqual([1, 1, 1]);
  sets.release('reservationLost', alice.id);
  expect(inEffect()).toEqual([0, 0, 0]);
  expect(told).toEqual(['b', 'abc']);
});

it('forgets what a lost nexus had for itself, and keeps what it shared', () => {
  sets.establish(alice, ALL, numbered(1), true);
  sets.establish(bob, LOCAL, numbered(2), true);
  for (const each of everybody) sets.nexusLost(each);
  expect(inEffect()).toEqual([1, 1, 1]);
  sets.establish(carol, ALL, numbered(3), false);
  expect(everybody.map((each) => sets.lockBroken(each))).toEqual([false, false, false]);
});

it('forgets everything at a reset', () => {
  sets.establish(alice, ALL, numbered(1), true);
  sets.establish(bob, LOCAL, numbered(2), true);
  sets.reset();
  expect(inEffect()).toEqual([0, 0, 0]);
  expect(scopes()).toEqual([PUBLIC, PUBLIC, PUBLIC]);
  expect(everybody.map((each) => sets.lockBroken(each))).toEqual([false, false, false]);
});
