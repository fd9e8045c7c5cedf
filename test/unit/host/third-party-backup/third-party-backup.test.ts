import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../../src/foundation/virtual-clock.ts';
import type { HostEvent } from '../../../../src/host/happening.ts';
import type { Cartridge } from '../../../../src/host/third-party-backup/library.ts';
import type { HandlePolicy } from '../../../../src/host/third-party-backup/remembered-device.ts';
import { ThirdPartyBackup } from '../../../../src/host/third-party-backup/third-party-backup.ts';
import { expected, file, folder, Received } from '../backup-tree.ts';
import { FakeCartridge, FakeChanger, FakeDrive, FakeWin32 } from '../fake-win32.ts';

const KiB = 1024;
const tree = [folder(), file(300 * KiB, 'a.bin'), folder('Data'), file(700 * KiB, 'Data', 'b.bin')];

const DEVICE_GONE = 55;

class Lab {
  readonly clock = new VirtualClock({ quiet: () => true });
  readonly events: HostEvent[] = [];
  readonly drive = new FakeDrive({ product: 'EXB-8505SMBANSH2' });
  readonly cartridges: FakeCartridge[];
  readonly changer: FakeChanger;
  readonly win32: FakeWin32;
  readonly catalog: Cartridge[] = [];
  program!: ThirdPartyBackup;

  constructor(capacity = Number.POSITIVE_INFINITY) {
    this.cartridges = ['KB0001', 'KB0002', 'KB0003'].map((barcode) => new FakeCartridge({ barcode, capacity }));
    this.changer = new FakeChanger(this.cartridges, [this.drive], 'serial');
    this.win32 = new FakeWin32({ Tape0: this.drive, Changer0: this.changer });
  }

  async start(handles: HandlePolicy): Promise<this> {
    const { win32, clock, catalog } = this;
    this.program = await clock.run(
      ThirdPartyBackup.start({ win32, clock, handles, catalog, publish: (event) => void this.events.push(event) }),
    );
    return this;
  }

  backUp(name: string): ReturnType<ThirdPartyBackup['backUp']> {
    return this.clock.run(this.program.backUp({ name, entries: tree }));
  }
}

