/** A drive whose loader fails (SSC-4 §7.3): what hosts, the library and the operator are told, and where the cartridge is then. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from '../cdb.ts';
import { acknowledgeAttentions, type LabUnderTest } from '../lab-under-test.ts';
import { driveName, LibraryHost, notReady, startLibraries } from '../libraries.ts';
import { parametersOf } from '../log-parameters.ts';
import { pattern } from '../pattern.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startLibraries({
    library: { storage: 3, cartridges: { 1: 'LDF001L8' } },
    waiting: { storage: 3, cartridges: { 1: 'LDF002L8' }, ofDrives: 'autoload: false' },
  });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const noMedium = notReady(0x3a00);
const manualIntervention = notReady(0x0403);
const loadFailure = (key: number) => ({ status: 2, sense: { key, code: 0x5300, deferred: false } });
const block = pattern(4096, 1);
const ready = (host: LibraryHost, lun = 1) => host.command(cdb.testUnitReady(), { lun });
const load = (host: LibraryHost) => host.command(cdb.loadUnload(true), { lun: 1 });
const unload = (host: LibraryHost) => host.command(cdb.loadUnload(false), { lun: 1 });

/** Flags of drive 1 that page 12h shows: flag 1 is the highest bit. */
async function raisedFlags(host: LibraryHost): Promise<number[]> {
  const drive = { command: (bytes: Uint8Array, options = {}) => host.command(bytes, { ...options, lun: 1 }) };
  const [parameter] = await parametersOf(drive as typeof host.initiator, 0x12);
  return Array.from({ length: 64 }, (_, at) => at + 1).filter(
    (flag) => (parameter!.value[(flag - 1) >> 3]! & (0x80 >> ((flag - 1) & 7))) !== 0,
  );
}

describe('load-failure', () => {
  it.each([
    { leaves: 'at-mouth', by: 'medium', key: 3, readiness: noMedium, engaged: false },
    { leaves: 'inside', by: 'drive', key: 4, readiness: manualIntervention, engaged: true },
  ] as const)('ends the LOAD of a host, and leaves the cartridge $leaves', async ({ leaves, by, key, readiness, engaged }) => {
    const host = await LibraryHost.attach(lab, 'waiting');
    await host.moved(host.slot(1), host.drive(1));
    const match = { device: driveName('waiting', 1) };
    await lab.faults.during({ match, do: { 'load-failure': { leaves, by } } }, async (record) => {
      expect(await load(host)).toMatchObject(loadFailure(key));
      expect(record()).toMatchObject({ considered: 1, firings: 1 });
      expect(await ready(host)).toMatchObject(readiness);
      expect(await raisedFlags(host)).toEqual([55]);
      expect((await host.element(host.drive(1))).accessible).toBe(!engaged);
      const drive = await lab.operator['drive.show']({ drive: driveName('waiting', 1) });
      expect(drive).toMatchObject({ cartridge: 'LDF002L8', loaded: false, refused: 'MEDIA LOAD OR EJECT FAILED' });
      if (engaged) await host.good(cdb.loadUnload(false), { lun: 1 });
      expect((await load(host)).status, 'the next LOAD').toBe(0);
    });
    await host.loaded(1);
    expect(await raisedFlags(host)).toEqual([]);
    await host.moved(host.drive(1), host.slot(1));
  });

  it('keeps a drive from becoming ready that loads by itself; the robot gets the cartridge back', async () => {
    const host = await LibraryHost.attach(lab, 'library');
    await lab.faults.during({ match: { barcode: 'LDF001L8' }, do: 'load-failure' }, async () => {
      await host.moved(host.slot(1), host.drive(1));
      await lab.happening('tape.load-failed', ({ drive }) => drive === driveName('library', 1));
      expect(await ready(host)).toMatchObject(noMedium);
    });
    await host.moved(host.drive(1), host.slot(1));
    await host.moved(host.slot(1), host.drive(1));
    await host.loaded(1);
    await host.moved(host.drive(1), host.slot(1));
  });

  it('leaves a cartridge inside until a host, or the library, has it unloaded', async () => {
    const host = await LibraryHost.attach(lab, 'library');
    await lab.faults.during({ match: { barcode: 'LDF001L8' }, do: { 'load-failure': { leaves: 'inside' } } }, async () => {
      await host.moved(host.slot(1), host.drive(1));
      await lab.happening('tape.load-failed');
      expect(await ready(host)).toMatchObject(manualIntervention);
    });
    await host.good(cdb.loadUnload(false), { lun: 1 });
    expect(await ready(host)).toMatchObject(noMedium);
    await host.moved(host.drive(1), host.slot(1));
  });
});

describe('stuck-tape', () => {
  it('keeps the cartridge loaded and rewound, from hosts, the library and the operator alike, and the data on it', async () => {
    const host = await LibraryHost.attach(lab, 'library');
    await host.moved(host.slot(1), host.drive(1));
    await host.loaded(1);
    const drive = driveName('library', 1);
    for (let number = 0; number < 2; number++) await host.good(cdb.write6(block.length), { lun: 1, write: block });
    await lab.faults.during({ match: { device: drive }, fire: 'always', do: 'stuck-tape' }, async () => {
      expect(await unload(host)).toMatchObject({ status: 2, sense: { key: 4, code: 0x5301 } });
      expect(await raisedFlags(host)).toEqual([56]);
      expect(await ready(host)).toMatchObject({ status: 0 });
      expect(Buffer.compare(await host.good(cdb.read6(block.length), { lun: 1, read: block.length }), block)).toBe(0);
      expect(await host.move(host.drive(1), host.slot(2))).toMatchObject({ status: 2, sense: { key: 4, code: 0x5300 } });
      expect(await host.inventory()).toEqual({ [host.drive(1)]: 'LDF001L8' });
      await expect(lab.operator['drive.unload']({ drive })).rejects.toMatchObject({ code: 'cartridge-stuck' });
      expect(await lab.operator['drive.show']({ drive })).toMatchObject({ cartridge: 'LDF001L8', loaded: true, position: 0 });
    });
    await host.moved(host.drive(1), host.slot(2));
    expect(await host.inventory()).toEqual({ [host.slot(2)]: 'LDF001L8' });
    await acknowledgeAttentions(host.initiator);
  });
});
