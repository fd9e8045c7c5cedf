/**
 * A simulated Windows against a lab that cuts its devices off: which names they have before and after. The lab is that of KB 889330, and so is the way in
 * which the connection goes; time is virtual.
 */
import { afterEach, expect, test } from 'vitest';
import type { HostEvent } from '../../../src/host/happening.ts';
import type { Computer } from '../../../src/host/windows/computer.ts';
import { tapeSys } from '../../../src/host/windows/drivers/tape/tape-sys.ts';
import { namingKeys } from '../../../src/host/windows/names.ts';
import { Registry } from '../../../src/host/windows/registry.ts';
import { driversOfWindows, startComputer } from '../../../src/host/windows/start-computer.ts';
import { type WindowsVersionName, windowsVersions } from '../../../src/host/windows/version.ts';
import { type ChangerHandle, type TapeHandle, Win32Error } from '../../../src/host/windows/win32.ts';
import type { Scene } from '../../../src/reproduce/stage.ts';
import { reproductionStage } from '../../../src/reproduction-stage.ts';
import type { Portal } from '../../../src/wire/portal.ts';

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

interface Setup {
  readonly version?: WindowsVersionName;
  readonly registry?: Registry;
  /** Of the preset, beside the lab of its own. */
  readonly parameters?: { readonly away?: string; readonly identity?: string; readonly what?: string };
  readonly thirdPartyTapeDriver?: boolean;
}

class Host {
  readonly events: HostEvent[] = [];
  /** What the host has sent, one piece for each connection. */
  readonly sent: Buffer[] = [];
  readonly registry: Registry;
  readonly #setup: Setup;
  readonly #scene: Scene;
  computer!: Computer;

  static async start(setup: Setup = {}): Promise<Host> {
    const scene = await stage.set({ preset: 'kb889330', parameters: { lab: 'own', ...setup.parameters } });
    ends.push(() => scene.close());
    const host = new Host(setup, scene);
    await host.start();
    return host;
  }

  private constructor(setup: Setup, scene: Scene) {
    this.#setup = setup;
    this.#scene = scene;
    this.registry = setup.registry ?? new Registry();
  }

  async start(): Promise<void> {
    const { version = 'w2k', thirdPartyTapeDriver } = this.#setup;
    const { portals, dial } = this.#scene;
    const computer = await startComputer({
      version: windowsVersions[version],
      registry: this.registry,
      portals,
      dial: async (endpoint) => this.#overheard(await dial(endpoint)),
      clock: stage.clock,
      publish: (event) => this.events.push(event),
      drivers: driversOfWindows.map((one) => (thirdPartyTapeDriver && one.driver === tapeSys ? { ...one, persistentNames: false } : one)),
    });
    this.computer = computer;
    ends.push(() => computer.shutDown());
  }

  #overheard(portal: Portal): Portal {
    const connection = this.sent.push(Buffer.alloc(0)) - 1;
    const write = portal.write.bind(portal);
    portal.write = (pieces) => {
      this.sent[connection] = Buffer.concat([this.sent[connection]!, ...pieces]);
      write(pieces);
    };
    return portal;
  }

  get names(): readonly string[] {
    return this.computer.devices.map(({ name }) => name);
  }

  told<E extends HostEvent['event']>(event: E): readonly Extract<HostEvent, { event: E }>[] {
    return this.events.filter((one): one is Extract<HostEvent, { event: E }> => one.event === event);
  }

  async open(): Promise<{ readonly changer: ChangerHandle; readonly tape: TapeHandle }> {
    const win32 = this.computer.win32('backup');
    const [changer, tape] = await Promise.all(
      ['changer', 'tape'].map((kind) => win32.createFile(this.computer.devices.find((one) => one.kind === kind)!.name)),
    );
    return { changer: changer!.handle as ChangerHandle, tape: tape!.handle as TapeHandle };
  }

  /** A backup begins: the cartridge of slot 0 is put into the drive, and blocks are written until one is cut off. */
  async writeUntilCut({ changer, tape }: Awaited<ReturnType<Host['open']>>): Promise<number> {
    await changer.getParameters();
    await changer.getElementStatus('slot');
    await changer.moveMedium({ type: 'slot', address: 1 }, { type: 'drive', address: 0 });
    // Unit attentions of the new cartridge and of the start are nothing to this program.
    for (let attempt = 0; attempt < 5 && (await tape.getMediaParameters()).error !== Win32Error.success; attempt++);
    for (let block = 0; block < 20; block++) {
      const { error } = await tape.writeFile(new Uint8Array(16_384));
      if (error !== Win32Error.success) return error;
    }
    return Win32Error.success;
  }
}

