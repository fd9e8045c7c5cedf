/**
 * CmdSN and the window that the target opens and closes (RFC 7143 §4.2.2.1): a command that does not fit waits for its turn, and immediate ones need none.
 */
import { addSerial, serialDistance, serialLess, serialLessOrEqual } from '../../foundation/serial-number.ts';

export class CommandWindow {
  #cmdSn: number;
  #maxCmdSn: number;
  readonly #waiting: ((cmdSn: number) => void)[] = [];

  constructor(cmdSn: number, maxCmdSn: number) {
    this.#cmdSn = cmdSn;
    this.#maxCmdSn = maxCmdSn;
  }

  /** What an immediate request bears: the number that the next ordinary one will have. */
  get cmdSn(): number {
    return this.#cmdSn;
  }

  /** Calls `send` with its number, at once or when the window reaches it; the result has it wait no more. */
  enter(send: (cmdSn: number) => void): () => void {
    this.#waiting.push(send);
    this.#serve();
    return () => {
      const at = this.#waiting.indexOf(send);
      if (at >= 0) this.#waiting.splice(at, 1);
    };
  }

  /** ExpCmdSN and MaxCmdSN of any PDU that has them; one that is older than the last says nothing. */
  update({ expCmdSn, maxCmdSn }: { readonly expCmdSn: number; readonly maxCmdSn: number }): void {
    if (serialLess(maxCmdSn, addSerial(expCmdSn, -1))) return;
    if (serialDistance(maxCmdSn, this.#maxCmdSn) <= 0) return;
    this.#maxCmdSn = maxCmdSn;
    this.#serve();
  }

  #serve(): void {
    while (this.#waiting.length > 0 && serialLessOrEqual(this.#cmdSn, this.#maxCmdSn)) {
      const cmdSn = this.#cmdSn;
      this.#cmdSn = addSerial(cmdSn, 1);
      this.#waiting.shift()!(cmdSn);
    }
  }
}
