/**
 * Who may come in, and how far (RFC 7143 §4.3, §11.13.5, Appendix C): a target that an initiator may not use is not told of and not opened, and a
 * logical unit that it is not shown is to it as if it were not there (SPC-4 §4.3.4, SAM-5 §4.7).
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import type { Address } from './connection.ts';
import { type Initiator, taskManagement } from './initiator.ts';
import { acknowledgeAttentions, LabUnderTest } from './lab-under-test.ts';
import { type LoginOutcome, logIn } from './login.ts';
import { hasIpv6 } from './machine.ts';
import { pattern } from './pattern.ts';

const named = (name: string): string => `iqn.2026-11.local.conformance:${name}`;
const targets = ['exact', 'wild', 'address', 'both', 'closed', 'everybody', 'masked'] as const;

const configuration = `
drives:
  d0: { model: lto-8, serial: CONFORM010 }
  d1: { model: lto-8, serial: CONFORM011 }
  d2: { model: lto-8, serial: CONFORM012 }
  d3: { model: lto-8, serial: CONFORM013 }
  d4: { model: lto-8, serial: CONFORM014 }
  d5: { model: lto-8, serial: CONFORM015 }
  first: { model: lto-8, serial: CONFORM016, cartridge: CNF001L8 }
  second: { model: lto-8, serial: CONFORM017, cartridge: CNF004L8 }
  third: { model: lto-8, serial: CONFORM018 }
targets:
  ${named('exact')}: { luns: { 0: d0 }, access: [ { initiators: "${named('alice')}" } ] }
  ${named('wild')}:
    luns: { 0: d1 }
    access:
      - { initiators: [ "${named('wild*')}", "${named('any-?')}", "eui.0200*" ] }
  ${named('address')}: { luns: { 0: d2 }, access: [ { addresses: [ 127.0.0.2, 127.0.1.0/24, "::1" ] } ] }
  ${named('both')}: { luns: { 0: d3 }, access: [ { initiators: "${named('alice')}", addresses: 127.0.0.2 } ] }
  ${named('closed')}: { luns: { 0: d4 }, access: [] }
  ${named('everybody')}: { luns: { 0: d5 } }
  ${named('masked')}:
    luns: { 0: first, 1: second, 2: third }
    access:
      - { initiators: "${named('one')}", luns: [ 0 ] }
      - { initiators: "${named('two')}", luns: [ 1, 2 ] }
      - { initiators: "${named('o*')}", luns: [ 2 ] }
      - { initiators: "${named('mover')}", addresses: 127.0.0.2, luns: [ 1 ] }
      - { initiators: "${named('mover')}", luns: [ 0, 1 ] }
      - { initiators: "${named('all')}" }
`;

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start({ configuration });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const from = (address: string): Address => ({ ...lab.address, from: address });

async function attempt(initiatorName: string, target: string, at?: Address): Promise<LoginOutcome> {
  return logIn(await lab.connect(at), { initiatorName, targetName: target });
}

/** What SendTargets=All tells, by the last part of each name. */
async function seenBy(initiatorName: string, at: Address): Promise<string[]> {
  const finder = await lab.logIn({ discovery: true, initiatorName, at });
  const answer = await finder.text([['SendTargets', 'All']]);
  return answer.flatMap(([key, value]) => (key === 'TargetName' ? [value.slice(named('').length)] : []));
}

describe('who may use a target (RFC 7143 §4.3): the first rule that fits name and address', () => {
  it.each<[string, string, readonly string[]]>([
    [named('alice'), '127.0.0.1', ['exact']],
    [named('alice'), '127.0.0.2', ['exact', 'address', 'both']],
    [named('alice').toUpperCase(), '127.0.0.1', ['exact']],
    [named('alicea'), '127.0.0.1', []],
    [named('malice'), '127.0.0.1', []],
    ['iqn.2026-11.localxconformance:alice', '127.0.0.1', []],
    [named('wild'), '127.0.0.1', ['wild']],
    [named('wild:er.ness'), '127.0.0.1', ['wild']],
    [`${named('x')}${named('wild')}`.slice(0, 200), '127.0.0.1', []],
    [named('any-1'), '127.0.0.1', ['wild']],
    [named('any-12'), '127.0.0.1', []],
    [named('any-'), '127.0.0.1', []],
    ['eui.02004567A425678D', '127.0.0.1', ['wild']],
    ['eui.12004567A425678D', '127.0.0.1', []],
    [named('bob'), '127.0.0.2', ['address']],
    [named('bob'), '127.0.1.0', ['address']],
    [named('bob'), '127.0.1.255', ['address']],
    [named('bob'), '127.0.2.1', []],
    [named('bob'), '127.0.0.3', []],
  ])('%s at %s: %j and what is for everybody', async (initiatorName, address, expected) => {
    const at = from(address);
    const permitted = [...expected, 'everybody'];
    expect(await seenBy(initiatorName, at)).toEqual(permitted);
    for (const target of targets) {
      const { statusClass, statusDetail } = await attempt(initiatorName, named(target), at);
      const outcome = [statusClass, statusDetail];
      expect([target, ...outcome]).toEqual([target, ...(permitted.includes(target) ? [0, 0] : [2, 0x02])]);
    }
  });

  it('a target that exists and is not for the initiator is an authorization failure, one that does not exist is not found (§11.13.5)', async () => {
    expect(await attempt(named('bob'), named('closed'))).toMatchObject({ statusClass: 2, statusDetail: 0x02 });
    expect(await attempt(named('bob'), named('absent'))).toMatchObject({ statusClass: 2, statusDetail: 0x03 });
  });

  it('a refused login tells nothing of the target, and ends the connection', async () => {
    const connection = await lab.connect();
    expect(await logIn(connection, { initiatorName: named('bob'), targetName: named('closed') })).toMatchObject({ pairs: [], tsih: 0 });
    await connection.closed();
  });

  it('a target that is not for the initiator is to SendTargets as one that is not there (Appendix C)', async () => {
    const finder = await lab.logIn({ discovery: true, initiatorName: named('bob') });
    const absent = await finder.text([['SendTargets', named('absent')]]);
    expect(await finder.text([['SendTargets', named('exact')]])).toEqual(absent);
    expect(await finder.text([['SendTargets', named('everybody')]])).toContainEqual(['TargetName', named('everybody')]);
  });

  it('nor is it told in a session with another target (Appendix C)', async () => {
    const session = await lab.logIn({ initiatorName: named('bob'), targetName: named('everybody') });
    const answer = await session.text([['SendTargets', named('exact')]]);
    expect(answer.filter(([key]) => key === 'TargetName')).toEqual([]);
  });
});

