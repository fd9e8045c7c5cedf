/**
 * One connection in full feature phase (RFC 7143 §4.2.2, §11): gives requests their tags and numbers, takes what the target sends to the request that it
 * belongs to, acknowledges it by StatSN, and answers pings. What the target may not send ends the connection.
 */
import { uint32At } from '../../foundation/big-endian.ts';
import { ByteList } from '../../foundation/byte-list.ts';
import type { Clock } from '../../foundation/clock.ts';
import { addSerial, serialDistance } from '../../foundation/serial-number.ts';
import type { AsyncMessagePdu } from '../../wire/async-message.ts';
import { opcodeOf } from '../../wire/codec.ts';
import { LogoutReason } from '../../wire/logout-request.ts';
import type { NopInPdu } from '../../wire/nop-in.ts';
import { Opcode, opcodeName, RESERVED_TAG } from '../../wire/opcode.ts';
import type { InitiatorPdu, TargetPdu } from '../../wire/pdu.ts';
import type { RejectPdu } from '../../wire/reject.ts';
import { TaskManagementFunctionCode } from '../../wire/task-management-request.ts';
import { TaskManagementResponseCode } from '../../wire/task-management-response.ts';
import type { NoAnswer, ScsiAnswer, ScsiRequest } from '../scsi.ts';
import { CommandWindow } from './command-window.ts';
import { type Command, Commands } from './commands.ts';
import { ConnectionLost, type Link } from './link.ts';
import type { LoggedIn } from './login.ts';
import type { OperationalParameters } from './negotiation.ts';
import type { Recovery } from './profile.ts';
import { type AnswerPdu, Questions } from './questions.ts';
import { ScsiExchange } from './scsi-exchange.ts';
import type { TaskManagementFunction } from './session.ts';

export interface PhaseOptions {
  readonly clock: Clock;
  readonly connectionId: number;
  readonly firstTag: number;
  /** How long the target may take to answer what is not SCSI. */
  readonly answerMs: number;
  readonly onTimeout: Recovery['onTimeout'];
  readonly listener: PhaseListener;
}

export interface PhaseListener {
  /** The connection is gone; commands without an answer may be sent again elsewhere. */
  lost(loss: ConnectionLost): void;
  asyncMessage?(pdu: AsyncMessagePdu): void;
  rejected?(pdu: RejectPdu): void;
  timedOut?(request: ScsiRequest): void;
  managed?(task: TaskManagementFunction, response: number | undefined): void;
}

export class FullFeaturePhase {
  readonly #link: Link;
  readonly #options: PhaseOptions;
  readonly #parameters: OperationalParameters;
  readonly #window: CommandWindow;
  readonly #commands: Commands;
  readonly #questions: Questions;
  #expStatSn: number;
  #nextTag: number;
  #over = false;

  constructor({ link, parameters, cmdSn, maxCmdSn, expStatSn }: LoggedIn, options: PhaseOptions) {
    this.#link = link;
    this.#parameters = parameters;
    this.#options = options;
    this.#window = new CommandWindow(cmdSn, maxCmdSn);
    this.#expStatSn = expStatSn;
    this.#nextTag = options.firstTag;
    this.#questions = new Questions(options.clock);
    this.#commands = new Commands({
      clock: options.clock,
      enterWindow: (send) => this.#window.enter(send),
      send: (exchange, number) => link.send(...exchange.begin(number, this.#expStatSn)),
      end: (command, task) => this.#manage(task, command.exchange.lun, options.answerMs, command),
      onTimeout: options.onTimeout === 'abort-task' ? TaskManagementFunctionCode.abortTask : TaskManagementFunctionCode.logicalUnitReset,
      stuck: (problem) => link.drop(new ConnectionLost('task-management', problem)),
      timedOut: (request) => options.listener.timedOut?.(request),
    });
    void this.#receiveAll();
  }

  /** Whether no command is under way. */
  get idle(): boolean {
    return this.#commands.size === 0;
  }

  /** Sends a command when its turn has come; `settle` has its answer, unless the connection is lost before. The result gives it up. */
  execute(request: ScsiRequest, settle: (answer: ScsiAnswer) => void): (verdict: NoAnswer) => void {
    return this.#commands.begin(new ScsiExchange(request, this.#tag(), this.#parameters), request, settle);
  }

  /** Undefined: no answer in time, or the connection was lost. */
  manage(task: TaskManagementFunction, lun: bigint, timeoutMs = this.#options.answerMs): Promise<number | undefined> {
    return this.#manage(task, lun, timeoutMs);
  }

