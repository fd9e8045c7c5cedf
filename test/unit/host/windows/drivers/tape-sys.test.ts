/** tape.sys as Plug and Play meets it: which products it takes, what a start sends, handles and their end, and the polls of Server 2003. */
import { describe, expect, it } from 'vitest';
import { tapeSys, thirdPartyTapeDriver } from '../../../../../src/host/windows/drivers/tape/tape-sys.ts';
import { driveModels } from '../../../../../src/models/index.ts';
import { FakeDevice, sense, surroundings } from './fake-device.ts';
import { openTape, products } from './tape.ts';

const inquiry = '12 00 00 00 FC 00';
const poll = '00 00 00 00 00 00';

describe('the minidriver', () => {
  it.each([
    ['HP', 'C1537A', '4mmdat'],
    ['WangDAT', 'Model 1300', '4mmdat'],
    ['WANGTEK', '6130-FS        T', '4mmdat'],
    ['QUANTUM', 'DLT7000', 'dlttape'],
    ['EXABYTE', 'EXB-8505SMBANSH2', 'exabyte2'],
    ['TANDBERG', ' NS8 Pro 4/8GB', 'miniqic'],
    ['HP', 'COLORADO 14GB', 'qic157'],
    // The case counts.
    ['hp', 'C1537A', undefined],
    ['HP', 'C1537a', undefined],
    ['HP', 'C1537', undefined],
    // What is published has no LTO drive.
    ['HP', 'Ultrium 3-SCSI', undefined],
  ])('of %s %s is %s', (vendor, product, name) => {
    expect(tapeSys.minidriverFor(new FakeDevice(0x01, vendor, product))).toBe(name);
  });

  it('is for tapes', () => {
    expect(tapeSys.minidriverFor(new FakeDevice(0x08, 'HP', 'C1557A'))).toBeUndefined();
  });

  it('is found for the drives of every family that it is published for', () => {
    const found = [...driveModels.values()].map(({ inquiry: { vendorIdentification, productIdentification } }) =>
      tapeSys.minidriverFor(new FakeDevice(0x01, vendorIdentification, productIdentification)),
    );
    for (const name of ['4mmdat', 'dlttape', 'exabyte2', 'miniqic', 'qic157']) expect(found).toContain(name);
  });
});

describe('a start', () => {
  it('is one INQUIRY of two seconds', async () => {
    const device = new FakeDevice(0x01, ...products.hp);
    expect(await tapeSys.start(device, surroundings())).toBeDefined();
    expect(device.sent({ timeouts: true })).toEqual([`${inquiry} →252 2s`]);
  });

  it('comes to nothing without an answer, or without a driver', async () => {
    const device = new FakeDevice(0x01, ...products.hp);
    device.answers.set(inquiry, { status: 'timeout' });
    expect(await tapeSys.start(device, surroundings())).toBeUndefined();
    expect(await tapeSys.start(new FakeDevice(0x01, 'NOBODY', 'KNOWS IT'), surroundings())).toBeUndefined();
  });
});

describe('a handle', () => {
  it('answers ERROR_DEV_NOT_EXIST once its device is gone, and ERROR_INVALID_HANDLE once it is closed', async () => {
    const device = new FakeDevice(0x01, ...products.hp);
    const started = (await tapeSys.start(device, surroundings()))!;
    let released = 0;
    const { error, handle } = await started.open('\\\\.\\Tape0', () => released++);
    expect([error, handle!.name, handle!.kind]).toEqual([0, '\\\\.\\Tape0', 'tape']);
    device.sent();
    started.stop();
    expect(await handle!.getStatus()).toEqual({ error: 55 });
    if (handle!.kind !== 'tape') throw new Error('no tape');
    expect(await handle!.readFile(512)).toMatchObject({ error: 55, bytes: 0 });
    expect(await handle!.getDriveParameters()).toEqual({ error: 55 });
    expect(released).toBe(0);
    handle!.close();
    handle!.close();
    expect(released).toBe(1);
    expect(await handle!.getStatus()).toEqual({ error: 6 });
    expect(device.sent()).toEqual([]);
  });

  it('is one of as many as are wanted', async () => {
    const started = (await tapeSys.start(new FakeDevice(0x01, ...products.hp), surroundings()))!;
    const both = await Promise.all([1, 2].map(() => started.open('\\\\.\\Tape0', () => {})));
    expect(both.map(({ error }) => error)).toEqual([0, 0]);
  });
});

describe('Server 2003', () => {
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  it('asks TEST UNIT READY every second, whoever has a handle, and takes unit attentions with it', async () => {
    const { device, handle, around, stop } = await openTape(products.travan, '2003');
    device.answers.set(poll, [sense(6, 0x2800), {}]);
    around.clock.advance(999);
    expect(device.sent()).toEqual([]);
    around.clock.advance(1);
    await turn();
    expect(device.sent({ timeouts: true })).toEqual([`${poll} 360s`]);
    expect(await handle.getStatus()).toEqual({ error: 0 });
    around.clock.advance(1000);
    await turn();
    expect(device.sent().length).toBe(2);
    stop();
    around.clock.advance(10_000);
    expect(device.sent()).toEqual([]);
    expect(around.clock.nextDue).toBeUndefined();
  });

  it('waits for the answer before it asks again', async () => {
    const { device, around, stop } = await openTape(products.travan, '2003');
    device.holds = true;
    around.clock.advance(5000);
    expect(device.sent()).toEqual([poll]);
    device.release();
    await turn();
    around.clock.advance(1000);
    expect(device.sent()).toEqual([poll]);
    stop();
  });

  it.each([
    ['Windows 2000 does not', tapeSys, 'w2k'],
    ['nor does the driver of a backup program', thirdPartyTapeDriver, '2003'],
  ] as const)('%s', async (_who, driver, version) => {
    const device = new FakeDevice(0x01, ...products.hp);
    const around = surroundings(version);
    await driver.start(device, around);
    expect(around.clock.nextDue).toBeUndefined();
  });
});