const minutes = (count: number): Promise<void> => new Promise((resolve) => stage.clock.schedule(count * 60_000, resolve));

test('a library and its drive get the first names, and the serial numbers that the target tells', async () => {
  const { computer, told } = await stage.play(
    Host.start().then((host) => ({ computer: host.computer, told: host.told('host.device-arrived') })),
  );
  expect(computer.devices).toEqual([
    { kind: 'changer', name: '\\\\.\\Changer0', vendor: 'EXABYTE', product: 'EXB-480', serialNumber: '0889330000' },
    { kind: 'tape', name: '\\\\.\\Tape0', vendor: 'EXABYTE', product: 'EXB-8505SMBANSH2', serialNumber: '0889330001' },
  ]);
  expect(told.every(({ persistent }) => !persistent)).toBe(true);
});

/** The basic header segments of a stream of PDUs whose additional headers are empty. */
function headers(stream: Buffer): readonly Buffer[] {
  const all: Buffer[] = [];
  for (let at = 0; at < stream.length; ) {
    all.push(stream.subarray(at, at + 48));
    at += 48 + Math.ceil(stream.readUIntBE(at + 5, 3) / 4) * 4;
  }
  return all;
}

test('logical units are looked for as captures show it, bit for bit', async () => {
  const host = await stage.play(Host.start());
  const [, normal] = host.sent;
  const commands = headers(normal!).filter((header) => (header[0]! & 0x3f) === 0x01);
  const spaced = (bytes: Buffer): string => bytes.toString('hex').toUpperCase().replace(/..\B/g, '$& ');
  // Opcode and flags; LUN; task tag; expected data transfer length; CmdSN; CDB.
  const fields = [
    [0, 2],
    [8, 16],
    [16, 20],
    [20, 24],
    [24, 28],
    [32, 44],
  ] as const;
  // Neither device has page 83h.
  expect(commands.slice(0, 8).map((header) => fields.map(([from, to]) => spaced(header.subarray(from, to))).join(' | '))).toEqual([
    '01 C0 | 00 00 00 00 00 00 00 00 | 00 00 00 01 | 00 00 00 10 | 00 00 00 01 | A0 00 00 00 00 00 00 00 00 10 00 00',
    '01 C0 | 00 00 00 00 00 00 00 00 | 00 00 00 02 | 00 00 00 18 | 00 00 00 02 | A0 00 00 00 00 00 00 00 00 18 00 00',
    '01 C0 | 00 00 00 00 00 00 00 00 | 00 00 00 03 | 00 00 00 24 | 00 00 00 03 | 12 00 00 00 24 00 00 00 00 00 00 00',
    '01 C0 | 00 00 00 00 00 00 00 00 | 00 00 00 04 | 00 00 00 FF | 00 00 00 04 | 12 01 00 00 FF 00 00 00 00 00 00 00',
    '01 C0 | 00 00 00 00 00 00 00 00 | 00 00 00 05 | 00 00 00 FF | 00 00 00 05 | 12 01 80 00 FF 00 00 00 00 00 00 00',
    '01 C0 | 00 01 00 00 00 00 00 00 | 00 00 00 06 | 00 00 00 24 | 00 00 00 06 | 12 00 00 00 24 00 00 00 00 00 00 00',
    '01 C0 | 00 01 00 00 00 00 00 00 | 00 00 00 07 | 00 00 00 FF | 00 00 00 07 | 12 01 00 00 FF 00 00 00 00 00 00 00',
    '01 C0 | 00 01 00 00 00 00 00 00 | 00 00 00 08 | 00 00 00 FF | 00 00 00 08 | 12 01 80 00 FF 00 00 00 00 00 00 00',
  ]);
});

const persistent = (...kinds: readonly ('tape' | 'changer')[]): Registry => {
  const registry = new Registry();
  for (const kind of kinds) registry.set(namingKeys[kind].control, 'Persistence', 1);
  return registry;
};
const highest = ['\\\\.\\Changer2147483646', '\\\\.\\Tape2147483646'];
const first = ['\\\\.\\Changer0', '\\\\.\\Tape0'];
const second = ['\\\\.\\Changer1', '\\\\.\\Tape1'];

