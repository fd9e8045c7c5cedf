/** `tapelab mtx` against a lab, as a person gives it: what is said, what is where, and what is refused. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MtxChanger } from '../../../src/cli/mtx-library.ts';
import type { LabUnderTest } from '../../conformance/lab-under-test.ts';
import { startLibraries, targetOf } from '../../conformance/libraries.ts';
import { answerOf, problemOf, type Said, tapelab } from './command-line.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startLibraries({
    tapes: { model: 'ibm-3573-tl', storage: 4, importExport: 1, cartridges: { 1: 'MTX001L8', 2: 'MTX002L8', 4: 'MTX004L8' } },
    // EXCHANGE MEDIUM is served.
    generic: { model: 'generic-library', storage: 4, importExport: 1, cartridges: { 1: 'GEN001L8', 2: 'GEN002L8' } },
    // It refuses to tell the drives' identifiers.
    exabyte: { model: 'exabyte-exb-480', drives: ['exabyte-8505'], storage: 4, importExport: 0 },
  });
});
afterAll(() => lab.stop());
afterEach(() => lab.hangUp());

const address = (library: string): string => `iscsi://${lab.address.host}:${lab.address.port}/${targetOf(library)}`;
const attempt = (library: string, line: string): Promise<Said> => tapelab('mtx', '-f', address(library), ...line.split(' '));

async function on(library: string, line: string): Promise<string> {
  const { code, stdout, stderr } = await attempt(library, line);
  expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: '' });
  return stdout.trimEnd();
}

async function expectRefusal(library: string, line: string, problem: object, exitCode = 1): Promise<void> {
  const said = await attempt(library, `${line} --json`);
  expect({ line, code: said.code, stdout: said.stdout }).toEqual({ line, code: exitCode, stdout: '' });
  expect(problemOf(said)).toMatchObject({ hint: expect.stringMatching(/./), ...problem });
}

/** What is where: `drive 0: MTX001L8`. */
async function contents(library: string): Promise<string[]> {
  const { elements } = answerOf(await attempt(library, 'status --json')) as {
    elements: { type: string; address: number; full: boolean; volumeTag?: string }[];
  };
  return elements.flatMap(({ type, address, full, volumeTag }) => (full ? [`${type} ${address.toString(16)}: ${volumeTag}`] : []));
}

