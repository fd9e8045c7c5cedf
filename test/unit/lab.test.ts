import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ControlClient } from '../../src/control/control-client.ts';
import { ManualClock } from '../../src/foundation/clock.ts';
import type { Happening } from '../../src/foundation/event.ts';
import { Home } from '../../src/home.ts';
import { Lab, UserError } from '../../src/index.ts';
import type { Address } from '../conformance/connection.ts';
import { Initiator } from '../conformance/initiator.ts';
import { hasIpv6 } from '../conformance/machine.ts';

const listen = '127.0.0.1:0';
const twoDrives = `
drives:
  left: { model: lto-8, serial: L1, cartridge: LAB001L8 }
  right: { model: lto-8, serial: R1 }
targets:
  iqn.2026-11.local.tapelab:left: { alias: the left one, luns: { 0: left } }
  iqn.2026-11.local.tapelab:right: { luns: { 3: right } }
`;

/** The other family's loopback, where the machine has one. */
const otherLoopback = hasIpv6 ? '::1' : '127.0.0.2';
const written = hasIpv6 ? '[::1]' : otherLoopback;
const left = 'iqn.2026-11.local.tapelab:left';
const right = 'iqn.2026-11.local.tapelab:right';
const twoPortals = `${twoDrives.replace('luns: { 0: left }', 'groups: [1], luns: { 0: left }').replace('luns: { 3', 'groups: [2], luns: { 3')}
portals: [{ listen: "127.0.0.1:0" }, { listen: "${written}:0", advertise: "192.0.2.2:3260", group: 2 }]
`;

let folder: string;
let home: string;
let happened: Happening[];
const publish = (event: Happening): void => void happened.push(event);
const eventsOf = (name: string): Happening[] => happened.filter(({ event }) => event === name);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapelab-lab-'));
  home = join(folder, 'home');
  happened = [];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function prepare(configuration: string, ...barcodes: string[]): Promise<void> {
  await mkdir(home);
  await writeFile(join(home, 'tapelab.yaml'), configuration);
  const taken = await Home.open(home, { program: 'test', create: false });
  if (barcodes.length > 0) await taken.actions['cartridge.create']({ barcodes, capacityBytes: 1_000_000 });
  await taken.close();
}

