/** The login phase as a sequence of PDUs (RFC 7143 §6.3, §11.12, §11.13): its stages and bits, who is let in, and what each mistake is told. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import type { Connection } from './connection.ts';
import { LabUnderTest, shelf, tape } from './lab-under-test.ts';
import { exchange, identification, initiatorName, type LoginFields, loginStep, newIsid, stage } from './login.ts';
import { opcodes, type Received } from './pdu-table.ts';
import { encodeText, type Pairs, pairValue } from './text-pairs.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start();
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const who = identification({ targetName: tape });
const toFullFeature = { transit: true, nextStage: stage.fullFeature } as const;

/** A first request that goes straight from the operational stage to full feature phase, with what a test changes in it. */
async function attempt(
  fields: LoginFields,
  connection?: Connection,
): Promise<Received<'login-response'> & { pairs: Pairs; connection: Connection }> {
  const through = connection ?? (await lab.connect());
  const response = await loginStep(through, { isid: newIsid(), ...toFullFeature, pairs: who, ...fields });
  return { ...response, connection: through };
}

async function expectRefusal(fields: LoginFields, statusClass: number, statusDetail: number): Promise<void> {
  const response = await attempt(fields);
  expect({ statusClass: response.statusClass, statusDetail: response.statusDetail }).toEqual({ statusClass, statusDetail });
  await response.connection.closed();
}

describe('the stages (RFC 7143 §6.3, §11.12.3)', () => {
  it.each(['both', 'operational'] as const)('lead to full feature phase: %s', async (stages) => {
    const initiator = await lab.logIn({ stages });
    expect(initiator.login.tsih).not.toBe(0);
    expect((await initiator.command(cdb.inquiry(), { read: 255 })).status).toBe(0);
  });

  it('lead from security negotiation straight to full feature phase', async () => {
    const response = await attempt({ currentStage: stage.security, pairs: [...who, ['AuthMethod', 'None']] });
    expect(response).toMatchObject({ statusClass: 0, transit: true, nextStage: stage.fullFeature });
    expect(pairValue(response.pairs, 'AuthMethod')).toBe('None');
  });

  it('may be talked about for as long as the initiator does not set T', async () => {
    const connection = await lab.connect();
    const isid = newIsid();
    const offers: Pairs[] = [who, [['MaxBurstLength', '65536']], [], [['FirstBurstLength', '4096']]];
    for (const pairs of offers) expect(await loginStep(connection, { isid, pairs })).toMatchObject({ statusClass: 0, transit: false });
    expect(await loginStep(connection, { isid, ...toFullFeature })).toMatchObject({ statusClass: 0, transit: true });
  });

  it('begin with the portal group tag in a session with a target (§13.9), and without it in discovery', async () => {
    expect(pairValue((await attempt({})).pairs, 'TargetPortalGroupTag')).toBe('1');
    expect(pairValue((await attempt({ pairs: identification({ discovery: true }) })).pairs, 'TargetPortalGroupTag')).toBeUndefined();
  });

  it('tell what the target is called (§13.6), where it has such a name', async () => {
    const drives = 'drives: { tape: { model: lto-8, serial: CONFORM040 } }\n';
    const called = await LabUnderTest.start({
      configuration: `${drives}targets:\n  ${tape}: { luns: { 0: tape }, alias: the drive by the window }\n`,
    });
    try {
      const first = await attempt({}, await called.connect());
      expect(pairValue(first.pairs, 'TargetAlias')).toBe('the drive by the window');
      await called.hangUp();
    } finally {
      await called.stop();
    }
    expect(pairValue((await attempt({})).pairs, 'TargetAlias')).toBeUndefined();
  });

  it('let the target declare how long a data segment it takes (§13.12): at least 1 MiB', async () => {
    const declared = Number(pairValue((await attempt({})).pairs, 'MaxRecvDataSegmentLength'));
    expect(declared).toBeGreaterThanOrEqual(1024 * 1024);
  });

  it('count commands from whatever CmdSN the login has, without taking one (§11.12.8)', async () => {
    for (const cmdSn of [0, 0x7fff_ffff, 0xffff_fffe]) {
      const initiator = await lab.attach({ cmdSn });
      for (let count = 0; count < 4; count++) expect((await initiator.command(cdb.testUnitReady())).status).toBe(0);
    }
  });
});

