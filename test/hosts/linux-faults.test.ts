/**
 * A real Linux host (stock Debian kernel, open-iscsi, st, ch, tar, mtx) that meets faults on demand: what its kernel and its programs make of each,
 * and what is on the medium and in the library afterwards. Then the two scenarios that this product began with, run against it as they are
 * packaged, with their reports.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { offendingFrames } from './capture.ts';
import { runCommand } from './command.ts';
import { hostAddress, type LinuxGuest } from './linux-guest/guest.ts';
import { LinuxLab } from './linux-lab.ts';
import { freePort, tapelabCommand } from './tapelab.ts';

const configuration = `
drives:
  alone: { model: lto-8, serial: FAULTS0001, cartridge: FLT001L8 }
  built-in: { model: lto-8, serial: FAULTS0002 }
  dds: { model: hp-c5683a, serial: FAULTS0004, cartridge: DDS001 }
libraries:
  library: { model: generic-library, serial: FAULTS0003, drives: [built-in], storage: 4, importExport: 1, cartridges: [FLT002L8, FLT003L8] }
targets:
  iqn.2026-11.local.tapelab:alone: { luns: { 0: alone } }
  iqn.2026-11.local.tapelab:library: { luns: { 0: library, 1: built-in } }
  iqn.2026-11.local.tapelab:dds: { luns: { 0: dds } }
`;
const barcodes = ['FLT001L8', 'FLT002L8', 'FLT003L8', 'DDS001 --medium-type dds-4 --capacity 64MiB --early-warning 4MiB'];

let lab: LinuxLab;
let guest: LinuxGuest;
const portal = () => `${hostAddress}:${lab.server.port}`;

beforeAll(async () => {
  lab = await LinuxLab.start({ configuration, barcodes });
  guest = lab.guest;
  await guest.run(`iscsiadm -m discovery -t sendtargets -p ${portal()}`);
});
afterAll(() => lab?.stop());
afterEach(async () => {
  for (const { id } of await rules()) await lab.verb('fault', 'remove', id);
  await guest.attempt('iscsiadm -m node --logoutall=all; dmesg --clear', 120);
});

/** The guest logs in to one target, so its tape is always /dev/nst0. */
async function logIn(target: string): Promise<void> {
  const name = `iqn.2026-11.local.tapelab:${target}`;
  await guest.run(
    `iscsiadm -m node -T ${name} -p ${portal()} --login; until mt status >/dev/null 2>&1 || [ -e /dev/sch0 ]; do sleep 0.3; done`,
    60,
  );
}

const rules = async () => JSON.parse(await lab.verb('fault', 'list', '--json')) as { id: string; firings: number; considered: number }[];

/** Puts a rule in force, written as in a scenario. */
const fault = (rule: string): Promise<string> => lab.verb('fault', 'add', '--rule', rule);

const blocksOf = async (barcode: string): Promise<number> => {
  const { partitions } = JSON.parse(await lab.verb('cartridge', 'show', barcode, '--json')) as { partitions: { blocks: number }[] };
  return partitions[0]!.blocks;
};

