/**
 * The SCSI commands of one connection, from the arrival of the PDU to the status (RFC 7143 §4.2.5, §11.3, §11.4). A task is known from its arrival on,
 * since its unsolicited data may come before its turn does; it is gone when its status has left, or without any when it was aborted.
 */
import { ByteList } from '../foundation/byte-list.ts';
import type { Lun, Nexus, ScsiTarget, TaskOutcome } from '../scsi/target.ts';
import { type DataOutPdu, decodeDataOut } from '../wire/data-out.ts';
import { Opcode } from '../wire/opcode.ts';
import { RejectReason } from '../wire/reject.ts';
import { noResidual } from '../wire/residual.ts';
import type { ScsiCommandPdu } from '../wire/scsi-command.ts';
import { senseSegment } from '../wire/sense-segment.ts';
import type { Channel } from './channel.ts';
import { CommandTask, commandProblem } from './command-task.ts';
import type { CommandWindow } from './command-window.ts';
import type { DataInPiece } from './data-in-sequence.ts';
import { DataOutAllowance } from './data-out-allowance.ts';
import { type DataOutFailure, longestUnsolicited } from './data-out-sequence.ts';
import { DeliveryOrder } from './delivery-order.ts';
import type { IscsiLimits } from './limits.ts';

/** Immediate commands pass the window by, so they have a bound of their own (§4.2.2.1). */
const maximumImmediateTasks = 16;
/** Of those that tell data of aborted tasks from others; there is no need to remember more. */
const maximumAbandonedTags = 4096;

const good = 0x00;
const checkCondition = 0x02;
/** The SCSI response code "command completed at target" (§11.4.3). */
const completedAtTarget = 0x00;

/** ABORTED COMMAND with the additional sense that §11.4.7.2 gives for each. */
const failureSense: Readonly<Record<DataOutFailure, Uint8Array>> = {
  'unexpected-unsolicited-data': fixedSense(0x0b, 0x0c, 0x0c),
  'incorrect-amount-of-data': fixedSense(0x0b, 0x0c, 0x0d),
  'protocol-service-crc-error': fixedSense(0x0b, 0x47, 0x05),
};

export interface SessionTasksOptions {
  readonly nexus: Nexus;
  readonly device: ScsiTarget;
  readonly channel: Channel;
  readonly window: CommandWindow;
  readonly limits: Pick<IscsiLimits, 'commandWindow' | 'heldBytes' | 'dataSegmentBytes'>;
}

export class SessionTasks {
  /** In which commands and functions reach the device. */
  readonly order: DeliveryOrder;
  readonly #nexus: Nexus;
  readonly #device: ScsiTarget;
  readonly #channel: Channel;
  readonly #window: CommandWindow;
  readonly #maximumTasks: number;
  /** What any command may bring with it. */
  readonly #firstBurstBytes: number;
  readonly #allowance: DataOutAllowance;
  /** Those that are not gone, few enough to look through: with a Map of so short a life, what it forgets lives on until the next full collection. */
  #tasks: CommandTask[] = [];
  #activeTasks = 0;
  /** Target Transfer Tags of R2Ts that were not met when their task was dropped, the oldest first. */
  readonly #abandonedTags = new Set<number>();

  constructor({ nexus, device, channel, window, limits }: SessionTasksOptions) {
    this.order = new DeliveryOrder(channel.fail);
    this.#nexus = nexus;
    this.#device = device;
    this.#channel = channel;
    this.#window = window;
    this.#maximumTasks = limits.commandWindow;
    this.#firstBurstBytes = longestUnsolicited(channel.parameters, limits.dataSegmentBytes);
    this.#allowance = new DataOutAllowance(limits.heldBytes, () => window.expected * this.#firstBurstBytes);
  }