  async ping(timeoutMs: number): Promise<boolean> {
    const answer = await this.#ask(Opcode.nopIn, timeoutMs, (initiatorTaskTag) => ({
      opcode: Opcode.nopOut,
      lun: 0n,
      initiatorTaskTag,
      targetTransferTag: RESERVED_TAG,
      data: ByteList.empty,
      ...this.#immediate(),
    }));
    return answer !== undefined;
  }

  /** A text request (§11.10) and its whole answer, however many PDUs it takes; undefined: none came. */
  async text(data: ByteList): Promise<Uint8Array | undefined> {
    const initiatorTaskTag = this.#tag();
    const parts: ByteList[] = [];
    let turn: { readonly data: ByteList; readonly lun: bigint; readonly targetTransferTag: number } = {
      data,
      lun: 0n,
      targetTransferTag: RESERVED_TAG,
    };
    for (;;) {
      if (this.#over) return undefined;
      const { answerMs } = this.#options;
      const leaveWindow = this.#window.enter((cmdSn) =>
        this.#link.send({
          opcode: Opcode.textRequest,
          immediate: false,
          final: true,
          continues: false,
          initiatorTaskTag,
          ...turn,
          cmdSn,
          expStatSn: this.#expStatSn,
        }),
      );
      const answer = await this.#questions.ask(initiatorTaskTag, Opcode.textResponse, answerMs);
      leaveWindow();
      if (answer === undefined) return undefined;
      parts.push(answer.data);
      if (answer.final) return ByteList.concat(parts).toBytes();
      turn = { data: ByteList.empty, lun: answer.lun, targetTransferTag: answer.targetTransferTag };
    }
  }

  /** Closes the session; resolves when the connection has been ended, whatever the target says. */
  async logOut(loss = new ConnectionLost('dropped', 'logged out')): Promise<void> {
    const { answerMs, connectionId } = this.#options;
    await this.#ask(Opcode.logoutResponse, answerMs, (initiatorTaskTag) => ({
      opcode: Opcode.logoutRequest,
      reason: LogoutReason.closeSession,
      initiatorTaskTag,
      connectionId,
      ...this.#immediate(),
    }));
    this.#link.end(loss);
  }

  drop(loss: ConnectionLost): void {
    this.#link.drop(loss);
  }

  async #manage(task: TaskManagementFunction, lun: bigint, timeoutMs: number, command?: Command): Promise<number | undefined> {
    const { cmdSn } = this.#window;
    const named = task === TaskManagementFunctionCode.abortTask ? command : undefined;
    const answer = await this.#ask(Opcode.taskManagementResponse, timeoutMs, (initiatorTaskTag) => ({
      opcode: Opcode.taskManagementRequest,
      function: task,
      lun,
      initiatorTaskTag,
      referencedTaskTag: named?.exchange.tag ?? RESERVED_TAG,
      refCmdSn: named?.cmdSn ?? 0,
      expDataSn: 0,
      ...this.#immediate(),
    }));
    this.#options.listener.managed?.(task, answer?.response);
    if (answer?.response === TaskManagementResponseCode.functionComplete) this.#commands.endTasks(task, lun, cmdSn);
    return answer?.response;
  }

  /** What requests share that wait for no turn: they bear the CmdSN that the next ordinary one will have (§4.2.2.1). */
  #immediate(): { readonly immediate: true; readonly cmdSn: number; readonly expStatSn: number } {
    return { immediate: true, cmdSn: this.#window.cmdSn, expStatSn: this.#expStatSn };
  }

  async #ask<O extends TargetPdu['opcode']>(
    answer: O,
    timeoutMs: number,
    build: (tag: number) => InitiatorPdu,
  ): Promise<AnswerPdu<O> | undefined> {
    if (this.#over) return undefined;
    const tag = this.#tag();
    const answered = this.#questions.ask(tag, answer, timeoutMs);
    this.#link.send(build(tag));
    return answered;
  }

  async #receiveAll(): Promise<void> {
    try {
      for (;;) this.#receive(await this.#link.next());
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      this.#link.drop(error);
      this.#over = true;
      this.#commands.lose();
      this.#questions.lose();
      this.#options.listener.lost(error);
    }
  }

  #receive(pdu: TargetPdu): void {
    if (carriesStatus(pdu)) {
      const ahead = serialDistance(pdu.statSn, this.#expStatSn);
      if (ahead > 0) throw new ConnectionLost('stat-sn', `StatSN ${pdu.statSn} has come, and ${this.#expStatSn} comes next`);
      if (ahead < 0) {
        if (this.#awaits(pdu))
          throw new ConnectionLost('stat-sn', `StatSN ${pdu.statSn} has come again, for a task that has no answer yet`);
        // All of it has come before.
        return;
      }
      this.#expStatSn = addSerial(pdu.statSn, 1);
    }
    this.#take(pdu);
    this.#window.update(pdu);
  }

  #take(pdu: TargetPdu): void {
    switch (pdu.opcode) {
      case Opcode.scsiResponse: {
        const command = this.#command(pdu);
        this.#commands.settle(command, command.exchange.response(pdu));
        break;
      }
      case Opcode.dataIn: {
        const command = this.#command(pdu);
        const answer = command.exchange.dataIn(pdu);
        if (answer !== undefined) this.#commands.settle(command, answer);
        break;
      }
      case Opcode.readyToTransfer:
        this.#link.send(...this.#command(pdu).exchange.readyToTransfer(pdu, this.#expStatSn));
        break;
      case Opcode.nopIn:
        if (pdu.initiatorTaskTag !== RESERVED_TAG) this.#answered(pdu);
        else if (pdu.targetTransferTag !== RESERVED_TAG) this.#answerPing(pdu);
        break;
      case Opcode.taskManagementResponse:
      case Opcode.textResponse:
      case Opcode.logoutResponse:
        this.#answered(pdu);
        break;
      case Opcode.asyncMessage:
        this.#options.listener.asyncMessage?.(pdu);
        break;
      case Opcode.reject:
        this.#rejected(pdu);
        break;
      case Opcode.loginResponse:
        throw new ConnectionLost('invalid-pdu', 'a Login Response has come after the login');
    }
  }

  #awaits(pdu: TargetPdu): boolean {
    if (!('initiatorTaskTag' in pdu)) return false;
    return this.#commands.get(pdu.initiatorTaskTag) !== undefined || this.#questions.has(pdu.initiatorTaskTag);
  }

  #command(pdu: { readonly opcode: number; readonly initiatorTaskTag: number }): Command {
    const command = this.#commands.get(pdu.initiatorTaskTag);
    if (command === undefined) throw unknownTag(pdu);
    return command;
  }

  #answered(pdu: TargetPdu & { readonly initiatorTaskTag: number }): void {
    if (!this.#questions.answered(pdu)) throw unknownTag(pdu);
  }

  #answerPing({ lun, targetTransferTag }: NopInPdu): void {
    const answer = { opcode: Opcode.nopOut, lun, initiatorTaskTag: RESERVED_TAG, targetTransferTag, data: ByteList.empty } as const;
    this.#link.send({ ...answer, ...this.#immediate() });
  }

  #rejected(pdu: RejectPdu): void {
    this.#options.listener.rejected?.(pdu);
    const header = pdu.data.toBytes();
    if (header.length < 20) return;
    const tag = uint32At(header, 16);
    this.#questions.fail(tag);
    const command = this.#commands.get(tag);
    // A task that was there already ends with a status of its own (§11.17.1).
    if (command !== undefined && opcodeOf(header) === Opcode.scsiCommand)
      this.#commands.settle(
        command,
        command.verdict ?? { kind: 'failed', problem: `the target rejected the command (reason ${pdu.reason})` },
      );
  }

  #tag(): number {
    let tag = this.#nextTag;
    while (tag === RESERVED_TAG || this.#commands.get(tag) !== undefined || this.#questions.has(tag)) tag = addSerial(tag, 1);
    this.#nextTag = addSerial(tag, 1);
    return tag;
  }
}

/** Whether it takes a StatSN of its own (§4.2.2.2): an R2T and a ping of the target's bear the next one. */
function carriesStatus(pdu: TargetPdu): boolean {
  if (pdu.opcode === Opcode.dataIn) return pdu.hasStatus;
  if (pdu.opcode === Opcode.nopIn) return pdu.initiatorTaskTag !== RESERVED_TAG;
  return pdu.opcode !== Opcode.readyToTransfer;
}

const unknownTag = ({ opcode, initiatorTaskTag }: { readonly opcode: number; readonly initiatorTaskTag: number }): ConnectionLost =>
  new ConnectionLost('unknown-tag', `a ${opcodeName(opcode)} has come for a task that is not there (tag ${initiatorTaskTag})`);
