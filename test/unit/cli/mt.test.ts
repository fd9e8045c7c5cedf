/** `tapelab mt` against a lab, as a person gives it: what is said, what is on the tape, and what is refused. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { configuration, demanded, host } from '../../conformance/guarded-lab.ts';
import { LabUnderTest, shelf, tape } from '../../conformance/lab-under-test.ts';
import { pattern } from '../../conformance/pattern.ts';
import { answerOf, problemOf, type Said, tapelab } from './command-line.ts';

const KiB = 1024;
const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));

let lab: LabUnderTest;
let folder: string;
beforeAll(async () => {
  lab = await LabUnderTest.start({
    cartridges: [{ barcode: 'OLD001', mediumType: '8mm-112m' }],
    configuration: `
drives:
  tape: { model: lto-8, serial: CONFORM001, cartridge: CNF001L8 }
  small: { model: lto-8, serial: CONFORM002, cartridge: CNF002L8 }
  protected: { model: lto-8, serial: CONFORM003, cartridge: CNF003L8 }
  empty: { model: lto-8, serial: CONFORM004 }
  inside: { model: lto-8, serial: CONFORM005 }
  old: { model: exabyte-8505, serial: CONFORM006, cartridge: OLD001 }
libraries:
  library: { model: ibm-3573-tl, serial: LIB, drives: [inside], storage: 3, importExport: 1 }
targets:
  ${tape}: { luns: { 0: tape } }
  ${shelf}: { luns: { 0: small, 1: protected, 2: empty, 3: library, 4: inside, 5: old } }
`,
  });
});
afterAll(() => lab.stop());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapelab-mt-'));
  await on(tape, 'rewind');
  await on(tape, 'setblk 0');
  await on(tape, 'erase --short');
});
afterEach(async () => {
  await lab.hangUp();
  await rm(folder, { recursive: true, force: true });
});

const address = (target: string): string => `iscsi://${lab.address.host}:${lab.address.port}/${target}`;
const at = (path: string): string => join(folder, path);
/** `FOLDER` stands for the folder of the test. */
const words = (line: string): string[] => line.split(' ').map((word) => word.replace('FOLDER', folder));
const attempt = (target: string, line: string): Promise<Said> => tapelab('mt', '-f', address(target), ...words(line));

async function on(target: string, line: string): Promise<string> {
  const { code, stdout, stderr } = await attempt(target, line);
  expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: '' });
  return stdout.trimEnd();
}

async function expectRefusal(target: string, line: string, problem: object, exitCode = 1): Promise<void> {
  const said = await attempt(target, `${line} --json`);
  expect({ line, code: said.code, stdout: said.stdout }).toEqual({ line, code: exitCode, stdout: '' });
  expect(problemOf(said)).toMatchObject(problem);
}

