import { expect, test } from 'vitest';
import { ModePages } from '../../../src/scsi/mode-pages.ts';
import {
  controlExtensionPage,
  controlPage,
  disconnectReconnectPage,
  powerConditionPage,
  sharedModePages,
} from '../../../src/scsi/shared-mode-pages.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const pages = new ModePages(sharedModePages);

test.each([
  [disconnectReconnectPage, '020e'.padEnd(32, '0'), '020e'.padEnd(32, '0')],
  [controlPage, '0a0a02000000000000000000', '0a0a05000040000000000000'],
  [controlExtensionPage, '4a01001c02'.padEnd(64, '0'), '4a01001c06'.padEnd(64, '0')],
  [powerConditionPage, '1a26'.padEnd(80, '0'), '1a26'.padEnd(80, '0')],
])('$name', (page, defaults, changeable) => {
  expect(hex(pages.encode(page, 'default'))).toBe(defaults);
  expect(hex(pages.encode(page, 'changeable'))).toBe(changeable);
});
