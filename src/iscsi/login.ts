/**
 * The login phase of one connection (RFC 7143 §6.3, §11.12, §11.13): stages, their transitions, who logs in to what, and the negotiation on
 * the way. It turns each Login Request into what the Login Response says; numbering and sending are the connection's.
 *
 * Any failure ends it: the answer carries a status class other than 0, and the connection closes after it.
 */
import { ByteList } from '../foundation/byte-list.ts';
import type { LoginRequestPdu } from '../wire/login-request.ts';
import { LoginStage } from '../wire/login-request.ts';
import { LoginStatus } from '../wire/login-response.ts';
import { decodeText, encodeText, type TextPair } from '../wire/text.ts';
import { iscsiNameProblem, isIscsiName, normaliseIscsiName } from './iscsi-name.ts';
import type { KeyName } from './key-table.ts';
import { beginNegotiation, type NegotiationState, negotiate } from './negotiation.ts';
import { maximumReceiveDataSegmentLength, ownValues } from './operational-parameters.ts';
import { IncomingText, OutgoingText } from './text-continuation.ts';

/** What a login asks of the node it arrives at. Names are in their normal form. */
export interface LoginDirectory {
  readonly portalGroupTag: number;
  findTarget(name: string): { readonly name: string; readonly alias?: string | undefined } | undefined;
  sessionExists(session: LoginIdentity & { readonly tsih: number }): boolean;
}

/** Who logs in, and to what: what identifies a session beside its TSIH (§6.3.1). */
export interface LoginIdentity {
  readonly type: 'normal' | 'discovery';
  readonly initiatorName: string;
  readonly isid: Uint8Array;
  /** Undefined for a discovery session that names no target. */
  readonly target: string | undefined;
}

export interface Login extends LoginIdentity {
  readonly connectionId: number;
  /** The CmdSN of the first command that is not immediate. */
  readonly firstCmdSn: number;
  readonly values: ReadonlyMap<KeyName, string>;
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
}

export const isLoginFailure = (answer: LoginAnswer): answer is LoginFailure => answer.status !== LoginStatus.success;

/** What login PDUs are limited to, before anything else has been declared (§13.12). */
const loginDataSegmentLength = 8192;
/** Only in the first request, and the same ever after. */
const identifyingKeys: readonly string[] = ['InitiatorName', 'SessionType', 'TargetName'] satisfies KeyName[];

export class LoginPhase {
  readonly #directory: LoginDirectory;
  readonly #incoming = new IncomingText();
  readonly #outgoing = new OutgoingText();
  #first: LoginRequestPdu | undefined;
  #stage = 0;
  #identity: LoginIdentity | undefined;
  #negotiation: NegotiationState = beginNegotiation();
  #receiveLengthDeclared = false;

  constructor(directory: LoginDirectory) {
    this.#directory = directory;
  }

  receive(request: LoginRequestPdu): LoginAnswer {
    const refused = this.#first === undefined ? this.#begin(request) : this.#refuseChange(this.#first, request);
    const refusal = refused ?? refuseStages(request, this.#stage);
    if (refusal !== undefined) return this.#fail(refusal);

    if (this.#outgoing.pending) {
      if (request.data.length > 0)
        return this.#fail(refuse(LoginStatus.initiatorError, 'new text arrived before the answer to the last had ended'));
      return this.#answer(request);
    }
    const text = this.#incoming.add(request.data, request.continues);
    if (text === 'too-long') return this.#fail(refuse(LoginStatus.outOfResources, 'the text of a login request is too long'));
    if (text === 'incomplete') return { status: LoginStatus.success, transit: false, continues: false, data: ByteList.empty };
    return this.#negotiate(request, text);
  }

  /** Something other than a Login Request has arrived (§6.3). */
  interrupt(problem: string): LoginFailure {
    return this.#fail(refuse(LoginStatus.invalidDuringLogin, problem));
  }

  #begin(request: LoginRequestPdu): Refusal | undefined {
    this.#first = request;
    this.#stage = request.currentStage;
    if (request.versionMin > 0)
      return refuse(LoginStatus.unsupportedVersion, `version ${request.versionMin} or later is asked for, and only 0 exists`);
    return undefined;
  }