describe('where the tape is', () => {
  it('is told as mt does, and moved as mt does', async () => {
    await writeFile(at('five'), pattern(5 * KiB));
    expect(await on(tape, 'tell')).toBe('At block 0.');
    for (let file = 0; file < 3; file++) await on(tape, 'write FOLDER/five --block 1KiB');
    const steps: Record<string, number> = {
      'bsf 2': 11,
      'bsfm 1': 6,
      'fsr 2': 8,
      'bsr 1': 7,
      fsf: 12,
      fsfm: 17,
      eod: 18,
      'asf 2': 12,
      'seek 3': 3,
      rewind: 0,
    };
    const seen: Record<string, unknown> = {};
    for (const step of Object.keys(steps)) {
      await on(tape, step);
      seen[step] = Number((await on(tape, 'tell')).replace(/At block (\d+)\./, '$1'));
    }
    expect(seen).toEqual(steps);
  });

  it('tells how far it came where there is no more, and fails', async () => {
    await on(tape, 'weof 2');
    await expectRefusal(tape, 'fsf 1', { code: 'stopped', message: 'After 0 filemarks of 1 came the end of the data.' });
    await expectRefusal(tape, 'bsr 1', {
      code: 'stopped',
      message: 'After 0 blocks of 1 came a filemark.',
      hint: 'the tape is at object 1, in file 1.',
    });
    await expectRefusal(tape, 'weof 16777216', { code: 'usage', hint: 'the most is 16777215.' }, 2);
    await expectRefusal(tape, 'setblk 16777216', { code: 'usage' }, 2);
    await expectRefusal(tape, 'bsf 3', { code: 'stopped', message: 'After 1 filemark of 3 came the beginning of the tape.' });
  });

  it('shows the status as mt lays it out', async () => {
    expect(await on(tape, 'status')).toBe(
      [
        'SCSI 2 tape drive:',
        'File number=0, block number=0, partition=0.',
        'Tape block size 0 bytes. Density code 0x5e (U-832).',
        'Soft error count since last status=0',
        'General status bits on (41010000):',
        ' BOT ONLINE IM_REP_EN',
        `IBM ULT3580-TD8 R3G3 at ${address(tape)}/0`,
      ].join('\n'),
    );
    await on(tape, 'setblk 512');
    await on(tape, 'weof');
    expect(await on(tape, 'status')).toMatch(
      /File number=1, block number=-1, .*\nTape block size 512 bytes.*\n.*\n.*\(1010000\):\n ONLINE IM_REP_EN\n/,
    );
    expect(await on(`${shelf}/1`, 'status')).toContain(' BOT WR_PROT ONLINE IM_REP_EN\n');
    const empty = await on(`${shelf}/2`, 'status');
    expect(empty).toContain('File number=-1, block number=-1, partition=0.\n');
    expect(empty).toContain('General status bits on (50000):\n DR_OPEN IM_REP_EN\n');
    expect(empty).toMatch(/\/2, not ready, 3a\/00 medium not present$/);
    expect(answerOf(await attempt(`${shelf}/2`, 'status --json'))).toMatchObject({ ready: false, vendor: 'IBM', mode: { blockLength: 0 } });
  });

  it('unloads and loads', async () => {
    expect(await on(tape, 'offline')).toBe('The cartridge is unloaded.');
    await expectRefusal(tape, 'rewind', { code: 'no-medium' });
    expect(await on(tape, 'load')).toBe('The cartridge is loaded.');
    expect(await on(tape, 'tell')).toBe('At block 0.');
  });
});

