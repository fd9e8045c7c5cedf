/** mcd.sys and its minidrivers: what they send and when, what they make of sense, and how element status is read. */
import { describe, expect, it } from 'vitest';
import { mcdSys } from '../../../../../src/host/windows/drivers/changer/mcd-sys.ts';
import type { SrbResult } from '../../../../../src/host/windows/physical-device.ts';
import type { WindowsVersionName } from '../../../../../src/host/windows/version.ts';
import { type ChangerHandle, Win32Error } from '../../../../../src/host/windows/win32.ts';
import { FakeDevice, inNoTime, sense, surroundings } from './fake-device.ts';

const page1D = '1A 08 1D 00 18 00';
/** One arm at 86, 8 slots from 0, one mail slot at 80, two drives from 82. */
const addresses = `17 08 10 00 1D 12 00 56 00 01 00 00 00 08 00 50 00 01 00 52 00 02 00 00`;
const ready = '00 00 00 00 00 00';
const inquiry = '12 00 00 00 FC 00';

const exb480 = ['EXABYTE', 'EXB-480'] as const;
const hpLoader = ['HP', 'C1557A'] as const;
const hpLibrary = ['HP', 'C5173-7000'] as const;
const scalar = ['ADIC', 'Scalar DLT 448'] as const;
const sonyDiscs = ['SONY', 'CDL1100'] as const;
const sonyLoader = ['SONY', 'TSL-9000'] as const;
type Product = readonly [vendor: string, product: string];

const fakeChanger = ([vendor, product]: Product): FakeDevice => {
  const device = new FakeDevice(0x08, vendor, product);
  device.answers.set(page1D, addresses);
  return device;
};

async function openChanger(product: Product, version: WindowsVersionName = 'w2k', prepare?: (device: FakeDevice) => void) {
  const device = fakeChanger(product);
  prepare?.(device);
  const around = surroundings(version);
  const started = (await mcdSys.start(device, around))!;
  const starting = device.sent({ timeouts: true });
  const { handle } = await started.open('\\\\.\\Changer0', () => {});
  return { device, around, started, starting, handle: handle as ChangerHandle };
}

describe('a start', () => {
  it.each([
    [hpLoader, 'ddsmc', [`${page1D} →24 20s`, '12 00 00 00 60 00 →96 10s']],
    [exb480, 'examc', [`${page1D} →24 20s`, '12 00 00 00 60 00 →96 10s', '12 01 80 00 0E 00 →14 10s']],
    [['EXABYTE', 'EXB-10e'], 'examc', [`${page1D} →24 20s`, '12 00 00 00 60 00 →96 10s']],
    [hpLibrary, 'hpmc', ['12 00 00 00 60 00 →96 10s', `${page1D} →24 20s`, '1E 00 00 00 00 00 10s']],
    [scalar, 'adicsc', ['12 00 00 00 60 00 →96 10s', `${page1D} →24 20s`]],
    [sonyDiscs, 'sonymc', ['12 00 00 00 60 00 →96 10s', `${page1D} →24 20s`, '12 01 80 00 24 00 →36 10s', '1E 00 00 00 00 00 10s']],
  ] as const)('of %s asks %s first', async (product, minidriver, commands) => {
    expect(mcdSys.minidriverFor(fakeChanger(product))).toBe(minidriver);
    expect((await openChanger(product)).starting).toEqual([...commands, `${inquiry} →252 2s`]);
  });

  it('fails with its minidriver', async () => {
    const device = fakeChanger(exb480);
    device.answers.set('12 01 80 00 0E 00', sense(5, 0x2400));
    expect(await mcdSys.start(device, surroundings())).toBeUndefined();
    expect(device.sent()).not.toContain(`${inquiry} →252`);
  });

  it('gets over unit attentions', async () => {
    const device = fakeChanger(exb480);
    device.answers.set(page1D, [sense(6, 0x2900), sense(6, 0x2907), addresses]);
    const around = surroundings();
    expect(await inNoTime(around.clock, mcdSys.start(device, around))).toBeDefined();
  });

  it.each([
    ['HP', 'C1537A'],
    ['STK', 'L700'],
  ])('is none for %s %s', (...product) => {
    expect(mcdSys.minidriverFor(fakeChanger(product))).toBeUndefined();
  });
});