describe.runIf(hasIpv6)('addresses of either kind (RFC 7143 §13.8)', () => {
  it('an IPv4 address is itself where the portal listens on IPv6, and ::1 is one of its own', async () => {
    const both = await LabUnderTest.start({ configuration, settings: 'listen: "[::]:0"\n', portals: 'configured' });
    const { port } = both.address;
    try {
      const sees = async (at: Address): Promise<string[]> => {
        const finder = await both.logIn({ discovery: true, initiatorName: named('bob'), at });
        const answer = await finder.text([['SendTargets', 'All']]);
        return answer.flatMap(([key, value]) => (key === 'TargetName' ? [value.slice(named('').length)] : []));
      };
      expect(await sees({ host: '127.0.0.1', port, from: '127.0.0.2' })).toEqual(['address', 'everybody']);
      expect(await sees({ host: '127.0.0.1', port, from: '127.0.0.3' })).toEqual(['everybody']);
      expect(await sees({ host: '::1', port })).toEqual(['address', 'everybody']);
      await both.hangUp();
    } finally {
      await both.stop();
    }
  });
});

async function reported(initiator: Initiator, lun = 0): Promise<number[]> {
  const { status, data } = await initiator.command(cdb.reportLuns(), { read: 4096, lun });
  expect(status).toBe(0);
  const list = Buffer.from(data);
  expect(list.length).toBe(8 + list.readUInt32BE(0));
  return Array.from({ length: list.readUInt32BE(0) / 8 }, (_, index) => list.readUInt16BE(8 + index * 8));
}

const enter = (name: string, at?: Address): Promise<Initiator> =>
  lab.logIn({ initiatorName: named(name), targetName: named('masked'), ...(at && { at }) });

const noSuchUnit = { status: 2, sense: { key: 5, code: 0x2500 } };
const notThere = 0x7f;

