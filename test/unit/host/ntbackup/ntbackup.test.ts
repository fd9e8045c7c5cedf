import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../src/foundation/virtual-clock.ts';
import type { HostEvent } from '../../../../src/host/happening.ts';
import { NtBackup } from '../../../../src/host/ntbackup/ntbackup.ts';
import { FAILED_TO_MOUNT } from '../../../../src/host/ntbackup/problem.ts';
import { type NtBackupVersionName, ntBackupVersions } from '../../../../src/host/ntbackup/version.ts';
import type { Person, Request } from '../../../../src/host/person.ts';
import { MediaDatabase } from '../../../../src/host/removable-storage/medium.ts';
import { RemovableStorage } from '../../../../src/host/removable-storage/removable-storage.ts';
import { decodeBlockHeader } from '../../../../src/mtf/descriptor-block.ts';
import { expected, file, folder, Received } from '../backup-tree.ts';
import { FakeCartridge, FakeChanger, FakeDrive, FakeWin32 } from '../fake-win32.ts';

const KiB = 1024;
const tree = [folder(), file(300 * KiB, 'a.bin'), folder('Data'), file(1, 'Data', 'one'), file(900 * KiB, 'Data', 'store.edb')];
const command = (switches: string): string => `ntbackup backup "D:\\" /j "Test" /p "4mm DDS" ${switches}`;

const small = (barcode?: string): FakeCartridge =>
  new FakeCartridge({ capacity: 1024 * KiB, earlyWarning: 256 * KiB, ...(barcode === undefined ? {} : { barcode }) });

class Lab {
  readonly clock = new VirtualClock({ quiet: () => true, now: Date.UTC(2004, 2, 14, 15, 9) });
  readonly events: HostEvent[] = [];
  readonly asked: Request[] = [];
  readonly drive = new FakeDrive();
  /** What an operator puts in, one after the other; by the tape's number where one is asked for. */
  readonly shelf: FakeCartridge[] = [];
  readonly used: FakeCartridge[] = [];
  changer: FakeChanger | undefined;
  storage!: RemovableStorage;
  ntbackup!: NtBackup;

  insert(cartridge: FakeCartridge): void {
    this.drive.remove();
    this.drive.insert(cartridge);
    if (!this.used.includes(cartridge)) this.used.push(cartridge);
  }

  readonly operator: Person = {
    answer: (request) => {
      this.asked.push(request);
      const cartridge = request.sequence === undefined ? this.shelf.shift() : this.used[request.sequence - 1];
      if (cartridge === undefined) return new Promise(() => {});
      return new Promise((resolve) => {
        this.clock.schedule(30_000, () => {
          this.insert(cartridge);
          resolve('done');
        });
      });
    },
  };

  async start(os: NtBackupVersionName): Promise<this> {
    const { clock, drive, events, changer } = this;
    const publish = (event: HostEvent): void => void events.push(event);
    const win32 = new FakeWin32({ Tape0: drive, ...(changer && { Changer0: changer }) });
    const version = ntBackupVersions[os];
    this.storage = await clock.run(RemovableStorage.start({ win32, clock, person: this.operator, publish, database: new MediaDatabase() }));
    const disks = { read: async () => undefined, volume: (device: string) => (device === 'D:' ? tree : undefined) };
    this.ntbackup = new NtBackup({ version, win32, storage: this.storage, disks, clock, publish });
    return this;
  }

  backup(switches: string, attended = false): ReturnType<NtBackup['backup']> {
    return this.clock.run(this.ntbackup.backup(command(switches), { attended }));
  }

  get log(): string[] {
    return this.events.flatMap((event) => (event.event === 'host.backup-log' ? [event.line] : []));
  }
}

/** `TAPE F SSET … F`: the types of the blocks that begin tape files, and of the last. */
const shape = ({ objects }: FakeCartridge): string =>
  objects
    .map((object) => (object === 'filemark' ? 'F' : (decodeBlockHeader(object)?.type ?? '-')))
    .join(' ')
    .replaceAll(/ -/g, '');

