/**
 * One TCP connection from its first byte to its last (RFC 7143 §8.1): the login phase, then the full feature phase of the session it led to. Whatever
 * arrives, it answers as the standard prescribes or closes; a bug in what serves it ends this connection and nothing else.
 */

import { ByteList } from '../foundation/byte-list.ts';
import type { Publish } from '../foundation/event.ts';
import type { LoginRequestPdu } from '../wire/login-request.ts';
import type { LoginResponsePdu } from '../wire/login-response.ts';
import { Opcode } from '../wire/opcode.ts';
import type { InitiatorPdu } from '../wire/pdu.ts';
import type { WireError } from '../wire/wire-error.ts';
import type { CloseManner } from './channel.ts';
import { CommandWindow } from './command-window.ts';
import type { ConnectionIdentity, IscsiEvent } from './events.ts';
import type { FullFeaturePhase } from './full-feature-phase.ts';
import { isLoginFailure, type Login, type LoginAnswer, LoginPhase, type LoginService } from './login.ts';
import { Numbering } from './numbering.ts';
import type { ConnectionInput, Port } from './port.ts';
import type { Session, SessionConnection } from './session.ts';

/** What a connection needs of the node it belongs to. */
export interface ConnectionContext {
  readonly identity: ConnectionIdentity;
  readonly loginService: LoginService;
  readonly loginTimeMs: number;
  readonly publish: Publish<IscsiEvent>;
  /** Makes the session that a login has led to, or finds the one that it continues, and has the connection serve it. */
  establish(login: Login, connection: SessionConnection): Established;
  /** The last word: the connection is over. */
  closed(): void;
}

export interface Established {
  readonly session: Session;
  readonly phase: FullFeaturePhase;
}

export class Connection implements ConnectionInput, SessionConnection {
  readonly identity: ConnectionIdentity;
  readonly port: Port;
  readonly #context: ConnectionContext;
  readonly #loginPhase: LoginPhase;
  readonly #cancelLoginTimeout: () => void;
  #numbering: Numbering | undefined;
  #established: Established | undefined;
  #lastRequest: LoginRequestPdu | undefined;
  #over = false;

  constructor(port: Port, context: ConnectionContext) {
    this.identity = context.identity;
    this.port = port;
    this.#context = context;
    this.#loginPhase = new LoginPhase(port, context.loginService);
    this.#cancelLoginTimeout = port.schedule(context.loginTimeMs, () => this.#violate('the login took too long'));
  }

  /** Whether its login has ended. */
  get serves(): boolean {
    return this.#established !== undefined;
  }

  get numbering(): Numbering {
    return this.#numbering!;
  }

  receive(pdu: InitiatorPdu): void {
    this.#guard(() => {
      if (this.#established !== undefined) this.#established.phase.receive(pdu);
      else if (pdu.opcode === Opcode.loginRequest) this.#login(pdu);
      else this.#interrupt('a PDU other than a Login Request before the end of the login');
    });
  }

  receiveError(error: WireError): void {
    this.#guard(() => {
      if (this.#established !== undefined) this.#established.phase.receiveError(error);
      else this.#violate(error.message);
    });
  }

  closed(reason = 'the initiator closed the connection'): void {
    this.#guard(() => this.end('after-sending', reason));
  }

  /** Closes the connection; a session that has not ended has lost it. */
  end(how: CloseManner, reason: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelLoginTimeout();
    this.port.close(how, reason);
    this.#context.publish({ event: 'connection.closed', ...this.identity, reason });
    this.#established?.session.lost(this, reason);
    this.#context.closed();
  }

  /** Something of ours is broken. */
  fail(error: unknown): void {
    this.#context.publish({ event: 'connection.failed', ...this.identity, error });
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
    this.#context.publish({ event: 'protocol.violated', ...this.identity, problem });
    this.end('at-once', problem);
  }

  /** Before a login has begun there is nobody to answer to; once it has, the initiator is told (§6.3). */
  #interrupt(problem: string): void {
    const request = this.#lastRequest;
    if (request === undefined) this.#violate(problem);
    else this.#answer(request, this.#loginPhase.interrupt(problem));
  }

  #login(pdu: LoginRequestPdu): void {
    // Its text is not kept: what is left of it are the fields that an answer repeats.
    this.#lastRequest = { ...pdu, data: ByteList.empty };
    // The numbers of a session are its own business until the login has come to it.
    this.#numbering ??= new Numbering(pdu.expStatSn, new CommandWindow(pdu.cmdSn, () => 1));
    const answer = this.#loginPhase.receive(pdu);
    const login = isLoginFailure(answer) ? undefined : answer.login;
    if (login !== undefined) {
      this.#cancelLoginTimeout();
      this.#established = this.#context.establish(login, this);
    }
    this.#answer(pdu, answer);
    if (login !== undefined) this.port.useFraming(login.framing);
  }

  #answer(pdu: LoginRequestPdu, answer: LoginAnswer): void {
    this.port.send(this.#response(pdu, answer));
    if (!isLoginFailure(answer)) return;
    const { status, problem, initiatorName } = answer;
    this.#context.publish({ event: 'login.failed', ...this.identity, status, problem, initiatorName });
    this.end('after-sending', problem);
  }

  #response(pdu: LoginRequestPdu, answer: LoginAnswer): LoginResponsePdu {
    const { transit, continues } = isLoginFailure(answer) ? { transit: false, continues: false } : answer;
    return {
      opcode: Opcode.loginResponse,
      transit,
      continues,
      currentStage: pdu.currentStage,
      nextStage: transit ? pdu.nextStage : 0,
      versionMax: 0,
      versionActive: 0,
      isid: pdu.isid,
      tsih: this.#established?.session.identity.tsih ?? pdu.tsih,
      initiatorTaskTag: pdu.initiatorTaskTag,
      ...this.numbering.next(),
      status: answer.status,
      data: answer.data,
    };
  }
}