test.each<[string, Setup, readonly string[], readonly string[]]>([
  ['Windows 2000', { version: 'w2k' }, first, second],
  ['Windows 2000, and an outage that requests are held over', { version: 'w2k', parameters: { away: '30s' } }, first, first],
  ['Server 2003', { version: '2003' }, first, second],
  ['the hotfix, and Persistence', { version: 'w2k-hotfix', registry: persistent('tape', 'changer') }, highest, highest],
  ['the hotfix of Server 2003, and Persistence', { version: '2003-hotfix', registry: persistent('tape', 'changer') }, highest, highest],
  ['the hotfix alone', { version: 'w2k-hotfix' }, first, second],
  ['Persistence alone', { version: 'w2k', registry: persistent('tape', 'changer') }, first, second],
  [
    'Persistence of tapes alone',
    { version: 'w2k-hotfix', registry: persistent('tape') },
    [first[0]!, highest[1]!],
    [second[0]!, highest[1]!],
  ],
  [
    "another's tape class driver",
    { version: 'w2k-hotfix', registry: persistent('tape', 'changer'), thirdPartyTapeDriver: true },
    [highest[0]!, first[1]!],
    [highest[0]!, second[1]!],
  ],
  [
    'other serial numbers on return',
    { version: 'w2k-hotfix', registry: persistent('tape', 'changer'), parameters: { identity: 'other' } },
    highest,
    ['\\\\.\\Changer2147483645', '\\\\.\\Tape2147483645'],
  ],
])('names over an outage with open handles: %s', async (_, setup, before, after) => {
  await stage.play(
    (async () => {
      const host = await Host.start(setup);
      expect(host.names).toEqual(before);
      const handles = await host.open();
      const error = await host.writeUntilCut(handles);
      expect(host.told('host.connection-lost')).toHaveLength(1);
      await minutes(3);
      expect(host.names).toEqual(after);
      const removed = setup.parameters?.away === '30s' ? 0 : 2;
      expect(host.told('host.device-removed').map(({ stillOpen }) => stillOpen)).toEqual(Array(removed).fill(true));
      expect(host.told('host.reconnected')).toMatchObject([{ held: removed === 0 }]);
      // What was held has been sent again where it could be, and otherwise the program got an error.
      if (removed > 0) expect(error).not.toBe(Win32Error.success);
      expect((await handles.tape.getStatus()).error === Win32Error.deviceDoesNotExist).toBe(removed > 0);
    })(),
  );
});

test('without a handle the old names come back, and a restart brings them back otherwise', async () => {
  await stage.play(
    (async () => {
      const host = await Host.start({ version: 'w2k' });
      const handles = await host.open();
      await host.writeUntilCut(handles);
      handles.changer.close();
      await minutes(3);
      expect(host.names).toEqual(['\\\\.\\Changer0', '\\\\.\\Tape1']);
      await host.computer.shutDown();
      await host.start();
      expect(host.names).toEqual(first);
    })(),
  );
});

test('only the target that is cut off loses its devices', async () => {
  await stage.play(
    (async () => {
      const host = await Host.start({ parameters: { what: 'tape' } });
      await host.writeUntilCut(await host.open());
      await minutes(3);
      expect(host.names).toEqual(['\\\\.\\Changer0', '\\\\.\\Tape1']);
      expect(host.told('host.target-given-up')).toMatchObject([{ target: 'iqn.2026-11.local.tapelab:tape', heldMs: 60_000 }]);
    })(),
  );
});

test('what the initiator does about it stands in the System log', async () => {
  await stage.play(
    (async () => {
      const host = await Host.start();
      await host.writeUntilCut(await host.open());
      await minutes(3);
      const entries = host.told('host.system-log').filter(({ source }) => source === 'iScsiPrt');
      const attempts = entries.slice(1, -1);
      expect(entries[0]).toMatchObject({ id: 20 });
      expect(attempts.length).toBeGreaterThan(10);
      expect(attempts.every(({ id }) => id === 10)).toBe(true);
      expect(entries.at(-1)).toMatchObject({ id: 34 });
    })(),
  );
});