describe('which logical units it is shown (SPC-4 §6.33, SAM-5 §4.7)', () => {
  it.each<[string, string, readonly number[]]>([
    ['one', '127.0.0.1', [0]],
    ['two', '127.0.0.1', [1, 2]],
    ['other', '127.0.0.1', [2]],
    ['mover', '127.0.0.1', [0, 1]],
    ['mover', '127.0.0.2', [1]],
    ['all', '127.0.0.1', [0, 1, 2]],
  ])('%s at %s: REPORT LUNS, INQUIRY and TEST UNIT READY agree on %j', async (name, address, shown) => {
    const initiator = await enter(name, from(address));
    expect(await reported(initiator)).toEqual(shown);
    for (const lun of [0, 1, 2]) {
      const inquiry = await initiator.command(cdb.inquiry(36), { read: 36, lun });
      expect([lun, inquiry.status, inquiry.data[0]]).toEqual([lun, 0, shown.includes(lun) ? 0x01 : notThere]);
      if (shown.includes(lun)) expect((await acknowledgeAttentions(initiator, lun))[0]).toBe(0x2900);
      else expect(await initiator.command(cdb.testUnitReady(), { lun })).toMatchObject(noSuchUnit);
    }
  });

  it('answers REPORT LUNS at LUN 0 to whom LUN 0 is not shown (SPC-4 §6.33)', async () =>
    expect(await reported(await enter('other'), 0)).toEqual([2]));

  it('a logical unit that is not shown answers every command as one that is not there', async () => {
    const initiator = await enter('two');
    const commands: readonly [Uint8Array, object][] = [
      [cdb.testUnitReady(), {}],
      [cdb.requestSense(), { read: 252 }],
      [cdb.inquiry(36), { read: 36 }],
      [cdb.inquiry(255, 0x00), { read: 255 }],
      [cdb.inquiry(255, 0x80), { read: 255 }],
      [cdb.reportLuns(), { read: 4096 }],
      [cdb.readBlockLimits(), { read: 6 }],
      [cdb.modeSense6(0x3f), { read: 255 }],
      [cdb.rewind(), {}],
      [cdb.write6(600), { write: pattern(600) }],
      [cdb.write6(200_000), { write: pattern(200_000) }],
      [cdb.read6(600), { read: 600 }],
      [cdb.erase(), {}],
      [Uint8Array.of(0xe0, 0, 0, 0, 0, 0), {}],
    ];
    for (const [bytes, options] of commands) {
      const answer = async (lun: number) => {
        const { status, sense, data, residual } = await initiator.command(bytes, { ...options, lun });
        return { status, sense, data: Buffer.from(data).toString('hex'), residual };
      };
      expect(await answer(0), Buffer.from(bytes).toString('hex')).toEqual(await answer(7));
    }
  });

  it.each([
    ['ABORT TASK SET', taskManagement.abortTaskSet],
    ['CLEAR TASK SET', taskManagement.clearTaskSet],
    ['LOGICAL UNIT RESET', taskManagement.logicalUnitReset],
  ])('%s of a logical unit that is not shown: LUN does not exist (RFC 7143 §11.6.1), and nothing happens to it', async (_, code) => {
    const [owner, witness] = [await enter('one'), await enter('all')];
    for (const initiator of [owner, witness]) await acknowledgeAttentions(initiator);
    expect((await owner.command(cdb.reserve())).status).toBe(0);
    const outsider = await enter('two');
    expect(await outsider.manage(code, { lun: 0 })).toBe(2);
    expect((await witness.command(cdb.rewind())).status).toBe(0x18);
    expect((await owner.command(cdb.testUnitReady())).status).toBe(0);
    expect((await owner.command(cdb.release())).status).toBe(0);
  });

  it('two initiators with different masks work at once, each on its own', async () => {
    const [one, two] = [await enter('one'), await enter('two')];
    await acknowledgeAttentions(one, 0);
    await acknowledgeAttentions(two, 1);
    const work = async (initiator: Initiator, lun: number, seed: number): Promise<void> => {
      const blocks = Array.from({ length: 20 }, (_, index) => pattern(1000 + index, seed + index));
      for (const bytes of [cdb.rewind(), cdb.erase()]) expect((await initiator.command(bytes, { lun })).status).toBe(0);
      for (const block of blocks) expect((await initiator.command(cdb.write6(block.length), { write: block, lun })).status).toBe(0);
      expect((await initiator.command(cdb.rewind(), { lun })).status).toBe(0);
      for (const block of blocks) {
        const read = await initiator.command(cdb.read6(block.length), { read: block.length, lun });
        expect(Buffer.compare(read.data, block)).toBe(0);
      }
      expect(await initiator.command(cdb.testUnitReady(), { lun: 1 - lun })).toMatchObject(noSuchUnit);
    };
    await Promise.all([work(one, 0, 0), work(two, 1, 100)]);
    expect([await reported(one), await reported(two)]).toEqual([[0], [1, 2]]);
  });

  it('what happens to a logical unit that is not shown is not told to whom it is not shown', async () => {
    const [one, two] = [await enter('one'), await enter('two')];
    await acknowledgeAttentions(one, 0);
    await acknowledgeAttentions(two, 1);
    expect(await two.manage(taskManagement.logicalUnitReset, { lun: 1 })).toBe(0);
    expect(await acknowledgeAttentions(one, 0)).toEqual([]);
    expect(await one.command(cdb.testUnitReady(), { lun: 1 })).toMatchObject(noSuchUnit);
    expect(await acknowledgeAttentions(two, 1)).not.toEqual([]);
  });
});

describe('who may ask what there is (RFC 7143 §4.3)', () => {
  it('is refused where no rule of discovery fits: authorization failure', async () => {
    const rules = `discovery: { access: [ { initiators: "${named('finder')}" }, { addresses: 127.0.0.2 } ] }\n`;
    const guarded = await LabUnderTest.start({ configuration, settings: rules });
    try {
      const find = async (name: string, address = '127.0.0.1'): Promise<LoginOutcome> =>
        logIn(await guarded.connect({ ...guarded.address, from: address }), { discovery: true, initiatorName: named(name) });
      expect(await find('finder')).toMatchObject({ statusClass: 0 });
      expect(await find('bob')).toMatchObject({ statusClass: 2, statusDetail: 0x02, pairs: [] });
      expect(await find('bob', '127.0.0.2')).toMatchObject({ statusClass: 0 });
      const session = await guarded.logIn({ initiatorName: named('bob'), targetName: named('everybody') });
      expect((await session.command(cdb.inquiry(36), { read: 36 })).status).toBe(0);
      await guarded.hangUp();
    } finally {
      await guarded.stop();
    }
  });
});
