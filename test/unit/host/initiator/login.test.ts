/** Logins as they leave (RFC 7143 §6.3), byte for byte where a product has been captured, and what comes of the answers. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ByteList } from '../../../../src/foundation/byte-list.ts';
import { Secret } from '../../../../src/foundation/secret.ts';
import { LoginError } from '../../../../src/host/initiator/login-error.ts';
import { microsoft2 } from '../../../../src/host/initiator/profiles/microsoft-2.ts';
import { openIscsi } from '../../../../src/host/initiator/profiles/open-iscsi.ts';
import { tapelab } from '../../../../src/host/initiator/profiles/tapelab.ts';
import { Opcode } from '../../../../src/wire/opcode.ts';
import type { TextPair } from '../../../../src/wire/text.ts';
import { agreeable, bare, hexOf, loginResponse, numbers, portal, ScriptedTarget, settled, targetName, textOf } from './scripted-target.ts';

const headerOf = (bytes: Uint8Array | undefined): string => hexOf(bytes!.subarray(0, 48));
const dataOf = (bytes: Uint8Array | undefined): string => {
  const length = (bytes![5]! << 16) | (bytes![6]! << 8) | bytes![7]!;
  return Buffer.from(bytes!.subarray(48, 48 + length)).toString();
};
const header = (written: string): string => bare(written).padEnd(96, '0');

/** The error that a login ends with. */
async function failure(login: Promise<unknown>): Promise<LoginError> {
  const error = await login.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LoginError);
  return error as LoginError;
}

