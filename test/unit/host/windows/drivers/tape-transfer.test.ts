/** ReadFile and WriteFile of tape.sys: what goes out, and how many bytes a program is told of. */
import { describe, expect, it } from 'vitest';
import { flag, sense, withoutValid } from './fake-device.ts';
import { openTape, products } from './tape.ts';

const KiB = 1024;
const { filemark, endOfMedium, incorrectLength } = flag;

/** A tape whose block size has been set. */
async function tapeWith(blockSize: number) {
  const opened = await openTape(products.hp);
  expect(await opened.handle.setMediaParameters({ blockSize })).toEqual({ error: 0 });
  opened.device.sent();
  return opened;
}

describe('before media parameters have been read or set', () => {
  it('nothing goes out', async () => {
    const { device, handle } = await openTape(products.hp);
    expect(await handle.writeFile(new Uint8Array(512))).toEqual({ error: 87, bytes: 0 });
    expect(await handle.readFile(512)).toMatchObject({ error: 87, bytes: 0 });
    expect(device.sent()).toEqual([]);
  });

  it('the drive tells its block size with its media parameters, and what was set is not forgotten for it', async () => {
    const { device, handle } = await openTape(products.hp);
    const media = new Uint8Array(24);
    media.set([0, 0, 0x02, 0x00], 8);
    device.answers.set('1A 00 11 00 16 00', { data: media });
    expect((await handle.getMediaParameters()).value).toMatchObject({ blockSize: 512 });
    device.sent();
    await handle.writeFile(new Uint8Array(1024));
    await handle.setMediaParameters({ blockSize: 1024 });
    await handle.getMediaParameters();
    device.sent();
    await handle.readFile(1024);
    expect(device.sent()).toEqual(['08 01 00 00 01 00 →1024']);
  });

  it('a block size that could not be set is none', async () => {
    const { device, handle } = await openTape(products.hp);
    device.answers.set('15 00 00 00 0C 00', sense(5, 0x2600));
    expect(await handle.setMediaParameters({ blockSize: 512 })).toEqual({ error: 1 });
    expect(await handle.writeFile(new Uint8Array(512))).toMatchObject({ error: 87 });
  });
});

describe('fixed blocks', () => {
  it('are counted in the CDB, 360 seconds long', async () => {
    const { device, handle } = await tapeWith(16 * KiB);
    expect(await handle.writeFile(new Uint8Array(64 * KiB))).toEqual({ error: 0, bytes: 64 * KiB });
    const [request] = device.requests;
    expect(request).toMatchObject({ cdb: Uint8Array.of(0x0a, 1, 0, 0, 4, 0), timeoutMs: 360_000 });
    expect(request!.write!.length).toBe(64 * KiB);
    expect(await handle.readFile(16 * KiB)).toMatchObject({ error: 0, bytes: 16 * KiB });
    expect(device.sent()[1]).toBe('08 01 00 00 01 00 →16384');
  });

  it('are whole', async () => {
    const { device, handle } = await tapeWith(16 * KiB);
    expect(await handle.writeFile(new Uint8Array(1000))).toEqual({ error: 87, bytes: 0 });
    expect(device.sent()).toEqual([]);
  });

  it.each([
    ['early warning with everything written', sense(0, 0x0002, { flags: endOfMedium, information: 0 }), 1100, 4],
    ['early warning with one block left', sense(0, 0x0002, { flags: endOfMedium, information: 1 }), 1100, 3],
    ['early warning that tells no number', sense(0, 0x0002, { flags: endOfMedium }), 1100, 4],
    ['early warning with a number that does not hold', withoutValid(sense(0, 0x0002, { flags: endOfMedium, information: 3 })), 1100, 4],
    ['the end', sense(0xd, 0x0002, { flags: endOfMedium, information: 2 }), 1129, 0],
    ['write protection', sense(7, 0x2700), 19, 0],
    ['a unit attention, which the driver takes for a warning', sense(6, 0x2900), 1111, 4],
    ['more blocks left than there were', sense(0, 0x0002, { flags: endOfMedium, information: 5 }), 1117, 0],
  ])('%s', async (_what, answer, error, blocks) => {
    const { device, handle } = await tapeWith(16 * KiB);
    device.answers.set('0A 01 00 00 04 00', answer);
    expect(await handle.writeFile(new Uint8Array(64 * KiB))).toEqual({ error, bytes: blocks * 16 * KiB });
  });

  it.each([
    ['a filemark', sense(0, 0x0001, { flags: filemark, information: 3 }), 1101, 1],
    ['blank tape', sense(8, 0x0005, { information: 4 }), 1104, 0],
    ['a block of another length', sense(0, 0x0000, { flags: incorrectLength, information: 4 }), 1106, 0],
    ['a setmark', sense(0, 0x0003, { flags: filemark, information: 2 }), 1103, 2],
  ])('%s', async (_what, answer, error, blocks) => {
    const { device, handle } = await tapeWith(512);
    device.answers.set('08 01 00 00 04 00', { ...answer, data: new Uint8Array(blocks * 512).fill(7) });
    const { data, ...read } = await handle.readFile(4 * 512);
    expect(read).toEqual({ error, bytes: blocks * 512 });
    expect(data).toEqual(new Uint8Array(blocks * 512).fill(7));
  });
});

