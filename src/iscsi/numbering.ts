/** What a target PDU carries of the connection's and the session's counting (RFC 7143 §4.2.2): StatSN, ExpCmdSN and MaxCmdSN. */
import { addSerial } from '../foundation/serial-number.ts';
import { RESERVED_TAG } from '../wire/opcode.ts';
import type { CommandWindow } from './command-window.ts';

export interface SequenceNumbers {
  readonly statSn: number;
  readonly expCmdSn: number;
  readonly maxCmdSn: number;
}

export class Numbering {
  #window: CommandWindow;
  #statSn: number;
  #transferTag = 0;

  constructor(firstStatSn: number, window: CommandWindow) {
    this.#statSn = firstStatSn;
    this.#window = window;
  }

  /** From now on the numbers of commands are those of a session's window. */
  join(window: CommandWindow): void {
    this.#window = window;
  }

  /** For a PDU that bears a status: it has a StatSN of its own. */
  next(): SequenceNumbers {
    const numbers = this.current();
    this.#statSn = addSerial(this.#statSn, 1);
    return numbers;
  }

  /** For a PDU that only tells the next StatSN: R2T, and a NOP-In that asks. */
  current(): SequenceNumbers {
    return { statSn: this.#statSn, ...this.#window.advertise() };
  }

  /** A Target Transfer Tag that no other exchange of the connection uses. */
  nextTransferTag(): number {
    this.#transferTag = addSerial(this.#transferTag, 1);
    if (this.#transferTag === RESERVED_TAG) this.#transferTag = 1;
    return this.#transferTag;
  }
}
