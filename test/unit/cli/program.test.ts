/** The command line against real homes and labs, in this process: what each verb says and refuses. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Lab } from '../../../src/lab.ts';
import { contentOf } from '../../folder-content.ts';
import { answerOf, problemOf, type Said, tapelab } from './command-line.ts';

let folder: string;
let home: string;
const labs: Lab[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapelab-cli-'));
  home = join(folder, 'home');
});
afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.close();
  await rm(folder, { recursive: true, force: true });
});

const oneDrive = `drives: { drive0: { model: lto-8, serial: CLI0000001, cartridge: LAB001L8 } }
targets: { "iqn.2026-11.local.tapelab:drive0": { luns: { 0: drive0 } } }
`;
const onHome = (...words: string[]): Promise<Said> => tapelab(...words, '--home', home);
/** A lab of one drive, with LAB001L8 in it. */
async function startLab(): Promise<Lab> {
  await onHome('cartridge', 'create', 'LAB001L8');
  await writeFile(join(home, 'tapelab.yaml'), oneDrive);
  const lab = await Lab.start({ home, listen: '127.0.0.1:0' });
  labs.push(lab);
  return lab;
}

/** The verb is refused by this code and exit code, in a sentence with a hint, and nothing below the folder has changed. */
async function expectRefusal(words: string[], code: string, exitCode: number, message = /^.*[.]?$/): Promise<void> {
  const before = await contentOf(folder);
  const refused = await tapelab(...words, '--json');
  expect(problemOf(refused)).toMatchObject({ code, exitCode, hint: expect.stringMatching(/./), message: expect.stringMatching(message) });
  expect(refused).toMatchObject({ code: exitCode, stdout: '' });
  expect(await contentOf(folder)).toEqual(before);
}

