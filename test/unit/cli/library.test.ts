/** The verbs of libraries against a lab that serves some: what each says, and what it refuses. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LibraryView } from '../../../src/control/views.ts';
import type { Happening } from '../../../src/foundation/event.ts';
import { Lab } from '../../../src/lab.ts';
import * as cdb from '../../conformance/cdb.ts';
import { Initiator } from '../../conformance/initiator.ts';
import { acknowledgeAttentions } from '../../conformance/lab-under-test.ts';
import { answerOf, problemOf, type Said, tapelab } from './command-line.ts';

const oneLibrary = `
drives:
  library-drive1: { model: lto-8, serial: D1 }
  library-drive2: { model: lto-8, serial: D2 }
libraries:
  library:
    model: ibm-3573-tl
    serial: L1
    drives: [library-drive1, library-drive2]
    storage: 6
    importExport: 2
    cartridges: { 1: LAB001L8..LAB003L8, 6: CLN001L1 }
targets:
  iqn.2026-11.local.tapelab:library: { luns: { 0: library, 1: library-drive1, 2: library-drive2 } }
`;
const twoLibraries = `
drives:
  left-drive: { model: lto-8, serial: D1 }
  right-drive: { model: lto-8, serial: D2 }
libraries:
  left: { model: ibm-3573-tl, serial: L1, drives: [left-drive], storage: 3, importExport: 1, cartridges: LAB001L8 }
  right: { model: ibm-3573-tl, serial: L2, drives: [right-drive], storage: 3, importExport: 0 }
targets:
  iqn.2026-11.local.tapelab:left: { luns: { 0: left, 1: left-drive } }
  iqn.2026-11.local.tapelab:right: { luns: { 0: right, 1: right-drive } }
`;

const standAlone = `
drives:
  dds: { model: hp-c5683a, serial: D1 }
  waiting: { model: hp-c5683a, serial: D2, autoload: false }
targets:
  iqn.2026-11.local.tapelab:dds: { luns: { 0: dds, 1: waiting } }
`;

let folder: string;
let home: string;
let lab: Lab | undefined;
/** The events since the start of the lab. */
let happened: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapelab-library-'));
  home = join(folder, 'home');
});
afterEach(async () => {
  await lab?.close();
  lab = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function serve(configuration: string): Promise<void> {
  const configurationFile = join(folder, 'lab.yaml');
  await writeFile(configurationFile, configuration);
  await onHome('cartridge create LAB001L8..LAB003L8 CLN001L1 LAB009L8');
  happened = [];
  const publish = ({ event }: Happening): void => void happened.push(event);
  lab = await Lab.start({ home, listen: '127.0.0.1:0', configurationFile, publish });
}

const onHome = (line: string): Promise<Said> => tapelab(...line.split(' '), '--home', home);
/** What a verb says that is done. */
async function said(line: string): Promise<string> {
  const { code, stdout, stderr } = await onHome(line);
  expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: '' });
  return stdout.replaceAll(` --home ${home}`, '');
}
const shown = async (library = 'library'): Promise<LibraryView> => answerOf(await onHome(`library show ${library} --json`));
/** What is where: `slot 1: LAB001L8`. */
async function contents(library?: string): Promise<string[]> {
  const words = { mediumTransport: 'arm', storage: 'slot', importExport: 'mailslot', dataTransfer: 'drive' };
  const { elements } = await shown(library);
  return elements.flatMap(({ type, number, cartridge }) => (cartridge === undefined ? [] : [`${words[type]} ${number}: ${cartridge}`]));
}

/** Refused by this code and exit code, in a sentence with a hint, and everything is where it was. */
async function expectRefusal(line: string, code: string, exitCode = 1, message = /./): Promise<void> {
  const before = await onHome('library list --json');
  const refused = await onHome(`${line} --json`);
  expect({ line, ...refused }).toMatchObject({ line, code: exitCode, stdout: '' });
  expect(problemOf(refused)).toMatchObject({ code, exitCode, hint: expect.stringMatching(/./), message: expect.stringMatching(message) });
  expect(await onHome('library list --json')).toEqual(before);
}

