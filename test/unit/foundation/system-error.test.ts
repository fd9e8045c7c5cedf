import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { systemErrorWords } from '../../../src/foundation/system-error.ts';

test.each([
  ["EACCES: permission denied, open '/x, y'", 'permission denied'],
  ['ENOSPC: no space left on device, write', 'no space left on device'],
  ['something of our own', 'something of our own'],
])('%s', (message, words) => {
  expect(systemErrorWords(new Error(message))).toBe(words);
});

test('of a call that really failed', async () => {
  const error = await readFile('/').catch((failed: Error) => failed);
  expect(systemErrorWords(error as Error)).toBe('illegal operation on a directory');
});
