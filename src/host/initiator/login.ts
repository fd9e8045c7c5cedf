/**
 * A login (RFC 7143 §6.3) over a connection that has just come about: introduction, security stage, operational stage, as the profile has them. It ends in
 * full feature phase, or with a `LoginError` that says why not.
 */
import { ByteList } from '../../foundation/byte-list.ts';
import type { Clock } from '../../foundation/clock.ts';
import { type Endpoint, formatEndpoint } from '../../foundation/endpoint.ts';
import { addSerial } from '../../foundation/serial-number.ts';
import { LoginStage } from '../../wire/login-request.ts';
import { type LoginResponsePdu, LoginStatus } from '../../wire/login-response.ts';
import { Opcode, opcodeName } from '../../wire/opcode.ts';
import { decodeText, encodeText, type TextPair } from '../../wire/text.ts';
import { ChapConversation, type ChapCredentials } from './chap.ts';
import { ConnectionLost, type Link } from './link.ts';
import { LoginError, refusal } from './login-error.ts';
import { Negotiation, type OperationalParameters } from './negotiation.ts';
import type { InitiatorProfile, IntroductionKey } from './profile.ts';

export interface LoginOptions {
  readonly profile: InitiatorProfile;
  readonly initiatorName: string;
  readonly initiatorAlias?: string | undefined;
  /** None: a discovery session. */
  readonly targetName?: string | undefined;
  readonly isid: Uint8Array;
  /** Offered in the operational stage. */
  readonly keys: readonly TextPair[];
  readonly chap?: ChapCredentials | undefined;
  readonly clock: Clock;
  readonly random: (length: number) => Uint8Array;
}

/** A connection in full feature phase, and where its numbers stand. */
export interface LoggedIn {
  readonly link: Link;
  readonly parameters: OperationalParameters;
  readonly values: ReadonlyMap<string, string>;
  readonly tsih: number;
  readonly cmdSn: number;
  readonly maxCmdSn: number;
  readonly expStatSn: number;
}

/** The target is elsewhere (RFC 7143 §11.13.5, status class 1). */
export interface Redirection {
  readonly address: string;
  readonly permanent: boolean;
}

/** How many requests of one login are enough for anybody. */
const MAXIMUM_ROUNDS = 24;

interface Answer {
  readonly transit: boolean;
  readonly nextStage: number;
  readonly pairs: readonly TextPair[];
}

/** @throws LoginError */
export async function logIn(link: Link, at: Endpoint, options: LoginOptions): Promise<LoggedIn | Redirection> {
  const { answerMs } = options.profile.recovery;
  const where = options.targetName === undefined ? formatEndpoint(at) : `${formatEndpoint(at)} (${options.targetName})`;
  let late = false;
  const cancel = options.clock.schedule(answerMs, () => {
    late = true;
    link.drop(new ConnectionLost('dropped', 'the login took too long'));
  });
  try {
    return await new Login(link, where, options).run();
  } catch (error) {
    link.drop(new ConnectionLost('dropped', 'the login has failed'));
    if (late) throw new LoginError('no-answer', `${where} did not finish the login within ${answerMs / 1000} s.`, { cause: error });
    if (error instanceof ConnectionLost) {
      if (error.reason === 'closed')
        throw new LoginError('dropped', `${where} has dropped the connection before the login was over.`, { cause: error });
      throw new LoginError('invalid-answer', `${where} answers the login with what RFC 7143 does not allow: ${error.message}.`, {
        cause: error,
      });
    }
    throw error;
  } finally {
    cancel();
  }
}

class Login {
  readonly #link: Link;
  readonly #where: string;
  readonly #options: LoginOptions;
  readonly #negotiation: Negotiation;
  #expStatSn = 0;
  #rounds = 0;
  #last: LoginResponsePdu | undefined;
  #redirection: Redirection | undefined;

  constructor(link: Link, where: string, options: LoginOptions) {
    this.#link = link;
    this.#where = where;
    this.#options = options;
    this.#negotiation = new Negotiation(options.keys);
  }

