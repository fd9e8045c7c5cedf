/** The scenario verbs: in a running lab, in the foreground, and what of them needs neither. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Lab } from '../../../src/lab.ts';
import { presets } from '../../../src/presets/index.ts';
import * as cdb from '../../conformance/cdb.ts';
import { Initiator } from '../../conformance/initiator.ts';
import { answerOf, problemOf, tapelab } from './command-line.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapelab-scenario-cli-'));
  file = join(folder, 'busy.yaml');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ownLab = `lab:
  listen: 127.0.0.1:0
  drives: { drive0: { model: lto-8, serial: CLI0000001 } }
  targets: { "iqn.2026-11.local.tapelab:drive0": { luns: { 0: drive0 } } }
`;
/** Busy so often; as often as its parameter says, unless given. */
const busy = (times = `\${times}`): string => `scenario: A busy drive
parameters: { times: 1 }
rules:
  - id: busy
    match: { command: REWIND }
    fire:
      times: ${times}
    do: busy
`;

describe('scenario check', () => {
  it('says that a scenario is right, without a server', async () => {
    await writeFile(file, `${busy('2')}expect: [seen LOGIN, never seen WRITE]\n`);
    expect(await tapelab('scenario', 'check', file)).toEqual({
      code: 0,
      stdout: `'A busy drive' is right: 1 rule, 0 moments, 2 expectations.\nHint: 'tapelab scenario run ${file}' runs it.\n`,
      stderr: '',
    });
    await writeFile(file, `${busy('2')}${ownLab}expect: [never seen WRITE]\n`);
    expect(answerOf(await tapelab('scenario', 'check', file, '--json'))).toMatchObject({
      title: 'A busy drive',
      hasOwnLab: true,
      rules: 1,
    });
  });

  it('says what is wrong at its place', async () => {
    await writeFile(file, 'scenario: x\nrules:\n  - { do: bussy }\n');
    expect(await tapelab('scenario', 'check', file)).toEqual({
      code: 1,
      stdout: '',
      stderr: `tapelab: ${file}:3:11: 'bussy' is no action.\nHint: did you mean 'busy'?\n`,
    });
    await writeFile(file, 'scenario: x\nrules:\n  - { do: busy, when: aftr }\n');
    expect(await tapelab('scenario', 'check', file)).toMatchObject({
      stderr: `tapelab: ${file}:3:23: 'when' cannot be that: it is 'before' or 'after'.\nHint: did you mean 'after'?\n`,
    });
    await writeFile(file, 'scenario: x\nrules:\n  - { do: { duplicate: { copies: 101 } } }\n');
    expect(await tapelab('scenario', 'check', file)).toMatchObject({ stderr: `tapelab: ${file}:3:34: 'copies' must be at most 100.\n` });
    expect(problemOf(await tapelab('scenario', 'check', join(folder, 'none.yaml'), '--json'))).toMatchObject({ code: 'file-unreadable' });
  });

  it('finds every preset right', async () => {
    for (const name of presets.keys()) expect(await tapelab('scenario', 'check', name)).toMatchObject({ code: 0, stderr: '' });
    expect(problemOf(await tapelab('scenario', 'check', 'bad-spto', '--json'))).toMatchObject({
      code: 'preset-unknown',
      hint: "did you mean 'bad-spot'?",
      exitCode: 2,
    });
    expect(problemOf(await tapelab('scenario', 'check', 'bad-spot', '--set', 'blok=1', '--json'))).toMatchObject({
      code: 'parameter-unknown',
    });
  });
});

describe('scenario run in the foreground', () => {
  it('ends with 0 when all is as expected, and leaves nothing behind', async () => {
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith('tapelab-scenario-')).length;
    await writeFile(file, `${busy('1')}${ownLab}expect: [never seen WRITE]\nends: after 20ms\n`);
    const { code, stdout, stderr } = await tapelab('scenario', 'run', file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^tapelab serves 127\.0\.0\.1:\d+ from .*\n/);
    expect(stdout).toContain("'A busy drive' is running. Ctrl-C ends it.\n");
    expect(stdout).toMatch(/met +never seen WRITE/);
    const after = (await readdir(tmpdir())).filter((name) => name.startsWith('tapelab-scenario-')).length;
    expect(after).toBe(before);
  });

  it('ends with 1 when it is not, and writes reports of every kind', async () => {
    await writeFile(file, `${busy('1')}${ownLab}expect: [seen LOGIN, never seen WRITE]\nends: after 20ms\n`);
    const files = ['txt', 'json', 'xml', 'html'].map((ending) => join(folder, `report.${ending}`));
    const said = await tapelab('scenario', 'run', file, '--json', '--report', ...files);
    expect(problemOf(said)).toMatchObject({
      code: 'scenario-failed',
      message: "The scenario 'A busy drive' has not passed: 1 of 2 expectations is not met.",
      exitCode: 1,
    });
    expect(said.code).toBe(1);
    expect(answerOf(said)).toMatchObject({ title: 'A busy drive', passed: false });
    const [text, json, junit, html] = await Promise.all(files.map((one) => readFile(one, 'utf8')));
    expect(text).toContain('A busy drive');
    expect(JSON.parse(json!)).toEqual(answerOf(said));
    expect(junit).toMatch(/^<\?xml [\s\S]*<testsuites [\s\S]*<failure/);
    expect(html).toMatch(/^<!doctype html>/i);
  });

  it('is not begun when its report could not be kept', async () => {
    await writeFile(file, `${busy('1')}${ownLab}ends: after 20ms\n`);
    const report = join(folder, 'none', 'out.html');
    expect(await tapelab('scenario', 'run', file, '--report', report)).toEqual({
      code: 1,
      stdout: '',
      stderr: `tapelab: Cannot write the report ${report}: no such file or directory.\nHint: name a file in a folder that exists and that you may write to.\n`,
    });
  });

  it.each([
    [['--report', 'out.pdf'], 'report-invalid', 2],
    [['--set', 'times'], 'setting-invalid', 2],
    [['--set', 'tiems=2'], 'parameter-unknown', 2],
  ])('is refused with %j', async (words, code, exitCode) => {
    await writeFile(file, `${busy()}${ownLab}ends: after 20ms\n`);
    expect(problemOf(await tapelab('scenario', 'run', file, ...words, '--json'))).toMatchObject({ code, exitCode });
  });
});