describe('a stand-alone drive', () => {
  beforeEach(async () => {
    await logIn('alone');
    await guest.run('until mt rewind && mt erase; do sleep 0.3; done', 60);
  });

  it('is cut off by RST in the middle of tar: the backup fails, the session comes back, and the next backup is whole', async () => {
    await fault('{ id: cut, match: { device: alone, command: write, nth: 40 }, do: reset-connection }');
    const { exitCode, output } = await guest.attempt('tar -b 128 -C / -cf $TAPE usr/bin usr/share', 120);
    expect(exitCode).toBe(2);
    expect(output).toMatch(/Input\/output error/);
    expect(await rules()).toEqual([expect.objectContaining({ id: 'cut', firings: 1 })]);
    await guest.run(
      'until mt rewind; do sleep 0.5; done 2>/dev/null; tar -b 128 -C / -cf $TAPE usr/share/doc; mt rewind; tar -b 128 -C / -df $TAPE',
      200,
    );
  });

  it('executes a WRITE whose response is lost: the host gives it up, and the block is on the medium once', async () => {
    await guest.run('mt sttimeout 5 2>/dev/null || mt -f $TAPE sttimeout 5', 20);
    await fault('{ id: lost, match: { device: alone, command: write, pdu: scsi-response, nth: 5 }, do: lose-response }');
    const { exitCode } = await guest.attempt('dd if=/dev/zero of=$TAPE bs=64k count=10', 200);
    expect(exitCode).not.toBe(0);
    expect(await rules()).toEqual([expect.objectContaining({ id: 'lost', firings: 1 })]);
    await guest.run('until mt rewind; do sleep 0.5; done 2>/dev/null', 100);
    await lab.verb('drive', 'unload', 'alone');
    expect(await blocksOf('FLT001L8')).toBe(5);
    await lab.verb('drive', 'load', 'alone');
  });

  it('warns early and ends where it is told to: dd is told that no space is left', async () => {
    await fault('{ match: { device: alone, command: write }, do: { early-warning: { at: 2MiB } } }');
    await fault('{ match: { device: alone, command: write }, do: { end-of-medium: { at: 3MiB } } }');
    const { exitCode, output } = await guest.attempt('dd if=/dev/zero of=$TAPE bs=64k count=100', 100);
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/No space left on device/);
    const written = Number(/^(\d+)\+0 records out/m.exec(output)?.[1]);
    // The kernel reports the early warning on the write that met it, which is on the medium, as a failure of the next.
    expect(written).toBeGreaterThanOrEqual(31);
    expect(written).toBeLessThanOrEqual(33);
  });

  it('vanishes and returns', async () => {
    await fault('{ id: gone, match: { device: alone, command: TEST UNIT READY }, do: { vanish-lun: { for: 5s } } }');
    await guest.attempt('sg_turs /dev/sg0; sg_turs /dev/sg0');
    const { exitCode } = await guest.attempt('mt rewind');
    expect(exitCode).not.toBe(0);
    await guest.run('until mt rewind 2>/dev/null; do sleep 0.5; done; mt status', 60);
  });

  it('says what it is told to say', async () => {
    await fault('{ match: { device: alone, command: REWIND }, do: { sense: { sense: MEDIUM ERROR / MECHANICAL POSITIONING ERROR } } }');
    expect((await guest.attempt('mt rewind')).exitCode).not.toBe(0);
    expect(await guest.run('dmesg')).toMatch(/st \d+:0:0:0: .*Sense Key : Medium Error[\s\S]*Add\. Sense: Mechanical positioning error/i);
    await guest.run('mt rewind');
  });
});

describe('a library', () => {
  const changer = `export CHANGER=$(lsscsi -g | awk '$2 == "mediumx" { print $NF; exit }')\n`;

  beforeEach(async () => {
    await logIn('library');
    await guest.run(`${changer}until mtx -f $CHANGER status >/dev/null 2>&1; do sleep 0.3; done`, 60);
  });

  it('jams: mtx is told, the cartridge stays in its slot, and the next move succeeds', async () => {
    await fault('{ id: jammed, match: { device: library, movement: carry }, do: jam }');
    const { exitCode, output } = await guest.attempt(`${changer}mtx -f $CHANGER load 1 0`);
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/Sense Key=Hardware Error/i);
    const { output: stuck } = await guest.attempt(`${changer}mtx -f $CHANGER status`);
    expect(stuck).toMatch(/Additional Sense Code = 04[\s\S]*Qualifier = 03/);
    await lab.verb('library', 'door', 'open');
    await lab.verb('library', 'door', 'close');
    await guest.run(`${changer}until mtx -f $CHANGER status >/dev/null 2>&1; do sleep 0.3; done`, 60);
    expect(await guest.run(`${changer}mtx -f $CHANGER status`)).toMatch(/Storage Element 1:Full :VolumeTag=FLT002L8/);
    await guest.run(`${changer}mtx -f $CHANGER load 1 0; mtx -f $CHANGER unload 1 0`);
  });

  it('has its door opened in the middle of a move: the cartridge stays on the arm, and can be moved from there', async () => {
    await fault('{ match: { device: library, movement: carry }, do: { open-door: { for: 3s } } }');
    const { exitCode, output } = await guest.attempt(`${changer}mtx -f $CHANGER load 1 0`);
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/Additional Sense Code = 04[\s\S]*Qualifier = 18/);
    await guest.run(`${changer}until mtx -f $CHANGER status >/dev/null 2>&1; do sleep 0.5; done`, 60);
    await lab.verb('move', 'FLT002L8', 'slot 1');
    await guest.run(`${changer}until mtx -f $CHANGER load 1 0; do sleep 0.3; done; mtx -f $CHANGER unload 1 0`, 60);
  });
});