describe('a lab', () => {
  it('serves a demo from nothing, and goes without a trace but its home', async () => {
    const lab = await Lab.start({ home, listen, publish });
    expect(lab.address).toMatchObject({ address: '127.0.0.1', port: expect.any(Number) });
    expect(lab.view()).toMatchObject({
      targets: [
        {
          name: 'iqn.2026-11.local.tapelab:library',
          luns: [
            { lun: 0, library: 'library' },
            { lun: 1, drive: 'library-drive1' },
            { lun: 2, drive: 'library-drive2' },
          ],
        },
        { name: 'iqn.2026-11.local.tapelab:dds', luns: [{ lun: 0, drive: 'dds' }] },
        { name: 'iqn.2026-11.local.tapelab:drive0', luns: [{ lun: 0, drive: 'drive0' }] },
      ],
      libraries: [{ name: 'library', places: { storage: { count: 24, full: 11 }, importExport: { count: 4, full: 0 } } }],
      drives: [
        { name: 'library-drive1', library: 'library', loaded: false },
        { name: 'library-drive2', library: 'library', loaded: false },
        { name: 'dds', product: 'C5683A', cartridge: 'DDS001', loaded: true },
        { name: 'drive0', product: 'ULT3580-TD8', cartridge: 'LAB011L8', loaded: true, removalPrevented: false, position: 0 },
      ],
      sessions: [],
    });
    const { actions } = (await ControlClient.find(home))!;
    const { elements } = await actions['library.show']({});
    const full = elements
      .filter(({ cartridge }) => cartridge !== undefined)
      .map(({ type, number, cartridge }) => [type, number, cartridge]);
    expect(full).toEqual([
      ...Array.from({ length: 10 }, (_, index) => ['storage', index + 1, `LAB${String(index + 1).padStart(3, '0')}L8`]),
      ['storage', 24, 'CLN001L1'],
    ]);
    expect(await actions['cartridge.show']({ barcode: 'DDS001' })).toMatchObject({ mediumType: 'dds-4', capacityBytes: 20e9 });
    expect(eventsOf('lab.demo-made')).toMatchObject([{ cartridges: 13 }]);
    await Promise.all([lab.close(), lab.close()]);
    expect(await ControlClient.find(home)).toBeUndefined();
    expect((await readdir(home)).sort()).toEqual(['cartridges', 'inventory.json', 'tapelab.yaml']);
  });

  it('has the drives and targets of its configuration', async () => {
    await prepare(twoDrives, 'LAB001L8');
    const lab = await Lab.start({ home, listen, advertise: '192.0.2.1:3260' });
    expect(lab.advertised).toEqual({ address: '192.0.2.1', port: 3260 });
    expect(lab.view()).toMatchObject({
      targets: [{ alias: 'the left one', luns: [{ lun: 0, drive: 'left' }] }, { luns: [{ lun: 3, drive: 'right' }] }],
      drives: [
        { name: 'left', cartridge: 'LAB001L8', loaded: true },
        { name: 'right', lun: 3, loaded: false },
      ],
    });
    await lab.close();
  });

  it('has no hint where it has none to give', async () => {
    await prepare('drives: {}\ntargets: {}\n');
    const lab = await Lab.start({ home, listen });
    const { actions } = (await ControlClient.find(home))!;
    await expect(actions['drive.eject']({ drive: 'left' })).rejects.toMatchObject({ code: 'drive-unknown', hint: undefined });
    await lab.close();
  });

  it('finds each cartridge where it was last, whatever the configuration says of the first start', async () => {
    await prepare(twoDrives, 'LAB001L8', 'LAB002L8');
    const first = await Lab.start({ home, listen });
    const { actions } = (await ControlClient.find(home))!;
    await actions['drive.eject']({ drive: 'left' });
    await actions['drive.load']({ drive: 'right', barcode: 'LAB001L8' });
    await actions['drive.unload']({ drive: 'right' });
    await expect(actions['drive.load']({ drive: 'left', barcode: 'LAB001L8' })).rejects.toMatchObject({ code: 'cartridge-in-use' });
    await first.close();
    const second = await Lab.start({ home, listen, publish });
    expect(second.view().drives).toMatchObject([
      { name: 'left', loaded: false },
      { name: 'right', cartridge: 'LAB001L8', loaded: false },
    ]);
    expect(second.view().drives[0]).not.toHaveProperty('cartridge');
    expect(eventsOf('lab.place-left-empty')).toEqual([]);
    await second.close();
  });

  it('does not use a cleaning cartridge up by being started again', async () => {
    await prepare(twoDrives, 'LAB001L8');
    const first = await Lab.start({ home, listen });
    const { actions } = (await ControlClient.find(home))!;
    await actions['cartridge.create']({ barcodes: ['CLN001L8'] });
    await actions['drive.load']({ drive: 'right', barcode: 'CLN001L8' });
    const { usesLeft } = await actions['cartridge.show']({ barcode: 'CLN001L8' });
    await first.close();
    for (let start = 0; start < 2; start++) {
      const again = await Lab.start({ home, listen });
      expect(again.view().drives[1]).toMatchObject({ cartridge: 'CLN001L8', loaded: false });
      expect(await (await ControlClient.find(home))!.actions['cartridge.show']({ barcode: 'CLN001L8' })).toMatchObject({ usesLeft });
      await again.close();
    }
  });

  it('knows of a cartridge while its drive takes its time with it', async () => {
    await prepare(twoDrives.replace('serial: R1', 'serial: R1, timing: { load: 12s }'), 'LAB001L8', 'LAB002L8', 'LAB003L8');
    const clock = new ManualClock();
    const lab = await Lab.start({ home, listen, clock });
    const { actions } = (await ControlClient.find(home))!;
    const loading = actions['drive.load']({ drive: 'right', barcode: 'LAB002L8' });
    await expect.poll(() => lab.view().drives[1]).toMatchObject({ cartridge: 'LAB002L8', loaded: false });
    await expect(actions['drive.load']({ drive: 'right', barcode: 'LAB003L8' })).rejects.toMatchObject({
      code: 'drive-full',
      message: 'Drive right already holds LAB002L8.',
    });
    const ejecting = actions['drive.eject']({ drive: 'right' });
    await actions.status({});
    clock.advance(12_000);
    await loading;
    expect(await ejecting).toMatchObject({ barcode: 'LAB002L8' });
    await lab.close();
  });

  it('gives its home back only when the inventory is in its file', async () => {
    await prepare(twoDrives, 'LAB001L8');
    const held = await Home.open(home, { program: 'test', create: false });
    for (let change = 0; change < 20; change++)
      void held.inventory.change([['LAB001L8', { place: { drive: 'left' }, loaded: change % 2 === 0 }]]);
    await held.close();
    const { cartridges } = JSON.parse(await readFile(join(home, 'inventory.json'), 'utf8')) as { cartridges: object };
    expect(cartridges).toEqual({ LAB001L8: { in: 'left', loaded: false } });
  });

  it('leaves a new drive empty whose cartridge is in another', async () => {
    await prepare(twoDrives, 'LAB001L8');
    await (await Lab.start({ home, listen })).close();
    const swapped = twoDrives.replace('cartridge: LAB001L8 }', '}').replace('serial: R1 }', 'serial: R1, cartridge: LAB001L8 }');
    await writeFile(join(home, 'tapelab.yaml'), swapped.replaceAll('right', 'middle'));
    const lab = await Lab.start({ home, listen, publish });
    expect(eventsOf('lab.place-left-empty')).toMatchObject([{ place: 'middle', barcode: 'LAB001L8', why: 'it is in left' }]);
    await lab.close();
  });

  it.each([
    ['a damaged description', (cartridge: string) => writeFile(join(cartridge, 'cartridge.json'), '{')],
    ['no description', (cartridge: string) => rm(join(cartridge, 'cartridge.json'))],
    ['a file missing', (cartridge: string) => rm(join(cartridge, 'partition-0.tap'))],
  ])('starts without a cartridge that has %s, which goes on the shelf', async (_what, damage) => {
    await prepare(twoDrives, 'LAB001L8', 'LAB002L8');
    const first = await Lab.start({ home, listen });
    await (await ControlClient.find(home))!.actions['drive.load']({ drive: 'right', barcode: 'LAB002L8' });
    await first.close();
    const cartridge = join(home, 'cartridges', 'LAB001L8');
    await cp(cartridge, join(folder, 'whole'), { recursive: true });
    await damage(cartridge);
    const lab = await Lab.start({ home, listen, publish });
    expect(eventsOf('lab.place-left-empty')).toMatchObject([
      { place: 'left', barcode: 'LAB001L8', why: expect.stringContaining('LAB001L8') },
    ]);
    const drives = lab.view().drives;
    expect(drives).toMatchObject([
      { name: 'left', loaded: false },
      { name: 'right', cartridge: 'LAB002L8', loaded: true },
    ]);
    expect(drives[0]).not.toHaveProperty('cartridge');
    const { actions } = (await ControlClient.find(home))!;
    await expect(actions['drive.load']({ drive: 'left', barcode: 'LAB001L8' })).rejects.toBeInstanceOf(UserError);
    await cp(join(folder, 'whole'), cartridge, { recursive: true });
    expect(await actions['drive.load']({ drive: 'left', barcode: 'LAB001L8' })).toMatchObject({ cartridge: 'LAB001L8', loaded: true });
    await lab.close();
  });

  it('is refused while another has the home, and the home is free again afterwards', async () => {
    const lab = await Lab.start({ home, listen });
    await expect(Lab.start({ home, listen })).rejects.toBeInstanceOf(UserError);
    await lab.close();
    await (await Lab.start({ home, listen })).close();
  });

  it('gives back all it took when its start fails', async () => {
    await expect(Lab.start({ home, listen, pcapFile: join(folder, 'none', 'lab.pcap') })).rejects.toMatchObject({
      code: 'capture-not-writable',
    });
    expect(await readdir(folder)).toEqual([]);
    const lab = await Lab.start({ home, listen });
    const { port } = lab.address;
    await lab.close();
    await (await Lab.start({ home, listen: { address: '127.0.0.1', port } })).close();
  });

  it('has a portal for each that is configured, with the targets of its group behind it', async () => {
    await prepare(twoPortals, 'LAB001L8');
    const lab = await Lab.start({ home, publish });
    const { portals, server } = lab.view();
    expect(portals).toEqual([
      { listen: lab.address, advertise: lab.address, group: 1 },
      { listen: { address: otherLoopback, port: expect.any(Number) }, advertise: { address: '192.0.2.2', port: 3260 }, group: 2 },
    ]);
    expect(server.listen).toBe(`127.0.0.1:${lab.address.port}, ${written}:${portals[1]!.listen.port}`);

    const [first, second] = portals.map(({ listen }): Address => ({ host: listen.address, port: listen.port })) as [Address, Address];
    const logIn = async (address: Address, targetName: string): Promise<unknown> => {
      const initiator = await Initiator.logIn(address, { targetName }).catch((error: Error) => error.message);
      if (typeof initiator !== 'string') initiator.connection.reset();
      return initiator;
    };
    expect(await logIn(first, left)).toBeInstanceOf(Initiator);
    expect(await logIn(second, right)).toBeInstanceOf(Initiator);
    expect([await logIn(first, right), await logIn(second, left)]).toEqual(Array(2).fill('login failed with 2/3'));
    expect(eventsOf('session.established')).toMatchObject([{ target: left }, { target: right }]);
    await lab.close();
  });

  it('has one portal for all of its targets when it is told where to listen', async () => {
    await prepare(twoPortals, 'LAB001L8');
    await expect(Lab.start({ home, advertise: '192.0.2.1:3260' })).rejects.toMatchObject({ code: 'advertise-ambiguous', exitCode: 2 });
    await expect(Lab.start({ home, listen, advertise: '192.0.2.1:0' })).rejects.toMatchObject({ code: 'endpoint-invalid' });
    const lab = await Lab.start({ home, listen, advertise: '192.0.2.1:3260' });
    expect(lab.view().portals).toEqual([{ listen: lab.address, advertise: { address: '192.0.2.1', port: 3260 }, group: 1 }]);
    const { address: host, port } = lab.address;
    for (const targetName of [left, right]) (await Initiator.logIn({ host, port }, { targetName })).connection.reset();
    await lab.close();
  });

  it('gives back the portals it has opened when one cannot be', async () => {
    await prepare(twoPortals.replace('127.0.0.1:0', '127.0.0.1:0').replace(`${written}:0`, '192.0.2.254:0'), 'LAB001L8');
    await expect(Lab.start({ home, publish })).rejects.toMatchObject({ code: 'address-not-local' });
    expect([eventsOf('server.listening').length, eventsOf('server.closed').length]).toEqual([1, 1]);
    expect(await ControlClient.find(home)).toBeUndefined();
  });

  it('names itself to another that wants one of its portals', async () => {
    await prepare(twoPortals, 'LAB001L8');
    const lab = await Lab.start({ home });
    const [, second] = lab.view().portals;
    await expect(Lab.start({ home: join(folder, 'other'), listen: second!.listen })).rejects.toMatchObject({
      code: 'address-in-use',
      message: expect.stringContaining(`serves the home ${home} there`),
    });
    await lab.close();
  });

  it('tells that others may read its secrets, and never the secrets', async () => {
    const secret = 'a secret of the host';
    const secured = twoDrives.replace('luns: { 0: left }', `access: [{ chap: { secret: "${secret}" } }], luns: { 0: left }`);
    await prepare(secured, 'LAB001L8');
    const file = join(home, 'tapelab.yaml');
    for (const [mode, told] of [
      [0o644, [{ event: 'lab.secrets-readable', file }]],
      [0o600, []],
    ] as const) {
      await chmod(file, mode);
      happened = [];
      const lab = await Lab.start({ home, listen, publish });
      expect(eventsOf('lab.secrets-readable')).toEqual(told);
      expect(lab.readableSecrets).toBe(mode === 0o644 ? file : undefined);
      const { address: host, port } = lab.address;
      const wrong = { name: 'iqn.2026-11.local.conformance:initiator', secret: 'another secret' };
      await expect(Initiator.logIn({ host, port }, { targetName: left, chap: wrong })).rejects.toThrow('2/1');
      expect(inspect([happened, lab, lab.view()], { depth: null })).not.toContain(secret);
      await lab.close();
    }
  });
});