describe('text longer than a PDU (RFC 7143 §6.2, the C bit)', () => {
  it.each([1, 7, 100])('is joined from pieces of %i bytes, cut anywhere, each answered with an empty response', async (size) => {
    const connection = await lab.connect();
    const isid = newIsid();
    const text = encodeText([...who, ['MaxBurstLength', '65536']]);
    for (let at = 0; at + size < text.length; at += size) {
      const response = await loginStep(connection, { isid, continues: true, data: text.subarray(at, at + size) });
      expect(response).toMatchObject({ statusClass: 0, transit: false, continues: false, pairs: [] });
    }
    const last = text.subarray(Math.floor((text.length - 1) / size) * size);
    const response = await loginStep(connection, { isid, ...toFullFeature, data: last });
    expect(response).toMatchObject({ statusClass: 0, transit: true });
    expect(pairValue(response.pairs, 'MaxBurstLength')).toBe('65536');
  });

  it('comes back in pieces, and T is not set before the last of them', async () => {
    const connection = await lab.connect();
    const isid = newIsid();
    const unknown = Array.from({ length: 250 }, (_, index) => [`X-com.example.a-rather-long-key.${index}`, '1'] as const);
    const text = encodeText([...who, ...unknown]);
    let response = await exchange(connection, { isid, continues: true, data: text.subarray(0, 8000) });
    expect(response.continues).toBe(false);
    response = await exchange(connection, { isid, ...toFullFeature, data: text.subarray(8000) });
    const pieces = [response.data];
    while (response.continues) {
      expect(response.transit).toBe(false);
      response = await exchange(connection, { isid, ...toFullFeature });
      pieces.push(response.data);
    }
    expect(response).toMatchObject({ statusClass: 0, transit: true, nextStage: stage.fullFeature });
    expect(pieces.length).toBeGreaterThan(1);
    expect(
      Buffer.concat(pieces)
        .toString()
        .match(/NotUnderstood\0/g),
    ).toHaveLength(250);
  });

  it('has an end: a login that never stops to talk is refused', async () => {
    const connection = await lab.connect();
    const isid = newIsid();
    const piece = new Uint8Array(8192).fill(0x41);
    let response = await loginStep(connection, { isid, continues: true, data: piece });
    for (let count = 1; count < 1024 && response.statusClass === 0; count++)
      response = await loginStep(connection, { isid, continues: true, data: piece });
    expect(response.statusClass).toBeGreaterThan(1);
    await connection.closed();
  });
});