describe('files', () => {
  it.each([
    ['blocks of any length, the last one shorter', '', '', 200_001, [64 * KiB, 3393]],
    ['blocks that are shorter than thought', '--block 1KiB', '--block 64KiB', 10 * KiB, [KiB, KiB]],
    ['blocks that are longer than thought', '--block 512KiB', '', KiB * KiB, [512 * KiB, 512 * KiB]],
    ['nothing at all', '', '', 0, [0, 0]],
  ])('are written and read again: %s', async (_, writing, reading, length, [longest, shortest]) => {
    const content = pattern(length);
    await writeFile(at('in'), content);
    await on(tape, `write FOLDER/in ${writing}`.trim());
    await on(tape, 'rewind');
    const read = answerOf(await attempt(tape, `read FOLDER/out --json ${reading}`.trim()));
    expect(read).toMatchObject({ bytes: length, longestBlock: longest, shortestBlock: shortest, stoppedBy: 'filemark' });
    expect(Buffer.compare(await readFile(at('out')), content)).toBe(0);
  });

  it('are written and read in blocks of one length where the drive is set to it', async () => {
    await on(tape, 'setblk 512');
    await writeFile(at('in'), pattern(900 * 512));
    expect(await on(tape, 'write FOLDER/in')).toBe(
      `Written from ${at('in')}: 450KiB, 900 blocks, and a filemark. The tape is at object 901, in file 1.`,
    );
    await on(tape, 'rewind');
    expect(await on(tape, 'read FOLDER/out')).toBe(
      `Read into ${at('out')}: 450KiB, 900 blocks of 512B, up to a filemark. The tape is at object 901, in file 1.`,
    );
    expect(Buffer.compare(await readFile(at('out')), pattern(900 * 512))).toBe(0);

    await writeFile(at('odd'), pattern(700));
    await expectRefusal(tape, 'write FOLDER/odd', { code: 'block-incomplete' });
    await on(tape, 'setblk 256');
    await on(tape, 'rewind');
    await expectRefusal(tape, 'read FOLDER/none', { code: 'block-length-differs' });
    await expect(readFile(at('none'))).rejects.toThrow('ENOENT');
  });

  it('are kept up to a block of another length', async () => {
    await writeFile(at('in'), pattern(3 * 512 + 100));
    await on(tape, 'write FOLDER/in --block 512B');
    await on(tape, 'setblk 512');
    await on(tape, 'rewind');
    await expectRefusal(tape, 'read FOLDER/out', {
      code: 'block-length-differs',
      message: expect.stringContaining(`What came before, 3 blocks (1536B), is in ${at('out')}.`),
    });
    expect(Buffer.compare(await readFile(at('out')), pattern(3 * 512))).toBe(0);
  });

  it('end with the data where no filemark is, and are none where there are no data', async () => {
    await expectRefusal(tape, 'read FOLDER/none', { code: 'end-of-data' });
    await writeFile(at('in'), pattern(KiB));
    await on(tape, 'write FOLDER/in');
    await on(tape, 'bsf');
    await on(tape, 'erase --short');
    await on(tape, 'rewind');
    expect(answerOf(await attempt(tape, 'read FOLDER/out --json'))).toMatchObject({ bytes: KiB, stoppedBy: 'end-of-data' });
  });

  it('are not overwritten unless that is said', async () => {
    await writeFile(at('in'), 'new');
    await writeFile(at('out'), 'old');
    await on(tape, 'write FOLDER/in');
    await on(tape, 'rewind');
    await expectRefusal(tape, 'read FOLDER/out', { code: 'file-exists' });
    expect(await on(tape, 'tell')).toBe('At block 0.');
    await on(tape, 'read FOLDER/out --overwrite');
    expect(await readFile(at('out'), 'utf8')).toBe('new');
  });

  it.each([
    ['64KiB', 64, 16, 'and no filemark'],
    ['60KiB', 60, 17, 'and a filemark'],
  ])('are told to be cut where the tape ends, after early warning: blocks of %s', async (block, kibibytes, blocks, filemark) => {
    const small = `${shelf}/0`;
    await on(small, 'rewind');
    await writeFile(at('in'), pattern(2048 * KiB));
    const { code, stderr } = await attempt(small, `write FOLDER/in --block ${block}`);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Note: the end of the tape is near: early warning came after \d+KiB\.\n/);
    expect(stderr).toContain(`(${blocks} blocks) are on it, ${filemark}.`);
    await on(small, 'rewind');
    await on(small, 'read FOLDER/out');
    expect(Buffer.compare(await readFile(at('out')), pattern(2048 * KiB).subarray(0, blocks * kibibytes * KiB))).toBe(0);
  });

  it('are told to be damaged: what came before is kept', async () => {
    await writeFile(at('in'), pattern(10 * KiB));
    await on(tape, 'write FOLDER/in --block 1KiB');
    await on(tape, 'rewind');
    await lab.faults.during(
      { match: { command: 'read' }, fire: { after: 3 }, do: { sense: { sense: 'MEDIUM ERROR / UNRECOVERED READ ERROR' } } },
      () =>
        expectRefusal(tape, 'read FOLDER/out', {
          code: 'device-error',
          message: `The device has refused READ(6): medium error, 11/00 unrecovered read error. What came before, 3 blocks (3KiB), is in ${at('out')}.`,
        }),
    );
    expect(Buffer.compare(await readFile(at('out')), pattern(3 * KiB))).toBe(0);
  });

  it('are never said to be written when the drive says otherwise, at once or behind', async () => {
    await writeFile(at('in'), pattern(10 * KiB));
    const failing = (sense: object, command: string, line: string, problem: object) =>
      lab.faults.during({ match: { command }, do: { sense } }, () => expectRefusal(tape, line, problem));
    await failing({ sense: 'MEDIUM ERROR / WRITE ERROR' }, 'write', 'write FOLDER/in', { code: 'device-error' });
    await failing({ sense: 'MEDIUM ERROR / WRITE ERROR', deferred: true }, 'write filemarks', 'write FOLDER/in', {
      code: 'deferred-error',
      message: expect.stringContaining('The drive had taken 1 block (10KiB) before, and no filemark is behind them.'),
    });
  });

  it('are whole where early warning comes before a block is taken, and end where nothing is taken any more', async () => {
    await writeFile(at('in'), pattern(10 * KiB));
    const earlyWarning = { sense: 'NO SENSE / END-OF-PARTITION/MEDIUM DETECTED', endOfMedium: true, information: KiB };
    const warned = (times: number, work: () => Promise<void>) =>
      lab.faults.during({ match: { command: 'write' }, fire: { after: 3, times }, do: { sense: earlyWarning } }, work);
    await warned(1, async () => {
      const said = await attempt(tape, 'write FOLDER/in --block 1KiB --json');
      expect(answerOf(said)).toMatchObject({ bytes: 10 * KiB, blocks: 10, earlyWarningAt: 3 * KiB });
    });
    await on(tape, 'rewind');
    await on(tape, 'read FOLDER/out');
    expect(Buffer.compare(await readFile(at('out')), pattern(10 * KiB))).toBe(0);
    await warned(2, async () => {
      const { code, stderr } = await attempt(tape, 'write FOLDER/in --block 1KiB');
      expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('3KiB (3 blocks) are on it, and a filemark.') });
    });
  });

  it('are asked for in no longer blocks than the drive has', async () => {
    await writeFile(at('in'), pattern(300 * KiB));
    await on(`${shelf}/5`, 'setblk 0');
    await on(`${shelf}/5`, 'write FOLDER/in --block 240KiB');
    await on(`${shelf}/5`, 'rewind');
    expect(answerOf(await attempt(`${shelf}/5`, 'read FOLDER/out --json'))).toMatchObject({ bytes: 300 * KiB, longestBlock: 240 * KiB });
  });
});

