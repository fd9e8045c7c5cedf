/** The fault verbs, against a lab with an initiator logged in, and what of them needs no server. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { actions } from '../../../src/faults/actions/index.ts';
import { conditionNames } from '../../../src/faults/conditions.ts';
import { triggerWords } from '../../../src/faults/trigger.ts';
import { Lab } from '../../../src/lab.ts';
import { presets } from '../../../src/presets/index.ts';
import * as cdb from '../../conformance/cdb.ts';
import { Initiator } from '../../conformance/initiator.ts';
import { answerOf, problemOf, type Said, tapelab } from './command-line.ts';

const targetName = 'iqn.2026-11.local.tapelab:drive0';

describe('with a server', () => {
  let folder: string;
  let lab: Lab;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tapelab-fault-'));
    lab = await Lab.start({ home: join(folder, 'home'), listen: '127.0.0.1:0' });
  });
  afterEach(async () => {
    for (const { id } of answerOf(await fault('list', '--json')) as { id: string }[]) await fault('remove', id);
    await fault('reset');
  });
  afterAll(async () => {
    await lab.close();
    await rm(folder, { recursive: true, force: true });
  });
  const fault = (...words: string[]): Promise<Said> => tapelab('fault', ...words, '--home', join(folder, 'home'));
  const home = (): string => `--home ${join(folder, 'home')}`;
  async function whileLoggedIn(work: (initiator: Initiator) => Promise<void>): Promise<void> {
    const { address: host, port } = lab.address;
    const initiator = await Initiator.logIn({ host, port }, { targetName });
    try {
      // The unit attention of who is new.
      await initiator.command(cdb.testUnitReady());
      await work(initiator);
    } finally {
      initiator.connection.reset();
    }
  }

  it('a rule is put in force, fires, and is told of', async () => {
    expect((await fault('list')).stdout).toBe('No rule is in force.\n');
    const rule =
      '{ id: full, match: { device: drive0, command: REWIND }, do: { sense: { sense: MEDIUM ERROR / WRITE ERROR } }, then: broken }';
    expect((await fault('add', '--rule', rule)).stdout).toBe(
      `Rule full is in force.\nHint: 'tapelab fault show full ${home()}' tells how it fares.\n`,
    );
    expect((await fault('show', 'full')).stdout).toContain('It has not fired');
    await whileLoggedIn(async (initiator) => {
      expect(await initiator.command(cdb.rewind())).toMatchObject({ status: 2, sense: { key: 3, code: 0x0c00 } });
    });
    expect((await fault('list')).stdout).toMatch(
      /^ID .*FIRED\nfull {2}sense: \{ sense: MEDIUM ERROR \/ WRITE ERROR \} {2}device drive0; command REWIND {2}once, no more +\d+ +1\n$/,
    );
    expect((await fault('show', 'full')).stdout).toMatch(
      /^full: sense: \{ .* \}\n {2}of a command, before: device drive0; command REWIND\n {2}fires once, then the state is broken\nIt has fired once/,
    );
    expect(answerOf(await fault('show', 'full', '--json'))).toMatchObject({
      id: 'full',
      action: 'sense',
      parameters: { sense: 'MEDIUM ERROR / WRITE ERROR' },
      match: { device: 'drive0', command: 'REWIND' },
      firings: 1,
      spent: true,
    });
    expect((await fault('state')).stdout).toBe('The rules are in the state broken.\n');
    expect((await fault('reset')).stdout).toBe('All rules begin anew, in the first state.\n');
    expect((await fault('state')).stdout).toBe('The rules are in the state start.\n');
    expect(answerOf(await fault('show', 'full', '--json'))).toMatchObject({ firings: 0, spent: false });
    expect((await fault('state', 'cut')).stdout).toBe('The rules are in the state cut.\n');
    expect((await fault('remove', 'full')).stdout).toMatch(/^Rule full is removed\.\nIt has not fired/);
    expect((await fault('list')).stdout).toBe('No rule is in force.\n');
  });

  it('tells of a rule that did not fire what kept it from that', async () => {
    await fault('add', '--rule', '{ id: late, match: { command: REWIND, lun: 7 }, do: busy }');
    await whileLoggedIn(async (initiator) => {
      expect(await initiator.command(cdb.rewind())).toMatchObject({ status: 0 });
    });
    const { misses } = answerOf(await fault('show', 'late', '--json')) as { misses: { condition: string }[] };
    expect(misses[0]).toMatchObject({ condition: 'lun' });
    expect((await fault('show', 'late')).stdout).toMatch(/'lun' did not hold/);
  });

  it('adds all rules of a file, or none', async () => {
    const file = join(folder, 'rules.yaml');
    await writeFile(file, '- { id: a, do: busy }\n- { id: b, do: busy, fire: always }\n');
    expect((await fault('add', file)).stdout).toMatch(/^2 rules are in force: a, b\.\n/);
    await fault('remove', 'a');
    expect(problemOf(await fault('add', file, '--json'))).toMatchObject({ code: 'rule-exists', exitCode: 1 });
    expect((answerOf(await fault('list', '--json')) as { id: string }[]).map(({ id }) => id)).toEqual(['b']);
  });

  it('says where in the file a rule is wrong, and adds nothing', async () => {
    const file = join(folder, 'rules.yaml');
    await writeFile(file, 'rules:\n  - { id: a, do: busy }\n  - id: b\n    match: { comand: write }\n    do: busy\n');
    const refused = await fault('add', file);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(new RegExp(`^tapelab: ${file}:4:14: 'comand' is no key of .*\nHint: did you mean 'command'\\?\n$`));
    expect(answerOf(await fault('list', '--json'))).toEqual([]);
  });

  it('says that the seed of a preset is not taken along', async () => {
    expect((await fault('add', '--preset', 'flaky-network')).stdout).toContain("the preset's seed 1.");
    expect((await fault('add', '--preset', 'bad-spot')).stdout).not.toContain('seed');
  });

  it('takes the rules of a preset, with what is set', async () => {
    expect((await fault('add', '--preset', 'bad-spot', '--set', 'drive=drive0', 'block=5')).stdout).toMatch(/^Rule \S+ is in force\./);
    expect(answerOf(await fault('list', '--json'))).toMatchObject([{ match: { device: 'drive0', block: expect.stringMatching(/^5/) } }]);
  });

  it.each([
    [['show', 'ful'], 'rule-unknown', 1],
    [['remove', 'ful'], 'rule-unknown', 1],
    [['reset', 'ful'], 'rule-unknown', 1],
    [['add'], 'usage', 2],
    [['add', '--set', 'block=5'], 'usage', 2],
    [['add', '--preset', 'bad-spto'], 'preset-unknown', 2],
    [['add', '--preset', 'kb839591'], 'preset-is-scenario', 1],
    [['add', '--preset', 'bad-spot', '--set', 'blok=5'], 'parameter-unknown', 2],
    [['add', '--preset', 'bad-spot', '--set', 'block'], 'setting-invalid', 2],
    [['add', '--rule', '{ do: buzy }'], 'rule-invalid', 1],
    [['add', '/nowhere/rules.yaml'], 'file-unreadable', 1],
  ])('refuses %j', async (words, code, exitCode) => {
    expect(problemOf(await fault(...words, '--json'))).toMatchObject({ code, exitCode });
  });

  it('breaks the connection of a session off', async () => {
    const { address: host, port } = lab.address;
    const initiator = await Initiator.logIn({ host, port }, { targetName });
    const [session] = answerOf(await tapelab('session', 'list', '--json', ...home().split(' '))) as { tsih: number }[];
    expect((await tapelab('session', 'drop', String(session!.tsih), ...home().split(' '))).stdout).toMatch(
      /^The connection of session \d+ of .* is broken off\.\n$/,
    );
    await expect(initiator.command(cdb.rewind())).rejects.toThrow();
  });

  it('tells of drives', async () => {
    const said = await tapelab('drive', 'show', 'drive0', ...home().split(' '));
    expect(said.stdout).toMatch(
      /^drive0: IBM ULT3580-TD8, serial TL\w+, LUN 0 of .*\nCartridge LAB011L8 is in it: loaded\.\nIt stands before object 0\.\n$/,
    );
    expect((await tapelab('drive', 'list', ...home().split(' '))).stdout).toMatch(/^DRIVE .*\n(.*\n)*drive0 /);
  });
});

describe('without a server', () => {
  it.each([['list'], ['show', 'a'], ['remove', 'a'], ['reset'], ['state'], ['add', '--rule', '{ do: busy }']])(
    '%j %j says that there is none',
    async (...words) => {
      expect(problemOf(await tapelab('fault', ...words, '--home', '/nowhere', '--json'))).toMatchObject({
        code: 'server-missing',
        exitCode: 3,
      });
    },
  );

  it('tells of the presets, each in one sentence', async () => {
    const { stdout } = await tapelab('fault', 'presets');
    for (const { name, summary } of presets.values()) expect(stdout).toMatch(new RegExp(`^${name} .*${summary.slice(0, 20)}`, 'm'));
    expect(answerOf(await tapelab('fault', 'presets', '--json'))).toHaveLength(presets.size);
  });

  it('explains every word there is', async () => {
    const words = [...actions.keys(), ...conditionNames, ...Object.keys(triggerWords), ...presets.keys()];
    const overview = (await tapelab('fault', 'explain')).stdout;
    for (const word of words) {
      const { code, stdout } = await tapelab('fault', 'explain', word);
      expect({ word, code }).toEqual({ word, code: 0 });
      expect(stdout).toContain(`${word}, a`);
      if (!presets.has(word)) expect(overview).toMatch(new RegExp(`^${word} `, 'm'));
    }
  });

  it.each([
    ['sense', /^sense, an action of the group scsi: .*\n\n {2}[\s\S]*\n {2}sense +[\s\S]*needed[\s\S]*do: \{ sense: \{ sense: … \} \}\n$/],
    ['block', /^block, a condition: [\s\S]*match: \{ block: … \}\n$/],
    ['every', /^every, a trigger: [\s\S]*fire: \{ every: … \}\n$/],
    ['WRITE', /^WRITE, a command: WRITE\(6\), WRITE\(16\)\n/],
    ['write', /^write, a command: WRITE\(6\), WRITE\(16\)\n/],
    ['3/0C/00', /^0C\/00, a sense: WRITE ERROR\n\n {2}do: \{ sense: \{ sense: MEDIUM ERROR \/ WRITE ERROR \} \}\n$/],
    ['29/00', /^29\/00, a sense: POWER ON/],
    ['write error', /^0C\/00, a sense: WRITE ERROR\n/],
    ['4/80/01', /^80\/01, a sense: a code that T10[\s\S]*HARDWARE ERROR \/ 80\/01/],
    ['bad-spot', /^ {2}block {2}the first block that cannot be written \(1000\)$/m],
  ])('explains %s', async (word, text) => {
    expect((await tapelab('fault', 'explain', word)).stdout).toMatch(text);
  });

  it('offers the nearest word', async () => {
    expect(problemOf(await tapelab('fault', 'explain', 'reset-conection', '--json'))).toEqual({
      code: 'word-unknown',
      message: "There is no 'reset-conection' in rules.",
      hint: "did you mean 'reset-connection'?",
      exitCode: 2,
    });
  });
});
