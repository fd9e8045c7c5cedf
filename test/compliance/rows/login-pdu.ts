/** §11.12 and §11.13: the fields of Login Request and Response, and what each refusal is told. */
import type { ComplianceRow } from '../row.ts';

const endsTheLogin = { file: 'conformance/login.test.ts', title: '%s ends the login' } as const;
const later = { file: 'conformance/login.test.ts', title: 'in a later request: %s' } as const;

export const loginPduRows: readonly ComplianceRow[] = [
  {
    section: '11.12.2',
    subject: 'T and C',
    conduct: 'both at once end the login',
    test: endsTheLogin,
    removal: {
      file: 'iscsi/login.ts',
      passage: "if (request.continues) return refuse(LoginStatus.initiatorError, 'T and C are both set');",
      becomes: '',
    },
  },
  {
    section: '11.12.3',
    subject: 'CSG and NSG',
    conduct: 'a stage that does not exist or does not follow ends the login',
    test: endsTheLogin,
    removal: { file: 'iscsi/login.ts', passage: 'if (nextStage <= currentStage || nextStage === 2)', becomes: 'if (nextStage === 2)' },
  },
  {
    section: '11.12.3',
    subject: 'A stage that is over',
    conduct: 'ends the login',
    test: later,
    removal: { file: 'iscsi/login.ts', passage: 'if (currentStage !== stage) return', becomes: 'if (currentStage === null) return' },
  },
  {
    section: '11.12.4',
    subject: 'Versions',
    conduct: '00h; an initiator that takes later ones alone: status 0205h',
    test: { file: 'conformance/login.test.ts', title: 'refuses a version later than 00h' },
    removal: { file: 'iscsi/login.ts', passage: 'if (request.versionMin > 0)', becomes: 'if (request.versionMin > 1)' },
  },
  {
    section: '11.12.5',
    subject: 'ISID, TSIH and CID',
    conduct: 'stay the same from the first request on, or the login ends',
    test: later,
    removal: {
      file: 'iscsi/login.ts',
      passage: '|| Buffer.compare(request.isid, first.isid) !== 0)',
      becomes: ')',
    },
  },
  {
    section: '11.12.6',
    subject: 'TSIH of no session',
    conduct: 'status 020Ah (session does not exist); so it is with the ISID, the name or the target of another',
    test: { file: 'conformance/session-continuation.test.ts', title: '%s: there is no such session' },
    removal: {
      file: 'iscsi/sessions.ts',
      passage: 'session?.name !== nexusName(identity, door)',
      becomes: 'session === undefined',
    },
  },
  {
    section: '11.12.8',
    subject: 'CmdSN of a login',
    conduct: 'the first command has it, too',
    test: {
      file: 'conformance/login.test.ts',
      title: 'count commands from whatever CmdSN the login has, without taking one (§11.12.8)',
    },
    removal: { file: 'iscsi/login.ts', passage: 'firstCmdSn: this.#first!.cmdSn,', becomes: 'firstCmdSn: this.#first!.cmdSn + 1,' },
  },
  {
    section: '11.12.10',
    subject: 'Keys of the first request',
    conduct: 'who calls whom cannot be said again later',
    test: { file: 'conformance/login.test.ts', title: 'in a later request: what had to stand in the first, if at all (§6.3.1)' },
    removal: { file: 'iscsi/login.ts', passage: 'if (late !== undefined) return', becomes: 'if (late === null) return' },
  },
  {
    section: '11.13.3',
    subject: 'TSIH',
    conduct: 'each session has one of its own, told with the last response',
    test: { file: 'conformance/login.test.ts', title: 'gives every session a TSIH of its own (§11.13.3)' },
    removal: { file: 'iscsi/sessions.ts', passage: 'return this.#lastTsih;', becomes: 'return 1;' },
  },
  {
    section: '11.13.4',
    subject: 'First StatSN',
    conduct: 'the one that the initiator expects',
    test: { file: 'unit/iscsi/full-feature-phase.test.ts', title: 'counts StatSN from what the initiator expected' },
    removal: { file: 'iscsi/connection.ts', passage: 'new Numbering(pdu.expStatSn,', becomes: 'new Numbering(0,' },
  },
  {
    section: '11.13.5',
    subject: '0101h and 0102h: a target that has moved',
    conduct: 'sent on to its TargetAddress, temporarily or permanently as was configured',
    test: { file: 'conformance/portals.test.ts', title: '%s sends on to where it is, without a portal group tag, and serves there' },
    removal: {
      file: 'iscsi/directory.ts',
      passage: 'redirection.permanent ? LoginStatus.targetMovedPermanently : LoginStatus.targetMovedTemporarily',
      becomes: 'LoginStatus.targetMovedTemporarily',
    },
  },
  {
    section: '11.13.5',
    subject: 'Redirection and access',
    conduct: 'who may not use a target is not told where it is',
    test: { file: 'conformance/portals.test.ts', title: 'does not tell where it is to whom it is not for' },
    removal: {
      file: 'iscsi/directory.ts',
      passage: 'const rule = this.#ruleAt(target, approach);',
      becomes: 'const rule = this.#ruleAt(target, approach) ?? (target.redirection === undefined ? undefined : {});',
    },
  },
  {
    section: '11.13.5',
    subject: '0202h: a target that is not for the initiator',
    conduct: 'authorization failure',
    test: {
      file: 'conformance/access.test.ts',
      title:
        'a target that exists and is not for the initiator is an authorization failure, one that does not exist is not found (§11.13.5)',
    },
    removal: {
      file: 'iscsi/directory.ts',
      passage: 'return { status: LoginStatus.authorizationFailure, problem: `no rule of the target',
      becomes: 'return { status: LoginStatus.notFound, problem: `no rule of the target',
    },
  },
  {
    section: '11.13.5',
    subject: '0203h: a target that is not there',
    conduct: 'not found',
    test: { file: 'conformance/login.test.ts', title: 'refuses a login to a target that is not there: not found' },
    removal: {
      file: 'iscsi/directory.ts',
      passage: 'if (target === undefined) return { status: LoginStatus.notFound,',
      becomes: 'if (target === undefined) return { status: LoginStatus.targetRemoved,',
    },
  },
  {
    section: '11.13.5',
    subject: '0206h: a second connection',
    conduct: 'too many connections; the session goes on',
    test: { file: 'conformance/session-continuation.test.ts', title: 'by another connection: there can be but one' },
    removal: {
      file: 'iscsi/sessions.ts',
      passage: 'if (session.connectionId !== undefined && session.connectionId !== connectionId)',
      becomes: 'if (session === null)',
    },
  },
  {
    section: '11.13.5',
    subject: '0209h: an unknown session type',
    conduct: 'session type not supported',
    test: { file: 'conformance/login.test.ts', title: 'refuses an unknown session type' },
    removal: {
      file: 'iscsi/login.ts',
      passage: "if (sessionType !== 'Normal' && sessionType !== 'Discovery')",
      becomes: 'if (sessionType === null)',
    },
  },
  {
    section: '11.13.5',
    subject: '0204h, 0208h, 0300h, 0301h',
    conduct: 'never given: no target is removed, and one that cannot serve does not listen',
  },
  {
    section: '11.13.5',
    subject: '0302h: more sessions than there is room for',
    conduct: 'out of resources beyond the number that was configured for a target (64); sessions without a connection give way first',
    test: { file: 'conformance/limits.test.ts', title: 'are so many at each, and others have room' },
    removal: {
      file: 'iscsi/sessions.ts',
      passage: 'if (others.length < this.#perTarget) return undefined;',
      becomes: 'if (others.length >= 0) return undefined;',
    },
  },
];
