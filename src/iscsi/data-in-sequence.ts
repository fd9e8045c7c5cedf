/**
 * The data of one command on its way to the initiator (RFC 7143 §4.2.5.2, §11.7), cut to what the initiator takes in one PDU, with F at the end
 * of every MaxBurstLength, clipped to the Expected Data Transfer Length.
 *
 * The last PDU is kept back until the command's status is known, for it carries a status of GOOD and saves a SCSI Response.
 */
import { ByteList } from '../foundation/byte-list.ts';
import type { OperationalParameters } from './operational-parameters.ts';

export interface DataInPiece {
  readonly final: boolean;
  readonly dataSn: number;
  readonly bufferOffset: number;
  readonly data: ByteList;
}

export interface DataInOptions {
  readonly expectedLength: number;
  /** As they are now: an initiator may declare another MaxRecvDataSegmentLength at any time. */
  readonly parameters: () => OperationalParameters;
  readonly send: (piece: DataInPiece) => void;
  /** See `Port.drained`. */
  readonly drained: () => Promise<void> | undefined;
}

export class DataInSequence {
  readonly #options: DataInOptions;
  #waiting = ByteList.empty;
  #presented = 0;
  #offset = 0;
  #dataSn = 0;
  #stopped = false;

  constructor(options: DataInOptions) {
    this.#options = options;
  }

  /** How much the device handed over, whether or not the initiator has room for it. */
  get presented(): number {
    return this.#presented;
  }

  get pduCount(): number {
    return this.#dataSn;
  }

  /** See `ScsiTask.sendDataIn`. */
  send(data: ByteList): void | Promise<void> {
    const room = Math.max(0, this.#options.expectedLength - this.#presented);
    this.#presented += data.length;
    const taken = data.slice(0, room);
    this.#waiting = this.#waiting.length === 0 ? taken : ByteList.concat([this.#waiting, taken]);
    return this.#proceed();
  }

  /** The last PDU, for the caller to send with or without a status; undefined when there was no data. Resolves once all others have left. */
  async finish(): Promise<DataInPiece | undefined> {
    await this.#proceed();
    return this.#waiting.length === 0 ? undefined : this.#cut(this.#waiting.length);
  }

  /** The command is gone: nothing more leaves. */
  abort(): void {
    this.#stopped = true;
    this.#waiting = ByteList.empty;
  }

  #proceed(): void | Promise<void> {
    for (;;) {
      const length = this.#pieceLength();
      if (this.#stopped || this.#waiting.length <= length) return undefined;
      const drained = this.#options.drained();
      if (drained !== undefined) return drained.then(() => this.#proceed());
      this.#options.send(this.#cut(length));
    }
  }

  #pieceLength(): number {
    const { maximumBurstLength, maximumSendDataSegmentLength } = this.#options.parameters();
    return Math.min(maximumSendDataSegmentLength, maximumBurstLength - (this.#offset % maximumBurstLength));
  }

  #cut(length: number): DataInPiece {
    const { maximumBurstLength } = this.#options.parameters();
    const data = this.#waiting.slice(0, length);
    this.#waiting = this.#waiting.slice(length);
    const piece = { dataSn: this.#dataSn, bufferOffset: this.#offset, data };
    this.#dataSn += 1;
    this.#offset += data.length;
    return { ...piece, final: this.#waiting.length === 0 || this.#offset % maximumBurstLength === 0 };
  }
}
