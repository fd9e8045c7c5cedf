/** mcd.sys and its minidrivers at work on the libraries that they know, over TCP: every element is found, and a cartridge goes into a drive and back. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ChangerHandle, Win32Error } from '../../../src/host/windows/win32.ts';
import { changerModels } from '../../../src/models/changers/index.ts';
import type { LabUnderTest } from '../lab-under-test.ts';
import { startLibraries, targetOf } from '../libraries.ts';
import { settled, WindowsDevices } from './windows-devices.ts';

const drivers = ['ddsmc', 'examc', 'hpmc', 'adicsc', 'sonymc'];
const driveOf: Readonly<Record<string, readonly [model: string, medium: string]>> = {
  ddsmc: ['hp-c1557a', 'dds-3'],
  examc: ['exabyte-8505', '8mm-160m-xl'],
};

interface Library {
  readonly model: string;
  readonly driver: string;
  readonly drives: number;
  readonly barcode: string;
  readonly iePorts: number;
  readonly slots: number;
}
/** One of each driver's products; of HP's a tape library. */
const libraries = drivers.map((driver, at): Library => {
  const known = [...changerModels].filter(
    ([, { windowsDriver }]) => windowsDriver?.name.toLowerCase() === driver && windowsDriver.identity === 'published',
  );
  const [model, { layout }] = known.find(([name]) => /c1557a|exb-480|c5173-7000/.test(name)) ?? known[0]!;
  const drives = Math.min(2, layout.dataTransfer.count);
  return {
    model,
    driver,
    drives,
    barcode: `WHC${at}00${driver in driveOf ? '' : 'L8'}`,
    iePorts: layout.importExport.count,
    slots: layout.storage.count,
  };
});

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startLibraries(
    Object.fromEntries(
      libraries.map(({ model, driver, drives, barcode }) => [
        model,
        { model, drives: new Array<string>(drives).fill(driveOf[driver]?.[0] ?? 'generic'), cartridges: { 1: barcode } },
      ]),
    ),
    {
      cartridges: libraries
        .filter(({ driver }) => driver in driveOf)
        .map(({ driver, barcode }) => ({ barcode, mediumType: driveOf[driver]![1], capacityBytes: 2 ** 22 })),
    },
  );
}, 60_000);
afterAll(() => lab.stop());

let host: WindowsDevices;
afterEach(() => host.logOut());

const slot = (address: number) => ({ type: 'slot', address }) as const;
const drive = (address: number) => ({ type: 'drive', address }) as const;

describe.each(libraries.map((library) => [`${library.driver}: ${library.model}`, library] as const))('%s', (_name, library) => {
  const attached = async (): Promise<ChangerHandle> => {
    host = await WindowsDevices.attach(lab, targetOf(library.model));
    return host.changer();
  };

  it('is found with all its elements', async () => {
    const changer = await attached();
    const { value: parameters } = await changer.getParameters();
    expect(parameters).toMatchObject({ drives: library.drives, doors: 1 });
    expect(parameters!.slots).toBeGreaterThan(0);
    for (const [type, count] of [
      ['transport', parameters!.transports],
      ['slot', parameters!.slots],
      ['ie-port', parameters!.iePorts],
      ['drive', parameters!.drives],
    ] as const) {
      const { error, value } = await changer.getElementStatus(type);
      if (count === 0) expect(error).toBe(Win32Error.illegalElementAddress);
      else expect(value!.map((element) => [element.type, element.address])).toEqual(Array.from({ length: count }, (_, at) => [type, at]));
    }
    const { value: slots } = await changer.getElementStatus('slot', { volumeTags: parameters!.barCodeScanner });
    expect(slots!.map(({ full }) => full)).toEqual(slots!.map(({ address }) => address === 0));
    if (parameters!.barCodeScanner) expect(slots![0]!.volumeTag).toBe(library.barcode);
    expect(await changer.getStatus()).toEqual({ error: 0 });
  });

  it('brings a cartridge into a drive and back', async () => {
    const changer = await attached();
    await changer.getParameters();
    expect(await changer.moveMedium(slot(1), drive(0))).toEqual({ error: Win32Error.sourceElementEmpty });
    expect(await changer.moveMedium(slot(0), drive(0))).toEqual({ error: 0 });
    const { value: drives } = await changer.getElementStatus('drive');
    expect(drives![0]).toMatchObject({ full: true, source: slot(0) });
    expect(drives!.slice(1).every(({ full }) => !full)).toBe(true);
    if (library.driver in driveOf) {
      const tape = await host.tape(1);
      await settled(tape);
      expect((await tape.getMediaTypes()).value!.some(({ mounted }) => mounted)).toBe(true);
      expect(await tape.prepare('unload')).toEqual({ error: 0 });
    }
    expect(await changer.moveMedium(drive(0), slot(0))).toEqual({ error: 0 });
    expect((await changer.getElementStatus('slot')).value![0]).toMatchObject({ full: true });
  });

  it('has its door locked', async () => {
    const changer = await attached();
    expect(await changer.setAccess(true)).toEqual({ error: 0 });
    expect(await changer.setAccess(false)).toEqual({ error: 0 });
    expect(await changer.initializeElementStatus()).toEqual({ error: 0 });
  });
});
