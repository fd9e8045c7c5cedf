import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/foundation/user-error.ts';
import type { ScenarioResult } from '../../../src/scenario/result.ts';
import { host, StageUnderTest, told } from './stage.ts';

const verdicts = ({ expectations }: ScenarioResult) => expectations.map(({ verdict, why }) => `${verdict}: ${why}`);

/** What a scenario with one expectation comes to when these things happen, each so many milliseconds after the other. */
async function judged(expectation: string, ...happenings: readonly ((stage: StageUnderTest) => void)[]): Promise<string> {
  const stage = new StageUnderTest();
  const run = await stage.start(
    `scenario: x\nrules: [{ match: { device: lto, command: READ(6) }, do: drop, then: cut }]\nexpect: ["${expectation}"]\nends: after 1h`,
  );
  for (const happen of happenings) {
    stage.clock.advance(1000);
    happen(stage);
  }
  await run.stop();
  return verdicts(run.result)[0]!;
}

const enter = (state: string) => (stage: StageUnderTest) => stage.faults.enter(state);
const task =
  (...told: Parameters<StageUnderTest['task']>) =>
  (stage: StageUnderTest) =>
    stage.task(...told);
const attention = { status: 'CHECK CONDITION', sense: { key: 6, asc: 0x29, ascq: 0 } };
const logIn = (stage: StageUnderTest) => stage.logIn();
const wait = (ms: number) => (stage: StageUnderTest) => stage.clock.advance(ms);

describe('an expectation', () => {
  it.each([
    ['seen WRITE', [task('WRITE(6)')], 'met: WRITE was seen'],
    ['seen WRITE', [task('READ(6)')], 'broken: WRITE was not seen before the end'],
    ['seen write on lto', [task('WRITE(6)')], 'broken: write on lto was not seen before the end'],
    ['seen command from *:host', [task('INQUIRY')], 'met: command from *:host was seen'],
    ['seen command from *:guest', [task('INQUIRY')], 'broken: command from *:guest was not seen before the end'],
    ['seen WRITE with CHECK CONDITION', [task('WRITE(6)'), task('WRITE(6)', attention)], 'met: WRITE with CHECK CONDITION was seen'],
    ['seen UNIT ATTENTION', [task('WRITE(6)', attention)], 'met: UNIT ATTENTION was seen'],
    ['seen 6/29/00', [task('WRITE(6)', attention)], 'met: 6/29/00 was seen'],
    ['seen 3/29/00', [task('WRITE(6)', attention)], 'broken: 3/29/00 was not seen before the end'],
    ['seen WRITE at least 3 times', [task('WRITE(6)'), task('WRITE(6)')], 'broken: WRITE was seen twice before the end'],
    ['seen WRITE at most 1 times', [task('WRITE(6)'), task('WRITE(6)')], 'broken: WRITE was seen twice'],
    ['seen WRITE exactly 2 times', [task('WRITE(6)'), task('WRITE(6)')], 'met: WRITE was seen twice before the end'],
    ['within 5s seen LOGIN', [wait(2000), logIn], 'met: LOGIN was seen'],
    ['within 5s seen LOGIN', [wait(5000), logIn], 'broken: LOGIN was not seen in time'],
    ['within 5s seen LOGIN after state is cut', [wait(9000), enter('cut'), wait(2000), logIn], 'met: LOGIN was seen'],
    ['within 5s seen LOGIN after state is cut', [logIn, enter('cut'), wait(6000), logIn], 'broken: LOGIN was not seen in time'],
    ['within 5s seen LOGIN after state is cut', [logIn], 'open: state is cut was never seen'],
    ['never seen WRITE while state is cut', [task('WRITE(6)'), enter('cut'), task('READ(6)')], /^met/],
    ['never seen WRITE while state is cut', [enter('cut'), task('WRITE(6)')], 'broken: WRITE was seen'],
    // It came before the cut, and was ended by it.
    ['never seen WRITE while state is cut', [enter('cut'), task('WRITE(6)', { status: 'aborted', durationMs: 1500 })], /^met/],
    ['next command after 29/00 is TEST UNIT READY', [task('INQUIRY', attention), task('TEST UNIT READY')], 'met: it was TEST UNIT READY'],
    ['next command after 29/00 is TEST UNIT READY or INQUIRY', [task('WRITE(6)', attention), task('REWIND')], 'broken: it was REWIND'],
    ['next command after 29/00 is REWIND', [task('WRITE(6)', attention), task('READ(6)', { device: 'lto' }), task('REWIND')], /^met/],
    // It was on its way already.
    ['next command after 29/00 is REWIND', [task('WRITE(6)', attention), task('WRITE(6)', { durationMs: 1001 }), task('REWIND')], /^met/],
    ['next command after 29/00 is REWIND', [task('REWIND')], 'open: 29/00 was never seen'],
    ['next command after 29/00 is REWIND', [task('WRITE(6)', attention)], 'broken: nothing came before the end'],
  ] as const)('%s', async (expectation, happenings, expected) => {
    const verdict = await judged(expectation, ...happenings);
    if (typeof expected === 'string') expect(verdict).toBe(expected);
    else expect(verdict).toMatch(expected);
  });
});

