/** MODE SENSE and MODE SELECT agree: what one returns the other accepts, and exactly the changeable bits can be changed. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FakeDevice, run, settingsPage, settledDevice } from '../../unit/scsi/fake-device.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const modeSense = async (device: FakeDevice, controlAndPage: number, subpage: number): Promise<Uint8Array> => {
  const { received } = await run(device.logicalUnit, hex(Uint8Array.of(0x1a, 0, controlAndPage, subpage, 0xff, 0)));
  return received!;
};
const modeSelect = async (device: FakeDevice, list: Uint8Array): Promise<string> =>
  (await run(device.logicalUnit, hex(Uint8Array.of(0x15, 0x10, 0, 0, list.length, 0)), { data: list })).outcome;

const level = fc.nat(9);
const settings = fc.record({ level, enabled: fc.boolean(), size: fc.nat(0xffff_ffff), speed: fc.nat(15), blockLength: fc.nat(0xff_ffff) });

test('what MODE SENSE returns, MODE SELECT accepts, and nothing has changed then', async () => {
  await fc.assert(
    fc.asyncProperty(settings, fc.constantFrom(0x00, 0x02, 0x0a, 0x10, 0x1a, 0x3f), async (values, page) => {
      const device = await settledDevice();
      const list = Buffer.from(
        `0000${hex(Uint8Array.of(values.speed))}08 00000000 00${values.blockLength.toString(16).padStart(6, '0')}
         1006${hex(Uint8Array.of(values.level << 2, values.enabled ? 0x80 : 0))}12340000
         50010004${values.size.toString(16).padStart(8, '0')}`.replaceAll(/\s/g, ''),
        'hex',
      );
      expect(await modeSelect(device, new Uint8Array(list))).toBe('GOOD');
      const returned = await modeSense(device, page, page === 0x00 ? 0 : 0xff);
      expect(await modeSelect(device, returned)).toBe('GOOD');
      expect(await modeSense(device, page, page === 0x00 ? 0 : 0xff)).toEqual(returned);
    }),
    { numRuns: 100 },
  );
});

/** Where the pages of a MODE SENSE(6) list with block descriptor begin, and how long their headers are. */
function* pageHeaders(list: Uint8Array): Generator<{ at: number; headerLength: number }> {
  for (let at = 12; at < list.length; ) {
    const headerLength = (list[at]! & 0x40) === 0 ? 2 : 4;
    yield { at, headerLength };
    at += headerLength + list[at + headerLength - 1]!;
  }
}

test('a single bit of the pages can be changed where the mask says so, and nowhere else', async () => {
  const device = await settledDevice();
  const current = await modeSense(device, 0x3f, 0xff);
  const changeable = await modeSense(device, 0x7f, 0xff);
  const headers = [...pageHeaders(current)];
  for (const { at, headerLength } of headers) changeable.fill(0, at, at + headerLength);
  // LEVEL is 3 and at most 9, so its highest bit alone makes a value that is refused.
  const level = headers.find(({ at }) => current[at] === settingsPage.pageCode)!.at + 2;
  changeable[level]! &= ~0x20;

  const accepted = new Uint8Array(current.length);
  for (let byte = 12; byte < current.length; byte++) {
    if (headers.some(({ at, headerLength }) => byte >= at && byte < at + headerLength)) continue;
    for (let bit = 0; bit < 8; bit++) {
      const list = Uint8Array.from(current);
      list[byte]! ^= 1 << bit;
      if ((await modeSelect(device, list)) === 'GOOD') accepted[byte]! |= 1 << bit;
      await modeSelect(device, current);
    }
  }
  expect(accepted.subarray(12)).toEqual(changeable.subarray(12));
});
