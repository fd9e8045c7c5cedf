import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { Secret } from '../../../src/foundation/secret.ts';
import type { LoginIdentity, LoginSessions } from '../../../src/iscsi/admission.ts';
import { ChapChallenges } from '../../../src/iscsi/chap-challenges.ts';
import { Directory } from '../../../src/iscsi/directory.ts';
import type { DiscoveryOptions, IscsiTargetOptions } from '../../../src/iscsi/iscsi-node-options.ts';
import { defaultIscsiLimits } from '../../../src/iscsi/limits.ts';
import { isLoginFailure, type LoginAnswer, type LoginFailure, LoginPhase, type LoginProgress } from '../../../src/iscsi/login.ts';
import { ownValuesFor } from '../../../src/iscsi/operational-parameters.ts';
import type { TextLimits } from '../../../src/iscsi/text-continuation.ts';
import { toLun } from '../../../src/scsi/target.ts';
import type { LoginRequestPdu } from '../../../src/wire/login-request.ts';
import { LoginStatus } from '../../../src/wire/login-response.ts';
import { encodeText, type TextPair } from '../../../src/wire/text.ts';
import { answerTo, proof } from './chap-initiator.ts';
import { FakeTarget, initiatorName, loginRequest, pairsIn, targetName } from './rig.ts';

const challenges = new ChapChallenges(randomBytes);
const door = { local: { address: '192.0.2.1', port: 3260 }, remote: { address: '198.51.100.1', port: 50_000 }, portalGroupTag: 3 };
const own = ownValuesFor(1024 * 1024, { time2WaitSeconds: 0, time2RetainSeconds: 20 });

interface Circumstances {
  readonly target?: Partial<IscsiTargetOptions>;
  readonly discovery?: DiscoveryOptions;
  readonly limits?: Partial<TextLimits>;
  readonly admitSession?: LoginSessions['admitSession'];
}

/** A login to a node with one target, which knows a session 9. */
function phase({ target, discovery = {}, limits, admitSession }: Circumstances = {}): LoginPhase {
  const directory = new Directory({ targets: [{ name: targetName, alias: 'a drive', device: new FakeTarget(), ...target }], discovery });
  const sessions: LoginSessions = {
    admitSession:
      admitSession ??
      ((_, tsih, connectionId) => {
        if (tsih === 0 || (tsih === 9 && connectionId === 1)) return undefined;
        const status = tsih === 9 ? LoginStatus.tooManyConnections : LoginStatus.sessionDoesNotExist;
        return { status, problem: 'it cannot be had' };
      }),
  };
  return new LoginPhase(door, { directory, sessions, challenges, own, limits: { ...defaultIscsiLimits, ...limits } });
}
const names: readonly TextPair[] = [
  ['InitiatorName', initiatorName],
  ['TargetName', targetName],
];
const introduction: readonly TextPair[] = [
  ['TargetPortalGroupTag', '3'],
  ['TargetAlias', 'a drive'],
];
const receiveLength: TextPair = ['MaxRecvDataSegmentLength', '1048576'];

const progress = (answer: LoginAnswer): LoginProgress => {
  if (isLoginFailure(answer)) throw new Error(`${answer.status.toString(16)}: ${answer.problem}`);
  return answer;
};
const refusal = (...requests: LoginRequestPdu[]): LoginFailure => {
  const login = phase();
  const answers = requests.map((request) => login.receive(request));
  return answers.at(-1) as LoginFailure;
};
const security = { currentStage: 0, nextStage: 1 } as const;

