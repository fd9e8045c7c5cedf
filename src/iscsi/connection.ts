/**
 * One TCP connection from its first byte to its last (RFC 7143 §8.1): the login phase, then the session it led to. Whatever arrives, it answers as the
 * standard prescribes or closes; a bug in what serves it ends this connection and nothing else.
 */

import { ByteList } from '../foundation/byte-list.ts';
import { loginFraming } from '../wire/framing.ts';
import type { LoginRequestPdu } from '../wire/login-request.ts';
import type { LoginResponsePdu } from '../wire/login-response.ts';
import { Opcode } from '../wire/opcode.ts';
import type { InitiatorPdu } from '../wire/pdu.ts';
import type { WireError } from '../wire/wire-error.ts';
import { CommandWindow } from './command-window.ts';
import { isLoginFailure, type Login, type LoginAnswer, type LoginDirectory, LoginPhase } from './login.ts';
import { Numbering } from './numbering.ts';
import { maximumReceiveDataSegmentLength } from './operational-parameters.ts';
import type { ConnectionInput, Port } from './port.ts';
import type { Session } from './session.ts';

/** What a connection needs of the node it belongs to. */
export interface ConnectionContext {
  readonly directory: LoginDirectory;
  readonly loginTimeoutMs: number;
  /** Makes the session that a login has led to, in the place of an older one of the same identity. */
  establish(login: Login, port: Port, numbering: Numbering, window: CommandWindow): Session;
  loginFailed(status: number, problem: string, initiatorName: string | undefined): void;
  violated(problem: string): void;
  failed(error: unknown): void;
  /** The last word: the connection is over. */
  closed(reason: string): void;
}

export class Connection implements ConnectionInput {
  readonly #context: ConnectionContext;
  readonly port: Port;
  readonly #loginPhase: LoginPhase;
  readonly #cancelLoginTimeout: () => void;
  #window: CommandWindow | undefined;
  #numbering: Numbering | undefined;
  #session: Session | undefined;
  #lastRequest: LoginRequestPdu | undefined;
  #over = false;

  constructor(port: Port, context: ConnectionContext) {
    this.port = port;
    this.#context = context;
    this.#loginPhase = new LoginPhase(context.directory);
    this.#cancelLoginTimeout = port.schedule(context.loginTimeoutMs, () => this.end('at-once', 'the login took too long'));
  }

  receive(pdu: InitiatorPdu): void {
    this.#guard(() => {
      if (this.#session !== undefined) this.#session.receive(pdu);
      else if (pdu.opcode === Opcode.loginRequest) this.#login(pdu);
      else this.#interrupt('a PDU other than a Login Request before the end of the login');
    });
  }

  receiveError(error: WireError): void {
    this.#guard(() => {
      if (this.#session !== undefined) this.#session.receiveError(error);
      else this.#violate(error.message);
    });
  }

  closed(): void {
    this.#guard(() => this.end('after-sending', 'the initiator closed the connection'));
  }

  /** Closes the connection, and ends its session if it has one. */
  end(how: 'after-sending' | 'at-once', reason: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelLoginTimeout();
    if (this.#session !== undefined) this.#session.end(how, reason);
    else this.port.close(how, reason);
    this.#context.closed(reason);
  }

  /** Something of ours is broken. */
  fail(error: unknown): void {
    this.#context.failed(error);
    this.end('at-once', 'an internal error');
  }

  #guard(action: () => void): void {
    if (this.#over) return;
    try {
      action();
    } catch (error) {
      this.fail(error);
    }
  }

  #violate(problem: string): void {
    this.#context.violated(problem);
    this.end('at-once', problem);
  }

  /** Before a login has begun there is nobody to answer to; once it has, the initiator is told (§6.3). */
  #interrupt(problem: string): void {
    const request = this.#lastRequest;
    if (request === undefined) this.#violate(problem);
    else this.#answer(request, this.#loginPhase.interrupt(problem), this.#numbering!);
  }

  #login(pdu: LoginRequestPdu): void {
    this.#lastRequest = pdu;
    this.#window ??= new CommandWindow(pdu.cmdSn, () => this.#session?.room ?? 1);
    this.#numbering ??= new Numbering(pdu.expStatSn, this.#window);
    const answer = this.#loginPhase.receive(pdu);
    if (!isLoginFailure(answer) && answer.login !== undefined) {
      this.#cancelLoginTimeout();
      this.#session = this.#context.establish(answer.login, this.port, this.#numbering, this.#window);
    }
    this.#answer(pdu, answer, this.#numbering);
    if (this.#session !== undefined) this.port.useFraming({ ...loginFraming, maximumDataSegmentLength: maximumReceiveDataSegmentLength });
  }

  #answer(pdu: LoginRequestPdu, answer: LoginAnswer, numbering: Numbering): void {
    this.port.send(this.#response(pdu, answer, numbering));
    if (!isLoginFailure(answer)) return;
    this.#context.loginFailed(answer.status, answer.problem, answer.initiatorName);
    this.end('after-sending', answer.problem);
  }

  #response(pdu: LoginRequestPdu, answer: LoginAnswer, numbering: Numbering): LoginResponsePdu {
    const progress = isLoginFailure(answer) ? { transit: false, continues: false, data: ByteList.empty } : answer;
    return {
      opcode: Opcode.loginResponse,
      transit: progress.transit,
      continues: progress.continues,
      currentStage: pdu.currentStage,
      nextStage: progress.transit ? pdu.nextStage : 0,
      versionMax: 0,
      versionActive: 0,
      isid: pdu.isid,
      tsih: this.#session?.identity.tsih ?? pdu.tsih,
      initiatorTaskTag: pdu.initiatorTaskTag,
      ...numbering.next(),
      status: answer.status,
      data: progress.data,
    };
  }
}
