/** Scenarios in labs that run, with an initiator for a host: what the host hears, what is left behind, and what the report says of it. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ControlClient } from '../../../src/control/control-client.ts';
import type { ScenarioResult } from '../../../src/scenario/result.ts';
import { ServedScenario } from '../../../src/served-scenario.ts';
import * as cdb from '../cdb.ts';
import { Connection } from '../connection.ts';
import { Initiator } from '../initiator.ts';
import { expectGood, LabUnderTest } from '../lab-under-test.ts';
import { logIn } from '../login.ts';

const block = new Uint8Array(512);
const write = [cdb.write6(512), { write: block }] as const;

const verdicts = ({ expectations }: ScenarioResult) => expectations.map(({ sentence, verdict }) => `${verdict}: ${sentence}`);

describe('in a lab that runs', () => {
  let lab: LabUnderTest;
  beforeAll(async () => {
    lab = await LabUnderTest.start();
  });
  afterEach(() => lab.hangUp());
  afterAll(() => lab.stop());

  const full = `
scenario: The tape cannot be written
rules:
  - { id: bad, match: { device: tape, command: write, state: start }, do: { sense: { sense: MEDIUM ERROR / WRITE ERROR } }, then: broken }
cartridges: [{ barcodes: NEW001L8, capacity: 64MiB }]
timeline:
  - when state is broken: { operator: { swap: { drive: tape, barcode: NEW001L8, force: true } } }
expect:
  - seen WRITE with MEDIUM ERROR on tape
  - seen fault bad
  - next command after 3/0C/00 is REWIND
  - seen LOAD on tape after fault bad
  - never seen READ
`;

  it('a scenario does what its rules and its timeline say, and tells what the host did', async () => {
    const initiator = await lab.attachToBlank();
    const run = await lab.scenarios.run({ file: 'full.yaml', text: full });
    expect(await initiator.command(...write)).toMatchObject({ status: 2, sense: { key: 3, code: 0x0c00 } });
    await initiator.command(cdb.rewind());
    const result = await run.ended;
    expect(verdicts(result).filter((one) => !one.startsWith('met'))).toEqual([]);
    expect(result).toMatchObject({ passed: true, ended: 'every expectation is decided', rules: [{ id: 'bad', firings: 1 }] });
    expect((await lab.operator['drive.show']({ drive: 'tape' })).cartridge).toBe('NEW001L8');
    expect(await lab.operator['fault.list']({})).toEqual([]);
    expect(await lab.operator['fault.state']({})).toEqual({ state: 'start' });
    const told = result.story.map(({ side, device, text }) => `${side} ${device}: ${text.replace(/ \d+(\.\d+)? ms$/, '')}`);
    expect(told).toContainEqual(expect.stringMatching(/^host tape: WRITE\(6\).*CHECK CONDITION medium error.*0C\/00/i));
    expect(told).toContainEqual('lab tape: NEW001L8 is loaded');
    expect(told).toContainEqual('lab undefined: operator: swap drive tape, barcode NEW001L8, force true (when state is broken)');

    await lab.operator['drive.eject']({ drive: 'tape', force: true });
    await lab.operator['drive.load']({ drive: 'tape', barcode: 'CNF001L8' });
    expect(await initiator.command(cdb.testUnitReady())).toMatchObject({ status: 2 });
    await expectGood(initiator, [cdb.testUnitReady()]);
  });

  it('a command that has not ended when time is over was seen', async () => {
    const initiator = await lab.attachToBlank();
    const rule = '{ match: { device: tape, command: REWIND }, do: never-ends }';
    const run = await lab.scenarios.run({
      text: `scenario: x\nrules: [${rule}]\nexpect: [within 100ms seen REWIND on tape]`,
      file: 'x.yaml',
    });
    void initiator.command(cdb.rewind()).catch(() => {});
    expect((await run.ended).expectations).toMatchObject([{ verdict: 'met', text: 'REWIND, which goes on' }]);
  });

  it('one at a time runs over the control channel, and its report stays', async () => {
    const { operator } = lab;
    const text = 'scenario: Quiet\nexpect: [never seen WRITE]\nends: after 1h\n';
    expect(await operator['scenario.run']({ text, file: 'quiet.yaml' })).toMatchObject({ scenario: 'Quiet', phase: 'running' });
    await expect(operator['scenario.run']({ text })).rejects.toMatchObject({ code: 'scenario-running' });
    expect(await operator['scenario.stop']({})).toMatchObject({ phase: 'stopped', passed: true, expectations: [{ verdict: 'met' }] });
    expect((await operator['scenario.report']({ format: 'html' })).text).toContain('<title>Quiet</title>');
    expect(await operator['scenario.state']({ waitMs: 60_000 })).toMatchObject({ phase: 'stopped' });
  });

  it.each([
    ['a misspelt word', 'scenario: x\nrules: [{ do: dropp }]', "x.yaml:2:15: 'dropp' is no action."],
    [
      'a device that there is not',
      'scenario: x\nrules: [{ match: { device: tpae }, do: drop }]',
      "x.yaml:2:28: There is no device 'tpae' in the lab.",
    ],
    ['a lab of its own', 'scenario: x\nlab: { drives: {}, targets: {} }', 'x.yaml:2:6: This scenario has a lab of its own.'],
    [
      'a step that cannot be done',
      'scenario: x\ncartridges: [{ barcodes: NEW009L8 }]\nbefore: [{ load: { drive: empty, barcode: NEW009L8 } }, { load: { drive: tape, barcode: CNF004L8 } }]',
      'x.yaml:3:57: Drive tape already holds CNF001L8.',
    ],
  ])('one that cannot start for %s changes nothing', async (_, text, message) => {
    const before = [await lab.operator['cartridge.list']({}), await lab.operator['drive.list']({})];
    await expect(lab.operator['scenario.run']({ text, file: 'x.yaml' })).rejects.toMatchObject({ message });
    const [cartridges, drives] = before;
    expect(await lab.operator['drive.list']({})).toEqual(drives);
    expect((await lab.operator['cartridge.list']({})).map(({ barcode }) => barcode)).toEqual(
      cartridges!.map((one) => 'barcode' in one && one.barcode),
    );
  });
});

const target = 'iqn.2026-11.local.conformance:dds';
const own = (drive = 'dds') => `
scenario: The drive goes away
parameters: { away: 50ms }
seed: 7
lab:
  drives: { ${drive}: { model: hp-c1537a, serial: DDS1, cartridge: DDS001 } }
  targets: { ${target}: { luns: { 0: ${drive} } } }
cartridges: [{ barcodes: DDS001..DDS002, medium: dds-3, capacity: 16MiB }]
rules:
  - { id: cut, match: { command: write, state: start }, do: reset-connection, then: cut }
timeline:
  - "\${away} after state is cut": { enter: back }
expect:
  - within 1min seen LOGIN after state is cut
  - seen WRITE while state is back
`;

describe('in a lab of its own', () => {
  const served: ServedScenario[] = [];
  const folders: string[] = [];
  afterEach(async () => {
    for (const one of served.splice(0)) await one.close();
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
  });
  const serve = async (options: Omit<Parameters<typeof ServedScenario.start>[0], 'listen'>) => {
    const scenario = await ServedScenario.start({ ...options, listen: '127.0.0.1:0' });
    served.push(scenario);
    return scenario;
  };
  const attach = async ({ lab: { address } }: ServedScenario): Promise<Initiator> => {
    const connection = await Connection.open({ host: address.address, port: address.port });
    return new Initiator(connection, await logIn(connection, { targetName: target }), 1);
  };

  it('a scenario has its cartridges, waits for a host, and leaves nothing behind', async () => {
    const scenario = await serve({ source: { text: own(), file: 'own.yaml', parameters: { away: '1ms' } } });
    const { home } = scenario.lab.view().server;
    expect(await readdir(join(home, 'cartridges'))).toEqual(['DDS001', 'DDS002']);
    const first = await attach(scenario);
    while ((await first.command(cdb.testUnitReady())).status !== 0);
    await first.command(...write).catch(() => {});
    const operator = (await ControlClient.find(home))!.actions;
    while ((await operator['fault.state']({})).state !== 'back');
    const second = await attach(scenario);
    while ((await second.command(cdb.testUnitReady())).status !== 0);
    await expectGood(second, write);
    const result = await scenario.ended;
    expect({ passed: result.passed, verdicts: verdicts(result) }).toEqual({
      passed: true,
      verdicts: ['met: within 1min seen LOGIN after state is cut', 'met: seen WRITE while state is back'],
    });
    expect(result.states.map(({ state }) => state)).toEqual(['start', 'cut', 'back']);
    await served.pop()!.close();
    await expect(readdir(home)).rejects.toThrow('ENOENT');
  });

  it('a scenario keeps its home where one is named, and refuses one that holds another lab', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tapelab-own-'));
    folders.push(folder);
    await (await serve({ source: { text: own(), file: 'own.yaml' }, home: folder })).close();
    expect(await readdir(folder)).toContain('cartridges');
    await expect(serve({ source: { text: own(), file: 'own.yaml' }, home: folder })).rejects.toMatchObject({ code: 'home-not-empty' });
  });

  it('a scenario without one is served in the lab of a home', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tapelab-own-'));
    folders.push(folder);
    await writeFile(
      join(folder, 'tapelab.yaml'),
      `drives: { tape: { model: lto-8, serial: T1 } }\ntargets: { '${target}': { luns: { 0: tape } } }\n`,
    );
    const text = 'scenario: x\nexpect: [seen LOGIN]\nends: after 1h\n';
    await expect(serve({ source: { text, file: 'x.yaml' } })).rejects.toMatchObject({ code: 'scenario-needs-lab' });
    const scenario = await serve({ source: { text, file: 'x.yaml' }, home: folder });
    await served.pop()!.close();
    expect(await scenario.ended).toMatchObject({ phase: 'stopped', ended: 'the lab was stopped', passed: false });
  });

  it('a scenario that cannot start leaves nothing behind', async () => {
    const listed = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('tapelab-scenario-'));
    const before = await listed();
    const text = own().concat('before: [{ load: { drive: dds, barcode: DDS002 } }]\n');
    await expect(serve({ source: { text, file: 'own.yaml' } })).rejects.toMatchObject({
      message: expect.stringMatching(/^own\.yaml:16:\d+: Drive dds already holds DDS001\.$/),
    });
    expect(await listed()).toEqual(before);
    const folder = await mkdtemp(join(tmpdir(), 'tapelab-own-'));
    folders.push(folder);
    for (const home of [folder, join(folder, 'deep', 'home')])
      await expect(serve({ source: { text, file: 'own.yaml' }, home })).rejects.toMatchObject({ code: 'scenario-invalid' });
    const elsewhere = 'scenario: x\nbefore: [{ unload: { drive: nowhere } }]\n';
    for (const home of [folder, join(folder, 'deep', 'home')])
      await expect(serve({ source: { text: elsewhere, file: 'x.yaml' }, home })).rejects.toMatchObject({ code: 'scenario-invalid' });
    expect(await readdir(folder)).toEqual([]);
  });
});
