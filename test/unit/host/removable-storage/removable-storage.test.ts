import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../src/foundation/virtual-clock.ts';
import type { HostEvent } from '../../../../src/host/happening.ts';
import type { Person } from '../../../../src/host/person.ts';
import { StorageError } from '../../../../src/host/removable-storage/errors.ts';
import { freeLabel, labelOf } from '../../../../src/host/removable-storage/label.ts';
import { MediaDatabase } from '../../../../src/host/removable-storage/medium.ts';
import { RemovableStorage } from '../../../../src/host/removable-storage/removable-storage.ts';
import { FakeCartridge, FakeChanger, FakeDrive, FakeWin32 } from '../fake-win32.ts';

const nobody: Person = { answer: () => new Promise(() => {}) };
const ask = { by: 'Removable Storage', text: 'A tape, please.' };
const MINUTE = 60_000;

const id = (number: number): string => `12345678-1234-1234-1234-${String(number).padStart(12, '0')}`;
const labelled = (number: number, barcode?: string): FakeCartridge => {
  const cartridge = new FakeCartridge(barcode === undefined ? {} : { barcode });
  cartridge.objects = [freeLabel(id(number), new Date(0)), 'filemark'];
  return cartridge;
};
const foreign = (): FakeCartridge => {
  const cartridge = new FakeCartridge();
  cartridge.objects = [new Uint8Array(512).fill(7)];
  return cartridge;
};

async function started(
  devices: Record<string, FakeDrive | FakeChanger>,
  { person = nobody, database = new MediaDatabase() }: { person?: Person; database?: MediaDatabase } = {},
) {
  const clock = new VirtualClock({ quiet: () => true });
  const events: HostEvent[] = [];
  const publish = (event: HostEvent): void => void events.push(event);
  let made = 100;
  const options = { win32: new FakeWin32(devices), clock, person, publish, database, newId: () => id(made++) };
  const storage = await clock.run(RemovableStorage.start(options));
  return { storage, clock, events, database };
}

describe('a label', () => {
  it('is a TAPE block with a GUID in its description', () => {
    expect(labelOf(freeLabel(id(1), new Date(0)))).toEqual({ type: 'Removable Storage', id: id(1), description: 'Free Media' });
  });

  it('is none where the checksum is wrong, or something else stands there', () => {
    const damaged = freeLabel(id(1), new Date(0));
    damaged[20]! ^= 1;
    expect(labelOf(damaged)).toBeUndefined();
    expect(labelOf(new Uint8Array(16_384))).toBeUndefined();
    expect(labelOf(new Uint8Array(3))).toBeUndefined();
  });

  it('has the digest of the block for an ID when the tape has no label in it', () => {
    const block = freeLabel(id(1), new Date(0));
    block[56] = 0; // Tape attributes; they are behind what the header's checksum covers.
    expect(labelOf(block)?.id).toMatch(/^[0-9A-F]{32}$/);
  });
});

