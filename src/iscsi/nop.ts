/**
 * NOP-Out and NOP-In (RFC 7143 §11.18, §11.19): the initiator's pings are answered with their own data, and a connection that has been silent for
 * long is pinged; one that stays silent is dead.
 */
import { ByteList } from '../foundation/byte-list.ts';
import type { NopOutPdu } from '../wire/nop-out.ts';
import { Opcode, RESERVED_TAG } from '../wire/opcode.ts';
import type { Channel } from './channel.ts';

/** Answers a ping; a NOP-Out with the reserved tag wants no answer. */
export function answerNopOut(pdu: NopOutPdu, { port, numbering, parameters }: Channel): void {
  if (pdu.initiatorTaskTag === RESERVED_TAG) return;
  port.send({
    opcode: Opcode.nopIn,
    lun: 0n,
    initiatorTaskTag: pdu.initiatorTaskTag,
    targetTransferTag: RESERVED_TAG,
    ...numbering.next(),
    data: pdu.data.slice(0, parameters.maximumSendDataSegmentLength),
  });
}

/** Pings a silent connection; any PDU is a sign of life. */
export class KeepAlive {
  readonly #channel: Channel;
  readonly #intervalMs: number;
  readonly #dead: () => void;
  #heard = false;
  #asked = false;
  #cancel: () => void = () => {};

  /** `dead` is called when an interval passes without a sign of life after a ping. */
  constructor(channel: Channel, intervalMs: number, dead: () => void) {
    this.#channel = channel;
    this.#intervalMs = intervalMs;
    this.#dead = dead;
    this.#await();
  }

  /** Something arrived. */
  heard(): void {
    this.#heard = true;
  }

  stop(): void {
    this.#cancel();
  }

  #await(): void {
    this.#cancel = this.#channel.port.schedule(this.#intervalMs, () => this.#check());
  }

  #check(): void {
    if (!this.#heard && this.#asked) {
      this.#dead();
      return;
    }
    this.#asked = !this.#heard;
    this.#heard = false;
    if (this.#asked) this.#ping();
    this.#await();
  }

  #ping(): void {
    const { port, numbering } = this.#channel;
    port.send({
      opcode: Opcode.nopIn,
      lun: 0n,
      initiatorTaskTag: RESERVED_TAG,
      targetTransferTag: numbering.nextTransferTag(),
      ...numbering.current(),
      data: ByteList.empty,
    });
  }
}
