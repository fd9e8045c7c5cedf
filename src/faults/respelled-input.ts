/**
 * A stream of bytes made again of PDUs that have arrived, so that the node reads what is left of one that has been spoilt, and of all that comes behind
 * it, as it would have read the bytes themselves.
 */
import type { ConnectionInput } from '../iscsi/port.ts';
import { decodeInitiatorPdu } from '../wire/codec.ts';
import { Framer } from '../wire/framer.ts';
import { type Framing, loginFraming } from '../wire/framing.ts';
import type { InitiatorPdu } from '../wire/pdu.ts';
import { serialise } from '../wire/serialiser.ts';
import { isWireError } from '../wire/wire-error.ts';
import type { Spoil } from './connection-handle.ts';
import { spoilPieces } from './spoil-pieces.ts';

export class RespelledInput {
  readonly #input: ConnectionInput;
  readonly #framer = new Framer<InitiatorPdu>({ decode: decodeInitiatorPdu });

  constructor(input: ConnectionInput) {
    this.#input = input;
  }

  receive(pdu: InitiatorPdu, framing: Framing = loginFraming, spoils: readonly Spoil[] = []): void {
    this.#framer.framing = framing;
    this.#framer.push(spoilPieces(serialise(pdu, framing), framing, spoils));
    for (let next = this.#framer.next(); next !== undefined; next = this.#framer.next()) {
      if (isWireError(next)) this.#input.receiveError(next);
      else this.#input.receive(next);
    }
  }
}