describe('the library verbs', () => {
  it('show a library, what is in it and what is free', async () => {
    await serve(oneLibrary);
    expect(await said('library list')).toBe(
      [
        'LIBRARY  MODEL        SERIAL  TARGET                             LUN  SLOTS   MAILSLOTS  DRIVES  STATE',
        'library  ibm-3573-tl  L1      iqn.2026-11.local.tapelab:library    0  4 of 6  0 of 2     0 of 2  online, door closed',
        '',
      ].join('\n'),
    );
    await said('move slot:1 drive:1');
    expect(await said('library show')).toBe(
      [
        'library: IBM 3573-TL, serial L1, LUN 0 of iqn.2026-11.local.tapelab:library; online, door closed',
        '',
        'PLACE    ADDRESS  CARTRIDGE  LABEL     FROM    NOTES',
        'drive 1  0100h    LAB001L8   LAB001L8  slot 1  library-drive1, loaded',
        'drive 2  0101h    -          -         -       library-drive2',
        'slot 2   1001h    LAB002L8   LAB002L8  -',
        'slot 3   1002h    LAB003L8   LAB003L8  -',
        'slot 6   1005h    CLN001L1   CLN001L1  -',
        '',
        'Free: drive 2; arm 1; mail slots 1-2; slots 1, 4-5.',
        '',
      ].join('\n'),
    );
    expect(await shown()).toMatchObject({
      name: 'library',
      model: 'ibm-3573-tl',
      places: { storage: { count: 6, full: 3 }, dataTransfer: { count: 2, full: 1 } },
      elements: expect.arrayContaining([
        { type: 'storage', number: 2, address: 0x1001, cartridge: 'LAB002L8', volumeTag: 'LAB002L8', accessible: true },
      ]) as unknown,
    });
  });

  it('lay the elements out as mtx does, and count as it does', async () => {
    await serve(oneLibrary);
    expect(await said('library load 1')).toBe('LAB001L8 has moved from slot 1 to drive 1.\n');
    expect(await said('library load 3 1')).toBe('LAB003L8 has moved from slot 3 to drive 2.\n');
    expect(await said('library transfer 2 8')).toBe('LAB002L8 has moved from slot 2 to mailslot 2.\n');
    expect(await said('library status')).toBe(
      [
        '  Storage Changer library:2 Drives, 8 Slots ( 2 Import/Export )',
        'Data Transfer Element 0:Full (Storage Element 1 Loaded):VolumeTag = LAB001L8',
        'Data Transfer Element 1:Full (Storage Element 3 Loaded):VolumeTag = LAB003L8',
        '      Storage Element 1:Empty',
        '      Storage Element 2:Empty',
        '      Storage Element 3:Empty',
        '      Storage Element 4:Empty',
        '      Storage Element 5:Empty',
        '      Storage Element 6:Full :VolumeTag=CLN001L1',
        '      Storage Element 7 IMPORT/EXPORT:Empty',
        '      Storage Element 8 IMPORT/EXPORT:Full :VolumeTag=LAB002L8',
        '',
      ].join('\n'),
    );
    expect(await said('library unload')).toBe('LAB001L8 has moved from drive 1 to slot 1.\n');
    expect(await said('library unload 5 1')).toBe('LAB003L8 has moved from drive 2 to slot 5.\n');
    expect(await said('library exchange 1 5')).toBe(
      'LAB001L8 has moved from slot 1 to slot 5, LAB003L8 has moved from slot 5 to slot 1.\n',
    );
    expect(await said('library exchange 1 5 2')).toBe(
      'LAB003L8 has moved from slot 1 to slot 5, LAB001L8 has moved from slot 5 to slot 2.\n',
    );
    expect(await contents()).toEqual(['slot 2: LAB001L8', 'slot 5: LAB003L8', 'slot 6: CLN001L1', 'mailslot 2: LAB002L8']);
  });

  it('refuse what mtx would have no number for, and what cannot be', async () => {
    await serve(oneLibrary);
    for (const [line, code, exitCode] of [
      ['library load 0', 'usage', 2],
      ['library load one', 'usage', 2],
      ['library load 9', 'place-unknown', 2],
      ['library load 1 2', 'place-unknown', 2],
      ['library load 4', 'element-empty', 1],
      ['library unload', 'element-empty', 1],
      ['library transfer 1 2', 'element-full', 1],
      ['library exchange 1 4', 'element-empty', 1],
      ['library show libary', 'library-unknown', 1],
      ['library door open libary', 'library-unknown', 1],
    ] as const)
      await expectRefusal(line, code, exitCode);
  });

  it('open the mail slots to the operator', async () => {
    await serve(oneLibrary);
    expect(await said('library mailslot insert LAB009L8')).toMatch(
      /^Cartridge LAB009L8 is in mailslot 1 of library\.\nHint: 'tapelab move LAB009L8 slot:N' /,
    );
    expect((await shown()).elements.find(({ cartridge }) => cartridge === 'LAB009L8')).toMatchObject({ byOperator: true });
    await said('move LAB001L8 mailslot 2');
    expect(await said('library mailslot take --mailslot 2')).toBe('Cartridge LAB001L8 is out of mailslot 2 of library.\n');
    expect(await said('library mailslot insert LAB001L8 --mailslot 2')).toMatch(/^Cartridge LAB001L8 is in mailslot 2 of library\.\n/);
    expect(await said('library mailslot take LAB001L8')).toBe('Cartridge LAB001L8 is out of mailslot 2 of library.\n');
    expect(await said('library mailslot take')).toBe('Cartridge LAB009L8 is out of mailslot 1 of library.\n');
    expect(await contents()).toEqual(['slot 2: LAB002L8', 'slot 3: LAB003L8', 'slot 6: CLN001L1']);
    for (const [line, code, exitCode] of [
      ['library mailslot take', 'mailslot-empty', 1],
      ['library mailslot take LAB009L8', 'cartridge-not-there', 1],
      ['library mailslot take LAB009L8 --mailslot 1', 'usage', 2],
      ['library mailslot insert', 'usage', 2],
      ['library mailslot insert LAB009L8 --medium-type lto-8', 'usage', 2],
      ['library mailslot insert LAB009L8 --mailslot 3', 'place-unknown', 2],
      ['library mailslot insert LAB010L8', 'barcode-unknown', 1],
    ] as const)
      await expectRefusal(line, code, exitCode);
    await said('library mailslot insert LAB001L8');
    await said('library mailslot insert LAB009L8');
    await onHome('cartridge create LAB004L8');
    await expectRefusal('library mailslot insert LAB004L8', 'mailslot-full');
  });

  it('tell a label that cannot be read from none, and a library that is not ready', async () => {
    await serve(oneLibrary.replace('storage: 6', 'storage: 6\n    timing: { scan: 10min }'));
    expect(await said('library list')).toContain('online, door closed, taking stock\n');
    await expectRefusal('library load 1', 'library-not-ready', 1, /^The library library is taking stock\.$/);
    await said('cartridge label LAB009L8 --none');
    await said('library mailslot insert LAB009L8');
    await said('cartridge create LAB010L8');
    await said('cartridge label LAB010L8 --unreadable');
    await said('library mailslot insert LAB010L8');
    expect(await said('library show')).toMatch(/^mailslot 1 .* no label +-.*\nmailslot 2 .* unreadable +-.*$/m);
    expect(await shown()).toMatchObject({
      unready: 'taking-stock',
      elements: expect.arrayContaining([
        expect.objectContaining({ cartridge: 'LAB009L8', label: 'none' }),
        expect.objectContaining({ cartridge: 'LAB010L8', label: 'unreadable' }),
      ]) as unknown,
    });
  });

  it('open and close the door', async () => {
    await serve(oneLibrary);
    expect(await said('library door open')).toMatch(/^The door of library is open\.\nHint: /);
    expect(await said('library list')).toContain('online, door open\n');
    expect(await said('move LAB009L8 slot 4')).toBe('LAB009L8 has moved from shelf to slot 4.\n');
    expect(await said('move slot 2 shelf')).toBe('LAB002L8 has moved from slot 2 to shelf.\n');
    await expectRefusal('library load 1', 'door-open');
    expect(await said('library door close')).toBe('The door of library is closed.\n');
    expect(await contents()).toEqual(['slot 1: LAB001L8', 'slot 3: LAB003L8', 'slot 4: LAB009L8', 'slot 6: CLN001L1']);
  });

  it('take a library offline and online', async () => {
    await serve(oneLibrary);
    expect(await said('library offline')).toBe('library is offline.\n');
    expect(await said('library list')).toContain('offline, door closed\n');
    expect(await said('library online library')).toBe('library is online.\n');
    expect(await said('library list')).toContain('online, door closed\n');
  });

  it('know that a host has locked a library, and of force', async () => {
    await serve(oneLibrary);
    const { address: host, port } = lab!.address;
    const initiator = await Initiator.logIn({ host, port }, { targetName: 'iqn.2026-11.local.tapelab:library' });
    await acknowledgeAttentions(initiator);
    expect(await initiator.command(cdb.preventAllow(1))).toMatchObject({ status: 0 });
    expect(await said('library list')).toContain('online, door closed, mail slots locked by a host\n');
    for (const line of [
      'library door open',
      'library mailslot insert LAB009L8',
      'move LAB009L8 mailslot:1',
      'cartridge create LAB011L8 --into library',
    ])
      await expectRefusal(line, 'removal-prevented');
    expect(await said('cartridge list')).not.toContain('LAB011L8');
    expect(await said('library mailslot insert LAB009L8 --force')).toMatch(/^Cartridge LAB009L8 is in mailslot 1 of library\.\n/);
    await expectRefusal('library mailslot take', 'removal-prevented');
    expect(await said('library mailslot take --force')).toBe('Cartridge LAB009L8 is out of mailslot 1 of library.\n');
    expect(await said('move LAB009L8 mailslot:1 --force')).toBe('LAB009L8 has moved from shelf to mailslot 1.\n');
    expect(await said('move mailslot:1 shelf --force')).toBe('LAB009L8 has moved from mailslot 1 to shelf.\n');
    expect(await said('library door open --force')).toMatch(/^The door of library is open\.\n/);
    initiator.connection.reset();
  });

  it('bring whole cartridges in and out through the mail slot, from files', async () => {
    await serve(oneLibrary);
    const image = join(folder, 'bak010l8.tap');
    const word = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer);
    await writeFile(image, Buffer.concat([word(3), Buffer.from('abc\0'), word(3), word(0), word(0)]));
    expect(await said(`library mailslot insert --file ${image}`)).toContain(
      `Cartridge BAK010L8 is in mailslot 1 of library, made of ${image}.\n`,
    );
    await said(`library mailslot insert --file ${image} --barcode DLT001 --medium-type dlt-iv`);
    expect(await contents()).toEqual(expect.arrayContaining(['mailslot 1: BAK010L8', 'mailslot 2: DLT001']));
    const copy = join(folder, 'copy.tap');
    expect(await said(`library mailslot take BAK010L8 --file ${copy}`)).toBe(
      `Cartridge BAK010L8 is out of mailslot 1 of library and copied to ${copy}, 20B.\n`,
    );
    expect(await readFile(copy)).toEqual(await readFile(image));
    expect(answerOf(await onHome('cartridge show BAK010L8 --json'))).toMatchObject({ blocks: 1, filemarks: 2 });

    // A file that cannot be written keeps the cartridge where it is, and a full mail slot keeps an image from becoming one.
    await expectRefusal(`library mailslot take --file ${copy}`, 'file-exists');
    await expectRefusal(`library mailslot insert --file ${image} --barcode BAK011L8 --mailslot 2`, 'element-full');
    await said('library mailslot insert BAK010L8');
    await expectRefusal(`library mailslot insert --file ${image} --barcode BAK011L8`, 'mailslot-full');
    await expectRefusal(`library mailslot insert --file ${image} --barcode BAK011L8 --library lirbary`, 'library-unknown');
    await expectRefusal(`library mailslot insert BAK012L8 --file ${image} --barcode BAK011L8`, 'usage', 2);
    expect(await said('cartridge list')).not.toContain('BAK011L8');
    expect(await said('library mailslot take DLT001')).toBe('Cartridge DLT001 is out of mailslot 2 of library.\n');
    await expectRefusal(`library mailslot insert --file ${image}`, 'barcode-taken');
    await expectRefusal(`library mailslot insert --file ${folder}/none.tap --barcode BAK012L8`, 'file-not-found');
    // What its name tells matters only of a file that is there.
    const misnamed = join(folder, 'last-weeks-backup.tap');
    await expectRefusal(`library mailslot insert --file ${misnamed}`, 'file-not-found', 1, /^There is no file .*last-weeks-backup\.tap\.$/);
    await expectRefusal(`cartridge import ${misnamed}`, 'file-not-found');
    await writeFile(misnamed, await readFile(image));
    await expectRefusal(`library mailslot insert --file ${misnamed}`, 'medium-type-unknown', 2);
  });

  it('ask which library is meant where there are several', async () => {
    await serve(twoLibraries);
    for (const line of ['library show', 'library load 1', 'move slot:1 drive:1', 'library door open', 'library mailslot take'])
      await expectRefusal(line, 'library-ambiguous', 2, /several libraries/);
    expect(await said('library door open left')).toContain(
      "'tapelab move BARCODE slot:N --library left' puts a cartridge in, 'tapelab library door close left' closes it.",
    );
    await said('library door close left');
    expect(await said('library load 1 --library left')).toBe('LAB001L8 has moved from slot 1 to drive 1.\n');
    expect(await contents('left')).toEqual(['drive 1: LAB001L8']);
    await expectRefusal('library mailslot insert LAB009L8 --library right', 'mailslot-missing');
    await expectRefusal('library load 1 --library rigth', 'library-unknown');
    expect((await onHome('library show rigth')).stderr).toContain("did you mean 'right'?");
  });
});

