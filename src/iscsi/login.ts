/**
 * The login phase of one connection (RFC 7143 §6.3, §11.12, §11.13): stages, their transitions, who logs in to what, and the negotiation on
 * the way. It turns each Login Request into what the Login Response says; numbering and sending are the connection's.
 *
 * Any failure ends it: the answer carries a status class other than 0, and the connection closes after it. Its sentence repeats nothing that
 * the initiator sent but well-formed names.
 */
import { ByteList } from '../foundation/byte-list.ts';
import type { Framing } from '../wire/framing.ts';
import { loginFraming } from '../wire/framing.ts';
import type { LoginRequestPdu } from '../wire/login-request.ts';
import { LoginStage } from '../wire/login-request.ts';
import { LoginStatus } from '../wire/login-response.ts';
import { encodeText, type TextPair } from '../wire/text.ts';
import type { Admission, Approach, LoginDirectory, LoginIdentity, LoginRefusal, LoginSessions } from './admission.ts';
import { Authentication } from './authentication.ts';
import type { ChapChallenges } from './chap-challenges.ts';
import { iscsiNameProblem, normaliseIscsiName } from './iscsi-name.ts';
import type { KeyName } from './key-table.ts';
import { beginNegotiation, type NegotiationState, type NegotiationStep, negotiate } from './negotiation.ts';
import { framingOf, type OwnValues, type SettledValues } from './operational-parameters.ts';
import type { Port } from './port.ts';
import { IncomingText, OutgoingText, readText, type TextLimits } from './text-continuation.ts';

/** What all the logins of a node share. */
export interface LoginService {
  readonly directory: LoginDirectory;
  readonly sessions: LoginSessions;
  readonly challenges: ChapChallenges;
  readonly own: OwnValues;
  readonly limits: TextLimits;
}

export interface Login extends LoginIdentity {
  /** 0: a new session; else the session that the connection belongs to from now on. */
  readonly tsih: number;
  readonly connectionId: number;
  /** The CmdSN of the first command that is not immediate. */
  readonly firstCmdSn: number;
  /** What this login has settled or the initiator declared in it; without a session's own values where it joins one. */
  readonly values: SettledValues;
  readonly framing: Framing;
  readonly approach: Approach;
}

export type LoginAnswer = LoginProgress | LoginFailure;
export interface LoginProgress {
  readonly status: typeof LoginStatus.success;
  readonly transit: boolean;
  readonly continues: boolean;
  readonly data: ByteList;
  /** Set on the last answer: the full feature phase begins after it. */
  readonly login?: Login;
}
export interface LoginFailure {
  readonly status: number;
  /** One sentence. */
  readonly problem: string;
  readonly initiatorName: string | undefined;
  readonly data: ByteList;
}

export const isLoginFailure = (answer: LoginAnswer): answer is LoginFailure => answer.status !== LoginStatus.success;

/** Only in the first request, and the same ever after. */
const identifyingKeys: readonly string[] = ['InitiatorName', 'SessionType', 'TargetName'] satisfies KeyName[];

/** What the first request has told. */
interface Caller {
  readonly approach: Approach;
  readonly identity: LoginIdentity;
  readonly admission: Admission;
  readonly authentication: Authentication;
}

export class LoginPhase {
  readonly #port: Pick<Port, 'local' | 'remote' | 'portalGroupTag'>;
  readonly #service: LoginService;
  readonly #incoming: IncomingText;
  readonly #outgoing = new OutgoingText();
  #first: LoginRequestPdu | undefined;
  #stage = 0;
  #initiatorName: string | undefined;
  #caller: Caller | undefined;
  #negotiation: NegotiationState = beginNegotiation();
  #receiveLengthDeclared = false;

  constructor(port: Pick<Port, 'local' | 'remote' | 'portalGroupTag'>, service: LoginService) {
    this.#port = port;
    this.#service = service;
    this.#incoming = new IncomingText(service.limits.textBytes);
  }