describe('login', () => {
  test('goes through both stages', () => {
    const login = phase();
    const first = progress(login.receive(loginRequest([...names, ['AuthMethod', 'CHAP,None']], security)));
    expect(first.transit).toBe(true);
    expect(first.login).toBeUndefined();
    expect(pairsIn(first)).toEqual([...introduction, ['AuthMethod', 'None']]);

    const second = progress(
      login.receive(
        loginRequest([
          ['InitialR2T', 'No'],
          ['X-org.example.A', '1'],
        ]),
      ),
    );
    expect(pairsIn(second)).toEqual([['InitialR2T', 'No'], ['X-org.example.A', 'NotUnderstood'], receiveLength]);
    expect(second.login).toMatchObject({ type: 'normal', initiatorName, target: targetName, connectionId: 1, firstCmdSn: 100 });
    expect(second.login?.values.get('InitialR2T')).toBe('No');
  });

  test('may begin in the operational stage, and stay there', () => {
    const login = phase();
    const first = progress(login.receive(loginRequest(names, { transit: false })));
    expect(first.transit).toBe(false);
    expect(pairsIn(first)).toEqual([...introduction, receiveLength]);
    const second = progress(login.receive(loginRequest([])));
    expect(pairsIn(second)).toEqual([]);
    expect(second.login).toBeDefined();
  });

  test('may go from the security stage straight to the full feature phase', () => {
    const answer = progress(phase().receive(loginRequest(names, { currentStage: 0, nextStage: 3 })));
    expect(answer.login).toBeDefined();
    expect(pairsIn(answer)).toEqual(introduction);
  });

  test('names are taken in their normal form', () => {
    const answer = progress(
      phase().receive(
        loginRequest([
          ['InitiatorName', initiatorName.toUpperCase()],
          ['TargetName', targetName.toUpperCase()],
        ]),
      ),
    );
    expect(answer.login).toMatchObject({ initiatorName, target: targetName });
  });

  test('a discovery session needs no target', () => {
    const answer = progress(
      phase().receive(
        loginRequest([
          ['InitiatorName', initiatorName],
          ['SessionType', 'Discovery'],
          ['MaxBurstLength', '512'],
        ]),
      ),
    );
    expect(answer.login).toMatchObject({ type: 'discovery', target: undefined });
    expect(pairsIn(answer)).toEqual([['MaxBurstLength', 'Irrelevant'], receiveLength]);
  });

  test('text with the C bit is joined before it is read, and answered with nothing until it is whole', () => {
    const text = encodeText([...names, ['InitialR2T', 'No']]).toBytes();
    for (const cut of [1, 20, text.length - 1]) {
      const login = phase();
      const piece = progress(login.receive(loginRequest([], { continues: true, transit: false, data: ByteList.of(text.slice(0, cut)) })));
      expect(piece).toMatchObject({ transit: false, data: ByteList.empty });
      const answer = progress(login.receive(loginRequest([], { data: ByteList.of(text.slice(cut)) })));
      expect(pairsIn(answer)).toEqual([...introduction, ['InitialR2T', 'No'], receiveLength]);
    }
  });

  test('an answer that is too long for one PDU goes on in the next', () => {
    const unknown = Array.from({ length: 250 }, (_, index): TextPair => [`X-org.example.${String(index).padStart(49, '.')}`, '1']);
    const login = phase();
    const pieces = [progress(login.receive(loginRequest([...names, ...unknown])))];
    while (pieces.at(-1)!.continues) {
      expect(pieces.at(-1)).toMatchObject({ transit: false });
      expect(pieces.at(-1)!.data.length).toBe(8192);
      pieces.push(progress(login.receive(loginRequest([]))));
    }
    expect(pieces.length).toBeGreaterThan(2);
    const replies = pairsIn({ data: ByteList.concat(pieces.map(({ data }) => data)) });
    expect(replies.filter(([, value]) => value === 'NotUnderstood')).toHaveLength(250);
    expect(pieces.at(-1)!.login).toBeDefined();
  });

  const status = LoginStatus;
  test.each([
    ['no InitiatorName', status.missingParameter, [loginRequest([['TargetName', targetName]])]],
    ['no TargetName', status.missingParameter, [loginRequest([['InitiatorName', initiatorName]])]],
    [
      'a malformed InitiatorName',
      status.initiatorError,
      [
        loginRequest([
          ['InitiatorName', 'host'],
          ['TargetName', targetName],
        ]),
      ],
    ],
    [
      'an unknown target',
      status.notFound,
      [
        loginRequest([
          ['InitiatorName', initiatorName],
          ['TargetName', `${targetName}0`],
        ]),
      ],
    ],
    ['an unknown SessionType', status.sessionTypeNotSupported, [loginRequest([...names, ['SessionType', 'Boot']])]],
    ['a later version', status.unsupportedVersion, [loginRequest(names, { versionMin: 1, versionMax: 1 })]],
    ['no method that is supported', status.authenticationFailure, [loginRequest([...names, ['AuthMethod', 'CHAP']], security)]],
    ['a TSIH that no session has', status.sessionDoesNotExist, [loginRequest(names, { tsih: 8 })]],
    ['another connection to a session', status.tooManyConnections, [loginRequest(names, { tsih: 9, connectionId: 2 })]],
    ['CSG 2', status.initiatorError, [loginRequest(names, { currentStage: 2 })]],
    ['CSG 3', status.initiatorError, [loginRequest(names, { currentStage: 3 })]],
    ['NSG 2', status.initiatorError, [loginRequest(names, { nextStage: 2 })]],
    ['NSG not after CSG', status.initiatorError, [loginRequest(names, { nextStage: 1 })]],
    ['T and C', status.initiatorError, [loginRequest(names, { continues: true })]],
    ['a stage that goes back', status.initiatorError, [loginRequest(names, { transit: false }), loginRequest([], security)]],
    ['a stage left without T', status.initiatorError, [loginRequest(names, { ...security, transit: false }), loginRequest([])]],
    ['another ISID', status.initiatorError, [loginRequest(names, { transit: false }), loginRequest([], { isid: new Uint8Array(6) })]],
    ['another CID', status.initiatorError, [loginRequest(names, { transit: false }), loginRequest([], { connectionId: 2 })]],
    ['another TSIH', status.initiatorError, [loginRequest(names, { transit: false }), loginRequest([], { tsih: 9 })]],
    ['text that is none', status.initiatorError, [loginRequest([], { data: ByteList.of(Uint8Array.of(1, 2, 0)) })]],
    ['a key twice', status.initiatorError, [loginRequest(names, { transit: false }), loginRequest([['InitiatorName', initiatorName]])]],
    ['SessionType too late', status.initiatorError, [loginRequest(names, { transit: false }), loginRequest([['SessionType', 'Normal']])]],
    [
      'endless text',
      status.outOfResources,
      Array.from({ length: 9 }, () => loginRequest([], { continues: true, transit: false, data: ByteList.of(new Uint8Array(8192)) })),
    ],
  ] as const)('%s fails with %s', (_, expected, requests) => {
    expect(refusal(...requests).status).toBe(expected);
  });

  test('a failure tells whose it was, once that is known', () => {
    expect(refusal(loginRequest(names, { transit: false }), loginRequest([], security)).initiatorName).toBe(initiatorName);
    expect(refusal(loginRequest([['InitiatorName', initiatorName]])).initiatorName).toBe(initiatorName);
    expect(refusal(loginRequest([])).initiatorName).toBeUndefined();
  });
});