describe('the Microsoft initiator 1.x, as captured', () => {
  it('logs in with two requests, of 142 and 263 bytes of keys where the target has a name of that length', async () => {
    const target = new ScriptedTarget();
    // As long as the captured name.
    const library = 'iqn.2026-11.local.conformance:exb-8505-library';
    const coming = target.initiator().logIn(portal, library);
    await target.admit();
    await coming;
    const { sent } = target.connection;
    expect(sent).toHaveLength(2);
    expect(headerOf(sent[0])).toBe(header('43 81 00 00 00 00 00 8e  40 00 01 37 00 00  00 00  00 00 00 00  00 01 00 00  00 00 00 01'));
    expect(dataOf(sent[0])).toBe(
      `InitiatorName=iqn.1991-05.com.microsoft:win2003s\0SessionType=Normal\0TargetName=${library}\0AuthMethod=None\0`,
    );
    expect(headerOf(sent[1])).toBe(
      header('43 87 00 00 00 00 01 07  40 00 01 37 00 00  00 00  00 00 00 00  00 01 00 00  00 00 00 01  00 00 00 01'),
    );
    expect(dataOf(sent[1])).toBe(
      'HeaderDigest=None\0DataDigest=None\0ErrorRecoveryLevel=0\0InitialR2T=No\0ImmediateData=Yes\0MaxRecvDataSegmentLength=65536\0' +
        'MaxBurstLength=262144\0FirstBurstLength=65536\0MaxConnections=4\0DataPDUInOrder=Yes\0DataSequenceInOrder=Yes\0' +
        'DefaultTime2Wait=5\0DefaultTime2Retain=5\0',
    );
  });

  it('counts its sessions in the ISID, and begins each with ITT 1 and the CmdSN that the target expects', async () => {
    const target = new ScriptedTarget();
    const initiator = target.initiator();
    for (const qualifier of ['0000', '0001', '0002']) {
      const coming = initiator.logIn(portal, targetName);
      await target.admit();
      const session = await coming;
      expect(hexOf(session.isid)).toBe(`40000137${qualifier}`);
      expect(session.tsih).toBe(7);
      void session.execute({ lun: 2, cdb: Uint8Array.of(0, 0, 0, 0, 0, 0) });
      const command = await target.connection.hear(Opcode.scsiCommand);
      expect([command.initiatorTaskTag, command.cmdSn, command.expStatSn]).toEqual([1, 1, 2]);
    }
  });

  it('gives two sessions that begin at once an ISID each, and again that of a login that failed', async () => {
    const target = new ScriptedTarget();
    const initiator = target.initiator();
    target.refuses = 'ECONNREFUSED';
    await failure(initiator.logIn(portal, targetName));
    target.refuses = undefined;
    const isids: string[] = [];
    const coming = [initiator.logIn(portal, targetName), initiator.logIn(portal, targetName)];
    await settled();
    for (const connection of target.connections) isids.push(hexOf((await connection.hear(Opcode.loginRequest)).isid));
    expect(isids).toEqual(['400001370000', '400001370001']);
    for (const connection of target.connections) connection.close();
    for (const login of coming) expect(await failure(login)).toMatchObject({ failure: 'dropped' });
  });

  it('says how long it has waited for an answer to discovery, and asks for nothing else', async () => {
    const target = new ScriptedTarget();
    const failed = failure(target.initiator().discover(portal));
    await target.admit([]);
    await target.connection.hear(Opcode.textRequest);
    target.clock.advance(15_000);
    expect((await failed).message).toContain('does not say what targets there are: no answer within 15 s.');
    expect(target.connection.ended).toBe('at once');
  });

  it('asks in a discovery session, and leaves: five PDUs', async () => {
    const target = new ScriptedTarget();
    const asking = target.initiator().discover(portal);
    await target.admit([]);
    const { connection } = target;
    const question = await connection.hear(Opcode.textRequest);
    expect(textOf(question)).toEqual([['SendTargets', 'All']]);
    expect(headerOf(connection.sent[2])).toBe(
      header('04 80 00 00 00 00 00 10  00 00 00 00 00 00 00 00  00 00 00 00  ff ff ff ff  00 00 00 01  00 00 00 02'),
    );
    const list = 'TargetName=iqn.a\0TargetAddress=192.0.2.1:3260,1\0TargetAddress=[2001:db8::1]:860,2\0TargetName=iqn.b\0';
    const cut = 40;
    const said = (data: string, final: boolean, statSn: number) =>
      connection.say({
        opcode: Opcode.textResponse,
        final,
        continues: !final,
        lun: 0n,
        initiatorTaskTag: 0,
        targetTransferTag: final ? 0xffff_ffff : 9,
        ...numbers(statSn, 2),
        data: bytes(data),
      });
    said(list.slice(0, cut), false, 2);
    const more = await connection.hear(Opcode.textRequest);
    expect([more.targetTransferTag, more.initiatorTaskTag, more.data.length, more.cmdSn]).toEqual([9, 0, 0, 2]);
    said(list.slice(cut), true, 3);
    const logout = await connection.hear(Opcode.logoutRequest);
    expect(headerOf(connection.sent[4])).toBe(
      header('46 80 00 00  00 00 00 00  00 00 00 00 00 00 00 00  00 00 00 01  00 01 00 00  00 00 00 03  00 00 00 04'),
    );
    connection.say({
      opcode: Opcode.logoutResponse,
      response: 0,
      initiatorTaskTag: logout.initiatorTaskTag,
      ...numbers(4, 3),
      time2Wait: 0,
      time2Retain: 0,
    });
    expect(await asking).toEqual([
      {
        name: 'iqn.a',
        addresses: [
          { endpoint: { address: '192.0.2.1', port: 3260 }, portalGroupTag: 1 },
          { endpoint: { address: '2001:db8::1', port: 860 }, portalGroupTag: 2 },
        ],
      },
      { name: 'iqn.b', addresses: [{ endpoint: portal }] },
    ]);
    expect(connection.ended).toBe('orderly');
    expect(dataOf(connection.sent[0])).toBe('InitiatorName=iqn.1991-05.com.microsoft:win2003s\0SessionType=Discovery\0AuthMethod=None\0');
    expect(dataOf(connection.sent[1])).toBe(
      'HeaderDigest=None\0DataDigest=None\0ErrorRecoveryLevel=0\0MaxRecvDataSegmentLength=65536\0DefaultTime2Wait=5\0DefaultTime2Retain=5\0',
    );
  });
});