describe('serve', () => {
  it('prints the lines to copy, with the advertised address', async () => {
    const { code, stdout } = await onHome('serve', '--listen', '127.0.0.1:0', '--advertise', '192.0.2.7:3260');
    expect(code).toBe(0);
    for (const line of [
      /LUN 0: library, IBM 3573-TL, serial TL[0-9A-F]{8}, 11 cartridges in 24 slots, 4 mail slots\n/,
      /LUN 1: library-drive1, IBM ULT3580-TD8, serial TL[0-9A-F]{8}, empty\n/,
      /LUN 0: dds, HP C5683A, serial TL[0-9A-F]{8}, cartridge DDS001\n/,
      /LUN 0: drive0, IBM ULT3580-TD8, serial TL[0-9A-F]{8}, cartridge LAB011L8\n/,
    ])
      expect(stdout).toMatch(line);
    for (const line of [
      'iscsiadm -m discovery -t sendtargets -p 192.0.2.7:3260',
      'iscsiadm -m node -T iqn.2026-11.local.tapelab:library -p 192.0.2.7:3260 --login',
      'mtx -f $CHANGER status',
      'mt -f $TAPE status',
      'iscsicli QAddTargetPortal 192.0.2.7\n',
      'iscsicli QLoginTarget iqn.2026-11.local.tapelab:library',
    ])
      expect(stdout).toContain(line);
    expect(stdout).not.toContain('Warning');
  });

  it('tells Windows the port where it is not the usual one', async () => {
    const { stdout } = await onHome('serve', '--listen', '127.0.0.1:0');
    expect(stdout).toMatch(/iscsicli AddTargetPortal 127\.0\.0\.1 \d+\n/);
  });

  it('says where programs may ask, and asks nobody else to know the port', async () => {
    const two = await Promise.all(
      [home, join(folder, 'other')].map((path) => tapelab('serve', '--listen', '127.0.0.1:0', '--home', path, '--json')),
    );
    for (const said of two) expect(answerOf(said)).toMatchObject({ control: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
    expect((await onHome('serve', '--listen', '127.0.0.1:0')).stdout).toMatch(
      /\nPrograms ask at http:\/\/127\.0\.0\.1:\d+\/openapi\.json\n/,
    );
    const off = await onHome('serve', '--listen', '127.0.0.1:0', '--control', 'off', '--json');
    expect(answerOf(off)).not.toHaveProperty('control');
  });

  it('keeps the token of an interface that other machines can reach in the home, and tells it once', async () => {
    const everywhere = ['serve', '--listen', '127.0.0.1:0', '--control', '0.0.0.0:0'];
    const made = (await onHome(...everywhere)).stdout;
    const token = (await readFile(join(home, 'control-token'), 'utf8')).trim();
    expect(made).toContain(`${token}, which is kept in ${join(home, 'control-token')}\n`);
    const again = (await onHome(...everywhere)).stdout;
    expect(again).toContain(`that is kept in ${join(home, 'control-token')}\n`);
    expect(again).not.toContain(token);
  });

  it('is refused where another program is at the place that programs are to ask at', async () => {
    const stranger: Server = createServer();
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const { port } = stranger.address() as { port: number };
    const words = ['serve', '--home', home, '--listen', '127.0.0.1:0', '--control', `127.0.0.1:${port}`];
    await expectRefusal(words, 'address-in-use', 1, /another program/);
    await new Promise((resolve) => stranger.close(resolve));
  });

  it('says aloud that other machines can reach it', async () => {
    expect((await onHome('serve', '--listen', '0.0.0.0:0')).stdout).toMatch(
      /Warning: 0\.0\.0\.0:\d+ can be reached from other machines, and no password is asked of\n {2}everybody, for iqn\.2026-11\.local\.tapelab:library\n/,
    );
  });

  it('leaves each home a serial number of its own, and keeps it', async () => {
    const serials = new Set<string>();
    for (const path of [home, home, join(folder, 'other')]) {
      const { stdout } = await tapelab('serve', '--listen', '127.0.0.1:0', '--home', path);
      serials.add(/serial (\w+)/.exec(stdout)![1]!);
    }
    expect(serials.size).toBe(2);
  });

  it('is refused where the port is taken by a server of ours, and names it', async () => {
    const lab = await startLab();
    const elsewhere = ['serve', '--home', join(folder, 'other'), '--listen', `127.0.0.1:${lab.address.port}`];
    await expectRefusal(
      elsewhere,
      'address-in-use',
      1,
      new RegExp(`'tapelab serve' \\(process ${process.pid}\\) serves the home ${home} there`),
    );
  });

  it('is refused where the port is taken by a stranger', async () => {
    const stranger: Server = createServer();
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const { port } = stranger.address() as { port: number };
    const words = ['serve', '--home', home, '--listen', `127.0.0.1:${port}`];
    await expectRefusal(words, 'address-in-use', 1, /another program/);
    // Nor does a home that is there already change.
    await onHome('serve', '--listen', '127.0.0.1:0');
    await expectRefusal(words, 'address-in-use', 1, /another program/);
    await new Promise((resolve) => stranger.close(resolve));
  });

  it('is refused on what cannot be a home', async () => {
    await writeFile(join(folder, 'file'), 'notes');
    await mkdir(join(folder, 'photos'));
    await writeFile(join(folder, 'photos', 'cat.jpg'), 'meow');
    await expectRefusal(['serve', '--home', join(folder, 'file')], 'home-not-a-folder', 1);
    await expectRefusal(['status', '--home', ''], 'usage', 2);
    await expectRefusal(['serve', '--home', join(folder, 'file', 'below')], 'home-not-a-folder', 1);
    await expectRefusal(['serve', '--home', join(folder, 'photos')], 'home-foreign', 1, /holds other things/);
  });

  it('is refused with a wrong configuration, at its place', async () => {
    const file = join(folder, 'lab.yaml');
    const drives = 'drives:\n  drive0: { model: lto-8, serial: S1, cartridge: LAB009L8 }\n';
    const targets = 'targets:\n  iqn.2026-11.local.tapelab:drive0: { luns: { 0: drive0 } }\n';
    await onHome('cartridge', 'create', 'LAB001L8');
    for (const [text, place] of [
      [`${drives.replace('model', 'modle')}${targets}`, ":2:13: 'modle' is no key of 'drive0'."],
      [`${drives}${targets.replace('2026-11', '2026')}`, ":4:3: 'iqn.2026.local.tapelab:drive0' "],
      [`${drives}${targets}`, ':2:50: There is no cartridge LAB009L8 in the home.'],
    ] as const) {
      await writeFile(file, text);
      const where = `${file}${place}`.replace(/[.()]/g, '\\$&');
      await expectRefusal(['serve', '--home', home, '--config', file], 'configuration-invalid', 1, new RegExp(`^${where}`));
    }
    await expectRefusal(['serve', '--home', home, '--config', join(folder, 'none.yaml')], 'configuration-unreadable', 1);
  });

  it('is refused with a damaged inventory, which stays as it is', async () => {
    await onHome('serve', '--listen', '127.0.0.1:0');
    await writeFile(join(home, 'inventory.json'), '{');
    await expectRefusal(['serve', '--home', home, '--listen', '127.0.0.1:0'], 'inventory-damaged', 1);
  });

  it('starts without a cartridge that has gone', async () => {
    await onHome('serve', '--listen', '127.0.0.1:0');
    await rm(join(home, 'cartridges', 'LAB001L8'), { recursive: true });
    expect((await onHome('serve', '--listen', '127.0.0.1:0')).stdout).toMatch(/serial TL[0-9A-F]{8}, empty\n/);
  });
});

describe('the cartridge verbs without a server', () => {
  it('make cartridges, and a home for them', async () => {
    const range = ['LAB002L8..LAB004L8', '--capacity', '64MiB', '--early-warning', '4MiB'];
    expect(await onHome('cartridge', 'create', ...range)).toEqual({
      code: 0,
      stdout: `3 cartridges are made, LAB002L8 to LAB004L8.\nHint: 'tapelab drive load DRIVE LAB002L8 --home ${home}' puts it into a drive, 'tapelab library mailslot insert LAB002L8 --home ${home}' into a library.\n`,
      stderr: '',
    });
    const list = answerOf(await onHome('cartridge', 'list', '--json')) as { barcode: string }[];
    expect(list.map(({ barcode }) => barcode)).toEqual(['LAB002L8', 'LAB003L8', 'LAB004L8']);
    expect(list[0]).toMatchObject({
      mediumType: 'lto-8',
      capacityBytes: 67_108_864,
      earlyWarningBytes: 4_194_304,
      blocks: 0,
      filemarks: 0,
    });
    expect((await onHome('cartridge', 'list')).stdout).toMatch(/^BARCODE .*\nLAB002L8 +lto-8 +64MiB +0B +0 +0 +shelf +blank\n/);
    expect((await onHome('cartridge', 'show', 'LAB003L8')).stdout).toMatch(/Capacity: +64MiB, early warning 4MiB before its end\n/);
    expect(await readdir(home)).toEqual(['cartridges']);
  });

  it('run at once without disturbing each other', async () => {
    const barcodes = ['LAB001L8', 'LAB002L8', 'LAB003L8', 'LAB004L8', 'LAB005L8'];
    const outcomes = await Promise.all(barcodes.map((barcode) => onHome('cartridge', 'create', barcode)));
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    expect(answerOf(await onHome('cartridge', 'list', '--json'))).toHaveLength(5);
  });

  it('make cartridges of every kind, and tell of what kind they are', async () => {
    const state = async (barcode: string): Promise<string> => {
      const line = (await onHome('cartridge', 'list')).stdout.split('\n').find((found) => found.startsWith(barcode))!;
      return line.replace(/^.* shelf +/, '');
    };
    for (const [words, told] of [
      [['LAB001LY'], 'blank, WORM'],
      [['LAB002L8', '--worm', '--write-protected'], 'blank, WORM, write-protected'],
      [['LAB003L8', '--discard', '--partitions', '64MiB,192MiB'], 'blank, 2 partitions, discards data'],
      [['DDS001', '--medium-type', 'dds-4', '--unformatted'], 'unformatted'],
      [['LAB004L8', '--foreign'], 'foreign'],
      [['CLN001L8'], '50 uses left'],
      [['CLN002CU', '--uses', '1'], '1 use left'],
    ] as const) {
      expect(await onHome('cartridge', 'create', ...words)).toMatchObject({ code: 0 });
      expect(await state(words[0])).toBe(told);
    }
    expect((await onHome('cartridge', 'show', 'LAB003L8')).stdout).toBe(
      [
        'Barcode:       LAB003L8',
        'Medium:        lto-8',
        'Place:         shelf',
        'Capacity:      256MiB in 2 partitions',
        'Partition 0:   64MiB, early warning 4MiB before its end; used 0B in 0 blocks and 0 filemarks',
        'Partition 1:   192MiB, early warning 12MiB before its end; used 0B in 0 blocks and 0 filemarks',
        'Recording:     blank, its data discarded',
        'Checksum:      crc32c',
        'In its life:   0B written, 0B read',
        'Write-protect: off',
        'Loaded:        never',
        '',
      ].join('\n'),
    );
    expect((await onHome('cartridge', 'show', 'CLN002CU')).stdout).toMatch(/\nMedium: +lto-cleaning\n.*\nCleaning: +1 use left\n/);
  });

  it('move the write-protect switch', async () => {
    await onHome('cartridge', 'create', 'LAB001L8');
    expect((await onHome('cartridge', 'protect', 'LAB001L8')).stdout).toBe('Cartridge LAB001L8 is write-protected.\n');
    expect(answerOf(await onHome('cartridge', 'show', 'LAB001L8', '--json'))).toMatchObject({ writeProtected: true });
    expect((await onHome('cartridge', 'unprotect', 'LAB001L8')).stdout).toBe('Cartridge LAB001L8 is writable.\n');
    expect(answerOf(await onHome('cartridge', 'show', 'LAB001L8', '--json'))).toMatchObject({ writeProtected: false });
  });

  it('list what can be read, and tell what cannot', async () => {
    await onHome('cartridge', 'create', 'LAB001L8..LAB003L8');
    const path = join(home, 'cartridges', 'LAB002L8', 'cartridge.json');
    await writeFile(path, '{ "format": 7 }');
    const { code, stdout, stderr } = await onHome('cartridge', 'list');
    expect(code).toBe(1);
    expect(stdout).toMatch(/\nLAB001L8 .*\nLAB003L8 .*\nLAB002L8 cannot be read: .*cartridge\.json: it is of format 7, /);
    expect(stderr).toBe(
      'tapelab: 1 cartridge of 3 cannot be read.\nHint: a later tapelab has made it: use that, or move the folder elsewhere.\n',
    );
    expect((await onHome('cartridge', 'list', '--json')).stdout).toMatch(/"code": "cartridge-invalid"/);
  });

  it('copy tape images in and out', async () => {
    const image = join(folder, 'lab007l8.tap');
    const word = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer);
    await writeFile(image, Buffer.concat([word(3), Buffer.from('abc\0'), word(3), word(0), word(0)]));
    expect((await onHome('cartridge', 'import', image)).stdout).toMatch(/^Cartridge LAB007L8 is made of .*: 1 block and 2 filemarks\.\n/);
    expect((await onHome('cartridge', 'check', 'LAB007L8')).stdout).toBe('Cartridge LAB007L8 is sound: 1 block and 2 filemarks in 3B.\n');
    const copy = join(folder, 'copy.tap');
    expect((await onHome('cartridge', 'export', 'LAB007L8', copy)).stdout).toMatch(
      /^Cartridge LAB007L8 is copied to .*copy\.tap, \d+B\.\n/,
    );
    expect(await readFile(copy)).toEqual(await readFile(image));
    await onHome('cartridge', 'import', image, '--barcode', 'DLT001', '--medium-type', 'dlt-iv', '--density', '1Bh');
    expect((await onHome('cartridge', 'show', 'DLT001')).stdout).toMatch(/\nRecording: +recorded, density 1Bh\n/);
  });

  it('say damage with exit code 1', async () => {
    const image = join(folder, 'LAB007L8.tap');
    const word = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer);
    await writeFile(image, Buffer.concat([word(4), Buffer.from('abcd'), word(4), word(0)]));
    await onHome('cartridge', 'import', image);
    const tap = join(home, 'cartridges', 'LAB007L8', 'partition-0.tap');
    const bytes = await readFile(tap);
    bytes[5]! ^= 1;
    await writeFile(tap, bytes);
    const { code, stdout, stderr } = await onHome('cartridge', 'check', 'LAB007L8');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Cartridge LAB007L8 is damaged, beside .*:\n {2}object 0: .*partition-0\.tap:0: /);
    expect(stderr).toBe('tapelab: 1 object of cartridge LAB007L8 cannot be read.\nHint: the file was left as it is.\n');
  });

  it('are refused without a trace', async () => {
    await onHome('cartridge', 'create', 'LAB001L8');
    const garbage = join(folder, 'garbage.tap');
    await writeFile(garbage, 'this is no tape image at all');
    const none = join(folder, 'none');
    for (const [words, code, exitCode] of [
      [['create', 'LAB001L8'], 'barcode-taken', 1],
      [['create', 'LAB002L8', 'LAB002L8'], 'barcode-taken', 1],
      [['create', 'no barcode'], 'barcode-invalid', 2],
      [['create', 'LAB009L8..LAB002L8'], 'barcode-range-invalid', 2],
      [['create', 'LAB002L8', '--capacity', '64'], 'size-invalid', 2],
      [['create', 'LAB002L8', '--capacity', '1MiB', '--early-warning', '2MiB'], 'capacity-invalid', 2],
      [['create', 'LAB002L8', '--partitions', '5'], 'partitions-invalid', 2],
      [['create', 'LAB002L8', '--partitions', '1GB,lots'], 'usage', 2],
      [['create', 'LAB002L8', '--partitions', '1GB,'], 'usage', 2],
      [['create', 'LAB002L8', '--partitions', '1GB,2XB'], 'size-invalid', 2],
      [['create', 'LAB002L8', '--capacity', '1GB', '--partitions', '1GB,1GB'], 'capacity-invalid', 2],
      [['create', 'LAB002L8', '--unformatted', '--foreign'], 'usage', 2],
      [['create', 'LAB002L8', '--uses', '3'], 'cartridge-cleans-not', 2],
      [['create', 'LAB002L8', '--uses', 'many'], 'usage', 2],
      [['create', 'CLN002L8', '--worm'], 'cartridge-cleans', 2],
      [['create', 'CLN002', '--capacity', '1GB'], 'medium-type-unknown', 2],
      [['create', 'DDS001', '--medium-type', 'dds-4', '--worm'], 'write-once-unknown', 2],
      [['create', 'DDS001', '--medium-type', 'dds4'], 'medium-type-unknown', 2],
      [['create', 'LAB002L8', '--medium-type', 'dds-4'], 'medium-type-contradicts', 2],
      [['protect', 'LAB009L8'], 'barcode-unknown', 1],
      [['export', 'LAB001L8', 'x.tap', '--partition', '1'], 'partition-unknown', 2],
      [['export', 'LAB001L8', 'x.tap', '--partition', 'one'], 'usage', 2],
      [['show', 'LAB009L8'], 'barcode-unknown', 1],
      [['check', 'LAB009L8'], 'barcode-unknown', 1],
      [['export', 'LAB009L8'], 'barcode-unknown', 1],
      [['export', 'LAB001L8', garbage], 'file-exists', 1],
      [['import', garbage], 'medium-type-unknown', 2],
      [['import', garbage, '--medium-type', 'lto-8'], 'tap-invalid', 1],
      [['import', garbage, '--barcode', 'LAB002L8', '--density', '27'], 'usage', 2],
      [['import', garbage, '--barcode', 'CLN002L8'], 'tap-invalid', 1],
      [['import', garbage, '--barcode', 'LAB002L8'], 'tap-invalid', 1],
      [['import', garbage, '--barcode', 'LAB001L8'], 'barcode-taken', 1],
      [['import', join(folder, 'none.tap'), '--barcode', 'LAB002L8'], 'file-not-found', 1],
    ] as const)
      await expectRefusal(['cartridge', ...words, '--home', home], code, exitCode);
    await expectRefusal(['cartridge', 'list', '--home', none], 'home-missing', 1);
    await expectRefusal(['cartridge', 'create', 'LAB002L8', '--capacity', '0B', '--home', none], 'capacity-invalid', 2);
  });
});