it('is open once at a time, and its handle outlives it', async () => {
  const { started, handle, device } = await openChanger(exb480);
  expect(await started.open('\\\\.\\Changer0', () => {})).toEqual({ error: 170 });
  handle.close();
  let released = 0;
  const again = await started.open('\\\\.\\Changer0', () => released++);
  expect(again.error).toBe(0);
  started.stop();
  device.sent();
  expect(await again.handle!.getStatus()).toEqual({ error: 55 });
  expect(device.sent()).toEqual([]);
  again.handle!.close();
  expect(released).toBe(1);
});

describe('calls', () => {
  const slot = (address: number) => ({ type: 'slot', address }) as const;
  const drive = (address: number) => ({ type: 'drive', address }) as const;
  const mail = { type: 'ie-port', address: 0 } as const;

  it.each([
    [exb480, [`${page1D} →24 20s`, '1A 08 1E 00 08 00 →8 20s', '1A 08 1F 00 18 00 →24 20s']],
    [hpLoader, [`${page1D} →24 20s`, '1A 08 1F 00 14 00 →20 20s']],
    [hpLibrary, [`${page1D} →24 20s`, '1A 08 1E 00 08 00 →8 20s', '1A 08 1F 00 14 00 →20 20s']],
  ] as const)('parameters of %s', async (product, commands) => {
    const { handle, device } = await openChanger(product);
    const { value } = await handle.getParameters();
    expect(value).toEqual({ transports: 1, slots: 8, iePorts: 1, drives: 2, doors: 1, barCodeScanner: product === exb480 });
    expect(device.sent({ timeouts: true })).toEqual(commands);
  });

  it('send what SMC has for them', async () => {
    const { handle, device } = await openChanger(exb480);
    await handle.getStatus();
    await handle.setAccess(true);
    await handle.setAccess(false);
    await handle.initializeElementStatus();
    await handle.moveMedium(slot(3), drive(1));
    expect(device.sent({ timeouts: true })).toEqual([
      `${ready} 20s`,
      '1E 00 00 00 01 00 10s',
      '1E 00 00 00 00 00 10s',
      '07 00 00 00 00 00 600s',
      'A5 00 00 56 00 03 00 53 00 00 00 00 600s',
    ]);
    const discs = await openChanger(sonyDiscs);
    await discs.handle.initializeElementStatus();
    expect(discs.device.sent({ timeouts: true })).toEqual(['07 00 00 00 00 00 6000s']);
  });

  it('check addresses themselves', async () => {
    const { handle, device } = await openChanger(exb480);
    expect(await handle.moveMedium(slot(8), drive(0))).toEqual({ error: 1162 });
    expect(await handle.moveMedium(slot(0), drive(2))).toEqual({ error: 1162 });
    expect(device.sent()).toEqual([]);
  });

  it('of ddsmc know no element before its parameters have been asked for', async () => {
    const { handle } = await openChanger(hpLoader);
    expect(await handle.moveMedium(slot(0), drive(0))).toEqual({ error: 1162 });
    await handle.getParameters();
    expect(await handle.moveMedium(slot(0), drive(0))).toEqual({ error: 0 });
  });

  it('exchange where the minidriver does', async () => {
    const { handle, device } = await openChanger(sonyDiscs);
    await handle.exchangeMedium(slot(1), drive(0), slot(2));
    expect(device.sent()).toEqual(['A6 00 00 56 00 01 00 52 00 02 00 00']);
    expect(await (await openChanger(exb480)).handle.exchangeMedium(slot(1), drive(0), slot(2))).toEqual({ error: 1 });
  });

  it('unlock the door of an HP library for a move to its mail slot, and lock it again', async () => {
    const { handle, device } = await openChanger(hpLibrary);
    await handle.setAccess(true);
    await handle.moveMedium(slot(1), mail);
    await handle.moveMedium(slot(1), drive(0));
    expect(device.sent().map((cdb) => cdb.slice(0, 14))).toEqual([
      '1E 00 00 00 01',
      '1E 00 00 00 00',
      'A5 00 00 56 00',
      '1E 00 00 00 01',
      'A5 00 00 56 00',
    ]);
  });

  it('tell the serial number that was read at the start', async () => {
    const { handle, device } = await openChanger(exb480, 'w2k', (one) =>
      one.answers.set('12 01 80 00 0E 00', '08 80 00 0A 30 31 32 33 34 35 36 37 20 20'),
    );
    expect(await handle.getProductData()).toEqual({
      error: 0,
      value: { vendor: 'EXABYTE', product: 'EXB-480', serialNumber: '01234567' },
    });
    expect(device.sent()).toEqual([]);
  });
});