  #refuseChange(first: LoginRequestPdu, request: LoginRequestPdu): Refusal | undefined {
    const same =
      request.tsih === first.tsih && request.connectionId === first.connectionId && Buffer.compare(request.isid, first.isid) === 0;
    return same ? undefined : refuse(LoginStatus.initiatorError, 'ISID, TSIH or CID changed during the login');
  }

  #negotiate(request: LoginRequestPdu, text: ByteList): LoginAnswer {
    const decoded = decodeText(text.toBytes());
    if ('error' in decoded) return this.#fail(refuse(LoginStatus.initiatorError, decoded.error));
    const { pairs } = decoded;
    const replies: TextPair[] = [];

    if (this.#identity === undefined) {
      const identity = this.#identify(request, new Map(pairs));
      if ('status' in identity) return this.#fail(identity);
      this.#identity = identity;
      replies.push(...this.#introduction());
    } else {
      const late = pairs.find(([key]) => identifyingKeys.includes(key));
      if (late !== undefined) return this.#fail(refuse(LoginStatus.initiatorError, `${late[0]} belongs into the first request of a login`));
    }

    const stage = this.#stage === LoginStage.securityNegotiation ? 'security' : 'operational';
    const step = negotiate(pairs, this.#negotiation, { stage, sessionType: this.#identity.type, own: ownValues });
    if ('failure' in step) {
      const status = step.failure === 'authentication-failure' ? LoginStatus.authenticationFailure : LoginStatus.initiatorError;
      return this.#fail(refuse(status, step.problem));
    }
    this.#negotiation = step.state;
    replies.push(...step.replies);
    if (stage === 'operational' && !this.#receiveLengthDeclared) {
      this.#receiveLengthDeclared = true;
      replies.push(['MaxRecvDataSegmentLength', String(maximumReceiveDataSegmentLength)]);
    }
    this.#outgoing.queue(encodeText(replies));
    return this.#answer(request);
  }

  /** Who asks for what, or the status that refuses it. */
  #identify(request: LoginRequestPdu, keys: ReadonlyMap<string, string>): LoginIdentity | Refusal {
    const initiatorName = keys.get('InitiatorName');
    if (initiatorName === undefined) return refuse(LoginStatus.missingParameter, 'InitiatorName is missing');
    if (!isIscsiName(initiatorName))
      return refuse(LoginStatus.initiatorError, `InitiatorName=${initiatorName} ${iscsiNameProblem(initiatorName)}`);

    const sessionType = keys.get('SessionType') ?? 'Normal';
    if (sessionType !== 'Normal' && sessionType !== 'Discovery')
      return refuse(LoginStatus.sessionTypeNotSupported, `SessionType=${sessionType} is neither Normal nor Discovery`);
    const targetName = keys.get('TargetName');
    if (targetName === undefined && sessionType === 'Normal') return refuse(LoginStatus.missingParameter, 'TargetName is missing');
    const target = targetName === undefined ? undefined : this.#directory.findTarget(normaliseIscsiName(targetName));
    if (targetName !== undefined && target === undefined) return refuse(LoginStatus.notFound, `there is no target ${targetName}`);

    const identity: LoginIdentity = {
      type: sessionType === 'Normal' ? 'normal' : 'discovery',
      initiatorName: normaliseIscsiName(initiatorName),
      isid: request.isid,
      target: target?.name,
    };
    if (request.tsih !== 0) {
      // Every session has its only connection already: MaxConnections is 1.
      return this.#directory.sessionExists({ ...identity, tsih: request.tsih })
        ? refuse(LoginStatus.tooManyConnections, `session ${request.tsih} has as many connections as it may`)
        : refuse(LoginStatus.sessionDoesNotExist, `there is no session ${request.tsih} of this initiator`);
    }
    return identity;
  }

  /** What the first answer says of the target, unasked (§13.6, §13.9). */
  #introduction(): TextPair[] {
    const name = this.#identity?.target;
    const target = name === undefined ? undefined : this.#directory.findTarget(name);
    if (target === undefined) return [];
    const tag: TextPair = ['TargetPortalGroupTag', String(this.#directory.portalGroupTag)];
    return target.alias === undefined ? [tag] : [tag, ['TargetAlias', target.alias]];
  }

  /** The next piece of the answer; the stage changes when the initiator asks for it and nothing is left to say. */
  #answer(request: LoginRequestPdu): LoginAnswer {
    const piece = this.#outgoing.next(loginDataSegmentLength);
    const transit = request.transit && !piece.continues;
    const progress: LoginProgress = { status: LoginStatus.success, transit, ...piece };
    if (!transit) return progress;
    this.#stage = request.nextStage;
    if (this.#stage !== LoginStage.fullFeaturePhase) return progress;
    const login: Login = {
      ...this.#identity!,
      connectionId: request.connectionId,
      firstCmdSn: this.#first!.cmdSn,
      values: this.#negotiation.values,
    };
    return { ...progress, login };
  }

  #fail(refusal: Refusal): LoginFailure {
    return { ...refusal, initiatorName: this.#identity?.initiatorName };
  }
}

type Refusal = Omit<LoginFailure, 'initiatorName'>;
const refuse = (status: number, problem: string): Refusal => ({ status, problem });

/** CSG, NSG, T and C (§11.12.1 to §11.12.3). */
function refuseStages(request: LoginRequestPdu, stage: number): Refusal | undefined {
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