  /**
   * How many more commands could be delivered now: as many as the window is wide, and no more than can be held with all that they may bring. One
   * at least when nothing else is under way, for that one is sure to go on.
   */
  get room(): number {
    const room = this.#maximumTasks - this.#activeTasks;
    if (this.#firstBurstBytes === 0) return room;
    const holdable = this.#window.held + Math.floor(this.#allowance.unusedBytes / this.#firstBurstBytes);
    return Math.min(room, Math.max(holdable, this.#activeTasks === 0 ? 1 : 0));
  }

  /** Takes note of a command; the result delivers it to the device, when its turn has come. A refused one is Rejected and delivers nothing. */
  arrive(pdu: ScsiCommandPdu): () => void {
    const problem = commandProblem(pdu);
    if (problem !== undefined) return this.#refuse(pdu, RejectReason.invalidPduField, problem);
    if (this.get(pdu.initiatorTaskTag) !== undefined)
      return this.#refuse(pdu, RejectReason.protocolError, `Initiator Task Tag ${pdu.initiatorTaskTag} is in use`);
    if (pdu.immediate && this.#immediateCount() >= maximumImmediateTasks)
      return this.#refuse(pdu, RejectReason.immediateCommandReject, 'too many immediate commands');
    const task = new CommandTask(pdu, this.#nexus, this.#channel, this.#allowance);
    if (pdu.immediate && pdu.write && this.#allowance.freeBytes < 0) {
      task.abort();
      return this.#refuse(pdu, RejectReason.immediateCommandReject, 'the data of an immediate command cannot be held');
    }
    this.#tasks.push(task);
    return () => this.#deliver(task);
  }

  /** A Data-Out; one for a command that is gone is dropped, for it may have crossed the status or the abort. */
  receiveDataOut(pdu: DataOutPdu): void {
    if (this.#isAbandoned(pdu)) return;
    const problem = this.get(pdu.initiatorTaskTag)?.dataOut.receive(pdu);
    if (problem !== undefined) this.#channel.reject(pdu, RejectReason.protocolError, problem);
  }

  /** The header of a Data-Out whose data did not pass their digest, and which has been Rejected for that (§7.8). */
  receiveCorruptDataOut(header: Uint8Array): void {
    const pdu = decodeDataOut(header, ByteList.empty);
    if (!this.#isAbandoned(pdu)) this.get(pdu.initiatorTaskTag)?.dataOut.receiveCorrupt(pdu);
  }

  get(tag: number): CommandTask | undefined {
    return this.#tasks.find((task) => task.tag === tag);
  }

  /** Those that the device has got for a logical unit, or for any. */
  delivered(lun: Lun | undefined | 'any'): readonly CommandTask[] {
    return this.#tasks.filter((task) => task.stage === 'active' && task.executed !== undefined && (lun === 'any' || task.lun === lun));
  }

  /** The task is gone without a status. What has been asked for may still come, also when its task tag has been given to another. */
  drop(task: CommandTask): void {
    task.abort();
    for (const tag of task.dataOut.openTags) this.#abandonedTags.add(tag);
    for (const oldest of this.#abandonedTags) {
      if (this.#abandonedTags.size <= maximumAbandonedTags) break;
      this.#abandonedTags.delete(oldest);
    }
    this.#remove(task);
  }

  /** The connection is over: no task has anybody to answer to. */
  dropAll(): void {
    for (const task of this.#tasks) {
      task.abort();
      task.stage = 'gone';
    }
    this.#tasks = [];
    this.#activeTasks = 0;
    this.#abandonedTags.clear();
    this.order.clear();
  }

  #refuse(pdu: ScsiCommandPdu, reason: number, problem: string): () => void {
    this.#channel.reject(pdu, reason, problem);
    return () => {};
  }

  #isAbandoned({ targetTransferTag, final }: DataOutPdu): boolean {
    if (!this.#abandonedTags.has(targetTransferTag)) return false;
    if (final) this.#abandonedTags.delete(targetTransferTag);
    return true;
  }

  #deliver(task: CommandTask): void {
    if (task.stage === 'gone') return;
    task.stage = 'active';
    this.#activeTasks += 1;
    this.order.add(() => this.#execute(task));
  }

  #execute(task: CommandTask): void {
    // It may have been aborted while it waited behind a function.
    if (task.stage !== 'active') return;
    task.executed = this.#device
      .execute(task)
      .then((outcome) => this.#finish(task, outcome))
      .catch(this.#channel.fail);
    // Alone, the device asks for the data in a moment, or refuses the command and needs none.
    if (this.#activeTasks > 1) task.dataOut.solicitAhead();
  }

  #finish(task: CommandTask, outcome: TaskOutcome): void {
    if (task.stage !== 'active') return;
    const failure = task.dataOut.failure;
    if (outcome === 'aborted' && failure === undefined) {
      this.drop(task);
      return;
    }
    const { status, sense } =
      failure === undefined && outcome !== 'aborted' ? outcome : { status: checkCondition, sense: failureSense[failure!] };
    task.dataIn
      .finish()
      .then((lastPiece) => task.dataOut.finish(() => this.#respond(task, status, sense, lastPiece)))
      .catch(this.#channel.fail);
  }

  #respond(task: CommandTask, status: number, sense: Uint8Array | undefined, lastPiece: DataInPiece | undefined): void {
    if (task.stage !== 'active') return;
    this.#remove(task);
    const { port, numbering } = this.#channel;
    const residual = task.dataOutLength > 0 || task.dataOut.requested > 0 ? task.writeResidual : task.readResidual;
    const statusInData = status === good && sense === undefined && !task.bidirectional;
    if (lastPiece !== undefined) {
      task.sendPiece(lastPiece, statusInData ? { status, residual } : undefined);
      if (statusInData) return;
    }
    port.send({
      opcode: Opcode.scsiResponse,
      bidirectionalReadResidual: task.bidirectional ? task.readResidual : noResidual,
      residual,
      response: completedAtTarget,
      status,
      initiatorTaskTag: task.tag,
      snackTag: 0,
      ...numbering.next(),
      // Of Data-In PDUs alone: 0 where only R2Ts were sent (§11.4.8).
      expDataSn: task.dataIn.pduCount,
      data: sense === undefined ? ByteList.empty : senseSegment(sense),
    });
  }

  #remove(task: CommandTask): void {
    if (task.stage === 'gone') return;
    if (task.stage === 'active') this.#activeTasks -= 1;
    task.stage = 'gone';
    this.#tasks.splice(this.#tasks.indexOf(task), 1);
  }

  #immediateCount(): number {
    let count = 0;
    for (const task of this.#tasks) if (task.immediate) count += 1;
    return count;
  }
}

/** Fixed format sense of the transport's own (SPC-5 §4.4.3), current, without information. */
function fixedSense(key: number, additionalCode: number, qualifier: number): Uint8Array {
  const sense = new Uint8Array(18);
  sense.set([0x70, 0, key, 0, 0, 0, 0, 10]);
  sense.set([additionalCode, qualifier], 12);
  return sense;
}