describe('a third-party backup program', () => {
  it.each(['open', 'closed'] as const)('backs up to the next cartridge it has not used, and restores it (%s)', async (handles) => {
    const lab = await new Lab().start(handles);
    for (const volumeTag of ['KB0001', 'KB0002']) {
      const done = await lab.backUp(volumeTag);
      if (done.outcome === 'failed') throw new Error(done.problem);
      expect(done.set.media.map((one) => one.volumeTag)).toEqual([volumeTag]);
      const received = new Received();
      expect(await lab.clock.run(lab.program.restore(done.set, received.receive))).toMatchObject({ outcome: 'completed', files: 2 });
      expect(received.files).toEqual(expected(tree));
      expect(lab.changer.slots).toEqual(lab.cartridges);
    }
  });

  it('goes on on the next cartridge, and back through both', async () => {
    const lab = await new Lab(800 * KiB).start('closed');
    const done = await lab.backUp('both');
    if (done.outcome === 'failed') throw new Error(done.problem);
    expect(done.set.media.map(({ slot }) => slot)).toEqual([0, 1]);
    const received = new Received();
    expect((await lab.clock.run(lab.program.restore(done.set, received.receive))).problems).toEqual([]);
    expect(received.files).toEqual(expected(tree));
  });

  it('writes on no cleaning cartridge', async () => {
    const lab = new Lab();
    lab.changer.slots.unshift(new FakeCartridge({ barcode: 'CLN001' }));
    await lab.start('closed');
    const done = await lab.backUp('first');
    expect(done).toMatchObject({ outcome: 'completed', set: { media: [{ volumeTag: 'KB0001' }] } });
  });

  it('fails when there is no cartridge left', async () => {
    const lab = await new Lab(350 * KiB).start('closed');
    expect(await lab.backUp('too much')).toMatchObject({ outcome: 'failed', problem: 'there is no cartridge left to write on' });
  });

  it('holds its handles, or opens them for each use', async () => {
    const open = await new Lab().start('open');
    expect([open.drive.handles, open.changer.handles]).toEqual([1, 1]);
    await open.backUp('x');
    expect([open.drive.handles, open.changer.handles]).toEqual([1, 1]);
    open.program.stop();
    expect([open.drive.handles, open.changer.handles]).toEqual([0, 0]);
    const closed = await new Lab().start('closed');
    expect([closed.drive.handles, closed.changer.handles]).toEqual([0, 0]);
    closed.drive.next.push({ call: 'writeFile', error: 1117 });
    expect(await closed.backUp('x')).toMatchObject({ outcome: 'failed', problem: 'WriteFile: error 1117' });
    expect([closed.drive.handles, closed.changer.handles]).toEqual([0, 0]);
  });

  describe('whose drive goes away and comes back', () => {
    const lost = async (handles: HandlePolicy): Promise<{ lab: Lab; back: FakeDrive }> => {
      const lab = await new Lab().start(handles);
      const back = new FakeDrive(lab.drive.identity);
      lab.drive.next.push({ call: 'writeFile', error: DEVICE_GONE, after: 4 });
      expect(await lab.backUp('first')).toMatchObject({ outcome: 'failed', problem: `WriteFile: error ${DEVICE_GONE}` });
      lab.drive.gone = DEVICE_GONE;
      back.insert(lab.drive.remove()!);
      (lab.changer.drives as FakeDrive[])[0] = back;
      lab.win32.devices.delete('Tape0');
      return { lab, back };
    };

    it('finds it under the name it knew', async () => {
      const { lab, back } = await lost('open');
      lab.win32.devices.set('Tape0', back);
      expect(await lab.backUp('second')).toMatchObject({ outcome: 'completed' });
      expect([lab.drive.handles, back.handles]).toEqual([0, 1]);
    });

    it('does not look for it under another', async () => {
      const { lab, back } = await lost('open');
      lab.win32.devices.set('Tape1', back);
      expect(await lab.backUp('second')).toMatchObject({ outcome: 'failed', problem: '\\\\.\\Tape0 is offline: error 2' });
      // It keeps what it has.
      expect(lab.drive.handles).toBe(1);
      lab.program.stop();
      await lab.start('open');
      expect(await lab.backUp('third')).toMatchObject({ outcome: 'completed' });
    });

    it('holds no handle of it meanwhile when it opens them for each use', async () => {
      const { lab } = await lost('closed');
      expect(lab.drive.handles).toBe(0);
    });
  });

  it('cannot put back its cartridge when the changer goes, and finds it in the drive later', async () => {
    const lab = await new Lab().start('open');
    const { changer } = lab;
    const back = new FakeChanger([], [lab.drive], 'serial');
    changer.lost = { after: 1, error: DEVICE_GONE };
    expect(await lab.backUp('first')).toMatchObject({ outcome: 'failed', problem: `MoveMedium: error ${DEVICE_GONE}` });
    expect(lab.drive.unloaded).toBe(true);
    changer.gone = DEVICE_GONE;
    lab.win32.devices.delete('Changer0');
    expect(await lab.backUp('second')).toMatchObject({ outcome: 'failed', problem: '\\\\.\\Changer0 is offline: error 2' });
    lab.program.stop();
    back.slots.push(...changer.slots);
    lab.win32.devices.set('Changer0', back);
    await lab.start('open');
    expect(await lab.backUp('third')).toMatchObject({ outcome: 'completed' });
  });

  it('tells that it has found nothing', async () => {
    const lab = new Lab();
    lab.win32.devices.delete('Changer0');
    await lab.start('closed');
    expect(lab.events).toEqual([{ event: 'host.program', program: 'Backup program', text: 'started: no changer found' }]);
    expect(await lab.backUp('x')).toMatchObject({ outcome: 'failed' });
  });
});