describe('the verbs with a server', () => {
  it('go through it', async () => {
    await startLab();
    await onHome('cartridge', 'create', 'LAB002L8', '--write-protected');
    expect((await onHome('drive', 'unload', 'drive0')).stdout).toMatch(/^Cartridge LAB001L8 is unloaded\.\nHint: /);
    expect((await onHome('drive', 'load', 'drive0')).stdout).toBe('Cartridge LAB001L8 is loaded in drive0.\n');
    expect((await onHome('drive', 'eject', 'drive0')).stdout).toBe('Cartridge LAB001L8 is out of drive0.\n');
    expect((await onHome('drive', 'load', 'drive0', 'LAB002L8')).stdout).toBe('Cartridge LAB002L8 is loaded in drive0.\n');
    expect(answerOf(await onHome('cartridge', 'show', 'LAB002L8', '--json'))).toMatchObject({ drive: 'drive0', writeProtected: true });
    expect((await onHome('status')).stdout).toMatch(/\ndrive0 .* LAB002L8 +loaded +0\n\nNo initiator is logged in\.\n/);
    expect(answerOf(await onHome('status', '--json'))).toMatchObject({
      server: { pid: process.pid, home },
      drives: [{ name: 'drive0', loaded: true }],
    });
  });

  it('tell what a drive made of a cartridge that it cannot load', async () => {
    await startLab();
    await onHome('cartridge', 'create', 'OLD001L5', 'CLN001L1');
    await onHome('drive', 'eject', 'drive0');
    expect((await onHome('drive', 'load', 'drive0', 'OLD001L5')).stdout).toMatch(
      /^Cartridge OLD001L5 is in drive0, which cannot use it: 30\/00 INCOMPATIBLE MEDIUM INSTALLED\.\nHint: 'tapelab drive eject drive0.*' takes it out\.\n$/,
    );
    expect((await onHome('status')).stdout).toMatch(/ OLD001L5 +cannot be used: 30\/00 INCOMPATIBLE MEDIUM INSTALLED +-\n/);
    await onHome('drive', 'eject', 'drive0');
    expect((await onHome('drive', 'load', 'drive0', 'CLN001L1')).stdout).toMatch(/^Cartridge CLN001L1 has cleaned drive0\.\nHint: /);
    expect((await onHome('status')).stdout).toMatch(/ CLN001L1 +has cleaned +-\n/);
    await onHome('drive', 'eject', 'drive0');
    expect((await onHome('drive', 'load', 'drive0', 'LAB001L8')).stdout).toBe('Cartridge LAB001L8 is loaded in drive0.\n');
    expect(answerOf(await onHome('status', '--json'))).toMatchObject({
      drives: [expect.not.objectContaining({ refused: expect.anything() })],
    });
  });

  it('are refused as they are without one', async () => {
    await startLab();
    for (const [words, code] of [
      [['cartridge', 'create', 'LAB001L8'], 'barcode-taken'],
      [['cartridge', 'check', 'LAB001L8'], 'cartridge-in-use'],
      [['cartridge', 'protect', 'LAB001L8'], 'cartridge-in-use'],
      [['drive', 'load', 'drive0', 'LAB009L8'], 'drive-full'],
      [['drive', 'load', 'drvie0'], 'drive-unknown'],
    ] as const)
      await expectRefusal([...words, '--home', home], code, 1);
    await onHome('drive', 'eject', 'drive0');
    await expectRefusal(['drive', 'load', 'drive0', 'LAB009L8', '--home', home], 'barcode-unknown', 1);
    for (const verb of ['load', 'unload', 'eject']) await expectRefusal(['drive', verb, 'drive0', '--home', home], 'drive-empty', 1);
  });

  it('tell when there is none, by an exit code of its own', async () => {
    for (const words of [
      ['status'],
      ...['load', 'unload', 'eject'].map((verb) => ['drive', verb, 'drive0']),
      ...['list', 'logout 1', 'negotiate 1', 'end 1', 'notify 1 task-termination'].map((verb) => ['session', ...verb.split(' ')]),
    ])
      await expectRefusal([...words, '--home', home], 'server-missing', 3, /No server is running on the home/);
  });
});

