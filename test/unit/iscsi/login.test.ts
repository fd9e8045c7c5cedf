import { describe, expect, test } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { isLoginFailure, type LoginAnswer, type LoginFailure, LoginPhase, type LoginProgress } from '../../../src/iscsi/login.ts';
import type { LoginRequestPdu } from '../../../src/wire/login-request.ts';
import { LoginStatus } from '../../../src/wire/login-response.ts';
import { encodeText, type TextPair } from '../../../src/wire/text.ts';
import { initiatorName, loginRequest, pairsIn, targetName } from './rig.ts';

const phase = (): LoginPhase =>
  new LoginPhase({
    portalGroupTag: 3,
    findTarget: (name) => (name === targetName ? { name, alias: 'a drive' } : undefined),
    sessionExists: ({ tsih }) => tsih === 9,
  });
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
    const unknown = Array.from({ length: 700 }, (_, index): TextPair => [`X-org.example.${index}`, '1']);
    const login = phase();
    const pieces = [progress(login.receive(loginRequest([...names, ...unknown])))];
    while (pieces.at(-1)!.continues) {
      expect(pieces.at(-1)).toMatchObject({ transit: false });
      expect(pieces.at(-1)!.data.length).toBe(8192);
      pieces.push(progress(login.receive(loginRequest([]))));
    }
    expect(pieces.length).toBeGreaterThan(2);
    const replies = pairsIn({ data: ByteList.concat(pieces.map(({ data }) => data)) });
    expect(replies.filter(([, value]) => value === 'NotUnderstood')).toHaveLength(700);
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
    expect(refusal(loginRequest([])).initiatorName).toBeUndefined();
  });
});