describe('NTBackup with a stand-alone drive', () => {
  it('backs up to one tape, and restores it', async () => {
    const lab = new Lab();
    lab.insert(new FakeCartridge());
    await lab.start('w2k');
    const done = await lab.backup('/um');
    if (done.outcome === 'failed') throw new Error(done.problem);
    expect(done.set.media.length).toBe(1);
    expect(lab.drive.blockSize).toBe(16 * KiB);
    expect(shape(lab.drive.cartridge!)).toMatch(/^TAPE F SSET.* F ESET.* F/);
    expect(lab.drive.handles).toBe(0);
    expect(lab.asked).toEqual([]);
    expect(lab.log).toContain('Bytes: 1,228,801');

    const received = new Received();
    const restored = await lab.clock.run(lab.ntbackup.restore(done.set, received.receive));
    expect(restored).toMatchObject({ outcome: 'completed', problems: [], files: 3, bytes: 1_228_801 });
    expect(received.files).toEqual(expected(tree));
  });

  it.each([
    ['w2k', '/um', false],
    ['w2k', '/um', true],
    ['2003', '/um', true],
    ['2003-hotfix', '/um /UP', false],
  ] as const)('asks for the next tape: %s, %s, attended: %s', async (os, switches, attended) => {
    const lab = new Lab();
    lab.insert(small());
    lab.shelf.push(small(), small());
    await lab.start(os);
    const done = await lab.backup(switches, attended);
    if (done.outcome === 'failed') throw new Error(done.problem);
    expect(done.set.media.length).toBe(2);
    expect(lab.asked.map(({ by }) => by)).toEqual([attended ? 'NTBackup' : 'Removable Storage']);
    // Filemark, EOTM, filemark; and TAPE, filemark, the set's blocks once more.
    expect(shape(lab.used[0]!)).toMatch(/F EOTM F$/);
    expect(shape(lab.used[1]!)).toMatch(/^TAPE F SSET/);
    expect(lab.events.at(-1)).toEqual({ event: 'host.job-ended', program: 'NTBackup', job: 'Test', outcome: 'completed', media: 2 });

    const received = new Received();
    const restored = await lab.clock.run(lab.ntbackup.restore(done.set, received.receive));
    expect(restored.problems).toEqual([]);
    expect(received.files).toEqual(expected(tree));
    expect(lab.asked.slice(1).map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  it.each([
    ['2003', '/um'],
    ['2003', '/um /UP'],
    ['2003-hotfix', '/um'],
    ['2003-hotfix', '/um /up'],
  ] as const)('does not ask, and gives up: %s, %s', async (os, switches) => {
    const lab = new Lab();
    lab.insert(small());
    lab.shelf.push(small());
    await lab.start(os);
    const done = await lab.backup(switches);
    expect(done).toMatchObject({ outcome: 'failed', problem: FAILED_TO_MOUNT });
    expect(lab.asked).toEqual([]);
    expect(lab.log).toContain(FAILED_TO_MOUNT);
    // The tape is ended in order all the same.
    expect(shape(lab.used[0]!)).toMatch(/F EOTM F$/);
    expect(lab.drive.unloaded).toBe(true);
    expect(lab.drive.handles).toBe(0);
  });

  it('takes no tape without /UM that nobody has prepared', async () => {
    const lab = new Lab();
    lab.insert(new FakeCartridge());
    await lab.start('2003');
    expect(await lab.backup('')).toMatchObject({ outcome: 'failed', problem: FAILED_TO_MOUNT });
    await lab.clock.run(lab.storage.prepare());
    expect(await lab.backup('')).toMatchObject({ outcome: 'completed' });
  });

  it('fails where the tape ends without a warning', async () => {
    const lab = new Lab();
    lab.insert(new FakeCartridge({ capacity: 1024 * KiB, earlyWarning: 0 }));
    lab.shelf.push(small());
    await lab.start('w2k');
    expect(await lab.backup('/um')).toMatchObject({ outcome: 'failed', problem: expect.stringContaining('1129') });
    expect(lab.asked).toEqual([]);
  });

  it('goes on behind what has arrived when the bus was reset', async () => {
    const lab = new Lab();
    lab.insert(new FakeCartridge());
    lab.drive.next.push({ call: 'writeFile', error: 1111, after: 5 }, { call: 'writeMarks', error: 1111, after: 1 });
    await lab.start('w2k');
    const done = await lab.backup('/um');
    if (done.outcome === 'failed') throw new Error(done.problem);
    const received = new Received();
    await lab.clock.run(lab.ntbackup.restore(done.set, received.receive));
    expect(received.files).toEqual(expected(tree));
  });

  it('appends a further set, and verifies it', async () => {
    const lab = new Lab();
    lab.insert(new FakeCartridge());
    await lab.start('w2k');
    expect(await lab.backup('/um /n "Weekly"')).toMatchObject({ outcome: 'completed', set: { number: 1 } });
    const again = await lab.clock.run(lab.ntbackup.backup('ntbackup backup D:\\Data /a /t "Weekly" /v:yes', { attended: false }));
    if (again.outcome === 'failed') throw new Error(again.problem);
    expect(again.set.number).toBe(2);
    const received = new Received();
    expect((await lab.clock.run(lab.ntbackup.restore(again.set, received.receive))).problems).toEqual([]);
    expect([...received.files.keys()]).toEqual(['Data\\one', 'Data\\store.edb']);
  });

  it('writes no log with /L:n', async () => {
    const lab = new Lab();
    lab.insert(new FakeCartridge());
    await lab.start('w2k');
    await lab.backup('/um /l:n');
    expect(lab.log).toEqual([]);
  });

  it('appends to no backup that was written over', async () => {
    const lab = new Lab();
    lab.insert(new FakeCartridge());
    await lab.start('w2k');
    const run = (words: string) => lab.clock.run(lab.ntbackup.backup(`ntbackup backup ${words}`, { attended: false }));
    expect(await run('D:\\Data\\one /p "4mm DDS" /um /n "Weekly"')).toMatchObject({ outcome: 'completed' });
    const second = await run('D:\\ /p "4mm DDS" /um /n "Weekly"');
    const third = await run('D:\\Data /a /t "Weekly"');
    if (second.outcome === 'failed' || third.outcome === 'failed') throw new Error('a backup has failed');
    for (const { set, files } of [
      { set: second.set, files: 3 },
      { set: third.set, files: 2 },
    ])
      expect(await lab.clock.run(lab.ntbackup.restore(set, new Received().receive))).toMatchObject({ outcome: 'completed', files });
  });

  it('appends to no tape of which it has no catalog, and leaves it as it is', async () => {
    const lab = new Lab();
    lab.insert(new FakeCartridge());
    await lab.start('w2k');
    expect(await lab.backup('/um /n "Weekly"')).toMatchObject({ outcome: 'completed' });
    const written = [...lab.drive.cartridge!.objects];
    await lab.start('w2k');
    const again = await lab.clock.run(lab.ntbackup.backup('ntbackup backup D:\\Data /a /t "Weekly"', { attended: false }));
    expect(again).toMatchObject({ outcome: 'failed', problem: FAILED_TO_MOUNT });
    expect(lab.drive.cartridge!.objects).toEqual(written);
  });

  it('restores nothing from another tape that lies in the drive by now, nor from one that is put in for it', async () => {
    const lab = new Lab();
    const [first, second] = [new FakeCartridge(), new FakeCartridge()];
    lab.insert(first);
    await lab.start('w2k');
    expect(await lab.backup('/um')).toMatchObject({ outcome: 'completed' });
    lab.insert(second);
    const done = await lab.backup('/um');
    if (done.outcome === 'failed') throw new Error(done.problem);
    lab.insert(first);
    // Who is asked for its only tape has the other at hand.
    const received = new Received();
    const restored = await lab.clock.run(lab.ntbackup.restore(done.set, received.receive));
    expect(restored).toMatchObject({ outcome: 'failed', problems: [FAILED_TO_MOUNT] });
    expect([received.files.size, lab.asked.length > 1]).toEqual([0, true]);
  });

  it('tells what a switch that it does not know does', async () => {
    const lab = new Lab();
    lab.insert(new FakeCartridge());
    await lab.start('2003-hotfix');
    await lab.backup('/um /up');
    expect(lab.events).toContainEqual({
      event: 'host.program',
      program: 'NTBackup',
      text: '/up is no switch of this version, and has no effect',
    });
  });
});

describe('NTBackup with a library', () => {
  it.each([true, false])('has the next free medium mounted, and asks nobody (attended: %s)', async (attended) => {
    const lab = new Lab();
    const cartridges = [small('KB0001'), small('KB0002'), small('KB0003')];
    lab.changer = new FakeChanger(cartridges, [lab.drive]);
    await lab.start('2003');
    await lab.clock.run(lab.storage.prepare());
    const done = await lab.backup('/um', attended);
    if (done.outcome === 'failed') throw new Error(done.problem);
    expect(done.set.media.length).toBe(2);
    expect(lab.asked).toEqual([]);
    expect(lab.changer.slots).toEqual(cartridges);
    const received = new Received();
    expect((await lab.clock.run(lab.ntbackup.restore(done.set, received.receive))).problems).toEqual([]);
    expect(received.files).toEqual(expected(tree));
  });

  it('gives up when no medium is free any more', async () => {
    const lab = new Lab();
    lab.changer = new FakeChanger([small('KB0001')], [lab.drive]);
    await lab.start('2003');
    await lab.clock.run(lab.storage.prepare());
    expect(await lab.backup('/um')).toMatchObject({ outcome: 'failed', problem: FAILED_TO_MOUNT });
  });
});