describe('the scenarios that it all began with', () => {
  /** Runs a scenario, and gives what it says in each form. */
  async function scenario(words: readonly string[]): Promise<{ exitCode: number; text: string; page: string; report: unknown }> {
    const file = (ending: string) => `${lab.directory.path}/${words[0]}.${ending}`;
    const reports = ['txt', 'html', 'json'].flatMap((ending) => ['--report', file(ending)]);
    const command = [tapelabCommand, 'scenario', 'run', ...words, ...reports];
    const { exitCode } = await runCommand(process.execPath, command, { timeoutMs: 200_000 });
    const [text = '', page = '', json = '{}'] = await Promise.all(['txt', 'html', 'json'].map((ending) => readFile(file(ending), 'utf8')));
    return { exitCode, text, page, report: JSON.parse(json) as unknown };
  }

  /** The scenario runs. */
  async function begun(): Promise<void> {
    while (!/"phase": *"running"/.test((await lab.server.verb('scenario', 'state', '--json')).stdout)) await pause(100);
  }

  it('KB 889330: changer and tape are cut off in the middle of a backup, held away, and return', async () => {
    await logIn('library');
    const settings = ['library=library', 'drive=built-in', 'away=20s', 'patience=60s'].flatMap((one) => ['--set', one]);
    const running = scenario(['kb889330', ...settings, '--home', lab.server.home]);
    await begun();
    const backup = await guest.attempt(
      `export CHANGER=$(lsscsi -g | awk '$2 == "mediumx" { print $NF; exit }')
      mtx -f $CHANGER load 1 0; until mt rewind; do sleep 0.3; done
      code=0; tar -b 128 -C / -cf $TAPE usr/bin usr/share || code=$?
      until mtx -f $CHANGER status && mt rewind; do sleep 1; done >/dev/null 2>&1
      tar -b 128 -C / -cf $TAPE usr/share/doc
      exit $code`,
      300,
    );
    expect(backup).toMatchObject({ exitCode: 2, output: expect.stringMatching(/Input\/output error/) });
    const { exitCode, text, page, report } = await running;
    expect({ exitCode, verdict: text }).toMatchObject({ exitCode: 0, verdict: expect.stringMatching(/^passed: 5 of 5/m) });
    // Cut, hold, return, and every command of the host.
    for (const line of [
      /library MOVE MEDIUM .* → GOOD/,
      /built-in WRITE\(6\) .*→ GOOD/,
      /built-in fault writing: reset-connection/,
      /faults: the state is now cut/,
      /fault refused: login-status/,
      /faults: the state is now returned/,
      /logged in to iqn\.2026-11\.local\.tapelab:library/,
      /CHECK CONDITION unit attention, 29\/07/,
    ])
      expect(text).toMatch(line);
    expect(page).toMatch(/^<!doctype html>/i);
    expect(page).toContain('<svg');
    expect(report).toMatchObject({ passed: true });
  });

  it('KB 839591: the tape of a stand-alone drive is full in the middle of a backup, and the operator brings the next', async () => {
    const port = await freePort();
    const name = 'iqn.2026-11.local.tapelab:dds';
    const words = ['--home', `${lab.directory.path}/full`, '--listen', `127.0.0.1:${port}`];
    const running = scenario(['kb839591', '--set', 'capacity=24MiB', '--set', 'pause=3s', '--set', 'afterwards=30s', ...words]);
    const backup = await guest.attempt(
      `portal=${hostAddress}:${port}
      iscsiadm -m node -T ${name} -p $portal -o new
      until iscsiadm -m node -T ${name} -p $portal --login; do sleep 0.5; done
      until mt rewind; do sleep 0.3; done
      cd /; tar -b 32 -cf $TAPE -M -F 'mt offline; until mt rewind; do sleep 0.3; done' usr/sbin usr/bin`,
      200,
    );
    await guest.attempt(`iscsiadm -m node -T ${name} --logout`);
    const { exitCode, text } = await running;
    expect(backup).toMatchObject({ exitCode: 0 });
    expect({ exitCode, verdict: text }).toMatchObject({ exitCode: 0, verdict: expect.stringMatching(/^passed: 5 of 5/m) });
    expect(text).toMatch(/dds WRITE\(6\) .*→ CHECK CONDITION no sense, EOM, 00\/02/);
    expect(text).toMatch(/dds LOAD UNLOAD/);
  });
});

describe('what is remembered of all that', () => {
  it('is read by tshark without a malformed frame', async () => {
    const capture = `${lab.directory.path}/remembered.pcapng`;
    await lab.verb('trace', 'save', capture);
    const malformed = (await offendingFrames(capture, lab.server.port)).filter(({ protocols }) => protocols.includes('malformed'));
    expect(malformed).toEqual([]);
  });
});