describe('sense', () => {
  const row = (answer: Partial<SrbResult>, error: number, sent = 1, seconds = 0, event?: number) => ({
    answer,
    error,
    sent,
    seconds,
    event,
  });
  it.each([
    ['6 28/00', row(sense(6, 0x2800), 1117, 5, 8)],
    ['6 29/00', row(sense(6, 0x2900), 1117, 5, 8)],
    ['3 30/03', row(sense(3, 0x3003), Win32Error.cleanerCartridgeInstalled)],
    ['3 other', row(sense(3, 0x3000), 23, 1, 0, 7)],
    ['5 21/01', row(sense(5, 0x2101), 1162)],
    ['5 3B/0E', row(sense(5, 0x3b0e), 1160)],
    ['5 3B/0D', row(sense(5, 0x3b0d), 1161)],
    ['5 24/00', row(sense(5, 0x2400), 1)],
    ['2 04/01', row(sense(2, 0x0401), 21, 5, 40)],
    ['2 04/83', row(sense(2, 0x0483), 1166)],
    ['2 04/85', row(sense(2, 0x0485), 1166)],
    ['5 80/03', row(sense(5, 0x8003), 1163)],
    ['5 80/05', row(sense(5, 0x8005), 1167, 5, 8)],
    ['4 15/01', row(sense(4, 0x1501), 1117, 5, 8, 11)],
    ['B', row(sense(0xb, 0x4300), 1117, 5, 8)],
    ['BUSY', row({ status: 'busy', scsiStatus: 8 }, 21, 5, 8)],
    ['no device', row({ status: 'no-device' }, 2)],
  ])('%s', async (_name, { answer, error, sent, seconds, event }) => {
    const { handle, device, around } = await openChanger(exb480);
    device.answers.set(ready, answer);
    expect(await inNoTime(around.clock, handle.getStatus())).toEqual({ error });
    expect(device.sent().length).toBe(sent);
    expect(around.clock.elapsed()).toBe(seconds * 1000);
    expect(around.entries.map(({ id }) => id)).toEqual(event === undefined ? [] : new Array(sent).fill(event));
  });

  it('a magazine that is not there (ddsmc), a door that is open (adicsc)', async () => {
    const loader = await openChanger(hpLoader);
    loader.device.answers.set(ready, sense(2, 0x3a00));
    expect(await loader.handle.getStatus()).toEqual({ error: 1163 });
    const library = await openChanger(scalar);
    library.device.answers.set(ready, sense(2, 0x0482));
    expect(await library.handle.getStatus()).toEqual({ error: 1166 });
  });

  it('a unit attention is met in silence', async () => {
    const { handle, device, around } = await openChanger(exb480);
    device.answers.set(ready, [sense(6, 0x2800), {}]);
    expect(await inNoTime(around.clock, handle.getStatus())).toEqual({ error: 0 });
  });
});

