/**
 * The full feature phase of one connection (RFC 7143 §4.2.5, §8.1): takes every PDU, puts commands into the session's order, hands each to what
 * serves it. What it holds is the connection's own and goes with it: tasks and task management, which answer where they were asked
 * (§4.2.5.1: connection allegiance), the text exchange, the keep-alive.
 */
import { uint32At } from '../foundation/big-endian.ts';
import { ByteList } from '../foundation/byte-list.ts';
import type { Nexus, ScsiTarget } from '../scsi/target.ts';
import { encodeHeader, HEADER_LENGTH } from '../wire/codec.ts';
import { Opcode } from '../wire/opcode.ts';
import type { InitiatorPdu } from '../wire/pdu.ts';
import { RejectReason } from '../wire/reject.ts';
import type { TaskManagementRequestPdu } from '../wire/task-management-request.ts';
import type { TextPair } from '../wire/text.ts';
import type { WireError } from '../wire/wire-error.ts';
import { asyncMessage } from './async-message.ts';
import type { AsyncNotice } from './async-notice.ts';
import type { Channel, CloseManner } from './channel.ts';
import type { CommandWindow } from './command-window.ts';
import type { IscsiLimits } from './limits.ts';
import { answerLogout } from './logout.ts';
import { KeepAlive, type KeepAliveTimes, receiveNopOut } from './nop.ts';
import type { Numbering } from './numbering.ts';
import { type OperationalParameters, operationalParameters, type SettledValues } from './operational-parameters.ts';
import type { Port } from './port.ts';
import { SessionTasks } from './session-tasks.ts';
import { TaskManagement } from './task-management.ts';
import { TextRequests } from './text.ts';

/** What a normal session serves. */
export interface ServedTarget {
  readonly nexus: Nexus;
  readonly device: ScsiTarget;
}

export interface FullFeaturePhaseOptions {
  readonly sessionType: 'normal' | 'discovery';
  /** Undefined in a discovery session. */
  readonly served: ServedTarget | undefined;
  readonly connectionId: number;
  readonly port: Port;
  readonly numbering: Numbering;
  readonly window: CommandWindow;
  /** What the login has settled. */
  readonly values: SettledValues;
  readonly limits: IscsiLimits;
  readonly keepAlive: KeepAliveTimes;
  readonly sendTargets: (value: string) => readonly TextPair[];
  readonly events: FullFeatureEvents;
}

/** What the phase tells those who made it. */
export interface FullFeatureEvents {
  /** A text exchange has settled other values. */
  settled(values: SettledValues): void;
  /** The connection is to end, and not by a logout. */
  broken(how: CloseManner, reason: string): void;
  loggedOut(): void;
  rejected(reason: number, problem: string): void;
  failed(error: unknown): void;
  taskManagementCompleted(pdu: TaskManagementRequestPdu, response: number): void;
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

/** The answer to what is no PDU: a Reject where the stream can go on (§11.17.1), the end of the connection where it cannot (§7.7, §7.8). */
const wireErrorAnswers: Readonly<Record<WireError['reason'], { readonly reject?: number; readonly end?: CloseManner }>> = {
  'unknown-opcode': { reject: RejectReason.commandNotSupported },
  'bad-field': { reject: RejectReason.invalidPduField },
  'data-digest': { reject: RejectReason.dataDigestError },
  'too-long': { reject: RejectReason.protocolError, end: 'after-sending' },
  'header-digest': { end: 'at-once' },
};

export class FullFeaturePhase {
  readonly connectionId: number;
  readonly #options: FullFeaturePhaseOptions;
  readonly #channel: Channel;
  readonly #tasks: SessionTasks | undefined;
  readonly #taskManagement: TaskManagement | undefined;
  readonly #text: TextRequests;
  readonly #keepAlive: KeepAlive;
  #values: SettledValues;
  #parameters: OperationalParameters;
  #cancelNegotiationDeadline = nothing;
  /** Of pings and texts that wait for their turn. */
  #waitingBytes = 0;