  receive(request: LoginRequestPdu): LoginAnswer {
    const refusal = this.#refuseRequest(request) ?? this.#hear(request);
    if (refusal === 'incomplete') return { status: LoginStatus.success, transit: false, continues: false, data: ByteList.empty };
    return refusal === undefined ? this.#answer(request) : this.#fail(refusal);
  }

  /** Something other than a Login Request has arrived (§6.3). */
  interrupt(problem: string): LoginFailure {
    return this.#fail(refuse(LoginStatus.invalidDuringLogin, problem));
  }

  /** What is wrong with the header. */
  #refuseRequest(request: LoginRequestPdu): LoginRefusal | undefined {
    const first = this.#first;
    if (first === undefined) {
      this.#first = { ...request, data: ByteList.empty };
      this.#stage = request.currentStage;
      if (request.versionMin > 0)
        return refuse(LoginStatus.unsupportedVersion, `version ${request.versionMin} or later is asked for, and only 0 exists`);
    } else if (request.tsih !== first.tsih || request.connectionId !== first.connectionId || Buffer.compare(request.isid, first.isid) !== 0)
      return refuse(LoginStatus.initiatorError, 'ISID, TSIH or CID changed during the login');
    return refuseStages(request, this.#stage);
  }

  /** Takes the text in; once it is whole, what is to be said to it is queued. */
  #hear(request: LoginRequestPdu): LoginRefusal | 'incomplete' | undefined {
    if (this.#outgoing.pending)
      return request.data.length > 0
        ? refuse(LoginStatus.initiatorError, 'new text arrived before the answer to the last had ended')
        : undefined;
    const text = this.#incoming.add(request.data, request.continues);
    if (text === 'incomplete') return text;
    if (text === 'too-long') return refuse(LoginStatus.outOfResources, 'the text of a login request is too long');
    const read = readText(text, this.#service.limits);
    if ('error' in read) return refuse(LoginStatus.initiatorError, read.error);
    if ('excess' in read) return refuse(LoginStatus.outOfResources, read.excess);
    return this.#negotiate(request, read.pairs);
  }

  #negotiate(request: LoginRequestPdu, pairs: readonly TextPair[]): LoginRefusal | undefined {
    const replies: TextPair[] = [];
    if (this.#caller === undefined) {
      const caller = this.#identify(request, new Map(pairs));
      if ('status' in caller) return caller;
      this.#caller = caller;
      replies.push(...this.#introduce(caller));
    } else {
      const late = pairs.find(([key]) => identifyingKeys.includes(key));
      if (late !== undefined) return refuse(LoginStatus.initiatorError, `${late[0]} belongs into the first request of a login`);
    }
    const { approach, authentication } = this.#caller;
    const stage = this.#stage === LoginStage.securityNegotiation ? 'security' : 'operational';
    const circumstances = { stage, sessionType: approach.type, own: this.#service.own, leading: request.tsih === 0 } as const;
    const step: NegotiationStep | { problem: string } = negotiate(pairs, this.#negotiation, circumstances);
    if ('problem' in step) return refuse(LoginStatus.initiatorError, step.problem);
    this.#negotiation = step.state;
    replies.push(...step.replies);

    if (stage === 'security') {
      const answer = authentication.receive(step.authentication, request.transit);
      if ('status' in answer) return answer;
      replies.push(...answer);
    } else if (!authentication.done) return refuse(LoginStatus.authenticationFailure, 'the initiator passes over its authentication');
    else if (!this.#receiveLengthDeclared) {
      this.#receiveLengthDeclared = true;
      replies.push(['MaxRecvDataSegmentLength', this.#service.own.MaxRecvDataSegmentLength!]);
    }
    this.#outgoing.queue(encodeText(replies));
    return undefined;
  }

  /** Who asks for what, and on what terms it is let in. */
  #identify(request: LoginRequestPdu, keys: ReadonlyMap<string, string>): Caller | LoginRefusal {
    const initiatorName = keys.get('InitiatorName');
    if (initiatorName === undefined) return refuse(LoginStatus.missingParameter, 'InitiatorName is missing');
    const problem = iscsiNameProblem(initiatorName);
    if (problem !== undefined) return refuse(LoginStatus.initiatorError, `InitiatorName ${problem}`);
    this.#initiatorName = normaliseIscsiName(initiatorName);

    const sessionType = keys.get('SessionType') ?? 'Normal';
    if (sessionType !== 'Normal' && sessionType !== 'Discovery')
      return refuse(LoginStatus.sessionTypeNotSupported, 'SessionType is neither Normal nor Discovery');
    const targetName = keys.get('TargetName');
    if (targetName === undefined && sessionType === 'Normal') return refuse(LoginStatus.missingParameter, 'TargetName is missing');
    const targetProblem = targetName === undefined ? undefined : iscsiNameProblem(targetName);
    if (targetProblem !== undefined) return refuse(LoginStatus.notFound, `TargetName ${targetProblem}`);

    const { local, remote, portalGroupTag } = this.#port;
    const approach: Approach = {
      type: sessionType === 'Normal' ? 'normal' : 'discovery',
      initiatorName: this.#initiatorName,
      targetName: targetName === undefined ? undefined : normaliseIscsiName(targetName),
      local,
      remote,
      portalGroupTag,
    };
    const admission = this.#service.directory.admit(approach);
    if ('status' in admission) return admission;
    return {
      approach,
      identity: {
        type: approach.type,
        initiatorName: this.#initiatorName,
        isid: request.isid,
        target: approach.targetName,
        luns: admission.luns,
      },
      admission,
      authentication: new Authentication(admission.authentication, this.#service.challenges),
    };
  }

  /** What the first answer says of the target, unasked (§13.6, §13.9). */
  #introduce({ admission: { target }, approach }: Caller): TextPair[] {
    if (target === undefined) return [];
    const tag: TextPair = ['TargetPortalGroupTag', String(approach.portalGroupTag)];
    return target.alias === undefined ? [tag] : [tag, ['TargetAlias', target.alias]];
  }

  /** The next piece of the answer; the stage changes when the initiator asks for it and neither side has anything left to say or to prove. */
  #answer(request: LoginRequestPdu): LoginAnswer {
    const { authentication, identity, approach } = this.#caller!;
    const { tsih, connectionId } = request;
    if (authentication.done) {
      const refusal = this.#service.sessions.admitSession(identity, tsih, connectionId);
      if (refusal !== undefined) return this.#fail(refusal);
    }
    const piece = this.#outgoing.next(loginFraming.maximumDataSegmentLength);
    const transit = request.transit && !piece.continues && authentication.done;
    const progress: LoginProgress = { status: LoginStatus.success, transit, ...piece };
    if (!transit) return progress;
    this.#stage = request.nextStage;
    if (this.#stage !== LoginStage.fullFeaturePhase) return progress;
    const { values } = this.#negotiation;
    const framing = framingOf(values, Number(this.#service.own.MaxRecvDataSegmentLength));
    const login: Login = { ...identity, tsih, connectionId, firstCmdSn: this.#first!.cmdSn, values, framing, approach };
    return { ...progress, login };
  }

  #fail({ status, problem, pairs = [] }: LoginRefusal): LoginFailure {
    return { status, problem, initiatorName: this.#initiatorName, data: encodeText(pairs) };
  }
}

const refuse = (status: number, problem: string): LoginRefusal => ({ status, problem });

/** CSG, NSG, T and C (§11.12.1 to §11.12.3). */
function refuseStages(request: LoginRequestPdu, stage: number): LoginRefusal | undefined {
  const { currentStage, nextStage } = request;
  if (currentStage !== LoginStage.securityNegotiation && currentStage !== LoginStage.loginOperationalNegotiation)
    return refuse(LoginStatus.initiatorError, `CSG ${currentStage} is no stage of a login`);
  if (currentStage !== stage) return refuse(LoginStatus.initiatorError, `CSG is ${currentStage} in stage ${stage}`);
  if (!request.transit) return undefined;
  if (request.continues) return refuse(LoginStatus.initiatorError, 'T and C are both set');
  if (nextStage <= currentStage || nextStage === 2)
    return refuse(LoginStatus.initiatorError, `NSG ${nextStage} does not follow CSG ${currentStage}`);
  return undefined;
}