describe('element status', () => {
  /** A descriptor of a slot or a drive; `tail`: from byte 12 on. */
  const descriptor = (address: string, flags: string, bus = '00 00', source = '00 00 00', tail = '') =>
    `${address} ${flags} 00 00 00 ${bus} 00 ${source} ${tail}`.trim();
  const page = (type: string, tagged: boolean, length: number, ...descriptors: string[]) => {
    const bytes = (value: number, width: number) => value.toString(16).padStart(2 * width, '0');
    const head = (count: number, rest: number) => `0000 ${bytes(count, 2)} 00 ${bytes(rest, 3)}`;
    const body = descriptors.length * length;
    return `${head(descriptors.length, 8 + body)} ${type} ${tagged ? '80' : '00'} ${bytes(length, 2)} 00 ${bytes(body, 3)} ${descriptors.join(' ')}`;
  };
  const text = (value: string, length: number) => Buffer.from(value.padEnd(length)).toString('hex');

  it('of examc comes in one step, with 52 bytes for each element that has a tag', async () => {
    const { handle, device } = await openChanger(exb480);
    device.answers.set(
      'B8 12 00 00 00 08 00 00 01 B0 00 00',
      page(
        '02',
        true,
        52,
        descriptor('0000', '09', '00 00', '00 00 00', `${text('00000121', 32)} 00000000 00000000`),
        descriptor('0001', '0D', '00 00', '80 00 52', `${text('', 32)} 00000000 00000000`),
      ),
    );
    const { value } = await handle.getElementStatus('slot', { volumeTags: true });
    expect(value).toEqual([
      { type: 'slot', address: 0, full: true, accessible: true, exception: false, volumeTag: '00000121' },
      { type: 'slot', address: 1, full: true, accessible: true, exception: true, source: { type: 'drive', address: 0 } },
    ]);
    await handle.getElementStatus('drive');
    expect(device.sent({ timeouts: true })).toEqual([
      'B8 12 00 00 00 08 00 00 01 B0 00 00 →432 200s',
      'B8 04 00 52 00 02 00 00 00 30 00 00 →48 200s',
    ]);
  });

  it('of a drive tells where it is, and what it is', async () => {
    const { handle, device } = await openChanger(exb480);
    device.answers.set(
      'B8 04 00 52 00 02 00 00 00 30 00 00',
      page(
        '04',
        false,
        16,
        descriptor('0052', '08', '30 01', '80 00 1F', '00000000'),
        descriptor('0053', '01', '11 00', '00 00 00', '00000000'),
      ),
    );
    expect((await handle.getElementStatus('drive')).value).toEqual([
      // It names a source that is no element.
      { type: 'drive', address: 0, full: false, accessible: true, exception: false, lun: 0, targetId: 1 },
      { type: 'drive', address: 1, full: true, accessible: false, exception: false, lun: 1 },
    ]);
  });

  it('of a Sony autoloader tells the SCSI ID as a mask', async () => {
    const { handle, device } = await openChanger(sonyLoader);
    await handle.getParameters();
    device.sent();
    device.answers.set(
      'B8 04 00 52 00 02 00 00 00 28 00 00',
      page('04', false, 12, descriptor('0052', '08', '30 08'), descriptor('0053', '08', '30 01')),
    );
    const { value } = await handle.getElementStatus('drive');
    expect(value!.map(({ targetId }) => targetId)).toEqual([3, 0]);
    expect(await handle.getElementStatus('slot', { volumeTags: true }), 'refused without a word').toEqual({ error: 87 });
  });

  it.each([
    [hpLibrary, 3, `${text('QUANTUM', 8)} ${text('DLT7000', 16)} ${text('CX747S1234', 10)}`, 'CX747S1234'],
    [scalar, 3, text('PXA01P0001', 34), 'PXA01P0001'],
    [hpLibrary, 2, undefined, undefined],
  ] as const)('of %s (version %i) comes in two steps, and drives tell who they are', async (product, version, identifier, serialNumber) => {
    const { handle, device } = await openChanger(product, 'w2k', (one) => one.answers.set('12 00 00 00 60 00', `08 80 0${version} 02`));
    const asked = identifier === undefined ? ['04', '00'] : ['14', '01'];
    const cdb = (length: string) => `B8 ${asked[0]} 00 52 00 02 ${asked[1]} 00 ${length} 00 00`;
    const one = (address: string) =>
      identifier === undefined
        ? descriptor(address, '08', '00 00', '00 00 00', '00000000')
        : descriptor(address, '08', '00 00', '00 00 00', `${text('TAG', 32)} 00000000 02 01 00 22 ${identifier}`);
    const length = identifier === undefined ? 16 : 12 + 36 + 4 + 34;
    const report = page('04', identifier !== undefined, length, one('0052'), one('0053'));
    const whole = 16 + 2 * length;
    const wholeHex = `00 ${whole.toString(16).padStart(2, '0').toUpperCase()}`;
    device.answers.set(cdb('00 08'), report.split(' ').join('').slice(0, 16));
    device.answers.set(cdb(wholeHex), report);
    const { value, error } = await handle.getElementStatus('drive');
    expect(error).toBe(0);
    expect(value!.map((element) => element.serialNumber)).toEqual([serialNumber, serialNumber]);
    // The tag was not what was asked for.
    expect(value![0]!.volumeTag).toBeUndefined();
    expect(device.sent()).toEqual([`${cdb('00 08')} →8`, `${cdb(wholeHex)} →${whole}`]);
  });

  it('of adicsc does without identifiers once they have been refused', async () => {
    const { handle, device } = await openChanger(scalar, 'w2k', (one) => one.answers.set('12 00 00 00 60 00', '08 80 03 02'));
    device.answers.set('B8 14 00 52 00 02 01 00 00 08 00 00', sense(5, 0x2400));
    await handle.getElementStatus('drive');
    await handle.getElementStatus('drive');
    const asked = device.sent().map((line) => line.slice(0, 5));
    expect(asked).toEqual(['B8 14', 'B8 04', 'B8 04', 'B8 04', 'B8 04']);
  });

  it.each([
    [
      'more elements than descriptors',
      page('02', false, 16, descriptor('0000', '09', '00 00', '00 00 00', '00000000')).replace('0000 0001', '0000 0009'),
    ],
    ['descriptors that do not come', page('02', false, 16, descriptor('0000', '09')).slice(0, -8)],
    ['an unknown type', page('0A', false, 16, descriptor('0000', '09', '00 00', '00 00 00', '00000000'))],
    ['descriptors of next to nothing', page('02', false, 2, '0000')],
  ])('whose counts lead nowhere is an error: %s', async (_what, report) => {
    const { handle, device } = await openChanger(exb480);
    device.answers.set('B8 02 00 00 00 08 00 00 00 90 00 00', report);
    expect(await handle.getElementStatus('slot')).toEqual({ error: 1117 });
  });

  it('of none has an end', async () => {
    const { handle, device } = await openChanger(exb480);
    device.answers.set('B8 03 00 50 00 01 00 00 00 20 00 00', '0000 0001 00 000008 03 00 0010 00 000000');
    expect(await handle.getElementStatus('ie-port')).toEqual({ error: 0, value: [] });
  });
});

describe('Server 2003', () => {
  it('does not poll while a call goes on', async () => {
    const { handle, device, around, started } = await openChanger(exb480, '2003');
    device.sent();
    device.holds = true;
    const move = handle.moveMedium({ type: 'slot', address: 0 }, { type: 'drive', address: 0 });
    around.clock.advance(3000);
    expect(device.sent().length).toBe(1);
    device.release();
    await move;
    around.clock.advance(1000);
    expect(device.sent({ timeouts: true })).toEqual([`${ready} 1200s`]);
    started.stop();
  });
});
