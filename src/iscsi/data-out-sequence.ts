/**
 * The data of one command on its way to the target (RFC 7143 §4.2.5.2, §11.7, §11.8): immediate data in the command itself, unsolicited Data-Out
 * up to FirstBurstLength, and bursts of up to MaxBurstLength that R2Ts ask for. The pieces are collected as they arrive, without a copy.
 *
 *     0 ─────────── immediate ─┬── unsolicited ──┬── R2T 0 ──┬── R2T 1 ──┬── … ── Expected Data Transfer Length
 *                              F=0 in the command  F=1         F=1         F=1
 *
 * The first violation, or the first data lost to a digest error, fails the sequence: the device's wait ends, what still comes is dropped, and the
 * response says ABORTED COMMAND (§11.4.7.2) once everything that was on its way has arrived (§7.8). The LUN of a Data-Out is not looked at, for some
 * initiators leave it out.
 */
import { ByteList } from '../foundation/byte-list.ts';
import { invariant } from '../foundation/invariant.ts';
import { type ScsiTask, TaskAbortedError } from '../scsi/target.ts';
import type { DataOutPdu } from '../wire/data-out.ts';
import { RESERVED_TAG } from '../wire/opcode.ts';
import type { DataOutAllowance } from './data-out-allowance.ts';
import { DataOutBurst } from './data-out-burst.ts';
import type { OperationalParameters } from './operational-parameters.ts';

/** What the response reports of a sequence that failed (§11.4.7.2). */
export type DataOutFailure = 'unexpected-unsolicited-data' | 'incorrect-amount-of-data' | 'protocol-service-crc-error';

export interface DataOutOptions {
  readonly expectedLength: number;
  readonly immediateData: ByteList;
  /** The command's F bit was not set: unsolicited Data-Out follows. */
  readonly unsolicitedFollows: boolean;
  readonly parameters: OperationalParameters;
  readonly allowance: DataOutAllowance;
  /** Sends an R2T; gives its Target Transfer Tag. */
  readonly solicit: (r2tSn: number, bufferOffset: number, length: number) => number;
}

/** The most that a command can bring without being asked for it. */
export function longestUnsolicited(
  { initialR2T, immediateData, firstBurstLength }: OperationalParameters,
  dataSegmentBytes: number,
): number {
  if (!initialR2T) return firstBurstLength;
  return immediateData ? Math.min(firstBurstLength, dataSegmentBytes) : 0;
}

/** The longest burst that is solicited ahead: small enough to share the allowance. */
const maximumAheadBytes = 2 * 1024 * 1024;

export class DataOutSequence {
  readonly #options: DataOutOptions;
  readonly #bursts = new Map<number, DataOutBurst>();
  readonly #received: { readonly start: number; readonly data: ByteList }[] = [];
  #failure: DataOutFailure | undefined;
  /** `complete`: the device has everything it wanted. `discarding`: nothing is wanted any more, whatever still comes. */
  #state: 'receiving' | 'complete' | 'discarding' = 'receiving';
  #paused = false;
  /** A burst ended early in a pause. */
  #cutShort = false;
  #r2tSn = 0;
  /** Up to where data has arrived or been asked for. */
  #solicited: number;
  #ahead = false;
  #waitsForAllowance = false;
  #charged = 0;
  #requested = 0;
  #pduCount = 0;
  #taking: { readonly length: number; resolve(data: ByteList): void; reject(error: Error): void } | undefined;
  #whenQuiet: (() => void)[] = [];

  constructor(options: DataOutOptions) {
    const { expectedLength, immediateData, unsolicitedFollows, parameters } = options;
    this.#options = options;
    this.#solicited = immediateData.length;
    const unsolicitedEnd = Math.min(parameters.firstBurstLength, expectedLength);
    if (unsolicitedFollows) this.#openBurst(RESERVED_TAG, immediateData.length, unsolicitedEnd);

    const unexpected =
      (immediateData.length > 0 && !parameters.immediateData) ||
      immediateData.length > unsolicitedEnd ||
      (unsolicitedFollows && parameters.initialR2T);
    if (unexpected) this.#fail('unexpected-unsolicited-data');
    else {
      this.#charge(unsolicitedFollows ? unsolicitedEnd : immediateData.length);
      if (immediateData.length > 0) this.#keep(0, immediateData);
    }
  }

