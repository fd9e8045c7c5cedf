import { expect, it } from 'vitest';
import { nextInStack, puttingAway, restacking, stackOf } from '../../../src/library/drive-stack.ts';
import type { Placement } from '../../../src/library/inventory.ts';

const known = (placements: Readonly<Record<string, Placement>>) => ({
  entries: () => Object.entries(placements),
  placement: (barcode: string) => placements[barcode],
  occupant: () => Object.entries(placements).find(([, { place }]) => 'drive' in place)?.[0],
});
const placements: Record<string, Placement> = {
  C: { place: { stack: 'dds', number: 3 } },
  B: { place: { drive: 'dds' }, from: { stack: 'dds', number: 2 }, loaded: true },
  A: { place: { stack: 'dds', number: 1 } },
  X: { place: { stack: 'other', number: 2 } },
};
const stack = stackOf(known(placements), 'dds');

it('is in the order of its places, with the one in the drive', () => {
  expect(stack).toEqual([
    { barcode: 'A', number: 1 },
    { barcode: 'B', number: 2 },
    { barcode: 'C', number: 3 },
  ]);
});

it('goes on after each of its own, and ends', () => {
  expect(nextInStack(stack, 'B')).toEqual({ barcode: 'C', number: 3 });
  expect(nextInStack(stack, 'C')).toBeUndefined();
  expect(nextInStack(stack, 'Z')).toBeUndefined();
});

it('takes its own back, and nothing else', () => {
  expect(puttingAway(stack, 'dds', 'B')).toEqual(['B', { place: { stack: 'dds', number: 2 } }]);
  expect(puttingAway(stack, 'dds', 'Z')).toEqual(['Z', undefined]);
});

it('is put together anew behind the cartridge in the drive', () => {
  expect(restacking(known(placements), 'dds', ['C', 'Z'])).toEqual([
    ['A', undefined],
    ['B', { place: { drive: 'dds' }, from: { stack: 'dds', number: 1 }, loaded: true }],
    ['C', { place: { stack: 'dds', number: 2 } }],
    ['Z', { place: { stack: 'dds', number: 3 } }, 'onShelf'],
  ]);
  expect(restacking(known(placements), 'dds', ['C', 'B', 'A'])).toEqual([
    ['C', { place: { stack: 'dds', number: 1 } }],
    ['B', { place: { drive: 'dds' }, from: { stack: 'dds', number: 2 }, loaded: true }],
    ['A', { place: { stack: 'dds', number: 3 } }],
  ]);
});