  async run(): Promise<LoggedIn | Redirection> {
    const { profile, chap, keys } = this.#options;
    const introduction = this.#introduction();
    const { securityNegotiation: security, loginOperationalNegotiation: operational, fullFeaturePhase } = LoginStage;
    let first = introduction;
    if (chap !== undefined) {
      await this.#authenticate(introduction, chap);
      first = [];
    } else if (profile.firstStage === 'security') {
      await this.#pass(security, operational, [...introduction, ['AuthMethod', 'None']]);
      first = [];
    }
    if (this.#redirection === undefined) await this.#pass(operational, fullFeaturePhase, [...first, ...keys]);
    return this.#redirection ?? this.#loggedIn();
  }

  #introduction(): TextPair[] {
    const { profile, initiatorName, initiatorAlias, targetName } = this.#options;
    const values: Record<IntroductionKey, string | undefined> = {
      InitiatorName: initiatorName,
      InitiatorAlias: initiatorAlias,
      TargetName: targetName,
      SessionType: targetName === undefined ? 'Discovery' : 'Normal',
    };
    return profile.introduction.flatMap((key): TextPair[] => (values[key] === undefined ? [] : [[key, values[key]]]));
  }

  async #authenticate(introduction: readonly TextPair[], credentials: ChapCredentials): Promise<void> {
    const { profile, random } = this.#options;
    const { securityNegotiation: security, loginOperationalNegotiation: operational } = LoginStage;
    const conversation = new ChapConversation(credentials, random);
    const chosen = await this.#say(security, operational, false, [...introduction, ['AuthMethod', profile.authMethodWithChap]]);
    if (chosen === undefined) return;
    const method = new Map(chosen.pairs).get('AuthMethod');
    if (method === 'None' && credentials.target === undefined && profile.authMethodWithChap.split(',').includes('None')) {
      if (!chosen.transit) await this.#pass(security, operational, []);
      return;
    }
    if (method !== 'CHAP') throw this.#unproven(`it does not take part in CHAP (AuthMethod=${method ?? 'not answered'})`);
    const challenge = await this.#say(security, operational, false, conversation.algorithms(profile.chapAlgorithms));
    if (challenge === undefined) return;
    const turn = conversation.answer(new Map(challenge.pairs));
    if ('problem' in turn) throw this.#unproven(turn.problem);
    const verdict = await this.#pass(security, operational, turn.say);
    const problem = verdict === undefined ? undefined : conversation.verify(new Map(verdict.pairs));
    if (problem !== undefined) throw this.#unproven(problem);
  }

  #unproven(problem: string): LoginError {
    return new LoginError('authentication', `${this.#where} is not who it has to be: ${problem}.`, {
      hint: 'check the names and secrets of both sides.',
    });
  }

  /** Says all there is to say in a stage, and comes to the next as soon as the target agrees. */
  async #pass(stage: number, next: number, pairs: readonly TextPair[]): Promise<Answer | undefined> {
    let say = pairs;
    for (;;) {
      const answer = await this.#say(stage, next, true, say);
      if (answer === undefined) return undefined;
      const taken = this.#negotiation.take(stage === LoginStage.loginOperationalNegotiation ? answer.pairs : declared(answer.pairs));
      if ('problem' in taken) throw new ConnectionLost('invalid-pdu', taken.problem);
      if (answer.transit && answer.nextStage === next) return answer;
      say = taken.answers;
    }
  }

  /** One request and its whole answer; undefined: the target is elsewhere. */
  async #say(stage: number, next: number, transit: boolean, pairs: readonly TextPair[]): Promise<Answer | undefined> {
    let response = await this.#exchange(stage, next, transit, encodeText(pairs));
    const parts = [response.data];
    while (response.continues) {
      response = await this.#exchange(stage, next, false, ByteList.empty);
      parts.push(response.data);
    }
    const text = decodeText(ByteList.concat(parts).toBytes());
    if ('error' in text) throw new ConnectionLost('invalid-pdu', text.error);
    if (response.status === LoginStatus.targetMovedTemporarily || response.status === LoginStatus.targetMovedPermanently) {
      const address = new Map(text.pairs).get('TargetAddress');
      this.#link.drop(new ConnectionLost('dropped', 'the target is elsewhere'));
      if (address === undefined)
        throw new LoginError('bad-redirection', `${this.#where} says that the target is elsewhere, and not where.`);
      this.#redirection = { address, permanent: response.status === LoginStatus.targetMovedPermanently };
      return undefined;
    }
    if (response.status !== LoginStatus.success) throw refusal(response.status, this.#where);
    return { transit: response.transit, nextStage: response.nextStage, pairs: text.pairs };
  }

  async #exchange(currentStage: number, nextStage: number, transit: boolean, data: ByteList): Promise<LoginResponsePdu> {
    const { profile, isid } = this.#options;
    const { numbering } = profile;
    if (++this.#rounds > MAXIMUM_ROUNDS) throw new ConnectionLost('invalid-pdu', 'the login goes on without end');
    this.#link.send({
      opcode: Opcode.loginRequest,
      immediate: true,
      transit,
      continues: false,
      currentStage,
      nextStage: transit ? nextStage : 0,
      versionMax: 0,
      versionMin: 0,
      isid,
      tsih: 0,
      initiatorTaskTag: numbering.loginTag,
      connectionId: numbering.connectionId,
      cmdSn: numbering.firstCmdSn,
      expStatSn: this.#expStatSn,
      data,
    });
    const response = await this.#link.next();
    if (response.opcode !== Opcode.loginResponse)
      throw new ConnectionLost('invalid-pdu', `a ${opcodeName(response.opcode)} is no answer to a login`);
    const problem = this.#problem(response, currentStage);
    if (problem !== undefined) throw new ConnectionLost('invalid-pdu', problem);
    this.#expStatSn = addSerial(response.statSn, 1);
    this.#last = response;
    return response;
  }

  #problem(response: LoginResponsePdu, currentStage: number): string | undefined {
    const { profile, isid } = this.#options;
    // A refusal need not be right in anything else, and its StatSN may stand anywhere.
    if (response.status !== LoginStatus.success) return undefined;
    if (response.initiatorTaskTag !== profile.numbering.loginTag) return `its Initiator Task Tag is ${response.initiatorTaskTag}`;
    if (Buffer.compare(response.isid, isid) !== 0) return 'its ISID is another';
    if (response.currentStage !== currentStage) return `it speaks of stage ${response.currentStage} in stage ${currentStage}`;
    if (this.#last !== undefined && response.statSn !== this.#expStatSn)
      return `its StatSN is ${response.statSn}, and ${this.#expStatSn} comes next`;
    if (response.transit && response.continues) return 'T and C are set at once';
    return undefined;
  }

  #loggedIn(): LoggedIn {
    const { parameters, values, unanswered } = this.#negotiation;
    const last = this.#last!;
    if (unanswered !== undefined) throw new ConnectionLost('invalid-pdu', unanswered);
    if (last.tsih === 0 && this.#options.targetName !== undefined) throw new ConnectionLost('invalid-pdu', 'its TSIH is 0');
    this.#link.framing = {
      headerDigest: parameters.headerDigest,
      dataDigest: parameters.dataDigest,
      maximumDataSegmentLength: parameters.segmentToUs,
    };
    return {
      link: this.#link,
      parameters,
      values,
      tsih: last.tsih,
      cmdSn: last.expCmdSn,
      maxCmdSn: last.maxCmdSn,
      expStatSn: this.#expStatSn,
    };
  }
}

/** The security stage has keys of its own, which are no negotiation: only what else is declared there is taken note of. */
const declared = (pairs: readonly TextPair[]): readonly TextPair[] => pairs.filter(([key]) => key.startsWith('Target'));
