import { expect, it } from 'vitest';
import { Gathering } from '../../../src/tape/gathering.ts';
import { pattern } from './host.ts';

it('copies small blocks side by side', () => {
  const gathering = new Gathering(10, 25);
  for (const seed of [1, 2, 3]) gathering.add(pattern(10, seed));
  const gathered = gathering.bytes();
  expect(gathered.pieces).toHaveLength(1);
  expect(Buffer.from(gathered.toBytes())).toEqual(Buffer.concat([pattern(10, 1), pattern(10, 2), pattern(10, 3)]).subarray(0, 25));
});

it('carries large blocks as they are', () => {
  const gathering = new Gathering(5000, 12_000);
  const blocks = [pattern(5000, 1), pattern(5000, 2), pattern(5000, 3)];
  for (const block of blocks) gathering.add(block);
  const gathered = gathering.bytes();
  expect(gathered.length).toBe(12_000);
  expect(gathered.pieces.map(({ buffer }) => buffer)).toEqual(blocks.map(({ buffer }) => buffer));
});