describe('who is let in (RFC 7143 §6.3.1, §11.13.5)', () => {
  const without = (key: string): Pairs => who.filter(([name]) => name !== key);
  const instead = (key: string, value: string): Pairs => [...without(key), [key, value]];

  it('refuses a login without InitiatorName: missing parameter', () => expectRefusal({ pairs: without('InitiatorName') }, 2, 0x07));
  it('refuses a login without TargetName: missing parameter', () => expectRefusal({ pairs: without('TargetName') }, 2, 0x07));
  it('refuses the same where SessionType is left to its default', () =>
    expectRefusal({ pairs: [['InitiatorName', initiatorName]] }, 2, 0x07));
  it('refuses a login to a target that is not there: not found', () =>
    expectRefusal({ pairs: instead('TargetName', `${tape}1`) }, 2, 0x03));
  it('refuses an unknown session type', () => expectRefusal({ pairs: instead('SessionType', 'Tape') }, 2, 0x09));
  it('refuses a version later than 00h', () => expectRefusal({ versionMin: 1, versionMax: 1 }, 2, 0x05));
  it('refuses to add a connection to a session that is not there', () => expectRefusal({ tsih: 0x7777 }, 2, 0x0a));
  it('refuses authentication methods it does not have', () =>
    expectRefusal({ currentStage: stage.security, nextStage: stage.operational, pairs: [...who, ['AuthMethod', 'CHAP,SRP']] }, 2, 0x01));

  it.each([
    'nonsense',
    'iqn',
    'iqn.2026-13.local.conformance',
    'iqn.local.conformance:host',
    'iqn.2026-11.local.conformance:a b',
    'eui.123',
    'eui.0123456789abcdeg',
    'naa.0123',
    `iqn.2026-11.local:${'x'.repeat(224)}`,
    '',
  ])('refuses the initiator name "%s" (§4.2.7)', async (name) => {
    const response = await attempt({ pairs: instead('InitiatorName', name) });
    expect(response.statusClass).toBe(2);
    await response.connection.closed();
  });

  it.each(['eui.0123456789ABCDEF', 'naa.52004567BA64678D', 'naa.62004567BA64678D0123456789ABCDEF', 'iqn.1991-05.com.microsoft:host'])(
    'welcomes the initiator name %s (§4.2.7)',
    async (name) => expect(await attempt({ pairs: instead('InitiatorName', name) })).toMatchObject({ statusClass: 0 }),
  );

  it('finds its target in whatever case the name is written (RFC 3722)', async () =>
    expect(await attempt({ pairs: instead('TargetName', tape.toUpperCase()) })).toMatchObject({ statusClass: 0, transit: true }));

  it('takes the first method of the list that it has', async () => {
    const fields = { currentStage: stage.security, nextStage: stage.operational, pairs: [...who, ['AuthMethod', 'CHAP,None']] } as const;
    expect(pairValue((await attempt(fields)).pairs, 'AuthMethod')).toBe('None');
  });

  it('takes version 00h of an initiator that knows later ones, too', async () =>
    expect(await attempt({ versionMin: 0, versionMax: 5 })).toMatchObject({ statusClass: 0, versionActive: 0 }));

  it('gives every session a TSIH of its own (§11.13.3)', async () => {
    const handles = [await lab.logIn(), await lab.logIn(), await lab.logIn({ targetName: shelf })].map(({ login }) => login.tsih);
    expect(new Set(handles).size).toBe(3);
  });

  it('refuses a second connection of a session, for MaxConnections is 1', async () => {
    const isid = newIsid();
    const first = await lab.attach({ isid });
    const response = await attempt({ isid, tsih: first.login.tsih, cid: 1 });
    expect(response.statusClass).toBe(2);
    expect([0x06, 0x08]).toContain(response.statusDetail);
    expect((await first.command(cdb.testUnitReady())).status).toBe(0);
  });
});

