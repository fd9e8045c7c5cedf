/**
 * Network portals and portal groups (RFC 7143 §4.4.1, §4.4.3), what SendTargets tells of them (Appendix C), and targets that have moved
 * (§11.13.5). The portals have addresses of their own in 127.0.0.0/8, so that their ports are free and can be written down beforehand.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import type { Address } from './connection.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, LabUnderTest, tape } from './lab-under-test.ts';
import { identification, type LoginOutcome, logIn, loginStep, newIsid, stage } from './login.ts';
import { hasIpv6 } from './machine.ts';
import { type Pairs, pairValue } from './text-pairs.ts';

const named = (name: string): string => `iqn.2026-11.local.conformance:${name}`;
const everywhere = named('everywhere');
const inOne = named('in-one');
const inTwo = named('in-two');
const inNone = named('in-none');
const away = named('away');
const gone = named('gone');
const guarded = named('guarded');

/** No other process of this machine has it. */
const own = `127.77.${(process.pid >> 8) & 0xff}.${process.pid & 0xff}`;
const one: Address = { host: own, port: 13_260 };
const oneToo: Address = { host: own, port: 13_261 };
const two: Address = { host: own, port: 13_262 };
/** On a machine without IPv6 just another one. */
const three = hasIpv6 ? '[::1]' : own;

const configuration = `
portals:
  - { listen: "${own}:13260", group: 1 }
  - { listen: "${own}:13261", advertise: "192.0.2.7:3260" }
  - { listen: "${own}:13262", group: 2 }
  - { listen: "${three}:0", group: 3 }
drives:
  d0: { model: lto-8, serial: CONFORM020 }
  d1: { model: lto-8, serial: CONFORM021 }
  d2: { model: lto-8, serial: CONFORM022 }
  d3: { model: lto-8, serial: CONFORM023 }
  d4: { model: lto-8, serial: CONFORM024 }
  d5: { model: lto-8, serial: CONFORM025 }
targets:
  ${everywhere}: { luns: { 0: d0 } }
  ${inOne}: { luns: { 0: d1 }, groups: [ 1 ] }
  ${inTwo}: { luns: { 0: d2 }, groups: [ 2, 3 ] }
  ${away}: { luns: { 0: d3 }, redirect: { to: "${own}:13262", permanent: false } }
  ${gone}: { luns: { 0: d4 }, redirect: { to: "${own}:13262", permanent: true } }
  ${guarded}:
    luns: { 0: d5 }
    redirect: { to: "${own}:13262" }
    access: [ { initiators: "${named('alice')}" } ]
`;