describe('the command line', () => {
  it.each([
    [['serve', '--listen', '3260'], "tapelab: '3260' is no HOST:PORT.\nHint: write it like 127.0.0.1:3260 or [::1]:3260.\n"],
    [
      ['serve', '--advertise', '0.0.0.0:3260'],
      'tapelab: Nobody can be told 0.0.0.0:3260: it stands for all addresses of this machine.\nHint: write the address and the port by which initiators reach it.\n',
    ],
    [['serve', '--log-level', 'loud'], "tapelab: 'loud' is no log level.\nHint: the levels are trace, debug, info, warn, error, silent.\n"],
    [['serve', '--lsten', 'x'], "tapelab: Unknown option '--lsten'.\nHint: did you mean '--listen'?\n"],
    [['cartridge', 'shwo'], "tapelab: Unknown command 'shwo'.\nHint: did you mean 'show'?\n"],
    [['cartridge', 'show'], "tapelab: Missing required argument 'barcode'.\nHint: '--help' after the verb says what it takes.\n"],
    [
      ['cartridge', 'create', 'lab001l8'],
      'tapelab: "lab001l8" is not a barcode: 1 to 32 letters A-Z, digits, "-" and "_", the first a letter or digit.\nHint: write it in capitals: LAB001L8.\n',
    ],
  ])('%j is not understood', async (words, stderr) => expect(await tapelab(...words)).toEqual({ code: 2, stdout: '', stderr }));

  it('helps, and says its version', async () => {
    expect(await tapelab('--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('cartridge') });
    expect(await tapelab('serve', '--help')).toMatchObject({ code: 0, stdout: expect.stringContaining('--ready-file') });
    expect(await tapelab('--version')).toEqual({ code: 0, stdout: '1.2.3\n', stderr: '' });
    expect(await tapelab()).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('Usage') });
  });
});