describe('the end of a login', () => {
  test('tells by what door it came, what it may see, and in what form it goes on', () => {
    const luns = new Set([toLun(1)]);
    const login = phase({ target: { access: [{ luns }] } });
    const { login: ended } = progress(
      login.receive(
        loginRequest([...names, ['HeaderDigest', 'CRC32C,None'], ['DataDigest', 'None'], ['MaxRecvDataSegmentLength', '512']], { tsih: 9 }),
      ),
    );
    expect(ended).toMatchObject({
      tsih: 9,
      luns,
      approach: { ...door, type: 'normal', initiatorName, targetName },
      framing: { headerDigest: true, dataDigest: false, maximumDataSegmentLength: 1024 * 1024 },
    });
  });

  test('settles nothing of the session where it joins one', () => {
    const answer = progress(phase().receive(loginRequest([...names, ['MaxBurstLength', '512'], ['DataDigest', 'CRC32C']], { tsih: 9 })));
    expect(pairsIn(answer)).toEqual([...introduction, ['MaxBurstLength', 'Reject'], ['DataDigest', 'CRC32C'], receiveLength]);
    expect(answer.login?.values.has('MaxBurstLength')).toBe(false);
  });

  test('asks the sessions a last time', () => {
    const asked: [LoginIdentity, number, number][] = [];
    let refused = false;
    const admitSession: LoginSessions['admitSession'] = (...question) => {
      asked.push(question);
      return refused ? { status: LoginStatus.outOfResources, problem: 'there are too many' } : undefined;
    };
    const login = phase({ admitSession });
    progress(login.receive(loginRequest(names, { ...security, connectionId: 4 })));
    refused = true;
    expect(login.receive(loginRequest([], { connectionId: 4 })).status).toBe(LoginStatus.outOfResources);
    const identity = { type: 'normal', initiatorName, target: targetName, isid: loginRequest([]).isid };
    expect(asked).toEqual([
      [identity, 0, 4],
      [identity, 0, 4],
    ]);
  });
});