describe('Removable Storage with a stand-alone drive', () => {
  it.each([
    ['blank', new FakeCartridge(), 'Unrecognized'],
    ['foreign', foreign(), 'Unrecognized'],
    ['from elsewhere', labelled(1), 'Import'],
  ] as const)('puts a tape that is %s into the pool for it', async (_, cartridge, pool) => {
    const drive = new FakeDrive();
    drive.insert(cartridge);
    const { storage } = await started({ Tape0: drive });
    expect(storage.media.map((medium) => [medium.type, medium.pool])).toEqual([['4mm DDS', pool]]);
    expect(drive.handles).toBe(0);
  });

  it('knows a tape again that it has given a label, also after a restart', async () => {
    const drive = new FakeDrive();
    drive.insert(new FakeCartridge());
    const { storage, database, clock } = await started({ Tape0: drive });
    expect(await clock.run(storage.prepare())).toBe(0);
    expect(storage.media.map(({ pool }) => pool)).toEqual(['Free']);
    const again = await started({ Tape0: drive }, { database });
    expect(again.storage.media.map(({ pool, label }) => [pool, label?.id])).toEqual([['Free', id(100)]]);
  });

  it('answers at once that there is none, when nobody is to be asked', async () => {
    const { storage, clock, events } = await started({ Tape0: new FakeDrive() });
    const answer = await clock.run(storage.allocate({ pools: ['Free'], timeoutMs: MINUTE }));
    expect(answer.error).toBe(StorageError.mediaUnavailable);
    expect(events).toEqual([]);
  });

  it('asks an operator, and takes the tape that comes', async () => {
    const drive = new FakeDrive();
    const { storage, clock, events } = await started(
      { Tape0: drive },
      {
        person: {
          answer: async () => {
            drive.insert(new FakeCartridge());
            return 'done';
          },
        },
      },
    );
    const { error, medium } = await clock.run(storage.allocate({ pools: ['Free', 'Unrecognized'], ask, timeoutMs: MINUTE }));
    expect(error).toBe(0);
    expect(medium?.pool).toBe('Unrecognized');
    expect(events).toEqual([{ event: 'host.operator-asked', ...ask }]);
    expect(await clock.run(storage.mount(medium!, ask, MINUTE))).toEqual({ error: 0, path: '\\\\.\\Tape0' });
  });

  it('notices a tape by itself while it waits', async () => {
    const drive = new FakeDrive();
    const { storage, clock } = await started({ Tape0: drive });
    clock.schedule(42_000, () => drive.insert(labelled(5)));
    const answer = await clock.run(storage.allocate({ pools: ['Import'], ask, timeoutMs: 10 * MINUTE }));
    expect(answer.medium?.label?.id).toBe(id(5));
    expect(clock.elapsed()).toBeLessThan(50_000);
  });

  it('asks again when the tape is none of those that will do, and ends with a timeout', async () => {
    const drive = new FakeDrive();
    const { storage, clock, events } = await started(
      { Tape0: drive },
      {
        person: {
          answer: async () => {
            if (drive.cartridge === undefined) drive.insert(labelled(1));
            return 'done';
          },
        },
      },
    );
    const answer = await clock.run(storage.allocate({ pools: ['Free'], ask, timeoutMs: 5 * MINUTE }));
    expect(answer.error).toBe(StorageError.timeout);
    expect(events.length).toBe(3);
  });

  it('takes no for an answer', async () => {
    const { storage, clock } = await started({ Tape0: new FakeDrive() }, { person: { answer: async () => 'cancelled' } });
    expect((await clock.run(storage.allocate({ pools: ['Free'], ask, timeoutMs: MINUTE }))).error).toBe(StorageError.requestRefused);
  });

  it('hands on why a person cannot answer', async () => {
    const person: Person = { answer: () => Promise.reject(new Error('there is no such tape')) };
    const { storage, clock } = await started({ Tape0: new FakeDrive() }, { person });
    const answer = clock.run(storage.allocate({ pools: ['Free'], ask, timeoutMs: MINUTE }));
    await expect(answer).rejects.toThrow('there is no such tape');
  });

  it('prefers the pools in the order they are named, and leaves out what will not do', async () => {
    const [free, imported] = [new FakeDrive(), new FakeDrive({ serialNumber: 'D2' })];
    free.insert(new FakeCartridge());
    imported.insert(labelled(1));
    const { storage, clock } = await started({ Tape0: free, Tape1: imported });
    const first = await clock.run(storage.allocate({ pools: ['Import', 'Unrecognized'], timeoutMs: 0 }));
    expect(first.medium?.pool).toBe('Import');
    const next = await clock.run(storage.allocate({ pools: ['Import', 'Unrecognized'], except: [first.medium!], timeoutMs: 0 }));
    expect(next.medium?.pool).toBe('Unrecognized');
    expect((await clock.run(storage.allocate({ type: 'DLT', pools: ['Import'], timeoutMs: 0 }))).error).toBe(StorageError.mediaUnavailable);
  });

  it('hears of every unit attention before it says that a drive is empty', async () => {
    const drive = new FakeDrive();
    drive.insert(labelled(1));
    drive.next.push({ call: 'getStatus', error: 1111 }, { call: 'getStatus', error: 1111 });
    const { storage } = await started({ Tape0: drive });
    expect(storage.media.map(({ label }) => label?.id)).toEqual([id(1)]);
  });

  it('has a tape in a drive that wants to be cleaned', async () => {
    const drive = new FakeDrive();
    drive.insert(labelled(1));
    const { storage, clock } = await started({ Tape0: drive });
    drive.next.push({ call: 'getStatus', error: 1165 });
    expect((await clock.run(storage.allocate({ pools: ['Import'], timeoutMs: 0 }))).medium?.label?.id).toBe(id(1));
  });

  it.each(['setMediaParameters', 'setPosition', 'readFile'])('knows a tape again when the bus is reset at %s', async (call) => {
    const drive = new FakeDrive();
    drive.insert(labelled(1));
    const { storage, clock } = await started({ Tape0: drive });
    drive.next.push({ call, error: 1111 });
    await clock.run(storage.allocate({ pools: ['Free'], timeoutMs: 0 }));
    expect(storage.media.map(({ pool, place }) => [pool, place !== undefined])).toEqual([['Import', true]]);
  });

  it('mounts no other tape that was put into its place behind its back', async () => {
    const drive = new FakeDrive();
    const [one, other] = [labelled(1), labelled(2)];
    drive.insert(one);
    const asked: number[] = [];
    const person: Person = {
      answer: async () => {
        asked.push(1);
        drive.remove();
        drive.insert(one);
        return 'done';
      },
    };
    const { storage, clock } = await started({ Tape0: drive }, { person });
    const [medium] = storage.media;
    drive.remove();
    drive.insert(other);
    expect(await clock.run(storage.mount(medium!, undefined, 0))).toEqual({ error: StorageError.mediaOffline });
    expect(await clock.run(storage.mount(medium!, ask, MINUTE))).toEqual({ error: 0, path: '\\\\.\\Tape0' });
    expect([asked.length, drive.cartridge]).toEqual([1, one]);
  });

  it('finds a tape that has come since it started', async () => {
    const drive = new FakeDrive();
    const { storage, clock } = await started({ Tape0: drive });
    drive.insert(labelled(7));
    expect((await clock.run(storage.find(({ label }) => label?.id === id(7))))?.pool).toBe('Import');
  });

  it('calls each medium what the driver says of it, and a drive with a cleaning cartridge by what else it takes', async () => {
    const drive = new FakeDrive({}, ['DLT', 'CLEANER_CARTRIDGE']);
    drive.mounted = 'CLEANER_CARTRIDGE';
    drive.insert(new FakeCartridge());
    const { storage, clock } = await started({ Tape0: drive });
    expect(storage.media.map(({ type }) => type)).toEqual(['Cleaner Cartridge']);
    drive.remove();
    drive.mounted = 'DLT';
    drive.insert(labelled(1));
    expect((await clock.run(storage.allocate({ type: 'DLT', pools: ['Import'], timeoutMs: 0 }))).medium?.label?.id).toBe(id(1));
  });

  it('waits for no tape any more once it has stopped', async () => {
    const { storage, clock } = await started({ Tape0: new FakeDrive() });
    clock.schedule(12_000, () => storage.stop());
    const answer = await clock.run(storage.allocate({ pools: ['Free'], ask, timeoutMs: 60 * MINUTE }));
    expect([answer.error, clock.elapsed()]).toEqual([StorageError.requestRefused, 12_000]);
  });

  it('ejects when it dismounts, and the tape is offline', async () => {
    const drive = new FakeDrive();
    drive.insert(labelled(1));
    const { storage, clock } = await started({ Tape0: drive });
    const [medium] = storage.media;
    expect(await clock.run(storage.dismount(medium!))).toEqual({ error: 0 });
    expect(drive.unloaded).toBe(true);
    expect(medium?.place).toBeUndefined();
  });
});