describe('other initiators', () => {
  it('2.x offers more connections, more R2Ts and error recovery', async () => {
    const target = new ScriptedTarget();
    await target.logIn({ profile: microsoft2 });
    const offered = dataOf(target.connection.sent[1]).split('\0');
    expect(offered).toEqual(
      expect.arrayContaining([
        'ErrorRecoveryLevel=2',
        'MaxConnections=8',
        'MaxOutstandingR2T=16',
        'DefaultTime2Wait=0',
        'DefaultTime2Retain=60',
      ]),
    );
  });

  it('open-iscsi goes straight to the operational stage', async () => {
    const target = new ScriptedTarget();
    const initiator = target.initiator({
      profile: openIscsi,
      initiatorName: 'iqn.1993-08.org.debian:01:5dc3a4f9c9',
      initiatorAlias: 'backup',
    });
    const coming = initiator.logIn(portal, targetName);
    const { isid } = await target.connection.hear(Opcode.loginRequest);
    target.connection.say(loginResponse(isid, { currentStage: 1, nextStage: 3, tsih: 1, pairs: agreeable }));
    const session = await coming;
    const { sent } = target.connection;
    expect(sent).toHaveLength(1);
    expect(headerOf(sent[0]).slice(0, 4)).toBe('4387');
    expect(headerOf(sent[0]).slice(16)).toBe(header('00 02 3d 00 00 01 00 00  00 00 00 00  00 00 00 00  00 00 00 01').slice(0, 80));
    expect(dataOf(sent[0])).toBe(
      'InitiatorName=iqn.1993-08.org.debian:01:5dc3a4f9c9 InitiatorAlias=backup TargetName=iqn.2026-11.test:library SessionType=Normal HeaderDigest=None DataDigest=None DefaultTime2Wait=2 DefaultTime2Retain=0 IFMarker=No OFMarker=No ErrorRecoveryLevel=0 InitialR2T=No ImmediateData=Yes MaxBurstLength=16776192 FirstBurstLength=262144 MaxOutstandingR2T=1 MaxConnections=1 DataPDUInOrder=Yes DataSequenceInOrder=Yes MaxRecvDataSegmentLength=262144 '.replaceAll(
        ' ',
        '\0',
      ),
    );
    expect(session.parameters.get('FirstBurstLength')).toBe('12288');
  });

  it('the one of our own verbs has a random ISID', async () => {
    const target = new ScriptedTarget();
    expect(hexOf((await target.logIn({ profile: tapelab })).isid)).toBe('80a5a5a5a5a5');
  });

  it('offers what it is told to instead of what its profile has', async () => {
    const target = new ScriptedTarget();
    const coming = target
      .initiator({ digests: 'header', keys: { FirstBurstLength: '4096', TaskReporting: 'FastAbort,RFC3720' } })
      .logIn(portal, targetName);
    await target.admit([...agreeable, ['HeaderDigest', 'CRC32C'], ['TaskReporting', 'RFC3720']]);
    const session = await coming;
    const offered = dataOf(target.connection.sent[1]).split('\0');
    expect(offered.slice(0, 2)).toEqual(['HeaderDigest=CRC32C', 'DataDigest=None']);
    expect(offered.at(-2)).toBe('TaskReporting=FastAbort,RFC3720');
    expect(session.parameters.get('FirstBurstLength')).toBe('4096');
    target.connection.framing = { headerDigest: true, dataDigest: false };
    void session.execute({ lun: 0, cdb: new Uint8Array(6) });
    expect((await target.connection.hear(Opcode.scsiCommand)).cdb[0]).toBe(0);
    expect(target.connection.sent[2]).toHaveLength(52);
  });
});

