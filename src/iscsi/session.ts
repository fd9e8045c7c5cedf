/**
 * A session in its full feature phase, with the one connection it has (RFC 7143 §4.2, §4.3): takes every PDU, puts commands into their order, hands
 * each to what serves it, and ends with everything that belongs to it.
 */
import { uint32At } from '../foundation/big-endian.ts';
import { ByteList } from '../foundation/byte-list.ts';
import type { Nexus, ScsiTarget } from '../scsi/target.ts';
import { AsyncEvent } from '../wire/async-message.ts';
import { encodeHeader, HEADER_LENGTH } from '../wire/codec.ts';
import { Opcode } from '../wire/opcode.ts';
import type { InitiatorPdu } from '../wire/pdu.ts';
import { RejectReason } from '../wire/reject.ts';
import { TaskManagementFunctionCode } from '../wire/task-management-request.ts';
import type { TextPair } from '../wire/text.ts';
import type { WireError } from '../wire/wire-error.ts';
import type { Channel } from './channel.ts';
import type { CommandWindow } from './command-window.ts';
import type { SessionIdentity } from './events.ts';
import type { KeyName } from './key-table.ts';
import type { Login } from './login.ts';
import { answerLogout } from './logout.ts';
import { answerNopOut, KeepAlive } from './nop.ts';
import type { Numbering } from './numbering.ts';
import { type OperationalParameters, operationalParameters } from './operational-parameters.ts';
import type { Port } from './port.ts';
import { SessionTasks } from './session-tasks.ts';
import { TaskManagement } from './task-management.ts';
import { TextRequests } from './text.ts';

/** What a normal session serves. */
export interface ServedTarget {
  readonly nexus: Nexus;
  readonly device: ScsiTarget;
}

export interface SessionOptions {
  readonly login: Login;
  readonly tsih: number;
  /** Undefined for a discovery session. */
  readonly served: ServedTarget | undefined;
  readonly port: Port;
  readonly numbering: Numbering;
  readonly window: CommandWindow;
  readonly since: number;
  readonly keepAliveMs: number;
  readonly sendTargets: (value: string) => readonly TextPair[];
  readonly events: SessionEvents;
}

/** What a session tells those who made it. */
export interface SessionEvents {
  ended(session: Session, reason: string): void;
  rejected(reason: number, problem: string): void;
  failed(error: unknown): void;
  taskManagementCompleted(session: Session, fields: { readonly function: number; readonly lun: bigint; readonly response: number }): void;
  /** TARGET COLD RESET has been carried out: every session of the target is to end. */
  coldReset(session: Session): void;
}

type CommandPdu = Exclude<Extract<InitiatorPdu, { readonly cmdSn: number }>, { opcode: typeof Opcode.loginRequest }>;

const nothing = (): void => {};

/** The PDUs that bear a CmdSN after the login. */
const commandOpcodes: ReadonlySet<number> = new Set<CommandPdu['opcode']>([
  Opcode.nopOut,
  Opcode.scsiCommand,
  Opcode.taskManagementRequest,
  Opcode.textRequest,
  Opcode.logoutRequest,
]);

/** The answer to what is no PDU: a Reject where the stream can go on (§11.17.1), the end of the session where it cannot (§7.7). */
const wireErrorAnswers: Readonly<Record<WireError['reason'], { readonly reject?: number; readonly end?: 'after-sending' | 'at-once' }>> = {
  'unknown-opcode': { reject: RejectReason.commandNotSupported },
  'bad-field': { reject: RejectReason.invalidPduField },
  'data-digest': { reject: RejectReason.dataDigestError },
  'too-long': { reject: RejectReason.protocolError, end: 'after-sending' },
  'header-digest': { end: 'at-once' },
};

export class Session {
  readonly identity: SessionIdentity;
  readonly login: Login;
  readonly since: number;
  readonly port: Port;
  readonly #options: SessionOptions;
  readonly #channel: Channel;
  readonly #tasks: SessionTasks | undefined;
  readonly #taskManagement: TaskManagement | undefined;
  readonly #text: TextRequests;
  readonly #keepAlive: KeepAlive | undefined;
  #values: ReadonlyMap<KeyName, string>;
  #parameters: OperationalParameters;
  #over = false;

