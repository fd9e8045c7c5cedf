/**
 * The backup programs on a simulated Windows, against the labs of the two articles, over the wire and in virtual time: what they do when a tape is full,
 * and when drive and changer go away in the midst of it.
 */
import { afterEach, describe, expect, test } from 'vitest';
import type { HostEvent } from '../../../src/host/happening.ts';
import { NtBackup } from '../../../src/host/ntbackup/ntbackup.ts';
import { FAILED_TO_MOUNT } from '../../../src/host/ntbackup/problem.ts';
import { type NtBackupVersionName, ntBackupVersions } from '../../../src/host/ntbackup/version.ts';
import type { Person, Request } from '../../../src/host/person.ts';
import { MediaDatabase } from '../../../src/host/removable-storage/medium.ts';
import { RemovableStorage } from '../../../src/host/removable-storage/removable-storage.ts';
import type { Cartridge } from '../../../src/host/third-party-backup/library.ts';
import type { HandlePolicy } from '../../../src/host/third-party-backup/remembered-device.ts';
import { ThirdPartyBackup } from '../../../src/host/third-party-backup/third-party-backup.ts';
import type { Computer } from '../../../src/host/windows/computer.ts';
import { Registry } from '../../../src/host/windows/registry.ts';
import { startComputer } from '../../../src/host/windows/start-computer.ts';
import { type WindowsVersionName, windowsVersions } from '../../../src/host/windows/version.ts';
import type { Scene } from '../../../src/reproduce/stage.ts';
import { reproductionStage } from '../../../src/reproduction-stage.ts';
import { expected, file, folder, Received } from '../../unit/host/backup-tree.ts';

const KiB = 1024;
const stage = reproductionStage();
let ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  const all = ends.reverse();
  ends = [];
  await stage.play(
    (async () => {
      for (const end of all) await end();
    })(),
  );
});

class Host {
  readonly events: HostEvent[] = [];
  readonly asked: Request[] = [];
  readonly scene: Scene;
  readonly #version: WindowsVersionName;
  readonly #registry: Registry;
  computer!: Computer;
  /** The next new tape that the operator has. */
  #next = 2;

  private constructor(scene: Scene, version: WindowsVersionName, registry: Registry) {
    this.scene = scene;
    this.#version = version;
    this.#registry = registry;
  }

  static async start(
    preset: string,
    parameters: Record<string, string>,
    version: WindowsVersionName,
    registry = new Registry(),
  ): Promise<Host> {
    const scene = await stage.set({ preset, parameters });
    ends.push(() => scene.close());
    const host = new Host(scene, version, registry);
    ends.push(() => host.computer.shutDown());
    await host.start();
    return host;
  }