describe('move', () => {
  it('needs no name of a library where a cartridge in it or one of its drives is named', async () => {
    await serve(twoLibraries);
    expect(await said('move LAB001L8 drive:1')).toBe('LAB001L8 has moved from slot 1 to drive 1.\n');
    expect(await said('move left-drive mailslot:1')).toBe('LAB001L8 has moved from drive 1 to mailslot 1.\n');
    expect(await said('move mailslot:1 left-drive')).toBe('LAB001L8 has moved from mailslot 1 to drive 1.\n');
    expect(await said('move LAB001L8 mailslot:1')).toBe('LAB001L8 has moved from drive 1 to mailslot 1.\n');
    expect(await said('library mailslot take LAB001L8')).toBe('Cartridge LAB001L8 is out of mailslot 1 of left.\n');
    await expectRefusal('move LAB001L8 mailslot:1', 'library-ambiguous', 2);
    await expectRefusal('move LAB001L8 right-drive', 'door-closed', 1, /^The door of right is closed, and drive 1 is behind it\.$/);
    expect(await said('cartridge create LAB011L8 --into right')).toContain("'tapelab move LAB011L8 drive:1 --library right'");
    expect(await said('move LAB011L8 drive:1')).toBe('LAB011L8 has moved from slot 1 to drive 1.\n');
    // The cartridge comes first, and no robot reaches into another library.
    await expectRefusal('move LAB011L8 left-drive', 'place-unknown', 2, /^'left-drive' is no place in right\.$/);
    await expectRefusal('move LAB011L8 slot:1 --library left', 'cartridge-elsewhere');
  });

  it('takes places in every spelling, drives by name, and cartridges by barcode', async () => {
    await serve(oneLibrary);
    expect(await said('move slot:1 drive:2')).toBe('LAB001L8 has moved from slot 1 to drive 2.\n');
    expect(await said('move library-drive2 mailslot 1')).toBe('LAB001L8 has moved from drive 2 to mailslot 1.\n');
    expect(await said('move LAB001L8 library-drive1')).toBe('LAB001L8 has moved from mailslot 1 to drive 1.\n');
    expect((await tapelab('move', 'drive 1', 'slot 4', '--home', home)).stdout).toBe('LAB001L8 has moved from drive 1 to slot 4.\n');
    expect(answerOf(await onHome('move LAB001L8 mailslot:1 --json'))).toEqual({ barcode: 'LAB001L8', from: 'slot 4', to: 'mailslot 1' });
    expect(await said('move LAB001L8 shelf')).toBe('LAB001L8 has moved from mailslot 1 to shelf.\n');
    expect(await said('move LAB001L8 mailslot 2')).toBe('LAB001L8 has moved from shelf to mailslot 2.\n');
  });

  it('refuses what is no place, and what is not there', async () => {
    await serve(oneLibrary);
    for (const [line, code, exitCode] of [
      ['move slot:1', 'usage', 2],
      ['move slot 1 drive 1 drive 2', 'usage', 2],
      ['move slot:1 slto:4', 'place-unknown', 2],
      ['move slot:1 library-driev1', 'place-unknown', 2],
      ['move slot:1 slot:7', 'place-unknown', 2],
      ['move slot:0 slot:4', 'place-unknown', 2],
      ['move slot:4 slot:5', 'element-empty', 1],
      ['move slot:1 slot:2', 'element-full', 1],
      ['move LAB010L8 mailslot:1', 'barcode-unknown', 1],
      ['move LAB010L8 slot:4', 'barcode-unknown', 1],
      ['move LAB009L8 slot:4', 'door-closed', 1],
      ['move shelf slot:4', 'usage', 2],
      ['move LAB010L8 shelf', 'cartridge-not-there', 1],
    ] as const)
      await expectRefusal(line, code, exitCode);
    expect((await onHome('move slot:1 slot:7')).stderr).toBe('tapelab: There is no slot 7 in library.\nHint: its slots are slot 1 to 6.\n');
    expect((await onHome('move slot:1 there')).stderr).toBe(
      "tapelab: 'there' is no place in library.\nHint: write it like slot:3, mailslot:1, drive:1 or library-drive1, arm:1 or shelf.\n",
    );
  });
});