describe('blocks of any length', () => {
  it.each([
    ['a shorter one', sense(0, 0x0000, { flags: incorrectLength, information: 300 }), 0, 700],
    ['one that is just as long after all', sense(0, 0x0000, { flags: incorrectLength, information: 0 }), 0, 1000],
    ['a longer one', sense(0, 0x0000, { flags: incorrectLength, information: -24 }), 234, 1000],
    ['a filemark', sense(0, 0x0001, { flags: filemark, information: 1000 }), 1101, 0],
    ['a recovered one that is shorter', sense(1, 0x0000, { flags: incorrectLength, information: 300 }), 1106, 0],
  ])('%s', async (_what, answer, error, bytes) => {
    const { device, handle } = await tapeWith(0);
    device.answers.set('08 00 00 03 E8 00', { ...answer, data: new Uint8Array(1000) });
    expect(await handle.readFile(1000)).toMatchObject({ error, bytes });
  });

  it('are one command each', async () => {
    const { device, handle } = await tapeWith(0);
    await handle.writeFile(new Uint8Array(70_000));
    expect(device.requests[0]!.cdb).toEqual(Uint8Array.of(0x0a, 0, 0x01, 0x11, 0x70, 0));
  });
});

describe('more than the adapter moves at once', () => {
  it('goes out as several commands together', async () => {
    const { device, handle } = await tapeWith(100_000);
    device.holds = true;
    const data = Uint8Array.from({ length: 500_000 }, (_, index) => index % 251);
    const write = handle.writeFile(data);
    await new Promise((resolve) => setImmediate(resolve));
    expect(device.requests.map(({ cdb }) => cdb[4])).toEqual([2, 2, 1]);
    expect(Buffer.concat(device.requests.map((request) => request.write!)).equals(data)).toBe(true);
    device.release();
    expect(await write).toEqual({ error: 0, bytes: 500_000 });
  });

  it.each([
    ['a warning of one', sense(0, 0x0002, { flags: endOfMedium, information: 1 }), 1100, 400_000],
    ['an error of one', sense(0xd, 0x0002), 1129, 0],
  ])('ends with %s', async (_what, answer, error, bytes) => {
    const { device, handle } = await tapeWith(100_000);
    device.answers.set('0A 01 00 00 02 00', [{}, answer]);
    expect(await handle.writeFile(new Uint8Array(500_000))).toEqual({ error, bytes });
  });
});

it('nothing at all is written without a word to the drive', async () => {
  const { device, handle } = await openTape(products.hp);
  expect(await handle.writeFile(new Uint8Array())).toEqual({ error: 0, bytes: 0 });
  expect(device.sent()).toEqual([]);
});