  constructor(options: FullFeaturePhaseOptions) {
    const { sessionType, served, port, numbering, window, values, limits, events } = options;
    this.#options = options;
    this.connectionId = options.connectionId;
    this.#values = values;
    this.#parameters = operationalParameters(values);
    const parameters = (): OperationalParameters => this.#parameters;
    const channel: Channel = {
      port,
      numbering,
      get parameters() {
        return parameters();
      },
      reject: (pdu, reason, problem) => this.#reject(encodeHeader(pdu), reason, problem),
      fail: (error) => events.failed(error),
    };
    this.#channel = channel;
    this.#text = new TextRequests({
      channel,
      sessionType,
      values: () => this.#values,
      settle: (settled) => {
        this.#values = settled;
        this.#parameters = operationalParameters(settled);
        events.settled(settled);
      },
      sendTargets: options.sendTargets,
      limits,
    });
    this.#keepAlive = new KeepAlive({
      channel,
      times: options.keepAlive,
      mayPing: sessionType === 'normal',
      dead: () => events.broken('at-once', 'the initiator no longer answers'),
    });
    if (served === undefined) return;
    this.#tasks = new SessionTasks({ ...served, channel, window, limits });
    this.#taskManagement = new TaskManagement({
      ...served,
      tasks: this.#tasks,
      window,
      channel,
      abandonText: (initiatorTaskTag) => this.#text.abandon(initiatorTaskTag),
      completed: (pdu, response) => events.taskManagementCompleted(pdu, response),
    });
  }

  /** How many commands more than those delivered it takes. A discovery session's are answered on the spot. */
  get room(): number {
    return this.#tasks?.room ?? 1;
  }

  receive(pdu: InitiatorPdu): void {
    this.#keepAlive.heard();
    const { sessionType, window } = this.#options;
    if (sessionType === 'discovery' && pdu.opcode !== Opcode.textRequest && pdu.opcode !== Opcode.logoutRequest) {
      this.#passOver(encodeHeader(pdu));
      this.#channel.reject(pdu, RejectReason.protocolError, 'a discovery session serves Text and Logout Requests only');
    } else if (pdu.opcode === Opcode.dataOut) this.#tasks?.receiveDataOut(pdu);
    else if (pdu.opcode === Opcode.snackRequest)
      this.#channel.reject(pdu, RejectReason.snackReject, 'SNACK takes an ErrorRecoveryLevel above 0');
    else if (pdu.opcode === Opcode.loginRequest) this.#channel.reject(pdu, RejectReason.protocolError, 'a Login Request after the login');
    else if (pdu.immediate) this.#arrive(pdu)();
    else if (window.accepts(pdu.cmdSn)) window.take(pdu.cmdSn, this.#arriveInTurn(pdu));
  }

  /** Bytes that are no PDU. */
  receiveError(error: WireError): void {
    this.#keepAlive.heard();
    const { reject, end } = wireErrorAnswers[error.reason];
    if (error.reason === 'bad-field') this.#passOver(error.header);
    if (reject !== undefined) this.#reject(error.header, reject, error.message);
    if (error.reason === 'data-digest' && (error.header[0]! & 0x3f) === Opcode.dataOut) this.#tasks?.receiveCorruptDataOut(error.header);
    if (end !== undefined) this.#options.events.broken(end, error.message);
  }

  /** Sends an Asynchronous Message. */
  notify(notice: AsyncNotice): void {
    const content = asyncMessage(notice);
    const data = content.data.slice(0, this.#parameters.maximumSendDataSegmentLength);
    this.#options.port.send({ opcode: Opcode.asyncMessage, ...content, ...this.#options.numbering.next(), data });
  }

  /** Asks for a negotiation of parameters (§11.9.1); the connection ends when none begins within the time. */
  requestNegotiation(withinSeconds: number): void {
    this.notify({ event: 'negotiation-request', withinSeconds });
    this.#cancelNegotiationDeadline();
    this.#cancelNegotiationDeadline = this.#options.port.schedule(withinSeconds * 1000, () =>
      this.#options.events.broken('after-sending', 'the initiator has not begun the negotiation it was asked for'),
    );
  }

  /** The connection is over: nothing is sent any more, and no task has anybody to answer to. */
  stop(): void {
    this.#keepAlive.stop();
    this.#cancelNegotiationDeadline();
    this.#tasks?.dropAll();
  }

  /** What is to be done with a command when its turn has come; a SCSI command is taken note of at once, for its data may come before. */
  #arrive(pdu: CommandPdu): () => void {
    switch (pdu.opcode) {
      case Opcode.scsiCommand:
        return this.#tasks?.arrive(pdu) ?? nothing;
      case Opcode.taskManagementRequest:
        return () => this.#taskManagement?.perform(pdu);
      case Opcode.nopOut:
        return () => receiveNopOut(pdu, this.#channel, this.#keepAlive);
      case Opcode.textRequest:
        return () => {
          this.#cancelNegotiationDeadline();
          this.#text.receive(pdu);
        };
      case Opcode.logoutRequest:
        return () => {
          this.#cancelNegotiationDeadline();
          if (answerLogout(pdu, this.connectionId, this.#channel)) this.#options.events.loggedOut();
        };
    }
  }

  /** The same for one that may have to wait: pings and texts that do hold no more data than SCSI commands may. */
  #arriveInTurn(pdu: CommandPdu): () => void {
    const bytes = pdu.opcode === Opcode.nopOut || pdu.opcode === Opcode.textRequest ? pdu.data.length : 0;
    if (bytes === 0) return this.#arrive(pdu);
    if (this.#waitingBytes + bytes > this.#options.limits.heldBytes) {
      this.#channel.reject(pdu, RejectReason.outOfResources, 'too much data waits for a command that is missing');
      return nothing;
    }
    this.#waitingBytes += bytes;
    const deliver = this.#arrive(pdu);
    return () => {
      this.#waitingBytes -= bytes;
      deliver();
    };
  }

  /** A command that is Rejected unheard has used its number all the same, or those behind it would wait for ever (§4.2.2.1). */
  #passOver(header: Uint8Array): void {
    const { window } = this.#options;
    const immediate = (header[0]! & 0x40) !== 0;
    const cmdSn = uint32At(header, 24);
    if (commandOpcodes.has(header[0]! & 0x3f) && !immediate && window.accepts(cmdSn)) window.take(cmdSn, nothing);
  }

  #reject(header: Uint8Array, reason: number, problem: string): void {
    this.#options.port.send({
      opcode: Opcode.reject,
      reason,
      ...this.#options.numbering.next(),
      dataSn: 0,
      data: ByteList.of(header.slice(0, HEADER_LENGTH)),
    });
    this.#options.events.rejected(reason, problem);
  }
}