describe('the cartridge verbs', () => {
  it('tell where in a library a cartridge is', async () => {
    await serve(oneLibrary);
    await said('library load 2');
    const list = await said('cartridge list');
    expect(list).toMatch(/\nLAB001L8 .* library slot 1 +blank\n/);
    expect(list).toMatch(/\nLAB002L8 .* library-drive1 +blank\n/);
    expect(list).toMatch(/\nLAB009L8 .* shelf +blank\n/);
    expect(await said('cartridge show LAB001L8')).toContain('\nPlace:         library slot 1\n');
    expect(answerOf(await onHome('cartridge show LAB002L8 --json'))).toMatchObject({ place: 'library-drive1', drive: 'library-drive1' });
  });

  it('make cartridges into free slots, and all of them or none', async () => {
    await serve(oneLibrary);
    await said('library load 1');
    expect(await said('cartridge create LAB011L8..LAB012L8 --capacity 64MiB --into library')).toMatch(
      /^2 cartridges are made, LAB011L8 to LAB012L8, and lie in slots of library\.\nHint: bring it to a drive with 'tapelab move LAB011L8 drive:1'\.\n$/,
    );
    // Slot 1 is where the cartridge in the drive belongs.
    expect(await contents()).toContain('slot 4: LAB011L8');
    expect(await contents()).toContain('slot 5: LAB012L8');
    expect(happened.filter((event) => event.startsWith('library.door'))).toEqual(['library.door-opened', 'library.door-closed']);
    happened = [];
    await expectRefusal(
      'cartridge create LAB013L8..LAB014L8 --into library',
      'library-full',
      1,
      /2 free slots are needed, and library has 1\./,
    );
    expect(happened.filter((event) => event !== 'operator.acted')).toEqual([]);
    expect(await said('cartridge create LAB013L8 --into library')).toMatch(/^Cartridge LAB013L8 is made, and lies in library slot 1\.\n/);
    expect((await shown()).door).toBe('closed');
  });

  it('make them into other slots each when several are at it', async () => {
    await serve(oneLibrary);
    await Promise.all([said('cartridge create LAB011L8 --into library'), said('cartridge create LAB012L8 --into library')]);
    expect(await contents()).toEqual(expect.arrayContaining([expect.stringContaining('LAB011L8'), expect.stringContaining('LAB012L8')]));
    expect((await shown()).door).toBe('closed');
  });
});