describe('what the device is in the way of', () => {
  it('is told, with what can be done', async () => {
    await writeFile(at('in'), 'x');
    await expectRefusal(`${shelf}/1`, 'write FOLDER/in', { code: 'write-protected' });
    await expectRefusal(`${shelf}/2`, 'rewind', { code: 'no-medium' });
    await lab.faults.during({ match: { command: 'rewind' }, do: 'reservation-conflict' }, () =>
      expectRefusal(tape, 'rewind', { code: 'reserved' }),
    );
    await lab.faults.during({ match: { command: 'rewind' }, do: 'never-ends' }, () =>
      expectRefusal(tape, 'rewind --timeout 50ms', { code: 'timed-out' }),
    );
    await lab.faults.during({ match: { command: 'rewind' }, do: 'reset-connection' }, () =>
      expectRefusal(tape, 'rewind', { code: 'connection-lost' }),
    );
  });

  it('passes on what it has to say first', async () => {
    await lab.faults.during(
      {
        match: { command: 'test unit ready' },
        fire: { times: 1 },
        do: { sense: { sense: 'UNIT ATTENTION / NOT READY TO READY CHANGE, MEDIUM MAY HAVE CHANGED' } },
      },
      async () => {
        expect(await attempt(tape, 'rewind')).toEqual({
          code: 0,
          stdout: 'The tape is at its beginning.\n',
          stderr: 'Note: the device says 28/00 NOT READY TO READY CHANGE, MEDIUM MAY HAVE CHANGED.\n',
        });
      },
    );
  });
});

