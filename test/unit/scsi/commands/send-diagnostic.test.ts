import { expect, test } from 'vitest';
import { run, settledDevice } from '../fake-device.ts';

const page = (hex: string) => ({ data: new Uint8Array(Buffer.from(hex, 'hex')) });

test.each([
  ['the default self-test', '1d 04 00 00 00 00', '', 'GOOD'],
  ['with the unit offline', '1d 07 00 00 00 00', '', 'GOOD'],
  ['nothing asked for', '1d 00 00 00 00 00', '', 'GOOD'],
  ['the list of pages', '1d 10 00 00 04 00', '00000000', 'GOOD'],
  ['a background self-test', '1d 20 00 00 00 00', '', 'CHECK CONDITION 5 24/00 in cdb 1.7'],
  ['a self-test with parameters', '1d 14 00 00 04 00', '00000000', 'CHECK CONDITION 5 24/00 in cdb 3.7'],
  ['vendor specific parameters', '1d 00 00 00 04 00', '00000000', 'CHECK CONDITION 5 24/00 in cdb 3.7'],
  ['a page that is not there', '1d 10 00 00 04 00', '40000000', 'CHECK CONDITION 5 26/00 in list 0.7'],
  ['a list of pages with content', '1d 10 00 00 05 00', '0000000140', 'CHECK CONDITION 5 26/00 in list 2.7'],
  ['less than announced', '1d 10 00 00 04 00', '0000', 'CHECK CONDITION 5 1a/00'],
  ['less than a header', '1d 10 00 00 02 00', '0000', 'CHECK CONDITION 5 1a/00'],
])('SEND DIAGNOSTIC: %s', async (_title, cdb, list, outcome) => {
  expect((await run((await settledDevice()).logicalUnit, cdb, page(list))).outcome).toBe(outcome);
});

test.each([
  ['page 00h', '1c 01 00 00 ff 00', '0000000100'],
  ['what was asked for', '1c 00 00 00 ff 00', '0000000100'],
  ['clipped', '1c 01 00 00 03 00', '000000'],
])('RECEIVE DIAGNOSTIC RESULTS: %s', async (_title, cdb, bytes) => {
  const { outcome, received } = await run((await settledDevice()).logicalUnit, cdb);
  expect(outcome).toBe('GOOD');
  expect(Buffer.from(received!).toString('hex')).toBe(bytes);
});

test('RECEIVE DIAGNOSTIC RESULTS has no other page', async () => {
  expect((await run((await settledDevice()).logicalUnit, '1c 01 40 00 ff 00')).outcome).toBe('CHECK CONDITION 5 24/00 in cdb 2.7');
});
