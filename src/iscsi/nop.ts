/**
 * NOP-Out and NOP-In (RFC 7143 §11.18, §11.19): the initiator's pings are answered with their own data, and a connection that has been silent for
 * long is pinged; one that stays silent is dead.
 */
import { ByteList } from '../foundation/byte-list.ts';
import type { NopOutPdu } from '../wire/nop-out.ts';
import { Opcode, RESERVED_TAG } from '../wire/opcode.ts';
import { RejectReason } from '../wire/reject.ts';
import type { Channel } from './channel.ts';

export interface KeepAliveTimes {
  /** A connection silent for this long is pinged. */
  readonly intervalMs: number;
  /** How long it may stay silent after that. */
  readonly timeoutMs: number;
}

/** Takes a NOP-Out whose turn has come: a ping is answered; one with the reserved task tag wants no answer, and may be one to a ping of ours. */
export function receiveNopOut(pdu: NopOutPdu, channel: Channel, keepAlive: KeepAlive): void {
  const { port, numbering, parameters } = channel;
  const { initiatorTaskTag, targetTransferTag } = pdu;
  if (initiatorTaskTag !== RESERVED_TAG) {
    port.send({
      opcode: Opcode.nopIn,
      lun: 0n,
      initiatorTaskTag,
      targetTransferTag: RESERVED_TAG,
      ...numbering.next(),
      data: pdu.data.slice(0, parameters.maximumSendDataSegmentLength),
    });
  } else if (!pdu.immediate) {
    channel.reject(pdu, RejectReason.protocolError, 'a NOP-Out without a task tag has to be immediate');
    return;
  }
  if (targetTransferTag !== RESERVED_TAG && !keepAlive.answered(targetTransferTag) && initiatorTaskTag === RESERVED_TAG)
    channel.reject(pdu, RejectReason.protocolError, `no NOP-In has the Target Transfer Tag ${targetTransferTag}`);
}

/**
 * Pings a silent connection; any PDU is a sign of life. A ping that is not answered is not repeated. A discovery session is not pinged, since it is
 * to be sent nothing but answers (§7.4.3): it just has to say something.
 */
export class KeepAlive {
  readonly #channel: Channel;
  readonly #times: KeepAliveTimes;
  readonly #mayPing: boolean;
  readonly #dead: () => void;
  #heard = false;
  /** An interval of silence has passed. */
  #doubtful = false;
  /** The Target Transfer Tag of a ping without an answer. */
  #outstanding: number | undefined;
  #cancel: () => void = () => {};

  /** `dead` is called when nothing is heard for the timeout after an interval of silence. */
  constructor(options: { channel: Channel; times: KeepAliveTimes; mayPing: boolean; dead: () => void }) {
    this.#channel = options.channel;
    this.#times = options.times;
    this.#mayPing = options.mayPing;
    this.#dead = options.dead;
    this.#listen();
  }

  /** Something arrived. */
  heard(): void {
    this.#heard = true;
    if (!this.#doubtful) return;
    this.#cancel();
    this.#listen();
  }

  /** Whether there was a ping of this tag, which is no longer outstanding. */
  answered(targetTransferTag: number): boolean {
    if (targetTransferTag !== this.#outstanding) return false;
    this.#outstanding = undefined;
    return true;
  }

  stop(): void {
    this.#cancel();
  }

  /** An interval in which something has to be heard, or there will be a ping. */
  #listen(): void {
    this.#heard = false;
    this.#doubtful = false;
    this.#cancel = this.#channel.port.schedule(this.#times.intervalMs, () => {
      if (this.#heard) this.#listen();
      else this.#await();
    });
  }

  #await(): void {
    this.#doubtful = true;
    if (this.#mayPing && this.#outstanding === undefined) this.#ping();
    this.#cancel = this.#channel.port.schedule(this.#times.timeoutMs, () => this.#dead());
  }

  #ping(): void {
    const { port, numbering } = this.#channel;
    this.#outstanding = numbering.nextTransferTag();
    port.send({
      opcode: Opcode.nopIn,
      lun: 0n,
      initiatorTaskTag: RESERVED_TAG,
      targetTransferTag: this.#outstanding,
      ...numbering.current(),
      data: ByteList.empty,
    });
  }
}