  async start(): Promise<void> {
    const { portals, dial } = this.scene;
    const { publish } = this;
    const version = windowsVersions[this.#version];
    this.computer = await startComputer({ version, registry: this.#registry, portals, dial, clock: stage.clock, publish });
  }

  readonly publish = (event: HostEvent): void => void this.events.push(event);

  readonly operator: Person = {
    answer: async (request) => {
      this.asked.push(request);
      const number = request.sequence ?? this.#next++;
      await new Promise<void>((resolve) => void stage.clock.schedule(30_000, resolve));
      await this.scene.exchange(`KB000${number}`);
      return 'done';
    },
  };

  errors(program: string): readonly string[] {
    return this.events.flatMap((event) =>
      event.event === 'host.win32-error' && event.program === program ? [`${event.call} ${event.error}`] : [],
    );
  }
}

describe('NTBackup', () => {
  const tree = [folder(), file(100 * KiB, 'a.doc'), folder('Data'), file(1, 'Data', 'one'), file(2500 * KiB, 'Data', 'store.edb')];

  async function backup(
    os: NtBackupVersionName,
    switches: string,
    { attended = false, next = 'nobody', earlyWarning = '512KiB' }: { attended?: boolean; next?: string; earlyWarning?: string } = {},
  ) {
    return stage.play(
      (async () => {
        const windows = os === 'w2k' ? 'w2k' : '2003';
        const host = await Host.start('kb839591', { capacity: '2MiB', earlyWarning, next }, windows);
        const { clock } = stage;
        const { publish, operator: person } = host;
        const storage = await RemovableStorage.start({
          win32: host.computer.win32('Removable Storage'),
          clock,
          person,
          publish,
          database: new MediaDatabase(),
        });
        if (next === 'library') expect(await storage.prepare()).toBe(0);
        const ntbackup = new NtBackup({
          version: ntBackupVersions[os],
          win32: host.computer.win32('NTBackup'),
          storage,
          disks: { read: async () => Buffer.from('\ufeffD:\\\r\n', 'utf16le'), volume: () => tree },
          clock,
          publish,
        });
        const done = await ntbackup.backup(`ntbackup backup "@C:\\Test.bks" /hc:on /m normal /j "Test" /p "4mm DDS" ${switches}`, {
          attended,
        });
        const asked = [...host.asked];
        const received = new Received();
        const restored = done.outcome === 'completed' ? await ntbackup.restore(done.set, received.receive) : undefined;
        storage.stop();
        return { host, storage, done, asked, restored, received };
      })(),
    );
  }

  test.each([
    ['w2k', '/um', false],
    ['2003', '/um', true],
    ['2003-hotfix', '/um /UP', false],
  ] as const)('asks for the next tape, and restores both: %s %s, attended: %s', async (os, switches, attended) => {
    const { host, storage, done, asked, restored, received } = await backup(os, switches, { attended });
    expect(storage.libraries.map(({ kind }) => kind)).toEqual(['stand-alone']);
    expect(done).toMatchObject({ outcome: 'completed', set: { media: [{ type: '4mm DDS' }, { type: '4mm DDS' }] } });
    expect(asked.length).toBe(1);
    expect(host.errors('NTBackup')).toContain('WriteFile 1100');
    expect(restored?.problems).toEqual([]);
    expect(received.files).toEqual(expected(tree));
  });

  test.each([
    ['2003', '/um'],
    ['2003', '/um /UP'],
    ['2003-hotfix', '/um /up'],
  ] as const)('asks nobody, and gives up: %s %s', async (os, switches) => {
    const { host, done, asked } = await backup(os, switches);
    expect(done).toMatchObject({ outcome: 'failed', problem: FAILED_TO_MOUNT });
    expect(asked).toEqual([]);
    expect(host.events).toContainEqual({ event: 'host.backup-log', program: 'NTBackup', line: FAILED_TO_MOUNT });
  });

  test('has Removable Storage mount the next free medium of an autoloader', async () => {
    const { storage, done, asked, restored, received } = await backup('2003', '/um', { next: 'library' });
    expect(storage.libraries.map(({ kind }) => kind)).toEqual(['automated']);
    expect(done).toMatchObject({ outcome: 'completed' });
    expect(asked).toEqual([]);
    expect(restored?.problems).toEqual([]);
    expect(received.files).toEqual(expected(tree));
  });
});

describe('a third-party program', () => {
  const tree = [folder(), file(700 * KiB, 'a.bin'), folder('Data'), file(800 * KiB, 'Data', 'b.bin')];

  async function twice(handles: HandlePolicy, away: string) {
    return stage.play(
      (async () => {
        const host = await Host.start('kb889330', { lab: 'own', away }, 'w2k');
        const catalog: Cartridge[] = [];
        const start = (): Promise<ThirdPartyBackup> =>
          ThirdPartyBackup.start({
            win32: host.computer.win32('Backup program'),
            clock: stage.clock,
            publish: host.publish,
            handles,
            catalog,
          });
        const before = host.computer.devices.map(({ name }) => name);
        let program = await start();
        const first = await program.backUp({ name: 'first', entries: tree });
        await new Promise<void>((resolve) => void stage.clock.schedule(120_000, resolve));
        const after = host.computer.devices.map(({ name }) => name);
        const second = await program.backUp({ name: 'second', entries: tree });
        program.stop();
        await host.computer.shutDown();
        await host.start();
        program = await start();
        const third = await program.backUp({ name: 'third', entries: tree });
        const received = new Received();
        const restored = third.outcome === 'completed' ? await program.restore(third.set, received.receive) : undefined;
        program.stop();
        return { host, before, after, outcomes: [first, second, third].map(({ outcome }) => outcome), restored, received };
      })(),
    );
  }

  test('loses both devices for good when it holds their handles, until the computer is restarted', async () => {
    const { before, after, outcomes, restored, received } = await twice('open', '90s');
    expect([...before].sort()).toEqual(['\\\\.\\Changer0', '\\\\.\\Tape0']);
    expect([...after].sort()).toEqual(['\\\\.\\Changer1', '\\\\.\\Tape1']);
    expect(outcomes).toEqual(['failed', 'failed', 'completed']);
    expect(restored?.problems).toEqual([]);
    expect(received.files).toEqual(expected(tree));
  });

  test('finds them again when it opens them for each use', async () => {
    const { before, after, outcomes } = await twice('closed', '90s');
    expect([...after].sort()).toEqual([...before].sort());
    expect(outcomes).toEqual(['failed', 'completed', 'completed']);
  });

  test.each(['open', 'closed'] as const)('rides out what is shorter than the hold time: %s', async (handles) => {
    const { host, before, after, outcomes, restored, received } = await twice(handles, '30s');
    expect(after).toEqual(before);
    expect(outcomes).toEqual(['completed', 'completed', 'completed']);
    expect(host.errors('Backup program')).toContain('WriteFile 1111');
    expect(restored?.problems).toEqual([]);
    expect(received.files).toEqual(expected(tree));
  });
});