describe('Removable Storage with a library', () => {
  it.each(['serial', 'address'] as const)('finds its drives by what the changer tells of them: %s', async (tells) => {
    const drives = [new FakeDrive(), new FakeDrive({ serialNumber: 'D2', address: { port: 2, bus: 0, target: 0, lun: 2 } })];
    const changer = new FakeChanger([labelled(1)], drives, tells);
    const { storage, events } = await started({ Tape1: drives[0]!, Tape0: drives[1]!, Changer0: changer });
    expect(storage.libraries.map(({ name, kind, drives }) => [name, kind, drives.map(({ name }) => name)])).toEqual([
      ['Changer0', 'automated', ['Tape1', 'Tape0']],
    ]);
    expect(events).toEqual([]);
  });

  it.each([
    ['the changer tells nothing', 'nothing', {}],
    ['the drive is on another bus', 'address', { address: { port: 3, bus: 0, target: 0, lun: 0 } }],
  ] as const)('logs events 110 and 1, and has stand-alone drives, when %s', async (_, tells, identity) => {
    const drive = new FakeDrive(identity);
    const changer = new FakeChanger([], [drive], tells);
    const { storage, events } = await started({ Tape0: drive, Changer0: changer });
    expect(storage.libraries.map(({ kind }) => kind)).toEqual(['stand-alone']);
    expect(events.map((event) => event.event === 'host.system-log' && event.id)).toEqual([110, 1]);
    expect(changer.handles).toBe(0);
  });

  it('reads what it does not know, once, and puts it back', async () => {
    const drive = new FakeDrive();
    drive.insert(new FakeCartridge());
    const changer = new FakeChanger([undefined, labelled(1), undefined, foreign()], [drive]);
    const { storage } = await started({ Tape0: drive, Changer0: changer });
    expect(storage.media.map(({ pool, place }) => [place?.slot?.address, pool])).toEqual([
      [0, 'Unrecognized'],
      [1, 'Import'],
      [3, 'Unrecognized'],
    ]);
    const moves = [...changer.moves];
    expect(moves).toEqual(['drive 0 > slot 0', 'slot 1 > drive 0', 'drive 0 > slot 1', 'slot 3 > drive 0', 'drive 0 > slot 3']);
    await storage.libraries[0]!.takeInventory();
    expect(changer.moves).toEqual(moves);
  });

  it('prepares media, and brings the next free one into a drive', async () => {
    const drive = new FakeDrive();
    const changer = new FakeChanger([new FakeCartridge(), new FakeCartridge()], [drive]);
    const { storage, clock } = await started({ Tape0: drive, Changer0: changer });
    expect(await clock.run(storage.prepare())).toBe(0);
    const first = await clock.run(storage.allocate({ pools: ['Free'], timeoutMs: 0 }));
    expect(await clock.run(storage.mount(first.medium!, ask, 0))).toEqual({ error: 0, path: '\\\\.\\Tape0' });
    const second = await clock.run(storage.allocate({ pools: ['Free'], except: [first.medium!], timeoutMs: 0 }));
    // The drive is needed for it.
    expect(await clock.run(storage.mount(second.medium!, ask, 0))).toEqual({ error: 0, path: '\\\\.\\Tape0' });
    expect(changer.moves.slice(-2)).toEqual(['drive 0 > slot 0', 'slot 1 > drive 0']);
    expect(first.medium?.place?.drive).toBeUndefined();
  });

  it('prepares the others when one cannot be written, and has that back in its slot', async () => {
    const drive = new FakeDrive();
    const changer = new FakeChanger([new FakeCartridge(), new FakeCartridge()], [drive]);
    const { storage, clock } = await started({ Tape0: drive, Changer0: changer });
    drive.next.push({ call: 'writeFile', error: 19 });
    expect(await clock.run(storage.prepare())).toBe(19);
    expect(storage.media.map(({ pool, place }) => [pool, place?.drive])).toEqual([
      ['Unrecognized', undefined],
      ['Free', undefined],
    ]);
  });

  it('mounts no other medium that somebody has put into its slot, and finds it where it is', async () => {
    const drive = new FakeDrive();
    const [one, two] = [labelled(1), labelled(2)];
    const changer = new FakeChanger([one, two], [drive]);
    const { storage, clock } = await started({ Tape0: drive, Changer0: changer });
    const [first, second] = storage.media;
    changer.slots.reverse();
    expect(await clock.run(storage.mount(first!, undefined, 0))).toEqual({ error: 0, path: '\\\\.\\Tape0' });
    expect(drive.cartridge).toBe(one);
    expect([first, second].map((medium) => medium?.place?.slot?.address)).toEqual([1, 0]);
    expect(storage.media.length).toBe(2);
  });

  it('has a medium offline that somebody has taken away and put another in its place', async () => {
    const drive = new FakeDrive();
    const changer = new FakeChanger([labelled(1)], [drive]);
    const { storage, clock } = await started({ Tape0: drive, Changer0: changer });
    const [medium] = storage.media;
    changer.slots[0] = foreign();
    expect(await clock.run(storage.mount(medium!, undefined, 0))).toEqual({ error: StorageError.mediaOffline });
    expect(storage.media.map(({ pool, place }) => [pool, place?.slot?.address])).toEqual([
      ['Import', undefined],
      ['Unrecognized', 0],
    ]);
  });

  it('passes on what the changer answers', async () => {
    const drive = new FakeDrive();
    const changer = new FakeChanger([labelled(1)], [drive]);
    const { storage, clock } = await started({ Tape0: drive, Changer0: changer });
    changer.gone = 433;
    expect(await clock.run(storage.mount(storage.media[0]!, ask, 0))).toEqual({ error: 433 });
  });

  it('gives the changer back when it stops', async () => {
    const drive = new FakeDrive();
    const changer = new FakeChanger([], [drive]);
    const { storage } = await started({ Tape0: drive, Changer0: changer });
    expect(changer.handles).toBe(1);
    storage.stop();
    expect(changer.handles).toBe(0);
  });
});