  constructor(options: SessionOptions) {
    const { login, tsih, served, port, numbering, window, events } = options;
    this.#options = options;
    this.login = login;
    this.since = options.since;
    this.port = port;
    this.#values = login.values;
    this.#parameters = operationalParameters(login.values);
    this.identity = {
      initiatorName: login.initiatorName,
      target: served === undefined ? undefined : login.target,
      isid: Buffer.from(login.isid).toString('hex'),
      tsih,
    };
    const parameters = (): OperationalParameters => this.#parameters;
    this.#channel = {
      port,
      numbering,
      get parameters() {
        return parameters();
      },
      reject: (pdu, reason, problem) => this.#reject(encodeHeader(pdu), reason, problem),
      fail: (error) => events.failed(error),
    };
    this.#text = new TextRequests({
      channel: this.#channel,
      sessionType: login.type,
      values: () => this.#values,
      settle: (values) => {
        this.#values = values;
        this.#parameters = operationalParameters(values);
      },
      sendTargets: options.sendTargets,
    });
    if (served === undefined) return;
    const { nexus, device } = served;
    this.#tasks = new SessionTasks({ nexus, device, channel: this.#channel });
    this.#taskManagement = new TaskManagement({
      nexus,
      device,
      tasks: this.#tasks,
      window,
      channel: this.#channel,
      completed: ({ function: code, lun }, response) => {
        events.taskManagementCompleted(this, { function: code, lun, response });
        if (code === TaskManagementFunctionCode.targetColdReset && response === 0) events.coldReset(this);
      },
    });
    this.#keepAlive = new KeepAlive(this.#channel, options.keepAliveMs, () => this.end('at-once', 'the initiator no longer answers'));
    device.nexusEstablished(nexus);
  }

  /** How many commands more than those delivered it takes. A discovery session's are answered on the spot. */
  get room(): number {
    return this.#tasks?.room ?? 1;
  }

  receive(pdu: InitiatorPdu): void {
    this.#keepAlive?.heard();
    if (this.login.type === 'discovery' && pdu.opcode !== Opcode.textRequest && pdu.opcode !== Opcode.logoutRequest) {
      this.#passOver(encodeHeader(pdu));
      this.#channel.reject(pdu, RejectReason.protocolError, 'a discovery session serves Text and Logout Requests only');
    } else if (pdu.opcode === Opcode.dataOut) this.#tasks?.receiveDataOut(pdu);
    else if (pdu.opcode === Opcode.snackRequest)
      this.#channel.reject(pdu, RejectReason.snackReject, 'SNACK takes an ErrorRecoveryLevel above 0');
    else if (pdu.opcode === Opcode.loginRequest) this.#channel.reject(pdu, RejectReason.protocolError, 'a Login Request after the login');
    else if (pdu.immediate) this.#arrive(pdu)();
    else if (this.#options.window.accepts(pdu.cmdSn)) this.#options.window.take(pdu.cmdSn, this.#arrive(pdu));
  }

  /** Bytes that are no PDU. */
  receiveError(error: WireError): void {
    const { reject, end } = wireErrorAnswers[error.reason];
    if (error.reason === 'bad-field') this.#passOver(error.header);
    if (reject !== undefined) this.#reject(error.header, reject, error.message);
    if (end !== undefined) this.end(end, error.message);
  }

  /** Asks the initiator to log out within the time (§11.9.1). */
  requestLogout(withinMs: number): void {
    this.port.send({
      opcode: Opcode.asyncMessage,
      lun: 0n,
      ...this.#options.numbering.next(),
      asyncEvent: AsyncEvent.logoutRequest,
      asyncVCode: 0,
      parameter1: 0,
      parameter2: 0,
      parameter3: Math.ceil(withinMs / 1000),
      data: ByteList.empty,
    });
  }

  /** Ends the session and closes its connection. */
  end(how: 'after-sending' | 'at-once', reason: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#keepAlive?.stop();
    this.#tasks?.dropAll();
    const { served, events } = this.#options;
    served?.device.nexusLost(served.nexus);
    this.port.close(how, reason);
    events.ended(this, reason);
  }

  /** What is to be done with a command when its turn has come; a SCSI command is taken note of at once, for its data may come before. */
  #arrive(pdu: CommandPdu): () => void {
    switch (pdu.opcode) {
      case Opcode.scsiCommand:
        return this.#tasks?.arrive(pdu) ?? nothing;
      case Opcode.taskManagementRequest:
        return () => this.#taskManagement?.perform(pdu);
      case Opcode.nopOut:
        return () => answerNopOut(pdu, this.#channel);
      case Opcode.textRequest:
        return () => this.#text.receive(pdu);
      case Opcode.logoutRequest:
        return () => {
          if (answerLogout(pdu, this.login.connectionId, this.#channel)) this.end('after-sending', 'the initiator has logged out');
        };
    }
  }

  /** A command that is Rejected unheard has used its number all the same, or those behind it would wait for ever (§4.2.2.1). */
  #passOver(header: Uint8Array): void {
    const { window } = this.#options;
    const immediate = (header[0]! & 0x40) !== 0;
    const cmdSn = uint32At(header, 24);
    if (commandOpcodes.has(header[0]! & 0x3f) && !immediate && window.accepts(cmdSn)) window.take(cmdSn, nothing);
  }

  #reject(header: Uint8Array, reason: number, problem: string): void {
    this.port.send({
      opcode: Opcode.reject,
      reason,
      ...this.#options.numbering.next(),
      dataSn: 0,
      data: ByteList.of(header.slice(0, HEADER_LENGTH)),
    });
    this.#options.events.rejected(reason, problem);
  }
}
