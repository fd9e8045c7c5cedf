import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../../src/cartridge/memory-store.ts';
import { parseConfiguration } from '../../src/config/load.ts';
import type { Happening } from '../../src/foundation/event.ts';
import { type Change, Inventory } from '../../src/library/inventory.ts';
import { ownersOf, startingPlaces } from '../../src/starting-places.ts';
import { surroundings } from './config/configuration.ts';

const text = `drives:
  one: { model: lto-8, serial: ONE }
  two: { model: lto-8, serial: TWO }
  alone: { model: lto-8, serial: ALONE, cartridge: DDS001, stack: [DDS002, DDS003] }
libraries:
  library: { model: generic-library, serial: LIB, drives: [one, two], cartridges: { 2: LAB001L8, 9: LAB002L8 } }
targets:
  iqn.2026-11.x:library: { luns: { 0: library, 1: one, 2: two } }
  iqn.2026-11.x:alone: { luns: { 0: alone } }
`;
const all = ['DDS001', 'DDS002', 'DDS003', 'LAB001L8', 'LAB002L8'];

/** What is changed and told at a start with this much remembered. */
async function start(before: readonly Change[] = [], owners: readonly string[] = [], { barcodes = all, configuration = text } = {}) {
  const store = new MemoryStore();
  await store.makeFolder('/home/lab');
  const inventory = await Inventory.open(store, '/home/lab/inventory.json');
  await inventory.change(before, owners);
  const told: Happening[] = [];
  const loaded = parseConfiguration(configuration, 'tapelab.yaml', surroundings);
  const changes = startingPlaces({ inventory, folder: '/home/lab' }, new Set(barcodes), loaded, (event) => told.push(event));
  return { changes: new Map(changes.map(([barcode, placement]) => [barcode, placement])), told };
}
const slot = (number: number) => ({ place: { library: 'library', element: 'storage', number } }) as const;

describe('the places at the start', () => {
  it('are those of the configuration, where nothing was ever served', async () => {
    const { changes, told } = await start();
    expect(Object.fromEntries(changes)).toEqual({
      DDS001: { place: { drive: 'alone' }, from: { stack: 'alone', number: 1 } },
      DDS002: { place: { stack: 'alone', number: 2 } },
      DDS003: { place: { stack: 'alone', number: 3 } },
      LAB001L8: slot(2),
      LAB002L8: slot(9),
    });
    expect(told).toEqual([]);
  });

  it('are where everything was last, whatever the configuration says of the first start', async () => {
    const { changes, told } = await start(
      [['LAB001L8', { place: { drive: 'two' }, loaded: true, from: slot(2).place }]],
      ['one', 'two', 'alone', 'library'],
    );
    expect([...changes]).toEqual([]);
    expect(told).toEqual([]);
  });

  it('are those of the configuration in what was not served before, and only there', async () => {
    const { changes } = await start([['DDS003', { place: { drive: 'alone' } }]], ['alone']);
    expect([...changes.keys()]).toEqual(['LAB001L8', 'LAB002L8']);
  });

  it('leave a place empty whose cartridge is elsewhere', async () => {
    const { changes, told } = await start([['LAB002L8', { place: { drive: 'alone' } }]], ['alone']);
    expect([...changes.keys()]).toEqual(['LAB001L8']);
    expect(told).toEqual([{ event: 'lab.place-left-empty', place: 'library slot 9', barcode: 'LAB002L8', why: 'it is in alone' }]);
  });

  it('take a cartridge from a drive that is no more', async () => {
    const { changes, told } = await start([['LAB001L8', { place: { drive: 'gone' } }]], ['gone', 'alone']);
    expect(changes.get('LAB001L8')).toEqual(slot(2));
    expect(told).toEqual([]);
  });

  it.each<[string, Change[1]]>([
    ['drive is called like the library', { place: { drive: 'library' } }],
    ['library is called like the drive', { place: { library: 'alone', element: 'storage', number: 1 } }],
  ])('take a cartridge from a place that is none any more: once a %s', async (_, placement) => {
    const { changes, told } = await start([['LAB001L8', placement]], ['one', 'two', 'alone', 'library']);
    expect([...changes]).toEqual([['LAB001L8', undefined]]);
    expect(told).toMatchObject([{ barcode: 'LAB001L8', why: 'there is no such place any more' }]);
  });

  it('forget a cartridge that is no longer in the home', async () => {
    const owners = ['one', 'two', 'alone', 'library'];
    const { changes, told } = await start(
      [
        ['OLD001L8', slot(3)],
        ['LAB001L8', slot(2)],
      ],
      owners,
    );
    expect([...changes]).toEqual([['OLD001L8', undefined]]);
    expect(told).toMatchObject([{ place: 'library slot 3', barcode: 'OLD001L8', why: 'it is no longer in the home' }]);
  });

  it('put the stack of a drive on the shelf that is in a library now', async () => {
    const { changes, told } = await start([['LAB001L8', { place: { stack: 'one', number: 2 } }]], ['one', 'two', 'alone', 'library']);
    expect([...changes]).toEqual([['LAB001L8', undefined]]);
    expect(told).toMatchObject([{ place: 'one stack 2', why: 'the drive is in a library now, which feeds it' }]);
  });

  it.each([
    ['LAB002L8', '6:101', ['LAB020L8'], "did you mean 'LAB020L8'?"],
    ['LAB002L8', '6:101', [], "make it with 'tapelab cartridge create LAB002L8 --home /home/lab'."],
    ['DDS003', '4:76', ['DDS004'], "did you mean 'DDS004'?"],
  ])('cannot be had without %s', async (barcode, at, others, hint) => {
    const barcodes = [...all.filter((one) => one !== barcode), ...others];
    await expect(start([], [], { barcodes })).rejects.toMatchObject({
      message: `tapelab.yaml:${at}: There is no cartridge ${barcode} in the home.`,
      hint,
    });
  });

  it('tell how to make all the cartridges that are missing at once', async () => {
    const configuration = text.replace('2: LAB001L8', '2: LAB003L8..LAB008L8');
    await expect(start([], ['alone'], { barcodes: ['LAB001L8'], configuration })).rejects.toMatchObject({
      message: 'tapelab.yaml:6:88: There is no cartridge LAB003L8 in the home.',
      hint: "make what is missing with 'tapelab cartridge create LAB003L8..LAB008L8 LAB002L8 --home /home/lab'.",
    });
  });
});

describe('the owners of places', () => {
  it('are all drives and libraries', () => {
    expect(ownersOf(parseConfiguration(text, 'tapelab.yaml', surroundings).configuration)).toEqual(['one', 'two', 'alone', 'library']);
  });
});