describe('with a server', () => {
  let home: string;
  let lab: Lab;
  beforeAll(async () => {
    home = join(await mkdtemp(join(tmpdir(), 'tapelab-scenario-lab-')), 'home');
    lab = await Lab.start({ home, listen: '127.0.0.1:0' });
  });
  afterAll(async () => {
    await lab.close();
    await rm(join(home, '..'), { recursive: true, force: true });
  });
  const scenario = (...words: string[]) => tapelab('scenario', ...words, '--home', home);

  it('there is none at first', async () => {
    for (const verb of ['state', 'stop'])
      expect(problemOf(await scenario(verb, '--json'))).toMatchObject({ code: 'scenario-missing', exitCode: 1 });
  });

  it('a scenario runs in its lab until all is decided', async () => {
    await writeFile(file, `${busy()}expect: [seen LOGIN, seen REWIND with BUSY on drive0]\n`);
    const running = scenario('run', file, '--set', 'times=2');
    await untilRunning();
    expect((await scenario('state')).stdout).toMatch(
      /^'A busy drive' is running for \d+\.\d s, in the state start\.\n {2}open {5}seen LOGIN/,
    );
    const { address: host, port } = lab.address;
    const initiator = await Initiator.logIn({ host, port }, { targetName: 'iqn.2026-11.local.tapelab:drive0' });
    await initiator.command(cdb.testUnitReady());
    expect(await initiator.command(cdb.rewind())).toMatchObject({ status: 8 });
    const { code, stdout } = await running;
    initiator.connection.reset();
    expect(code).toBe(0);
    expect(stdout).toMatch(/met +seen REWIND with BUSY on drive0/);
    expect((await scenario('state')).stdout).toMatch(/^'A busy drive' ended after \d+\.\d s, and passed\.\n {2}met/);
    expect(answerOf(await tapelab('fault', 'list', '--home', home, '--json'))).toEqual([]);
  });

  it('is stopped, with the verdicts as they are', async () => {
    await writeFile(file, `${busy('1')}expect: [seen LOGIN]\n`);
    const running = scenario('run', file);
    await untilRunning();
    expect(problemOf(await scenario('run', file, '--json'))).toMatchObject({ code: 'scenario-running' });
    const report = join(folder, 'report.txt');
    expect((await scenario('stop', '--report', report)).stdout).toMatch(
      /^'A busy drive' was stopped after \d+\.\d s\.\n {2}broken {3}seen LOGIN/,
    );
    expect(await readFile(report, 'utf8')).toContain('A busy drive');
    expect(await running).toMatchObject({ code: 1, stderr: expect.stringContaining('1 of 1 expectations is not met') });
  });

  it('a scenario that names what there is not changes nothing', async () => {
    await writeFile(file, `${busy('1')}before: [{ unload: { drive: drvie0 } }]\n`);
    expect((await scenario('run', file)).stderr).toMatch(new RegExp(`^tapelab: ${file}:\\d+:.*drvie0`));
    expect(answerOf(await tapelab('fault', 'list', '--home', home, '--json'))).toEqual([]);
  });

  async function untilRunning(): Promise<void> {
    for (;;) {
      const said = await scenario('state', '--json');
      if (said.code === 0 && (answerOf(said) as { phase: string }).phase === 'running') return;
    }
  }
});

it('state and stop say when there is no server', async () => {
  for (const verb of ['state', 'stop'])
    expect(problemOf(await tapelab('scenario', verb, '--home', folder, '--json'))).toMatchObject({ code: 'server-missing', exitCode: 3 });
});
