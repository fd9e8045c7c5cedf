import { expect, test } from 'vitest';
import { informationalExceptionsPage } from '../../../src/scsi/informational-exceptions-page.ts';
import { ModePages } from '../../../src/scsi/mode-pages.ts';

test('is delivered with exceptions disabled, and says what a host may change', () => {
  const page = informationalExceptionsPage({ disabled: true, method: 0, test: () => {} });
  const pages = new ModePages([page]);
  expect(Buffer.from(pages.encode(page, 'default')).toString('hex')).toBe('1c0a08030000000000000000');
  expect(Buffer.from(pages.encode(page, 'changeable')).toString('hex')).toBe('1c0a0c0f00000000ffffffff');
});