describe('a command that goes on when time is over', () => {
  /** It arrives at 1 s, and ends at 60 s if it does. */
  async function judgedWith(expectation: string, command: string, status?: string): Promise<readonly string[]> {
    const stage = new StageUnderTest();
    const run = await stage.start(`scenario: x\nexpect: ["${expectation}"]\nends: after 2min`);
    const told: string[] = [];
    const now = () => told.push(verdicts(run.result)[0]!);
    stage.clock.advance(1000);
    const end = stage.begin(command);
    stage.clock.advance(29_000);
    now();
    stage.clock.advance(30_000);
    if (status !== undefined) end(status);
    now();
    stage.clock.advance(60_000);
    await run.ended;
    now();
    return told;
  }

  it.each([
    ['within 30s seen REWIND', 'REWIND', 'GOOD', ['met: REWIND was seen']],
    ['within 30s seen REWIND', 'REWIND', undefined, ['met: REWIND was seen']],
    ['within 30s never seen REWIND', 'REWIND', 'GOOD', ['broken: REWIND was seen']],
    ['within 30s never seen REWIND', 'LOCATE(10)', 'GOOD', ['met: REWIND was not seen in time']],
    ['within 30s seen REWIND exactly 2 times', 'REWIND', 'GOOD', ['broken: REWIND was seen once in time']],
    ['within 30s seen GOOD', 'REWIND', 'GOOD', ['open: ', 'met: GOOD was seen']],
    ['within 30s seen REWIND with GOOD', 'REWIND', 'BUSY', ['open: ', 'broken: REWIND with GOOD was not seen in time']],
    ['within 30s seen REWIND with GOOD', 'LOCATE(10)', 'GOOD', ['broken: REWIND with GOOD was not seen in time']],
    ['within 30s never seen REWIND with GOOD', 'REWIND', 'GOOD', ['open: ', 'broken: REWIND with GOOD was seen']],
    ['within 30s never seen REWIND with GOOD', 'REWIND', 'BUSY', ['open: ', 'met: REWIND with GOOD was not seen in time']],
    ['within 30s never seen REWIND with GOOD', 'REWIND', undefined, ['open: ', 'open: ', 'met: REWIND with GOOD was not seen in time']],
    ['within 30s never seen REWIND with GOOD on lto', 'REWIND', 'GOOD', ['met: REWIND with GOOD on lto was not seen in time']],
    // Without a time there is the end.
    ['seen REWIND', 'REWIND', undefined, ['open: ', 'open: ', 'met: REWIND was seen']],
    ['never seen REWIND', 'REWIND', undefined, ['open: ', 'open: ', 'broken: REWIND was seen']],
  ])('%s, %s → %s', async (expectation, command, status, expected) => {
    const [first] = expected;
    expect(await judgedWith(expectation, command, status)).toEqual([expected[0] ?? first, expected[1] ?? first, expected.at(-1)]);
  });

  it('is no reason to wait when it came too late, or before what it is to come after', async () => {
    const stage = new StageUnderTest();
    const run = await stage.start('scenario: x\nexpect: [within 5s seen GOOD after LOGIN]\nends: after 1h');
    stage.begin('REWIND');
    stage.clock.advance(1000);
    stage.logIn();
    stage.clock.advance(5000);
    expect(verdicts(run.result)).toEqual(['broken: GOOD was not seen in time']);
  });

  it('may be the next of its host', async () => {
    const stage = new StageUnderTest();
    const run = await stage.start('scenario: x\nexpect: [within 5s next command after 29/00 is REWIND with GOOD]\nends: after 1h');
    stage.clock.advance(1000);
    stage.task('INQUIRY', attention);
    const end = stage.begin('REWIND');
    stage.clock.advance(60_000);
    expect(verdicts(run.result)).toEqual(['open: ']);
    end();
    expect(verdicts(run.result)).toEqual(['met: it was REWIND']);
  });
});

