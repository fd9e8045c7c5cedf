/**
 * EXCHANGE MEDIUM over the wire: two cartridges change places, or one makes room for the other; both have moved, or neither.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { exchangeMedium } from './changer-cdb.ts';
import { acknowledgeAttentions, type LabUnderTest } from './lab-under-test.ts';
import { LibraryHost, refused, say, startLibraries } from './libraries.ts';

let lab: LabUnderTest;
let host: LibraryHost;
beforeEach(async () => {
  lab = await startLibraries({
    library: { storage: 6, importExport: 2, cartridges: { 1: 'EXC001L8', 2: 'EXC002L8', 3: 'EXC003L8' } },
    without: { model: 'exabyte-exb-480', drives: ['exabyte-8505'] },
  });
  host = await LibraryHost.attach(lab, 'library');
});
afterEach(async () => {
  await lab.hangUp();
  await lab.stop();
});

const exchanged = async (...parameters: Parameters<LibraryHost['exchange']>): Promise<void> => {
  const { status, sense } = await host.exchange(...parameters);
  expect({ status, sense }).toEqual({ status: 0, sense: undefined });
};
async function unchanged(act: () => Promise<void>): Promise<void> {
  const before = await host.inventory();
  await act();
  expect(await host.inventory()).toEqual(before);
}

describe('two cartridges', () => {
  it('change places', async () => {
    await exchanged(host.slot(1), host.slot(2));
    expect(await host.inventory()).toEqual({
      [host.slot(1)]: 'EXC002L8',
      [host.slot(2)]: 'EXC001L8',
      [host.slot(3)]: 'EXC003L8',
    });
  });

  it('move on, the first to where the second was and the second to a free place', async () => {
    await exchanged(host.slot(1), host.slot(2), host.mailslot(1));
    expect(await host.inventory()).toEqual({
      [host.slot(2)]: 'EXC001L8',
      [host.slot(3)]: 'EXC003L8',
      [host.mailslot(1)]: 'EXC002L8',
    });
    expect((await host.element(host.mailslot(1))).source).toBe(host.slot(2));
  });

  it('change in a drive: what was loaded is unloaded, what comes is loaded', async () => {
    await host.moved(host.slot(1), host.drive(1));
    await host.loaded(1);
    await exchanged(host.slot(2), host.drive(1), host.slot(1));
    expect(await acknowledgeAttentions(host.initiator, 1)).toContain(0x2800);
    await host.loaded(1);
    expect(await host.inventory()).toEqual({
      [host.slot(1)]: 'EXC001L8',
      [host.drive(1)]: 'EXC002L8',
      [host.slot(3)]: 'EXC003L8',
    });
  });

  it('change between two drives', async () => {
    await host.moved(host.slot(1), host.drive(1));
    await host.moved(host.slot(2), host.drive(2));
    await exchanged(host.drive(1), host.drive(2));
    expect(await host.inventory()).toMatchObject({ [host.drive(1)]: 'EXC002L8', [host.drive(2)]: 'EXC001L8' });
    await host.loaded(1);
    await host.loaded(2);
  });

  it('are turned round, each by its own bit', async () => {
    await exchanged(host.slot(1), host.slot(2), host.slot(5), { invertFirst: true });
    expect([(await host.element(host.slot(2))).inverted, (await host.element(host.slot(5))).inverted]).toEqual([true, false]);
    await exchanged(host.slot(3), host.slot(2), host.slot(3), { invertSecond: true });
    expect([(await host.element(host.slot(2))).inverted, (await host.element(host.slot(3))).inverted]).toEqual([false, false]);
  });
});

describe('it refuses', () => {
  it('where either cartridge is missing (3B/0E), and where the second has no room (3B/0D)', async () => {
    for (const [source, first, second, code] of [
      [host.slot(4), host.slot(2), host.slot(5), say.sourceEmpty],
      [host.slot(1), host.slot(4), host.slot(5), say.sourceEmpty],
      [host.slot(1), host.slot(2), host.slot(3), say.destinationFull],
    ] as const)
      await unchanged(async () => expect(await host.exchange(source, first, second)).toMatchObject(refused(code)));
  });

  it('any address at which there is nothing (21/01)', async () => {
    const nowhere = host.slot(7);
    await unchanged(async () => {
      for (const route of [
        [nowhere, host.slot(2), host.slot(4)],
        [host.slot(1), nowhere, host.slot(4)],
        [host.slot(1), host.slot(2), nowhere],
      ] as const)
        expect(await host.exchange(...route)).toMatchObject(refused(say.invalidElementAddress));
      const transport = { transport: host.slot(1) };
      expect(await host.exchange(host.slot(1), host.slot(2), host.slot(4), transport)).toMatchObject(refused(say.invalidElementAddress));
    });
  });

  it('while a drive keeps its cartridge (53/02), on either side', async () => {
    await host.moved(host.slot(1), host.drive(1));
    await host.loaded(1);
    await host.good(cdb.preventAllow(1), { lun: 1 });
    await unchanged(async () => {
      expect(await host.exchange(host.slot(2), host.drive(1))).toMatchObject(refused(say.removalPrevented));
      expect(await host.exchange(host.drive(1), host.slot(2))).toMatchObject(refused(say.removalPrevented));
    });
    expect(await host.command(cdb.testUnitReady(), { lun: 1 })).toMatchObject({ status: 0 });
  });

  it('reserved bits, at their places', async () => {
    for (const [byte, bit] of [
      [1, 0],
      [10, 2],
      [10, 7],
    ] as const) {
      const odd = exchangeMedium(host.slot(1), host.slot(2), host.slot(1), { transport: host.arm() });
      odd[byte]! |= 1 << bit;
      await unchanged(async () =>
        expect(await host.command(odd)).toMatchObject({
          status: 2,
          sense: { key: 5, code: say.invalidFieldInCdb, fieldPointer: { inCdb: true, byte, bit } },
        }),
      );
    }
  });

  it('altogether where a product does not have it (20/00)', async () => {
    const without = await LibraryHost.attach(lab, 'without');
    expect(await without.exchange(without.slot(1), without.slot(2))).toMatchObject(refused(0x2000));
  });
});