describe('the verbs of a drive', () => {
  it('feed a stand-alone drive one cartridge after the other', async () => {
    await serve(standAlone);
    await said('cartridge create DDS001..DDS003 --medium-type dds-4');
    expect(await said('drive stack dds DDS001..DDS002 DDS003')).toBe(
      'The stack of dds is DDS001, DDS002, DDS003; DDS001 is in the drive.\n',
    );
    expect(await said('cartridge list')).toMatch(/\nDDS001 .* dds +blank\nDDS002 .* dds stack 2 +blank\nDDS003 .* dds stack 3 +blank\n/);
    expect(await said('drive eject dds')).toBe('Cartridge DDS001 is out of dds, and DDS002 follows it.\n');
    expect(await said('drive unload dds')).toBe('The cartridge is unloaded, and makes room for the next of the stack.\n');
    expect(await said('drive eject dds')).toBe('Cartridge DDS003 is out of dds.\n');
    expect(await said('cartridge list')).toMatch(/\nDDS003 .* dds stack 3 +blank\n/);
    expect(await said('drive stack dds --none')).toBe('No cartridge waits before dds.\n');
    expect(await said('cartridge list')).toMatch(/\nDDS003 .* shelf +blank\n/);
    for (const [line, code, exitCode] of [
      ['drive stack dds', 'usage', 2],
      ['drive stack dds DDS001 --none', 'usage', 2],
      ['drive stack dds DDS001 DDS001', 'cartridge-twice', 2],
      ['drive stack dds DDS009', 'barcode-unknown', 1],
      ['drive stack dss DDS001', 'drive-unknown', 1],
    ] as const)
      await expectRefusal(line, code, exitCode);
  });

  it('put a cartridge in, which is loaded where that is the way of the drive', async () => {
    await serve(standAlone);
    await said('cartridge create DDS001..DDS002 --medium-type dds-4');
    expect(await said('drive insert waiting DDS001')).toBe(
      "Cartridge DDS001 is in waiting.\nHint: 'tapelab drive load waiting' loads it, if nobody else does.\n",
    );
    expect(await said('status')).toMatch(/\nwaiting .* DDS001 +unloaded /);
    await expectRefusal('drive insert waiting DDS002', 'drive-full');
    expect(await said('drive load waiting')).toBe('Cartridge DDS001 is loaded in waiting.\n');
    expect(await said('drive insert dds DDS002')).toBe('Cartridge DDS002 is in dds.\n');
  });

  it('reach a drive in a library through its open door only', async () => {
    await serve(oneLibrary);
    await said('library load 1');
    for (const line of ['drive eject library-drive1', 'drive insert library-drive2 LAB009L8', 'drive load library-drive2 LAB009L8'])
      await expectRefusal(line, 'door-closed');
    expect(await said('drive unload library-drive1')).toBe(
      "Cartridge LAB001L8 is unloaded.\nHint: 'tapelab drive load library-drive1' loads it again, 'tapelab move library-drive1 slot:N --library library' takes it out.\n",
    );
    await expectRefusal('drive stack library-drive2 LAB009L8', 'drive-in-library');
    await said('library door open');
    expect(await said('drive eject library-drive1')).toBe('Cartridge LAB001L8 is out of library-drive1.\n');
    await said('drive insert library-drive2 LAB009L8');
    // One that lies in a slot is not at hand.
    await expectRefusal('drive insert library-drive1 LAB002L8', 'cartridge-elsewhere');
    await said('library door close');
    expect(await contents()).toContain('drive 2: LAB009L8');
  });
});

describe('a library verb without a server', () => {
  it.each([
    'library list',
    'library show',
    'library status',
    'library door open',
    'library door close',
    'library online',
    'library offline',
    'library load 1',
    'library unload',
    'library transfer 1 2',
    'library exchange 1 2',
    'library mailslot insert LAB001L8',
    'library mailslot take',
    'move slot:1 drive:1',
    'drive insert dds DDS001',
    'drive stack dds DDS001',
    'cartridge create LAB001L8 --into library',
  ])('%s ends with 3', async (line) => {
    const refused = await onHome(`${line} --json`);
    expect(refused).toMatchObject({ code: 3, stdout: '' });
    expect(problemOf(refused)).toMatchObject({ code: 'server-missing', exitCode: 3 });
  });
});
