import { expect, it } from 'vitest';
import { createMemoryVolume } from '../../../../src/cartridge/memory-volume.ts';
import { takesEncryptedBlocks } from '../../../../src/tape/encryption/algorithm.ts';

it.each([
  ['lto-3', false],
  ['lto-4', true],
  ['lto-8', true],
])('%s takes enciphered blocks: %s', async (mediumType, takes) => {
  expect(takesEncryptedBlocks(await createMemoryVolume({ barcode: 'X', mediumType, capacityBytes: 1000 }))).toBe(takes);
});