describe('mtx', () => {
  beforeEach(async () => {
    expect(await contents('tapes')).toEqual(['slot 1000: MTX001L8', 'slot 1001: MTX002L8', 'slot 1003: MTX004L8']);
  });

  it('shows what is where as mtx does, moves cartridges, and counts as it does', async () => {
    expect(await on('tapes', 'load 1')).toBe('MTX001L8 has moved from slot 1 to drive 0.');
    expect(await on('tapes', 'load 2 1')).toBe('MTX002L8 has moved from slot 2 to drive 1.');
    expect(await on('tapes', 'transfer 4 5')).toBe('MTX004L8 has moved from slot 4 to slot 5.');
    expect(await on('tapes', 'status')).toBe(
      [
        `  Storage Changer ${address('tapes')}/0:2 Drives, 5 Slots ( 1 Import/Export )`,
        'Data Transfer Element 0:Full (Storage Element 1 Loaded):VolumeTag = MTX001L8',
        'Data Transfer Element 1:Full (Storage Element 2 Loaded):VolumeTag = MTX002L8',
        '      Storage Element 1:Empty',
        '      Storage Element 2:Empty',
        '      Storage Element 3:Empty',
        '      Storage Element 4:Empty',
        '      Storage Element 5 IMPORT/EXPORT:Full :VolumeTag=MTX004L8',
      ].join('\n'),
    );
    expect(await on('tapes', 'unload 3 1')).toBe('MTX002L8 has moved from drive 1 to slot 3.');
    expect(await on('tapes', 'unload')).toBe('MTX001L8 has moved from drive 0 to slot 1.');
    await on('tapes', 'transfer 3 2');
    await on('tapes', 'transfer 5 4');
  });

  it('logs out in order, whatever has come of it', async () => {
    await on('tapes', 'inquiry');
    await expectRefusal('tapes', 'load 3', { code: 'element-empty' });
    const ended = lab.happenings.flatMap(({ event, reason }) => (event === 'session.ended' ? [reason] : []));
    expect(new Set(ended)).toEqual(new Set(['the initiator has logged out']));
    expect(ended).toHaveLength(lab.happenings.filter(({ event }) => event === 'session.established').length);
  });

  it('goes through the slots', async () => {
    expect(await on('tapes', 'first')).toBe('MTX001L8 has moved from slot 1 to drive 0.');
    expect(await on('tapes', 'first')).toBe('The cartridge of slot 1 is in drive 0 already.');
    expect(await on('tapes', 'next')).toBe('MTX002L8 has moved from slot 2 to drive 0.');
    expect(await on('tapes', 'next')).toBe('MTX004L8 has moved from slot 4 to drive 0.');
    await expectRefusal('tapes', 'next', { code: 'no-further-cartridge' });
    expect(await on('tapes', 'previous')).toBe('MTX002L8 has moved from slot 2 to drive 0.');
    expect(await on('tapes', 'last')).toBe('MTX004L8 has moved from slot 4 to drive 0.');
    await on('tapes', 'unload');
    await expectRefusal('tapes', 'next', { code: 'element-empty' });
  });

  it('exchanges where the changer does, and says so where it does not', async () => {
    expect(await on('generic', 'exchange 1 2')).toBe('The cartridge of slot 1 is in slot 2, and the one that lay there in slot 1.');
    const { elements } = answerOf(await attempt('generic', 'status --json')) as { elements: { type: string; volumeTag?: string }[] };
    expect(elements.filter(({ type }) => type === 'slot').map(({ volumeTag }) => volumeTag)).toEqual([
      'GEN002L8',
      'GEN001L8',
      undefined,
      undefined,
    ]);
    await expectRefusal('generic', 'exchange 1 3', { code: 'element-empty' });
    const said = await attempt('tapes', 'exchange 1 2 --json');
    expect(problemOf(said)).toMatchObject({ code: 'not-served', message: 'The device does not serve EXCHANGE MEDIUM.' });
  });

  it('takes stock, and says which changer it is', async () => {
    expect(await on('tapes', 'inventory')).toBe('The robot has looked into every element.');
    expect(await on('tapes', 'inquiry')).toBe(
      "Product Type: Medium Changer\nVendor ID: 'IBM     '\nProduct ID: '3573-TL         '\nRevision: '6.50'",
    );
  });

  it('refuses what cannot be before the robot moves', async () => {
    await expectRefusal('tapes', 'load 3', { code: 'element-empty', message: 'There is no cartridge in slot 3.' });
    await expectRefusal('tapes', 'load 9', { code: 'place-unknown', hint: 'as mtx counts them, its slots are 1 to 5.' }, 2);
    await expectRefusal('tapes', 'load 1 2', { code: 'place-unknown', hint: 'as mtx counts them, its drives are 0 to 1.' }, 2);
    await expectRefusal('tapes', 'load 0', { code: 'usage' }, 2);
    await expectRefusal('tapes', 'unload', { code: 'element-empty', message: 'There is no cartridge in drive 0.' });
    await expectRefusal('tapes', 'transfer 1 2', { code: 'element-full', message: 'There is a cartridge in slot 2 already, MTX002L8.' });
    await expectRefusal('tapes/1', 'status', { code: 'no-changer' });
  });

  it('passes on what the robot says', async () => {
    await lab.faults.during({ match: { movement: 'carry' }, do: 'mechanical-positioning-error' }, async () => {
      const said = await attempt('tapes', 'load 1 --json');
      expect({ code: said.code, stdout: said.stdout }).toEqual({ code: 1, stdout: '' });
      const message = 'The device has refused MOVE MEDIUM: hardware error, 15/01 mechanical positioning error.';
      expect(problemOf(said)).toMatchObject({ code: 'device-error', message });
    });
  });

  it('asks older changers for what they can tell', async () => {
    const status = await on('exabyte', 'status');
    expect(status).toContain(':1 Drives, 4 Slots ( 0 Import/Export )\nData Transfer Element 0:Empty\n      Storage Element 1:Empty');
  });
});

describe("mtx's numbers", () => {
  const nothing = {
    full: false,
    accessible: true,
    byOperator: false,
    exception: undefined,
    source: undefined,
    volumeTag: undefined,
    identifier: undefined,
  };
  const addresses = {
    arm: { first: 0, count: 1 },
    slot: { first: 30, count: 2 },
    mailSlot: { first: 10, count: 2 },
    drive: { first: 500, count: 1 },
  };
  const report = (type: 'slot' | 'mailSlot' | 'drive', address: number, more: object = {}) => ({ ...nothing, type, address, ...more });
  const library = new MtxChanger(addresses, [
    report('drive', 500, { full: true, source: 11 }),
    ...[30, 31].map((address) => report('slot', address)),
    ...[10, 11].map((address) => report('mailSlot', address)),
  ]);

  it('go on from the last slot to the mail slots, wherever these have their addresses', () => {
    expect([1, 2, 3, 4].map((number) => library.slot(number).address)).toEqual([30, 31, 10, 11]);
    expect([30, 31, 10, 11, 12, 500, undefined].map((address) => library.slotNumber(address))).toEqual([
      1,
      2,
      3,
      4,
      undefined,
      undefined,
      undefined,
    ]);
    expect(library.sourceOf(library.drive(0), 0)).toBe(4);
    expect(() => library.slot(5)).toThrow('The changer has no slot 5.');
    expect(() => library.drive(1)).toThrow('The changer has no drive 1.');
    expect(() => library.sourceOf(library.slot(1), 0)).toThrow('does not know which slot');
  });
});