describe('a target that has moved', () => {
  test('tells where to', () => {
    const redirection = { to: { address: '192.0.2.9', port: 3260 }, permanent: false };
    const answer = phase({ target: { redirection } }).receive(loginRequest(names)) as LoginFailure;
    expect(answer.status).toBe(LoginStatus.targetMovedTemporarily);
    expect(pairsIn(answer)).toEqual([['TargetAddress', '192.0.2.9:3260']]);
  });
});

describe('a login that has to be proved', () => {
  const [host, tape] = [Secret.ofText('the secret of the host'), Secret.ofText('the secret of the tape')];
  const guarded: Circumstances = { target: { access: [{ chap: { secret: host } }], credential: { name: 'tape', secret: tape } } };
  const discussing = { currentStage: 0, nextStage: 0, transit: false } as const;
  const chap: TextPair = ['AuthMethod', 'CHAP,None'];
  const answered = (challenge: LoginProgress): readonly TextPair[] => answerTo(pairsIn(challenge), initiatorName, host.reveal());

  test('is, as open-iscsi does it', () => {
    const login = phase(guarded);
    expect(pairsIn(progress(login.receive(loginRequest([...names, chap], discussing))))).toEqual([...introduction, ['AuthMethod', 'CHAP']]);
    const challenge = progress(login.receive(loginRequest([['CHAP_A', '8,7,6,5']], discussing)));
    const mutual: TextPair[] = [
      ['CHAP_I', '77'],
      ['CHAP_C', `0x${'a5'.repeat(16)}`],
    ];
    const proved = progress(login.receive(loginRequest([...answered(challenge), ...mutual], security)));
    expect(proved.transit).toBe(true);
    expect(pairsIn(proved)).toEqual([
      ['CHAP_N', 'tape'],
      ['CHAP_R', proof('8', 77, tape.reveal(), mutual[1]![1])],
    ]);
    expect(progress(login.receive(loginRequest([]))).login).toBeDefined();
  });

  test('stays in its stage for as long as that takes, whatever T asks for', () => {
    const login = phase(guarded);
    expect(progress(login.receive(loginRequest([...names, chap], security))).transit).toBe(false);
    const challenge = progress(login.receive(loginRequest([['CHAP_A', '5']], security)));
    expect(challenge.transit).toBe(false);
    expect(progress(login.receive(loginRequest(answered(challenge), security))).transit).toBe(true);
  });

  test('may lead from its proof straight to the full feature phase', () => {
    const login = phase(guarded);
    progress(login.receive(loginRequest([...names, chap], discussing)));
    const challenge = progress(login.receive(loginRequest([['CHAP_A', '5']], discussing)));
    expect(progress(login.receive(loginRequest(answered(challenge), { currentStage: 0, nextStage: 3 }))).login).toBeDefined();
  });

  test('is asked for nothing of the sessions before', () => {
    const asked: number[] = [];
    const login = phase({ ...guarded, admitSession: (_, tsih) => void asked.push(tsih) });
    progress(login.receive(loginRequest([...names, chap], { ...discussing, tsih: 9 })));
    const challenge = progress(login.receive(loginRequest([['CHAP_A', '5']], { ...discussing, tsih: 9 })));
    expect(asked).toEqual([]);
    progress(login.receive(loginRequest(answered(challenge), { ...security, tsih: 9 })));
    expect(asked).toEqual([9]);
  });

  test.each<[string, LoginRequestPdu[]]>([
    ['passes security over', [loginRequest(names)]],
    ['passes security over without T', [loginRequest(names, { transit: false })]],
    ['says nothing of it', [loginRequest(names, security)]],
    ['wants to do without', [loginRequest([...names, ['AuthMethod', 'None']], security)]],
    ['goes no further than the method', [loginRequest([...names, chap], discussing), loginRequest([], security)]],
    [
      'goes no further than the challenge',
      [loginRequest([...names, chap], discussing), loginRequest([['CHAP_A', '5']], discussing), loginRequest([], security)],
    ],
    [
      'knows no better than to guess',
      [
        loginRequest([...names, chap], discussing),
        loginRequest([['CHAP_A', '5']], discussing),
        loginRequest(
          [
            ['CHAP_N', initiatorName],
            ['CHAP_R', `0x${'00'.repeat(16)}`],
          ],
          security,
        ),
      ],
    ],
  ])('fails when the initiator %s', (_, requests) => {
    const login = phase(guarded);
    const answers = requests.map((request) => login.receive(request));
    expect(answers.map(({ status }) => status)).toEqual([...requests.slice(1).map(() => 0), LoginStatus.authenticationFailure]);
  });

  test('breaks the protocol with a key twice', () => {
    const login = phase(guarded);
    progress(login.receive(loginRequest([...names, chap], discussing)));
    const twice: TextPair[] = [
      ['CHAP_A', '5'],
      ['CHAP_A', '5'],
    ];
    expect(login.receive(loginRequest(twice, discussing)).status).toBe(LoginStatus.initiatorError);
  });

  test('need not be where that is the initiator’s choice', () => {
    const optional = { target: { access: [{ chap: { secret: host }, chapIsOptional: true }] } };
    expect(progress(phase(optional).receive(loginRequest(names))).login).toBeDefined();
    const login = phase(optional);
    progress(login.receive(loginRequest([...names, chap], discussing)));
    expect(login.receive(loginRequest([], security)).status).toBe(LoginStatus.authenticationFailure);
  });

  test('is discovery’s own matter there', () => {
    const asking: TextPair[] = [
      ['InitiatorName', initiatorName],
      ['SessionType', 'Discovery'],
    ];
    expect(progress(phase(guarded).receive(loginRequest(asking))).login).toBeDefined();
    const discovery = { access: [{ chap: { secret: host } }] };
    expect(phase({ discovery }).receive(loginRequest(asking)).status).toBe(LoginStatus.authenticationFailure);
  });
});

describe('the text of a login has limits', () => {
  test.each<[string, Partial<TextLimits>, number]>([
    ['keys', { textKeys: 1 }, LoginStatus.outOfResources],
    ['bytes', { textBytes: 50 }, LoginStatus.outOfResources],
    ['bytes of a value', { textValueBytes: 10 }, LoginStatus.initiatorError],
  ])('in %s', (_, limits, status) => {
    expect(phase({ limits }).receive(loginRequest(names)).status).toBe(status);
  });
});
