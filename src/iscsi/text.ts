/**
 * Text requests of the full feature phase (RFC 7143 §6.4, §11.10, §11.11): discovery, and keys that may be declared again. One exchange at a time;
 * a request or an answer longer than a PDU goes on in the next, under a Target Transfer Tag, and a request without that tag begins anew. What an
 * exchange settles holds from its end on; one that is refused or given up leaves everything as it was (§7.12).
 */
import { ByteList } from '../foundation/byte-list.ts';
import { Opcode, RESERVED_TAG } from '../wire/opcode.ts';
import { RejectReason } from '../wire/reject.ts';
import { encodeText, type TextPair } from '../wire/text.ts';
import type { TextRequestPdu } from '../wire/text-request.ts';
import type { Channel } from './channel.ts';
import type { KeyName } from './key-table.ts';
import { beginNegotiation, type NegotiationState, negotiate } from './negotiation.ts';
import { IncomingText, OutgoingText, readText, type TextLimits } from './text-continuation.ts';

export interface TextOptions {
  readonly channel: Channel;
  readonly sessionType: 'normal' | 'discovery';
  readonly values: () => ReadonlyMap<KeyName, string>;
  /** An exchange has settled other values. */
  readonly settle: (values: ReadonlyMap<KeyName, string>) => void;
  readonly sendTargets: (value: string) => readonly TextPair[];
  readonly limits: TextLimits;
}

interface Exchange {
  readonly initiatorTaskTag: number;
  /** What the next request of the exchange has to bear. */
  readonly transferTag: number;
  readonly incoming: IncomingText;
  readonly outgoing: OutgoingText;
  negotiation: NegotiationState;
}

/** As in RejectReason, and why. */
type Refusal = readonly [reason: number, problem: string];

export class TextRequests {
  readonly #options: TextOptions;
  #exchange: Exchange | undefined;

  constructor(options: TextOptions) {
    this.#options = options;
  }

  receive(pdu: TextRequestPdu): void {
    const refusal = this.#proceed(pdu);
    if (refusal === undefined) return;
    this.abandon(pdu.initiatorTaskTag);
    this.#options.channel.reject(pdu, ...refusal);
  }

  /** Ends the exchange of this tag without a result; false when there is none. */
  abandon(initiatorTaskTag: number): boolean {
    if (this.#exchange?.initiatorTaskTag !== initiatorTaskTag) return false;
    this.#exchange = undefined;
    return true;
  }

  #proceed(pdu: TextRequestPdu): Refusal | undefined {
    const exchange = this.#exchangeOf(pdu);
    if (exchange === undefined)
      return [RejectReason.protocolError, `no text exchange has the Target Transfer Tag ${pdu.targetTransferTag}`];
    if (pdu.final && pdu.continues) return [RejectReason.protocolError, 'F and C are both set'];
    if (exchange.outgoing.pending) {
      if (pdu.data.length > 0) return [RejectReason.protocolError, 'new text arrived before the answer to the last had ended'];
    } else {
      const text = exchange.incoming.add(pdu.data, pdu.continues);
      if (text === 'too-long') return [RejectReason.outOfResources, 'the text of a request is too long'];
      const refusal = text === 'incomplete' ? undefined : this.#negotiate(exchange, text);
      if (refusal !== undefined) return refusal;
    }
    this.#respond(pdu, exchange);
    return undefined;
  }

  #exchangeOf(pdu: TextRequestPdu): Exchange | undefined {
    if (pdu.targetTransferTag === RESERVED_TAG) {
      this.#exchange = {
        initiatorTaskTag: pdu.initiatorTaskTag,
        transferTag: this.#options.channel.numbering.nextTransferTag(),
        incoming: new IncomingText(this.#options.limits.textBytes),
        outgoing: new OutgoingText(),
        negotiation: beginNegotiation(this.#options.values()),
      };
      return this.#exchange;
    }
    const exchange = this.#exchange;
    return exchange?.transferTag === pdu.targetTransferTag && exchange.initiatorTaskTag === pdu.initiatorTaskTag ? exchange : undefined;
  }

  #negotiate(exchange: Exchange, text: ByteList): Refusal | undefined {
    const { sessionType, sendTargets, limits } = this.#options;
    const read = readText(text, limits);
    if ('excess' in read) return [RejectReason.outOfResources, read.excess];
    if ('error' in read) return [RejectReason.protocolError, read.error];
    const step = negotiate(read.pairs, exchange.negotiation, { stage: 'full-feature', sessionType, own: {} });
    if ('failure' in step) return [RejectReason.protocolError, step.problem];
    exchange.negotiation = step.state;
    const replies = [...step.replies, ...step.requests.flatMap(([, value]) => sendTargets(value))];
    exchange.outgoing.queue(replies.length === 0 ? ByteList.empty : encodeText(replies));
    return undefined;
  }

  /** The next piece of the answer; the exchange ends when both sides have no more to say (§11.11.1). */
  #respond(pdu: TextRequestPdu, exchange: Exchange): void {
    const { channel, settle } = this.#options;
    const { port, numbering, parameters } = channel;
    const { data, continues } = exchange.outgoing.next(parameters.maximumSendDataSegmentLength);
    const final = pdu.final && !continues;
    port.send({
      opcode: Opcode.textResponse,
      final,
      continues,
      // Of use together with a Target Transfer Tag only.
      lun: final ? 0n : pdu.lun,
      initiatorTaskTag: pdu.initiatorTaskTag,
      targetTransferTag: final ? RESERVED_TAG : exchange.transferTag,
      ...numbering.next(),
      data,
    });
    if (!final) return;
    this.#exchange = undefined;
    settle(exchange.negotiation.values);
  }
}
