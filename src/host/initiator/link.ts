/**
 * A connection as PDUs: what the target sends is asked for one PDU at a time, in the order of its arrival, so that the form of PDUs may change between two of
 * them (RFC 7143 §6.3, digests after the login). Once it is lost it says why, and stays lost: without error recovery within a connection (§7.1.5,
 * ErrorRecoveryLevel 0) whatever is wrong with what arrives ends it.
 */
import { giveBack } from '../../foundation/slab.ts';
import { Framer } from '../../wire/framer.ts';
import type { Framing } from '../../wire/framing.ts';
import { Opcode, opcodeName } from '../../wire/opcode.ts';
import type { Pdu, TargetPdu } from '../../wire/pdu.ts';
import type { Portal } from '../../wire/portal.ts';
import { serialise } from '../../wire/serialiser.ts';
import { isWireError, type WireError } from '../../wire/wire-error.ts';

/** Why a connection was lost, for those who count or log it by kind. */
export type LossCause =
  /** It ended, or broke: FIN, RST. */
  | 'closed'
  // What arrived was no PDU, or none that may be sent.
  | 'header-digest'
  | 'data-digest'
  | 'segment-too-long'
  | 'invalid-pdu'
  | 'unknown-opcode'
  // PDUs that do not fit what has gone before.
  | 'unknown-tag'
  | 'stat-sn'
  | 'r2t'
  | 'data-in-order'
  | 'excess-data'
  | 'missing-data'
  // No answer arrived in its time, or one that is of no help.
  /** A task could not be aborted. */
  | 'task-management'
  | 'ping'
  /** The target has asked for a logout (RFC 7143 §11.9.1, event 1). */
  | 'logout-requested'
  /** We have ended it. */
  | 'dropped';

export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  readonly reason: LossCause;

  constructor(reason: LossCause, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.reason = reason;
  }
}

const causes: Record<WireError['reason'], LossCause> = {
  'header-digest': 'header-digest',
  'data-digest': 'data-digest',
  'too-long': 'segment-too-long',
  'bad-field': 'invalid-pdu',
  'unknown-opcode': 'unknown-opcode',
};

interface Asker {
  readonly give: (pdu: TargetPdu) => void;
  readonly fail: (loss: ConnectionLost) => void;
}

export class Link {
  readonly portal: Portal;
  readonly #framer = new Framer();
  #asker: Asker | undefined;
  #loss: ConnectionLost | undefined;

  constructor(portal: Portal) {
    this.portal = portal;
    portal.listen({
      received: (chunk) => {
        if (this.#loss !== undefined) return giveBack(chunk.buffer, chunk.byteOffset, chunk.length);
        this.#framer.push(chunk);
        this.#serve();
      },
      drained() {},
      closed: (error) => {
        const how = error === undefined ? 'the target has ended the connection' : `the connection broke: ${error.message}`;
        this.#lose(new ConnectionLost('closed', how, { cause: error }));
      },
    });
  }

  /** Digests, and how long a segment may be, from now on in both directions. */
  set framing(framing: Framing) {
    this.#framer.framing = framing;
  }

  /** The next PDU; one may ask at a time. @throws ConnectionLost once everything that has arrived has been given */
  next(): Promise<TargetPdu> {
    return new Promise((give, fail) => {
      this.#asker = { give, fail };
      this.#serve();
    });
  }

  /** PDUs that leave together. Nothing leaves of one that is lost. */
  send(...pdus: readonly Pdu[]): void {
    if (this.#loss !== undefined) return;
    for (const pdu of pdus) this.portal.write(serialise(pdu, this.#framer.framing));
  }

  /** Gives it up at once. */
  drop(loss: ConnectionLost): void {
    this.#lose(loss, 'at once');
  }

  /** Ends it in order. */
  end(loss: ConnectionLost): void {
    this.#lose(loss);
  }

  #serve(): void {
    const asker = this.#asker;
    if (asker === undefined) return;
    // What arrived before the target ended the connection still counts.
    const pdu = this.#loss === undefined || this.#loss.reason === 'closed' ? this.#framer.next() : undefined;
    if (pdu === undefined && this.#loss === undefined) return;
    if (pdu !== undefined && (isWireError(pdu) || pdu.opcode < Opcode.nopIn)) {
      this.#lose(violation(pdu), 'at once');
      return;
    }
    this.#asker = undefined;
    if (pdu === undefined) asker.fail(this.#loss!);
    else asker.give(pdu as TargetPdu);
  }

  #lose(loss: ConnectionLost, end?: 'at once'): void {
    if (this.#loss !== undefined) return;
    this.#loss = loss;
    if (end === undefined) this.portal.end();
    else this.portal.destroy();
    this.#serve();
  }
}

const violation = (what: WireError | Pdu): ConnectionLost =>
  isWireError(what)
    ? new ConnectionLost(causes[what.reason], what.message)
    : new ConnectionLost('unknown-opcode', `the target sent a ${opcodeName(what.opcode)}, which only initiators send`);
