import { expect, test } from 'vitest';
import { layout } from '../../../src/foundation/layout.ts';
import { defineModePage, ModePages } from '../../../src/scsi/mode-pages.ts';
import {
  controlPage,
  disconnectReconnectPage,
  informationalExceptionsPage,
  withSharedModePages,
} from '../../../src/scsi/shared-mode-pages.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const pages = new ModePages(withSharedModePages([]));

test.each([
  [disconnectReconnectPage, '020e0000000000000000000000000000', '020e0000000000000000000000000000'],
  [controlPage, '0a0a02000000000000000000', '0a0a04000040000000000000'],
  [informationalExceptionsPage, '1c0a08000000000000000000', '1c0a00000000000000000000'],
])('$name', (page, defaults, changeable) => {
  expect(hex(pages.encode(page, 'default'))).toBe(defaults);
  expect(hex(pages.encode(page, 'changeable'))).toBe(changeable);
});

test('a device may bring its own page of a shared code, except the Control page', () => {
  const own = defineModePage({ pageCode: 0x1c, name: 'own', reference: '', layout: layout(12, {}), defaults: {}, changeable: [] });
  expect(withSharedModePages([own])).toEqual([controlPage, own, disconnectReconnectPage]);
});