let lab: LabUnderTest;
/** Its port is known when it listens. */
let six: Address;
beforeAll(async () => {
  lab = await LabUnderTest.start({ configuration, portals: 'configured' });
  six = lab.portals[3]!;
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const portalOf = { one: () => one, oneToo: () => oneToo, two: () => two, six: () => six } as const;
type PortalName = keyof typeof portalOf;

const written = ({ host, port }: Address, group: number): string => `${host.includes(':') ? `[${host}]` : host}:${port},${group}`;
/** How each portal is told of. */
const told = (): Readonly<Record<PortalName, string>> => ({
  one: written(one, 1),
  oneToo: '192.0.2.7:3260,1',
  two: written(two, 2),
  six: written(six, 3),
});

/** The addresses behind each name. */
function grouped(answer: Pairs): Readonly<Record<string, readonly string[]>> {
  const targets: Record<string, string[]> = {};
  let last: string[] = [];
  for (const [key, value] of answer) {
    if (key === 'TargetName') targets[value] = last = [];
    else if (key === 'TargetAddress') last.push(value);
  }
  return targets;
}

async function attempt(targetName: string, at: Address, initiatorName = named('bob')): Promise<LoginOutcome> {
  return logIn(await lab.connect(at), { initiatorName, targetName });
}

describe('SendTargets where there are several portals (RFC 7143 Appendix C)', () => {
  it.each(Object.keys(portalOf) as PortalName[])('tells every portal of every target, whichever it is asked by: %s', async (portal) => {
    const finder = await lab.logIn({ discovery: true, at: portalOf[portal]() });
    const { one, oneToo, two, six } = told();
    const all = [one, oneToo, two, six];
    expect(grouped(await finder.text([['SendTargets', 'All']]))).toEqual({
      [everywhere]: all,
      [inOne]: [one, oneToo],
      [inTwo]: [two, six],
      [away]: all,
      [gone]: all,
    });
  });

  it('of one target tells its own portals alone', async () => {
    const finder = await lab.logIn({ discovery: true });
    expect(grouped(await finder.text([['SendTargets', inTwo]]))).toEqual({ [inTwo]: [told().two, told().six] });
  });

  it('in a normal session tells the portals of its target', async () => {
    const session = await lab.logIn({ targetName: inTwo, at: two });
    expect(grouped(await session.text([['SendTargets', '']]))).toEqual({ [inTwo]: [told().two, told().six] });
  });

  it('gives addresses that lead there', async () => {
    const finder = await lab.logIn({ discovery: true });
    const addresses = grouped(await finder.text([['SendTargets', everywhere]]))[everywhere]!.filter(
      (address) => !address.startsWith('192.'),
    );
    expect(addresses).toHaveLength(3);
    for (const address of addresses) {
      const [, host, bare, port, group] = /^(?:\[(.*)\]|(.*)):(\d+),(\d+)$/.exec(address)!;
      const session = await lab.logIn({ targetName: everywhere, at: { host: host ?? bare!, port: Number(port) } });
      expect(pairValue(session.login.pairs, 'TargetPortalGroupTag')).toBe(group);
    }
  });
});

describe('a listener on all of the machine’s addresses (RFC 7143 §13.8)', () => {
  it.each([['0.0.0.0', ['127.0.0.1', own]], ...(hasIpv6 ? [['[::]', ['127.0.0.1', own, '::1']] as const] : [])] as const)(
    '%s is told of by the address that the question came to',
    async (listen, hosts) => {
      const wide = await LabUnderTest.start({ settings: `listen: "${listen}:0"\n`, portals: 'configured' });
      try {
        const { port } = wide.address;
        for (const host of hosts) {
          const finder = await wide.logIn({ discovery: true, at: { host, port } });
          expect(grouped(await finder.text([['SendTargets', tape]]))).toEqual({ [tape]: [written({ host, port }, 1)] });
        }
        await wide.hangUp();
      } finally {
        await wide.stop();
      }
    },
  );
});

describe('portal groups (RFC 7143 §4.4.1, §13.9)', () => {
  it.each<[PortalName, string]>([
    ['one', '1'],
    ['oneToo', '1'],
    ['two', '2'],
    ['six', '3'],
  ])('the tag of portal %s is told with the first answer, and only there: %s', async (portal, tag) => {
    const connection = await lab.connect(portalOf[portal]());
    const isid = newIsid();
    const first = await loginStep(connection, {
      isid,
      currentStage: stage.security,
      nextStage: stage.operational,
      transit: true,
      pairs: [...identification({ targetName: everywhere }), ['AuthMethod', 'None']],
    });
    expect(pairValue(first.pairs, 'TargetPortalGroupTag')).toBe(tag);
    const second = await loginStep(connection, { isid, transit: true, nextStage: stage.fullFeature });
    expect(second).toMatchObject({ statusClass: 0, transit: true });
    expect(pairValue(second.pairs, 'TargetPortalGroupTag')).toBeUndefined();
  });

  it.each<[string, PortalName, boolean]>([
    [inOne, 'one', true],
    [inOne, 'oneToo', true],
    [inOne, 'two', false],
    [inOne, 'six', false],
    [inTwo, 'one', false],
    [inTwo, 'oneToo', false],
    [inTwo, 'two', true],
    [inTwo, 'six', true],
    [inNone, 'one', false],
  ])('%s by portal %s: %j; otherwise it is not found there (§11.13.5)', async (target, portal, reached) => {
    const outcome = await attempt(target, portalOf[portal]());
    expect([outcome.statusClass, outcome.statusDetail]).toEqual(reached ? [0, 0] : [2, 0x03]);
  });

  it('serve the same logical unit', async () => {
    const [here, there] = [await lab.logIn({ targetName: everywhere, at: one }), await lab.logIn({ targetName: everywhere, at: six })];
    const serials = await Promise.all([here, there].map((initiator) => initiator.command(cdb.inquiry(255, 0x80), { read: 255 })));
    expect(serials.map(({ data }) => data.subarray(4).toString())).toEqual(['CONFORM020', 'CONFORM020']);
    await acknowledgeAttentions(here);
    await acknowledgeAttentions(there);
    expect((await here.command(cdb.reserve())).status).toBe(0);
    expect((await there.command(cdb.rewind())).status).toBe(0x18);
    expect((await here.command(cdb.release())).status).toBe(0);
  });
});

describe('one initiator port and several portals (RFC 7143 §4.4.3, §6.3.5)', () => {
  const identified = (initiator: Initiator): Promise<number> =>
    initiator.command(cdb.inquiry(36), { read: 36 }).then(({ status }) => status);

  it('the same ISID by two portal groups makes two sessions, and two nexuses', async () => {
    const isid = newIsid();
    const first = await lab.logIn({ targetName: everywhere, isid, at: one });
    const second = await lab.logIn({ targetName: everywhere, isid, at: two });
    expect(second.login.tsih).not.toBe(first.login.tsih);
    expect([await identified(first), await identified(second)]).toEqual([0, 0]);
    for (const initiator of [first, second]) expect((await acknowledgeAttentions(initiator))[0]).toBe(0x2900);
    expect((await first.command(cdb.reserve())).status).toBe(0);
    expect((await second.command(cdb.rewind())).status).toBe(0x18);
    expect((await first.command(cdb.release())).status).toBe(0);
  });

  it('the same ISID by another portal of the same group reinstates the session', async () => {
    const isid = newIsid();
    const older = await lab.attach({ targetName: everywhere, isid, at: one });
    const younger = await lab.logIn({ targetName: everywhere, isid, at: oneToo });
    await older.connection.closed();
    expect(younger.login.tsih).not.toBe(older.login.tsih);
    expect(await identified(younger)).toBe(0);
  });

  it('a session is known by the TSIH only in its own portal group', async () => {
    const isid = newIsid();
    const session = await lab.logIn({ targetName: everywhere, isid, at: one });
    const connection = await lab.connect(two);
    const login = await logIn(connection, { targetName: everywhere, isid, tsih: session.login.tsih, cid: 1 });
    expect(login).toMatchObject({ statusClass: 2, statusDetail: 0x0a });
    expect(await identified(session)).toBe(0);
  });
});

describe('a target that has moved (RFC 7143 §11.13.5, §13.8)', () => {
  it.each([
    ['temporarily', away, 0x01],
    ['permanently', gone, 0x02],
  ])('%s sends on to where it is, without a portal group tag, and serves there', async (_, target, statusDetail) => {
    for (const at of [one, oneToo, six]) {
      const connection = await lab.connect(at);
      const login = await logIn(connection, { targetName: target });
      expect(login).toMatchObject({ statusClass: 1, statusDetail, tsih: 0 });
      expect(pairValue(login.pairs, 'TargetAddress')).toBe(`${two.host}:${two.port}`);
      await connection.closed();
    }
    const session = await lab.logIn({ targetName: target, at: two });
    expect((await session.command(cdb.inquiry(36), { read: 36 })).status).toBe(0);
  });

  it('sends on straight from the operational stage as well', async () => {
    const connection = await lab.connect(one);
    expect(await logIn(connection, { targetName: away, stages: 'operational' })).toMatchObject({ statusClass: 1, statusDetail: 0x01 });
    await connection.closed();
  });

  it('does not tell where it is to whom it is not for', async () => {
    expect(await attempt(guarded, one)).toMatchObject({ statusClass: 2, statusDetail: 0x02, pairs: [] });
    expect(await attempt(guarded, one, named('alice'))).toMatchObject({ statusClass: 1, statusDetail: 0x01 });
    expect(await attempt(guarded, two, named('alice'))).toMatchObject({ statusClass: 0 });
    expect(await attempt(guarded, two)).toMatchObject({ statusClass: 2, statusDetail: 0x02 });
  });

  it('does not stand in the way of the others, nor of discovery', async () => {
    expect(await attempt(everywhere, one)).toMatchObject({ statusClass: 0 });
    const finder = await lab.logIn({ discovery: true });
    expect(Object.keys(grouped(await finder.text([['SendTargets', away]])))).toEqual([away]);
  });
});

describe.runIf(hasIpv6)('IPv6 (RFC 7143 §13.8)', () => {
  it('carries a session as any other', async () => {
    const session = await lab.attach({ targetName: everywhere, at: six });
    expect((await lab.operator.status({})).sessions).toContainEqual(
      expect.objectContaining({ target: everywhere, tsih: session.login.tsih }),
    );
    expect(await lab.happening('connection.opened')).toMatchObject({ remote: { address: '::1' } });
    expect(await session.logOut()).toMatchObject({ response: 0 });
  });
});