describe('which device', () => {
  const refused = async (line: string, problem: object, code = 1): Promise<void> => {
    const said = await tapelab('mt', ...line.split(' '), 'status', '--json');
    expect({ line, code: said.code, stdout: said.stdout }).toEqual({ line, code, stdout: '' });
    expect(problemOf(said)).toMatchObject(problem);
  };

  it('is found out as far as the address leaves it out', async () => {
    expect(answerOf(await attempt(tape, 'status --json'))).toMatchObject({ address: `${address(tape)}/0` });
    const all = await tapelab('mt', 'status', '-f', `iscsi://${lab.address.host}:${lab.address.port}`, '--json');
    expect(problemOf(all)).toMatchObject({
      code: 'tape-ambiguous',
      exitCode: 2,
      hint: expect.stringContaining(`${address(shelf)}/2 (IBM ULT3580-TD8)`),
    });
  });

  it('is refused as long as it is none, and why', async () => {
    await refused(`-f ${address(`${shelf}/3`)}`, { code: 'no-tape', message: expect.stringContaining('a medium changer (IBM 3573-TL)') });
    await refused(`-f ${address(`${shelf}/9`)}`, { code: 'lun-unknown', hint: expect.stringContaining('/0 (IBM') });
    await refused(`-f ${address('iqn.2026-11.local.conformance:none')}`, { code: 'target-unknown', hint: expect.stringContaining(tape) });
    await refused('-f iscsi://127.0.0.1:1', { code: 'portal-unreachable' });
    await refused('-f /dev/nst0', { code: 'address-invalid' }, 2);
    await refused(`-f ${address(tape)} --chap-user me`, { code: 'usage' }, 2);
  });

  it('is spoken to under any profile, with digests', async () => {
    for (const profile of ['ms-iscsi-1.x', 'ms-iscsi-2.x', 'open-iscsi', 'tapelab'])
      expect(await on(tape, `rewind --profile ${profile} --digests both`)).toBe('The tape is at its beginning.');
  });
});

it('waits for a connection that its profile mends, though nothing else keeps the process', async () => {
  const words = ['mt', '-f', address(tape), '--profile', 'open-iscsi', 'rewind'];
  await lab.faults.during({ match: { command: 'report luns' }, fire: { times: 1 }, do: 'reset-connection' }, async () => {
    const child = spawn(process.execPath, ['--import', 'tsx', main, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
    const said: unknown[] = [];
    child.stdout.on('data', (chunk) => said.push(String(chunk)));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(said.join('')).toBe('The tape is at its beginning.\n');
  });
});

describe('who we are', () => {
  let guarded: LabUnderTest;
  beforeAll(async () => {
    guarded = await LabUnderTest.start({ configuration });
  });
  afterAll(() => guarded.stop());
  afterEach(() => guarded.hangUp());

  const as = async (user: string, secret: string, ...more: string[]): Promise<Said> => {
    await writeFile(at('secret'), secret);
    const { host: machine, port } = guarded.address;
    const file = `iscsi://${encodeURIComponent(user)}@${machine}:${port}/${tape}`;
    return tapelab('mt', '-f', file, '--initiator-name', host('demanded'), '--chap-secret-file', at('secret'), 'rewind', ...more);
  };

  it('is proved by CHAP, and not told where it fails', async () => {
    expect(await as(demanded.name, `${demanded.secret}\n`)).toEqual({ code: 0, stdout: 'The tape is at its beginning.\n', stderr: '' });
    const refused = await as(demanded.name, 'some other secret', '--json');
    expect(problemOf(refused)).toMatchObject({
      code: 'login-not-authenticated',
      exitCode: 1,
      hint: expect.stringContaining('--chap-user'),
    });
    expect(refused.stderr).not.toContain('some other secret');
    expect(problemOf(await as(demanded.name, '\n', '--json'))).toMatchObject({ code: 'secret-empty' });
  });
});