  get failure(): DataOutFailure | undefined {
    return this.#failure;
  }

  /** How much the device asked for, whether or not the initiator has it. */
  get requested(): number {
    return this.#requested;
  }

  /** How many Data-Outs have arrived, of whatever kind. */
  get pduCount(): number {
    return this.#pduCount;
  }

  /** The Target Transfer Tags of the R2Ts that have not been met. */
  get openTags(): readonly number[] {
    return [...this.#bursts.keys()].filter((tag) => tag !== RESERVED_TAG);
  }

  /** Whether nothing is on its way. */
  get quiet(): boolean {
    return this.#bursts.size === 0;
  }

  /** See `ScsiTask.receiveDataOut`. */
  take(length: number): ReturnType<ScsiTask['receiveDataOut']> {
    invariant(this.#requested === 0 && this.#state !== 'complete', 'a device receives the data of a command once');
    this.#requested = length;
    if (this.#state === 'discarding') return Promise.reject(new TaskAbortedError('its data will not come'));
    return new Promise((resolve, reject) => {
      this.#taking = { length: Math.min(length, this.#options.expectedLength), resolve, reject };
      this.#proceed();
    });
  }

  /** Begins to ask for the data before the device does, as far as the allowance reaches. */
  solicitAhead(): void {
    this.#ahead = true;
    this.#proceed();
  }

  /** Takes a Data-Out of this command. Gives a sentence when it merits a Reject. */
  receive(pdu: DataOutPdu): string | undefined {
    this.#pduCount += 1;
    const burst = this.#bursts.get(pdu.targetTransferTag);
    const problem = burst === undefined ? this.#refuseStray(pdu) : this.#state === 'discarding' ? undefined : this.#accept(burst, pdu);
    if (burst !== undefined && pdu.final) this.#closeBurst(pdu.targetTransferTag, burst);
    return problem;
  }

  /** Takes note of a Data-Out whose data did not pass their digest; its data segment means nothing. */
  receiveCorrupt({ targetTransferTag, final }: Pick<DataOutPdu, 'targetTransferTag' | 'final'>): void {
    this.#pduCount += 1;
    const burst = this.#bursts.get(targetTransferTag);
    if (burst === undefined) return;
    this.#fail('protocol-service-crc-error');
    if (final) this.#closeBurst(targetTransferTag, burst);
  }

  /** Until `resume` nothing is asked for nor handed over. What has been asked for is taken, and may be less: nobody may want it any more (§4.2.3.3). */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    if (this.#cutShort) this.#fail('incorrect-amount-of-data');
    else this.#proceed();
  }

  /** The command is gone: nothing is asked for any more, and what comes is dropped. */
  abort(): void {
    if (this.#state === 'complete') return;
    this.#state = 'discarding';
    for (const { data } of this.#received) this.#options.allowance.letGo(data);
    this.#received.length = 0;
    for (const burst of this.#bursts.values()) burst.discard();
    this.#taking?.reject(new TaskAbortedError('the task has been aborted'));
    this.#taking = undefined;
    this.#release();
  }

  /** The device is done: calls `action` when nothing more is on its way for this command, perhaps at once. The response has to wait for it (§11.4.2). */
  finish(action: () => void): void {
    this.abort();
    this.whenQuiet(action);
  }

  /** Calls `action` when nothing is on its way any more, perhaps at once. */
  whenQuiet(action: () => void): void {
    if (this.quiet) action();
    else this.#whenQuiet.push(action);
  }

  #openBurst(tag: number, start: number, end: number): void {
    this.#bursts.set(tag, new DataOutBurst(start, end, this.#options.allowance));
  }

  #refuseStray(pdu: DataOutPdu): string | undefined {
    const unsolicited = pdu.targetTransferTag === RESERVED_TAG;
    if (this.#state === 'receiving') this.#fail(unsolicited ? 'unexpected-unsolicited-data' : 'incorrect-amount-of-data');
    if (unsolicited) return 'no unsolicited data of this command is expected';
    return `no R2T of this command has the Target Transfer Tag ${pdu.targetTransferTag}`;
  }

  #accept(burst: DataOutBurst, pdu: DataOutPdu): string | undefined {
    // Those between have been lost to a digest error, what else (§7.9): it is to be told as that, and the one that came has done nothing wrong.
    if (pdu.dataSn > burst.dataSn) {
      this.#fail('protocol-service-crc-error');
      return undefined;
    }
    const problem =
      pdu.dataSn !== burst.dataSn
        ? `DataSN is ${pdu.dataSn} and should be ${burst.dataSn}`
        : pdu.bufferOffset !== burst.next
          ? `Buffer Offset is ${pdu.bufferOffset} and should be ${burst.next}`
          : undefined;
    if (problem !== undefined || burst.next + pdu.data.length > burst.end) {
      const unsolicited = pdu.targetTransferTag === RESERVED_TAG && problem === undefined;
      this.#fail(unsolicited ? 'unexpected-unsolicited-data' : 'incorrect-amount-of-data');
      return problem;
    }
    burst.append(pdu.data);
    return undefined;
  }

  #closeBurst(tag: number, burst: DataOutBurst): void {
    this.#bursts.delete(tag);
    if (this.#state === 'receiving') {
      // §11.4.7.2: unsolicited Data-Out must make up the first burst when there is more than that to send; an R2T must be met exactly.
      const short = tag === RESERVED_TAG ? this.#options.expectedLength > this.#options.parameters.firstBurstLength : true;
      if (short && burst.next !== burst.end) {
        burst.discard();
        if (this.#paused) this.#cutShort = true;
        else this.#fail('incorrect-amount-of-data');
      } else if (burst.next > burst.start) this.#received.push({ start: burst.start, data: burst.data });
      if (tag === RESERVED_TAG) this.#solicited = burst.next;
    }
    this.#proceed();
    if (!this.quiet) return;
    const actions = this.#whenQuiet;
    this.#whenQuiet = [];
    for (const action of actions) action();
  }

  /** Asks for what is wanted and may be asked for now, or hands over what was wanted if all of it is there. */
  #proceed(): void {
    if (this.#state !== 'receiving' || this.#paused || this.#bursts.has(RESERVED_TAG)) return;
    const { parameters, expectedLength, allowance, solicit } = this.#options;
    const wanted = this.#taking?.length ?? (this.#ahead ? expectedLength : 0);
    while (this.#solicited < wanted && this.#bursts.size < parameters.maximumOutstandingR2T) {
      let length = Math.min(parameters.maximumBurstLength, wanted - this.#solicited);
      if (this.#taking === undefined) {
        length = Math.min(length, maximumAheadBytes);
        if (!allowance.reserve(length)) {
          this.#waitForAllowance();
          return;
        }
        this.#charged += length;
      }
      this.#openBurst(solicit(this.#r2tSn, this.#solicited, length), this.#solicited, this.#solicited + length);
      this.#r2tSn += 1;
      this.#solicited += length;
    }
    if (this.#taking !== undefined && this.quiet) this.#handOver(this.#taking);
  }

  #waitForAllowance(): void {
    if (this.#waitsForAllowance) return;
    this.#waitsForAllowance = true;
    this.#options.allowance.wait(() => {
      this.#waitsForAllowance = false;
      this.#proceed();
    });
  }

  #handOver({ length, resolve }: { readonly length: number; resolve(data: ByteList): void }): void {
    const inOrder = this.#received.toSorted((a, b) => a.start - b.start).map(({ data }) => data);
    for (const data of inOrder) this.#options.allowance.letGo(data);
    this.#received.length = 0;
    this.#taking = undefined;
    this.#state = 'complete';
    resolve(ByteList.concat(inOrder).slice(0, length));
    this.#release();
  }

  #fail(failure: DataOutFailure): void {
    this.#failure ??= failure;
    this.abort();
  }

  /** Data that came in the command. */
  #keep(start: number, data: ByteList): void {
    const burst = new DataOutBurst(start, start + data.length, this.#options.allowance);
    burst.append(data);
    this.#received.push({ start, data: burst.data });
  }

  #charge(bytes: number): void {
    this.#charged += bytes;
    this.#options.allowance.charge(bytes);
  }

  #release(): void {
    const bytes = this.#charged;
    this.#charged = 0;
    this.#options.allowance.release(bytes);
  }
}