describe('what breaks the rules of a login is told "initiator error", and the connection closes (RFC 7143 §6.3, §7.12)', () => {
  it.each<[string, LoginFields]>([
    ['T and C together (§11.12.2)', { continues: true }],
    ['a current stage that does not exist (§11.12.3)', { currentStage: 2 }],
    ['full feature phase as the current stage', { currentStage: 3 }],
    ['a next stage that does not exist', { nextStage: 2 }],
    ['a next stage that is the current one', { nextStage: stage.operational }],
    ['a next stage before the current one', { nextStage: stage.security }],
    ['a key that is said twice (§6.2)', { pairs: [...who, ['MaxBurstLength', '65536'], ['MaxBurstLength', '65536']] }],
    ['a key of more than 63 bytes (§6.1)', { pairs: [...who, [`X-${'x'.repeat(62)}`, '1']] }],
    ['a pair without "="', { data: Buffer.from(`${who.map((pair) => pair.join('=')).join('\0')}\0MaxBurstLength\0`) }],
    ['a text whose last pair has no end', { data: Buffer.from(who.map((pair) => pair.join('=')).join('\0')) }],
    ['a key that the target alone may send (§13.9)', { pairs: [...who, ['TargetPortalGroupTag', '1']] }],
    ['a key of full feature phase (§13.3)', { pairs: [...who, ['SendTargets', 'All']] }],
  ])('%s ends the login', (_, fields) => expectRefusal(fields, 2, 0x00));

  it.each<[string, LoginFields]>([
    ['a stage that is over', { currentStage: stage.security }],
    ['another ISID', { isid: 0x7777 }],
    ['another CID', { cid: 9 }],
    ['another TSIH', { tsih: 9 }],
    ['another TargetName', { pairs: [['TargetName', shelf]] }],
    ['a key of the first request again', { pairs: [['MaxBurstLength', '65536']] }],
  ])('in a later request: %s', async (_, fields) => {
    const connection = await lab.connect();
    const isid = newIsid();
    const first = await loginStep(connection, { isid, pairs: [...who, ['MaxBurstLength', '65536']] });
    expect(first.statusClass).toBe(0);
    const response = await loginStep(connection, { isid, ...fields });
    expect(response).toMatchObject({ statusClass: 2, statusDetail: 0x00 });
    await connection.closed();
  });

  it('in a later request: what had to stand in the first, if at all (§6.3.1)', async () => {
    const connection = await lab.connect();
    const isid = newIsid();
    expect(await loginStep(connection, { isid, pairs: identification({ discovery: true }) })).toMatchObject({ statusClass: 0 });
    const response = await loginStep(connection, { isid, pairs: [['TargetName', tape]] });
    expect(response).toMatchObject({ statusClass: 2, statusDetail: 0x00 });
    await connection.closed();
  });

  it('anything but a Login Request in mid-login: invalid during login (§6.3)', async () => {
    const connection = await lab.connect();
    expect(await loginStep(connection, { isid: newIsid(), pairs: who })).toMatchObject({ statusClass: 0 });
    connection.send({ kind: 'scsi-command', final: true, initiatorTaskTag: 1, cmdSn: 1, cdb: cdb.testUnitReady() });
    expect(await connection.receive('login-response')).toMatchObject({ statusClass: 2, statusDetail: 0x0b });
    await connection.closed();
  });
});

describe('what comes instead of a login closes the connection without a word (RFC 7143 §6.3)', () => {
  const request = (kind: keyof typeof opcodes): Uint8Array => Uint8Array.of(opcodes[kind] | 0x40, 0x80, ...new Uint8Array(46));

  it.each<[string, Uint8Array]>([
    ['a SCSI Command', request('scsi-command')],
    ['a NOP-Out', request('nop-out')],
    ['a Text Request', request('text-request')],
    ['a Logout Request', request('logout-request')],
    ['an opcode that does not exist', Uint8Array.of(0x1f, ...new Uint8Array(47))],
    ['a Login Response', request('login-response')],
    ['a question of another protocol', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nUser-Agent: nobody\r\n\r\n')],
    ['zeros', new Uint8Array(4096)],
    ['ones', new Uint8Array(4096).fill(0xff)],
  ])('%s is not answered', async (_, bytes) => {
    const connection = await lab.connect();
    connection.sendBytes(bytes);
    await connection.closed();
    expect(connection.kept).toEqual([]);
  });

  it.each([0, 1, 47, 48, 49])('a login that stops after %i bytes leaves nothing behind', async (length) => {
    const connection = await lab.connect();
    connection.sendBytes(Uint8Array.of(0x43, 0x87, 0, 0, 0, 0, 1, 0, ...new Uint8Array(48)).subarray(0, length));
    connection.end();
    await connection.closed();
    expect(await lab.attach()).toBeDefined();
  });
});
