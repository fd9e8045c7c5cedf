import { expect, test } from 'vitest';
import { MediumRemoval } from '../../../src/scsi/medium-removal.ts';
import { alice, bob } from './fake-device.ts';

test('removal is prevented until the last nexus allows it', () => {
  const removal = new MediumRemoval();
  removal.prevent(alice);
  removal.prevent(alice);
  removal.prevent(bob);
  removal.allow(alice);
  expect(removal.prevented).toBe(true);
  removal.allow(bob);
  expect(removal.prevented).toBe(false);
});

test('a reset allows it for all', () => {
  const removal = new MediumRemoval();
  removal.prevent(alice);
  removal.reset();
  expect(removal.prevented).toBe(false);
});