describe('what a target answers', () => {
  it('in several PDUs is one answer, and an empty request asks for the next', async () => {
    const target = new ScriptedTarget();
    const coming = target.initiator().logIn(portal, targetName);
    const { isid } = await target.connection.hear(Opcode.loginRequest);
    const { connection } = target;
    connection.say(loginResponse(isid, { transit: false, continues: true, data: bytes('AuthMeth') }));
    const empty = await connection.hear(Opcode.loginRequest);
    expect([empty.transit, empty.data.length, empty.expStatSn]).toEqual([false, 0, 1]);
    connection.say(loginResponse(isid, { statSn: 1, data: bytes('od=None\0') }));
    await connection.hear(Opcode.loginRequest);
    connection.say(loginResponse(isid, { currentStage: 1, nextStage: 3, statSn: 2, tsih: 1 }));
    expect((await coming).state).toBe('logged-in');
  });

  it('and asks itself is answered, before it lets us in', async () => {
    const target = new ScriptedTarget();
    const coming = target.initiator().logIn(portal, targetName);
    const { connection } = target;
    const { isid } = await connection.hear(Opcode.loginRequest);
    connection.say(loginResponse(isid));
    await connection.hear(Opcode.loginRequest);
    const asked: TextPair[] = [
      ['MaxOutstandingR2T', '8'],
      ['X-com.example.speed', '5'],
      ['TargetAlias', 'shelf'],
    ];
    connection.say(loginResponse(isid, { transit: false, currentStage: 1, nextStage: 0, statSn: 1, pairs: asked }));
    const answer = await connection.hear(Opcode.loginRequest);
    expect(textOf(answer)).toEqual([
      ['MaxOutstandingR2T', '1'],
      ['X-com.example.speed', 'NotUnderstood'],
    ]);
    connection.say(loginResponse(isid, { currentStage: 1, nextStage: 3, statSn: 2, tsih: 1 }));
    expect((await coming).parameters.get('TargetAlias')).toBe('shelf');
  });

  it.each([
    [0x0203, 'refused', 'target-unknown', /knows no such target/],
    [0x0201, 'authentication', 'login-not-authenticated', /proof/],
    [0x0202, 'refused', 'login-refused', /initiator name/],
    [0x0301, 'refused', 'login-refused', /not in service/],
    [0x02ff, 'refused', 'login-refused', /02ffh/],
  ])('status %i is a sentence', async (status, kind, code, words) => {
    const target = new ScriptedTarget();
    const failed = failure(target.initiator().logIn(portal, targetName));
    const { isid } = await target.connection.hear(Opcode.loginRequest);
    // A refusal may be wrong in everything else, and the connection may be gone right behind it.
    target.connection.say(loginResponse(new Uint8Array(6), { status, initiatorTaskTag: 99, transit: false }));
    target.connection.close();
    expect(isid).toHaveLength(6);
    const error = await failed;
    expect(error).toMatchObject({ failure: kind, code, status, exitCode: 1 });
    expect(error.message).toMatch(words);
    expect(error.message).toContain(targetName);
  });

  it('that it is elsewhere is followed; a target that has moved for good is looked for there the next time', async () => {
    const elsewhere = async (target: ScriptedTarget, status: number, address: string): Promise<void> => {
      await settled();
      const { isid } = await target.connection.hear(Opcode.loginRequest);
      target.connection.say(loginResponse(isid, { status, pairs: [['TargetAddress', address]] }));
      await settled();
    };
    for (const [status, home] of [
      [0x0101, '192.0.2.1'],
      [0x0102, '192.0.2.2'],
    ] as const) {
      const target = new ScriptedTarget();
      const coming = target.initiator().logIn(portal, targetName);
      await elsewhere(target, status, '192.0.2.2:861,1');
      expect(target.connections[0]!.ended).toBeDefined();
      await target.admit();
      const session = await coming;
      expect(session.portal).toEqual({ address: '192.0.2.2', port: 861 });
      target.connection.close();
      await settled();
      target.clock.advance(5000);
      await settled();
      expect(target.connection.remote.address).toBe(home);
      session.drop();
    }
    const target = new ScriptedTarget();
    const failed = failure(target.initiator().logIn(portal, targetName));
    for (let n = 0; n < 5; n++) await elsewhere(target, 0x0101, '192.0.2.3');
    expect(await failed).toMatchObject({ failure: 'bad-redirection' });
    const nowhere = new ScriptedTarget();
    const lost = failure(nowhere.initiator().logIn(portal, targetName));
    await elsewhere(nowhere, 0x0101, 'a:b:c');
    expect(await lost).toMatchObject({ failure: 'bad-redirection' });
  });

  it.each<[string, (isid: Uint8Array) => Parameters<typeof loginResponse>, string]>([
    ['another ISID', () => [new Uint8Array(6)], 'ISID'],
    ['another tag', (isid) => [isid, { initiatorTaskTag: 5 }], 'Initiator Task Tag'],
    ['another stage', (isid) => [isid, { currentStage: 1 }], 'stage'],
    ['T and C at once', (isid) => [isid, { continues: true }], 'T and C'],
    ['what is no text', (isid) => [isid, { data: bytes('AuthMethod\0') }], 'no "="'],
  ])('with %s is no answer', async (_, answer, words) => {
    const target = new ScriptedTarget();
    const failed = failure(target.initiator().logIn(portal, targetName));
    const { isid } = await target.connection.hear(Opcode.loginRequest);
    target.connection.say(loginResponse(...answer(isid)));
    const error = await failed;
    expect(error.failure).toBe('invalid-answer');
    expect(error.message).toContain(words);
    expect(target.connection.ended).toBe('at once');
  });

  it('never is not waited for longer than the profile has patience', async () => {
    const target = new ScriptedTarget();
    const failed = failure(target.initiator().logIn(portal, targetName));
    await target.connection.hear(Opcode.loginRequest);
    target.clock.advance(15_000);
    expect(await failed).toMatchObject({ failure: 'no-answer' });
    expect(target.connection.ended).toBe('at once');
    const silent = new ScriptedTarget();
    const dropped = failure(silent.initiator().logIn(portal, targetName));
    await settled();
    silent.connection.close(new Error('read ECONNRESET'));
    expect(await dropped).toMatchObject({ failure: 'dropped' });
    const absent = new ScriptedTarget();
    absent.refuses = 'ECONNREFUSED';
    expect(await failure(absent.initiator().logIn(portal, targetName))).toMatchObject({
      failure: 'unreachable',
      code: 'portal-unreachable',
    });
  });

  it.each([
    ['another digest than was insisted on', 'HeaderDigest', 'None'],
    ['a digest refused', 'HeaderDigest', 'Reject'],
    ['nothing to a digest', 'InitialR2T', 'No'],
    ['what is no number', 'MaxBurstLength', 'much'],
    ['a segment shorter than any may be', 'MaxRecvDataSegmentLength', '511'],
  ])('is refused: %s', async (_, key, value) => {
    const target = new ScriptedTarget();
    const failed = failure(target.initiator({ digests: 'header' }).logIn(portal, targetName));
    await target.admit([
      [key, value],
      ...(key === 'MaxBurstLength' || key === 'MaxRecvDataSegmentLength' ? [['HeaderDigest', 'CRC32C'] as const] : []),
    ]);
    expect(await failed).toMatchObject({ failure: 'invalid-answer' });
  });
});

