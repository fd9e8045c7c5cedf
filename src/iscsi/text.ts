/**
 * Text requests of the full feature phase (RFC 7143 §6.4, §11.10, §11.11): discovery, and keys that may be declared again. One exchange at a time;
 * a request or an answer longer than a PDU goes on in the next, under a Target Transfer Tag, and a request without that tag begins anew.
 */
import { ByteList } from '../foundation/byte-list.ts';
import { Opcode, RESERVED_TAG } from '../wire/opcode.ts';
import { RejectReason } from '../wire/reject.ts';
import { decodeText, encodeText, type TextPair } from '../wire/text.ts';
import type { TextRequestPdu } from '../wire/text-request.ts';
import type { Channel } from './channel.ts';
import type { KeyName } from './key-table.ts';
import { beginNegotiation, type NegotiationState, negotiate } from './negotiation.ts';
import { ownValues } from './operational-parameters.ts';
import { IncomingText, OutgoingText } from './text-continuation.ts';

export interface TextOptions {
  readonly channel: Channel;
  readonly sessionType: 'normal' | 'discovery';
  readonly values: () => ReadonlyMap<KeyName, string>;
  /** An exchange has settled other values. */
  readonly settle: (values: ReadonlyMap<KeyName, string>) => void;
  readonly sendTargets: (value: string) => readonly TextPair[];
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
    this.#exchange = undefined;
    this.#options.channel.reject(pdu, ...refusal);
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
      const problem = text === 'incomplete' ? undefined : this.#negotiate(exchange, text);
      if (problem !== undefined) return [RejectReason.protocolError, problem];
    }
    this.#respond(pdu, exchange);
    return undefined;
  }

  #exchangeOf(pdu: TextRequestPdu): Exchange | undefined {
    if (pdu.targetTransferTag === RESERVED_TAG) {
      this.#exchange = {
        initiatorTaskTag: pdu.initiatorTaskTag,
        transferTag: this.#options.channel.numbering.nextTransferTag(),
        incoming: new IncomingText(),
        outgoing: new OutgoingText(),
        negotiation: beginNegotiation(this.#options.values()),
      };
      return this.#exchange;
    }
    const exchange = this.#exchange;
    return exchange?.transferTag === pdu.targetTransferTag && exchange.initiatorTaskTag === pdu.initiatorTaskTag ? exchange : undefined;
  }

  #negotiate(exchange: Exchange, text: ByteList): string | undefined {
    const { sessionType, sendTargets, settle } = this.#options;
    const decoded = decodeText(text.toBytes());
    if ('error' in decoded) return decoded.error;
    const step = negotiate(decoded.pairs, exchange.negotiation, { stage: 'full-feature', sessionType, own: ownValues });
    if ('failure' in step) return step.problem;
    exchange.negotiation = step.state;
    const replies = [...step.replies, ...step.requests.flatMap(([, value]) => sendTargets(value))];
    exchange.outgoing.queue(replies.length === 0 ? ByteList.empty : encodeText(replies));
    settle(step.state.values);
    return undefined;
  }

  /** The next piece of the answer; the exchange ends when both sides have no more to say (§11.11.1). */
  #respond(pdu: TextRequestPdu, exchange: Exchange): void {
    const { port, numbering, parameters } = this.#options.channel;
    const { data, continues } = exchange.outgoing.next(parameters.maximumSendDataSegmentLength);
    const final = pdu.final && !continues;
    if (final) this.#exchange = undefined;
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
  }
}