const timeline = `scenario: a timeline
seed: 7
rules: [{ id: bad, match: { device: dds, command: write, state: start }, do: { sense: { sense: MEDIUM ERROR / WRITE ERROR } }, then: broken }]
before: [{ load: { drive: dds, barcode: DDS001 } }]
cartridges: [{ barcodes: DDS001..DDS003, medium: dds-3 }]
timeline:
  - at 90s: { operator: { swap: { drive: dds, barcode: DDS002 } } }
  - when state is broken: { add: { id: later, match: { device: dds }, do: drop } }
  - 10s after state is broken: [{ remove: later }, { operator: { unload: { drive: lto } } }]
  - whenever seen REWIND: { enter: start }
expect: [seen LOGIN, never seen READ]
`;

describe('a scenario', () => {
  it('goes on as its timeline says, and is over when everything is decided and every time has come', async () => {
    const stage = new StageUnderTest();
    const run = await stage.start(timeline);
    expect(stage.done).toEqual(['made DDS003', 'drive.load dds DDS001']);
    expect(stage.faults.records().map(({ id }) => id)).toEqual(['bad']);
    expect(stage.faults.seed).toBe('7');
    stage.logIn();
    stage.clock.advance(1000);
    stage.faults.enter('broken');
    await stage.settled();
    expect(stage.faults.records().map(({ id }) => id)).toEqual(['bad', 'later']);
    stage.clock.advance(10_000);
    await stage.settled();
    expect(stage.faults.records().map(({ id }) => id)).toEqual(['bad']);
    for (const state of ['again', 'once more']) {
      stage.faults.enter(state);
      stage.task('REWIND');
      await stage.settled();
      expect(stage.faults.state).toBe('start');
    }
    expect(run.result).toMatchObject({ phase: 'running', durationMs: 11_000 });
    expect(run.result.passed).toBeUndefined();
    stage.clock.advance(79_000);
    const result = await run.ended;
    expect(stage.done.slice(2)).toEqual(['drive.unload lto', 'drive.eject dds', 'drive.load dds DDS002']);
    expect(result).toMatchObject({ phase: 'ended', ended: 'every expectation is decided', passed: true, durationMs: 90_000 });
    expect(verdicts(result)).toEqual(['met: LOGIN was seen', 'met: READ was not seen before the end']);
    expect(result.rules.map(({ id, firings }) => ({ id, firings }))).toEqual([
      { id: 'bad', firings: 0 },
      { id: 'later', firings: 0 },
    ]);
    expect(result.steps.map(({ atMs, words }) => `${atMs} ${words}`)).toEqual([
      '1000 add rule later',
      '11000 remove rule later',
      '11000 operator: unload drive lto',
      '11000 enter start',
      '11000 enter start',
      '90000 operator: swap drive dds, barcode DDS002',
    ]);
    expect(result.states.map(({ state }) => state)).toEqual(['start', 'broken', 'again', 'start', 'once more', 'start']);
    expect({ rules: stage.faults.records(), state: stage.faults.state, seed: stage.faults.seed }).toEqual({
      rules: [],
      state: 'start',
      seed: 'tapelab',
    });
  });

  it.each([
    ['ends: after 10min', (stage: StageUnderTest) => stage.clock.advance(600_000), 'after 10min'],
    ['ends: [after 10min, when seen REWIND]', (stage: StageUnderTest) => stage.task('REWIND'), 'when seen REWIND'],
    [
      'ends: 5s after seen REWIND',
      (stage: StageUnderTest) => {
        stage.task('REWIND');
        stage.clock.advance(5000);
      },
      '5s after seen REWIND',
    ],
    ['timeline: [{ when seen REWIND: end }]', (stage: StageUnderTest) => stage.task('REWIND'), 'when seen REWIND'],
    ['expect: [within 5s seen LOGIN]', (stage: StageUnderTest) => stage.clock.advance(5000), 'every expectation is decided'],
  ])('%s', async (text, happen, ended) => {
    const stage = new StageUnderTest();
    const run = await stage.start(`scenario: x\n${text}`);
    stage.task('INQUIRY');
    await stage.settled();
    expect(run.result.phase).toBe('running');
    happen(stage);
    expect(await run.ended).toMatchObject({ phase: 'ended', ended });
  });

  it('fails when a step cannot be done', async () => {
    const stage = new StageUnderTest();
    stage.impossible.add('drive.load dds');
    const run = await stage.start('scenario: x\ntimeline: [{ at 1s: { operator: { load: { drive: dds } } } }]\nends: after 2s');
    stage.clock.advance(1000);
    await stage.settled();
    stage.clock.advance(1000);
    const { passed, steps } = await run.ended;
    expect({ passed, steps }).toEqual({
      passed: false,
      steps: [{ occasion: 'at 1s', words: 'operator: load drive dds', atMs: 1000, failed: 'drive.load dds cannot be done.' }],
    });
  });

  it.each([
    [
      'a step of before that fails',
      timeline,
      'drive.load dds DDS001',
      '4:10: drive.load dds DDS001 cannot be done. Hint: try another day.',
    ],
    [
      'a drive that there is not',
      timeline.replace('unload: { drive: lto', 'unload: { drive: lot'),
      '',
      /There is no drive 'lot' in the lab/,
    ],
    [
      'a target that there is not',
      timeline.replace('match: { device: dds,', "match: { target: 'iqn.no*', device: dds,"),
      '',
      /There is no target/,
    ],
    ['a rule whose id is taken', timeline.replace('id: bad', 'id: there'), '', /^3:15: There is a rule 'there' in the lab already./],
    [
      'a rule to be added later whose id is taken',
      timeline.replaceAll('later', 'there'),
      '',
      /^8:\d+: There is a rule 'there' in the lab already./,
    ],
    [
      'a rule whose id another has been given',
      'scenario: x\nseed: 7\ncartridges: [{ barcodes: DDS003, medium: dds-3 }]\nrules: [{ do: drop }, { id: drop-1, do: drop }]',
      '',
      /^4:23: There is a rule 'drop-1' already./,
    ],
  ] as const)('that cannot start for %s changes nothing', async (_, text, impossible, expected) => {
    const stage = new StageUnderTest();
    stage.impossible.add(impossible);
    stage.arm({ id: 'there', do: 'drop' });
    stage.faults.enter('elsewhere');
    const error: unknown = await stage.start(text).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    if (typeof expected === 'string') expect(told(error as UserError)).toBe(expected);
    else expect(told(error as UserError)).toMatch(expected);
    expect(stage.done.filter((one) => one.startsWith('made')).length).toBe(stage.done.filter((one) => one.startsWith('threw')).length);
    expect(stage.faults.records().map(({ id }) => id)).toEqual(['there']);
    expect({ state: stage.faults.state, seed: stage.faults.seed }).toEqual({ state: 'elsewhere', seed: 'tapelab' });
  });

  it('undoes the steps of before in reverse when one of them fails', async () => {
    const stage = new StageUnderTest();
    stage.impossible.add('library.door library true');
    const before =
      '[{ load: { drive: dds, barcode: DDS001 } }, { load: { drive: lto, barcode: DDS003 } }, { open-door: { library: library } }]';
    await expect(stage.start(`scenario: x\ncartridges: [{ barcodes: DDS003, medium: dds-3 }]\nbefore: ${before}`)).rejects.toThrow(
      UserError,
    );
    expect(stage.done).toEqual([
      'made DDS003',
      'drive.load dds DDS001',
      'drive.load lto DDS003',
      'drive.eject lto true',
      'drive.eject dds true',
      'threw away DDS003',
    ]);
  });

  it.each([
    ['stack: { drive: dds, barcodes: [DDS001] }', {}, ['drive.stack dds DDS001', 'drive.stack dds ']],
    [
      'stack: { drive: dds, barcodes: [DDS001] }',
      { 'drive.show': { stack: ['DDS002', 'DDS003'] } },
      ['drive.stack dds DDS001', 'drive.stack dds DDS002,DDS003'],
    ],
    ['open-door: {}', {}, ['library.door true', 'library.door false']],
    ['open-door: {}', { 'library.show': { door: 'open' } }, ['library.door true']],
    ['close-door: {}', {}, ['library.door false']],
    ['close-door: {}', { 'library.show': { door: 'open' } }, ['library.door false', 'library.door true true']],
    ['take-offline: {}', {}, ['library.online false', 'library.online true']],
    ['take-offline: {}', { 'library.show': { online: false } }, ['library.online false']],
    ['bring-online: {}', {}, ['library.online true']],
    ['bring-online: {}', { 'library.show': { online: false } }, ['library.online true', 'library.online false']],
    ['protect: { barcode: DDS001 }', {}, ['cartridge.protect DDS001', 'cartridge.unprotect DDS001']],
    ['protect: { barcode: DDS001 }', { 'cartridge.show': { writeProtected: true } }, ['cartridge.protect DDS001']],
    ['unprotect: { barcode: DDS001 }', {}, ['cartridge.unprotect DDS001']],
    [
      'unprotect: { barcode: DDS001 }',
      { 'cartridge.show': { writeProtected: true } },
      ['cartridge.unprotect DDS001', 'cartridge.protect DDS001'],
    ],
  ])('undoes of %s what it has changed where it found %j', async (step, found, done) => {
    const stage = new StageUnderTest();
    Object.assign(stage.found, found);
    stage.impossible.add('drive.unload lto');
    await expect(stage.start(`scenario: x\nbefore: [{ ${step} }, { unload: { drive: lto } }]`)).rejects.toThrow(UserError);
    expect(stage.done).toEqual(done);
  });

  it('begins what takes its time, and goes on; it is not over before that is done', async () => {
    const stage = new StageUnderTest();
    const powered: string[] = [];
    const unit = {
      withdraw: () => ({ end: () => powered.push('back') }),
      powerOff: async () => powered.push('off'),
      powerOn: async () => {},
    };
    stage.faults.laidOn({ clock: stage.clock, units: () => [unit] } as never);
    const run = await stage.start(
      'scenario: x\ntimeline: [{ at 1s: { power-cycle: { off: 1min } } }, { at 2s: { enter: later } }]\nexpect: [seen LOGIN]',
    );
    stage.logIn();
    stage.clock.advance(1000);
    await stage.settled();
    stage.clock.advance(1000);
    await stage.settled();
    expect({ powered, state: stage.faults.state, phase: run.result.phase }).toEqual({ powered: ['off'], state: 'later', phase: 'running' });
    stage.clock.advance(60_000);
    const { steps, durationMs } = await run.ended;
    expect({ powered, durationMs, steps: steps.map(({ words }) => words) }).toEqual({
      powered: ['off', 'back'],
      durationMs: 62_000,
      steps: ['enter later', 'power-cycle off 1min'],
    });
  });

  it('is not over while a moment is to come for what has been seen', async () => {
    const stage = new StageUnderTest();
    const run = await stage.start('scenario: x\ntimeline: [{ 30s after seen LOGIN: { enter: later } }]\nexpect: [seen LOGIN]');
    stage.logIn();
    await stage.settled();
    expect(run.result.phase).toBe('running');
    stage.clock.advance(30_000);
    expect((await run.ended).states.map(({ state, atMs }) => [state, atMs])).toEqual([
      ['start', 0],
      ['later', 30_000],
    ]);
  });

  it('takes a command for one of the time when it arrived, however late its end is put down', async () => {
    const stage = new StageUnderTest();
    const run = await stage.start(
      'scenario: x\nrules: [{ id: bad, match: { command: write }, do: busy, then: cut }]\nexpect: [never seen WRITE while state is cut]',
    );
    const arrivedMs = stage.clock.elapsed();
    stage.clock.advance(1);
    stage.faults.enter('cut');
    stage.clock.advance(1);
    stage.task('WRITE(6)', { arrivedMs, durationMs: 1 });
    expect(verdicts(await run.stop())).toEqual(['met: WRITE was not seen before the end']);
  });

  it('ends the sessions of one initiator', async () => {
    const stage = new StageUnderTest();
    await stage.start(`scenario: x\nbefore: [{ end-sessions: { initiator: "${host}" } }]`);
    expect(stage.done).toEqual(['session.list', 'session.end 1']);
  });

  it('tells the story of both sides, and commands that repeat each other in one row', async () => {
    const stage = new StageUnderTest();
    const run = await stage.start('scenario: x');
    for (let block = 0; block < 1000; block++) {
      stage.clock.advance(10);
      stage.task('WRITE(6)', { text: `WRITE(6) 512 B block ${block} → GOOD` });
      stage.task('READ(6)', { device: 'lto', text: `READ(6) 512 B block ${block} → GOOD` });
    }
    stage.faults.enter('cut');
    stage.task('WRITE(6)', attention);
    const { story } = await run.stop();
    expect(
      story.map(({ atMs, untilMs, side, device, command, status, count }) => ({ atMs, untilMs, side, device, command, status, count })),
    ).toEqual([
      { atMs: 10, untilMs: 10_000, side: 'host', device: 'dds', command: 'WRITE(6)', status: 'GOOD', count: 1000 },
      { atMs: 10, untilMs: 10_000, side: 'host', device: 'lto', command: 'READ(6)', status: 'GOOD', count: 1000 },
      { atMs: 10_000, untilMs: 10_000, side: 'lab', device: undefined, command: undefined, status: undefined, count: 1 },
      { atMs: 10_000, untilMs: 10_000, side: 'host', device: 'dds', command: 'WRITE(6)', status: 'CHECK CONDITION', count: 1 },
    ]);
  });

  it('tells of a rule that somebody has removed meanwhile', async () => {
    const stage = new StageUnderTest();
    const run = await stage.start('scenario: x\nrules: [{ id: jammed, match: { device: library }, do: jam }]');
    await stage.faults.pass({ seam: 'robot', device: 'library' }, {} as never, async () => undefined);
    stage.faults.remove('jammed');
    expect((await run.stop()).rules).toMatchObject([{ id: 'jammed', firings: 1 }]);
  });

  it('tells of no more steps and states than a report has room for, and fails by a step that it does not tell of', async () => {
    const stage = new StageUnderTest();
    const run = await stage.start(
      'scenario: x\ntimeline: [{ whenever seen LOGIN: { enter: cold } }, { when seen REWIND: { operator: { unload: { drive: dds } } } }]',
    );
    stage.impossible.add('drive.unload dds');
    for (let turn = 0; turn < 20_001; turn++) {
      stage.faults.enter('hot');
      stage.logIn();
      await stage.settled();
    }
    stage.task('REWIND');
    await stage.settled();
    expect(run.result.state).toBe('cold');
    const { steps, states, omitted, passed } = await run.stop();
    expect([steps.length, states.length, passed]).toEqual([20_000, 20_000, false]);
    expect(omitted).toBeGreaterThan(20_000);
  });

  it('shows that a host was silent', async () => {
    const stage = new StageUnderTest();
    const run = await stage.start('scenario: x');
    for (const pauseMs of [0, 5000, 5001]) {
      stage.clock.advance(pauseMs);
      stage.task('WRITE(6)');
    }
    expect((await run.stop()).story.map(({ count, atMs }) => [count, atMs])).toEqual([
      [2, 0],
      [1, 10_001],
    ]);
  });

  it('has the same firings with the same seed and the same dialogue, and others with another', async () => {
    const firings = async (seed: number): Promise<string> => {
      const stage = new StageUnderTest();
      const rule = '{ id: rare, match: { device: dds }, fire: { probability: 0.3 }, do: jam }';
      const run = await stage.start(`scenario: x\nseed: ${seed}\nrules: [${rule}]`);
      let fired = '';
      for (let turn = 0; turn < 200; turn++) {
        const before = run.result.rules[0]!.firings;
        await stage.faults.pass({ seam: 'robot', device: 'dds' }, {} as never, async () => undefined);
        fired += run.result.rules[0]!.firings - before;
      }
      await run.stop();
      return fired;
    };
    const [one, again, other] = await Promise.all([firings(1), firings(1), firings(2)]);
    expect(one).toBe(again);
    expect(one).not.toBe(other);
    expect(one).toMatch(/1.*1/);
  });
});