describe('CHAP (RFC 7143 §12.1.3)', () => {
  const chap = {
    name: 'win2003s',
    secret: Secret.ofText('twelve chars'),
    target: { name: 'library', secret: Secret.ofText('other twelve') },
  };
  const proof = (hash: string, identifier: number, secret: string, challenge: Uint8Array): string =>
    `0x${createHash(hash)
      .update(Buffer.concat([Buffer.of(identifier), Buffer.from(secret), challenge]))
      .digest('hex')}`;
  const challenge = Buffer.from('00112233445566778899aabbccddeeff', 'hex');
  const own = new Uint8Array(32).fill(0xa5);

  async function challenged(target: ScriptedTarget, pairs: readonly TextPair[]): Promise<Map<string, string>> {
    await settled();
    const { connection } = target;
    const first = await connection.hear(Opcode.loginRequest);
    expect(new Map(textOf(first)).get('AuthMethod')).toBe('CHAP,None');
    connection.say(loginResponse(first.isid, { transit: false, nextStage: 0, pairs: [['AuthMethod', 'CHAP']] }));
    const algorithms = await connection.hear(Opcode.loginRequest);
    expect(textOf(algorithms)).toEqual([['CHAP_A', '5']]);
    connection.say(loginResponse(first.isid, { transit: false, nextStage: 0, statSn: 1, pairs }));
    return new Map(textOf(await connection.hear(Opcode.loginRequest)));
  }
  const asked: readonly TextPair[] = [
    ['CHAP_A', '5'],
    ['CHAP_I', '200'],
    ['CHAP_C', `0x${challenge.toString('hex')}`],
  ];

  it.each([
    ['the right proof', proof('md5', 0xa5, 'other twelve', own), 'library', undefined],
    ['a wrong proof', proof('md5', 0xa5, 'another twelve', own), 'library', /does not know the secret/],
    ['our own secret', proof('md5', 0xa5, 'twelve chars', own), 'library', /does not know the secret/],
    ['another name', proof('md5', 0xa5, 'other twelve', own), 'somebody', /calls itself/],
    ['no proof', undefined, 'library', /does not prove itself/],
  ])('proves itself, and takes %s of the target for what it is', async (_, response, name, problem) => {
    const target = new ScriptedTarget();
    const coming = target.initiator({ chap }).logIn(portal, targetName);
    const outcome = coming.then(
      () => undefined,
      (error: LoginError) => error,
    );
    const said = await challenged(target, asked);
    expect(said.get('CHAP_N')).toBe('win2003s');
    expect(said.get('CHAP_R')).toBe(proof('md5', 200, 'twelve chars', challenge));
    expect([said.get('CHAP_I'), said.get('CHAP_C')]).toEqual(['165', `0x${'a5'.repeat(32)}`]);
    const { connection } = target;
    const answer: TextPair[] =
      response === undefined
        ? []
        : [
            ['CHAP_N', name],
            ['CHAP_R', response],
          ];
    const isid = Uint8Array.of(0x40, 0, 1, 0x37, 0, 0);
    connection.say(loginResponse(isid, { statSn: 2, pairs: answer }));
    await settled();
    if (problem === undefined) {
      await connection.hear(Opcode.loginRequest);
      connection.say(loginResponse(isid, { currentStage: 1, nextStage: 3, statSn: 3, tsih: 1 }));
      expect((await coming).state).toBe('logged-in');
    } else {
      const error = await outcome;
      expect(error).toMatchObject({ failure: 'authentication' });
      expect(error!.message).toMatch(problem);
      expect(connection.ended).toBe('at once');
    }
  });

  it.each<[string, readonly TextPair[]]>([
    ['an algorithm that was not offered', [['CHAP_A', '7'], ...asked.slice(1)]],
    ['no challenge', asked.slice(0, 2)],
    ['an identifier of more than a byte', [asked[0]!, ['CHAP_I', '256'], asked[2]!]],
    ['a challenge in no notation', [asked[0]!, asked[1]!, ['CHAP_C', '0q12']]],
  ])('does not go on with %s', async (_, pairs) => {
    const target = new ScriptedTarget();
    const failed = failure(target.initiator({ chap }).logIn(portal, targetName));
    await challenged(target, pairs).catch(() => {});
    expect((await failed).failure).toBe('authentication');
  });

  it('answers a challenge in base64', async () => {
    const target = new ScriptedTarget();
    void target
      .initiator({ chap })
      .logIn(portal, targetName)
      .catch(() => {});
    const said = await challenged(target, [asked[0]!, asked[1]!, ['CHAP_C', `0b${challenge.toString('base64')}`]]);
    expect(said.get('CHAP_R')).toBe(proof('md5', 200, 'twelve chars', challenge));
  });

  it('is content without, where that was offered; and not where the target has to prove itself', async () => {
    for (const [credentials, fails] of [
      [{ name: chap.name, secret: chap.secret }, false],
      [chap, true],
    ] as const) {
      const target = new ScriptedTarget();
      const coming = target.initiator({ chap: credentials }).logIn(portal, targetName);
      const outcome = coming.then(
        () => false,
        () => true,
      );
      const { isid } = await target.connection.hear(Opcode.loginRequest);
      target.connection.say(loginResponse(isid, { pairs: [['AuthMethod', 'None']], transit: false, nextStage: 0 }));
      await settled();
      if (!fails) {
        await target.connection.hear(Opcode.loginRequest);
        target.connection.say(loginResponse(isid, { statSn: 1 }));
        await target.connection.hear(Opcode.loginRequest);
        target.connection.say(loginResponse(isid, { currentStage: 1, nextStage: 3, statSn: 2, tsih: 1 }));
      }
      expect(await outcome).toBe(fails);
    }
  });
});

const bytes = (text: string) => ByteList.of(Buffer.from(text));
