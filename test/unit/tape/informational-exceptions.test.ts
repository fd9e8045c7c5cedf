import { describe, expect, it } from 'vitest';
import { driveWithTape, type Host, pattern, uint32 } from './host.ts';

/** Mode page 1Ch with DEXCPT=0 unless said otherwise. */
const select = (host: Host, { method = 0, test = undefined as number | undefined, disabled = false } = {}) =>
  host.modeSelect({
    page: [0x1c, 0x0a, (disabled ? 0x08 : 0) | (test === undefined ? 0 : 0x04), method, 0, 0, 0, 0, ...uint32((test ?? 0) >>> 0)],
  });
const flags = async (host: Host) => [...(await host.logPage(0x2e))].filter(([, value]) => value[0] === 1).map(([code]) => code);
const requestSense = async (host: Host) => (await host.execute([0x03, 0, 0, 0, 18, 0], { room: 18 })).data.toString('hex', 2, 14);

describe('mode page 1Ch', () => {
  it('raises and lowers flags by hand, and forgets that it was asked to', async () => {
    const { host } = await driveWithTape();
    expect((await select(host, { test: 3 })).status).toBe(0);
    expect((await select(host, { test: 20 })).status).toBe(0);
    expect((await select(host, { test: -3 })).status).toBe(0);
    expect(await flags(host)).toEqual([20]);
    expect((await host.modeSense(0x1c)).data.toString('hex', 12)).toBe('9c0a00000000000000000000');
    await select(host, { test: 32_767 });
    expect(await flags(host)).toHaveLength(64);
  });

  it.each([
    ['TEST while exceptions are disabled', { test: 3, disabled: true }, 14 + 0, 2],
    ['a flag that does not exist', { test: 65 }, 20, 7],
    ['an unknown method', { method: 1 }, 15, 3],
  ])('refuses %s', async (_title, page, byte, bit) => {
    const { host } = await driveWithTape();
    expect((await select(host, page)).sense).toMatchObject({ key: 5, code: '26/00', pointsAt: `parameters ${byte}.${bit}` });
    expect(await flags(host)).toEqual([]);
  });
});

describe('a raised flag is told', () => {
  const alarm = async (method: number, disabled = false) => {
    const { host } = await driveWithTape({ writeProtected: true });
    await select(host, { method, disabled });
    await host.write(pattern(10));
    return host;
  };

  it.each([0, 3])('never, with MRIE=%i', async (method) => {
    const host = await alarm(method);
    expect((await host.testUnitReady()).status).toBe(0);
    expect(await requestSense(host)).toBe('000000000000000000000000'.slice(0, 10) + '0a'.padEnd(14, '0'));
  });

  it('as a unit attention, with MRIE=2', async () => {
    const host = await alarm(2);
    expect((await host.testUnitReady()).sense).toMatchObject({ key: 6, code: '5d/00' });
    expect((await host.testUnitReady()).status).toBe(0);
  });

  it.each([
    [4, 1],
    [5, 0],
  ])('with the next command that ends well, with MRIE=%i', async (method, key) => {
    const host = await alarm(method);
    expect((await host.write(pattern(10))).sense).toMatchObject({ key: 7 });
    const told = await host.modeSense(0x0f);
    expect(told.sense).toMatchObject({ key, code: '5d/00' });
    expect(told.data.length).toBeGreaterThan(0);
    expect((await host.modeSense(0x0f)).status).toBe(0);
  });

  it('to REQUEST SENSE until page 2Eh is read, with MRIE=6', async () => {
    const host = await alarm(6);
    expect((await host.testUnitReady()).status).toBe(0);
    expect((await requestSense(host)).slice(-4)).toBe('5d00');
    expect((await requestSense(host)).slice(-4)).toBe('5d00');
    await flags(host);
    expect((await requestSense(host)).slice(-4)).toBe('0000');
  });

  it('not while exceptions are disabled', async () => {
    const host = await alarm(4, true);
    expect((await host.testUnitReady()).status).toBe(0);
  });

  it('as a false one, with test flag 0', async () => {
    const { host } = await driveWithTape();
    const told = await select(host, { method: 4, test: 0 });
    expect(told.sense).toMatchObject({ key: 1, code: '5d/ff' });
    expect(await flags(host)).toEqual([]);
  });
});
