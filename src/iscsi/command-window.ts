/**
 * The command window of a session (RFC 7143 §4.2.2.1): which CmdSNs the target takes, and the order in which their commands are delivered.
 *
 * A command that arrives early is held until those before it are there; one outside of ExpCmdSN to MaxCmdSN, or there already, is none of
 * this target's business and is ignored without a word. MaxCmdSN never goes back, for the initiator would not believe it.
 */
import { addSerial, serialDistance, serialLess, serialLessOrEqual } from '../foundation/serial-number.ts';

export class CommandWindow {
  readonly #room: () => number;
  readonly #held = new Map<number, () => void>();
  #barriers: { readonly cmdSn: number; readonly action: () => void }[] = [];
  #expCmdSn: number;
  #maxCmdSn: number;

  /** `room` tells how many commands more than those delivered the target could take now. Nothing is taken before the first `advertise`. */
  constructor(firstCmdSn: number, room: () => number) {
    this.#room = room;
    this.#expCmdSn = firstCmdSn;
    this.#maxCmdSn = addSerial(firstCmdSn, -1);
  }

  /** The window as a PDU that is about to leave shall tell it. */
  advertise(): { readonly expCmdSn: number; readonly maxCmdSn: number } {
    const offered = addSerial(this.#expCmdSn, this.#room() - 1);
    if (serialLess(this.#maxCmdSn, offered)) this.#maxCmdSn = offered;
    return { expCmdSn: this.#expCmdSn, maxCmdSn: this.#maxCmdSn };
  }

  /** Whether the number lies within the window that the initiator has been told. */
  includes(cmdSn: number): boolean {
    return serialLessOrEqual(this.#expCmdSn, cmdSn) && serialLessOrEqual(cmdSn, this.#maxCmdSn);
  }

  /** Commands within the window that have not arrived. */
  get expected(): number {
    return serialDistance(this.#maxCmdSn, this.#expCmdSn) + 1 - this.#held.size;
  }

  /** Commands that have arrived and wait for others before them. */
  get held(): number {
    return this.#held.size;
  }

  /** Whether the number is that of a command within the window, or of the one behind its last: what an immediate command may bear. */
  reaches(cmdSn: number): boolean {
    return this.includes(cmdSn) || cmdSn === addSerial(this.#maxCmdSn, 1);
  }

  /** Whether a command of this number, which is not immediate, is to be taken. */
  accepts(cmdSn: number): boolean {
    return this.includes(cmdSn) && !this.#held.has(cmdSn);
  }

  /** Takes a command, to be asked for with `accepts` first: `deliver` is called once all before it have been delivered, perhaps at once. */
  take(cmdSn: number, deliver: () => void): void {
    if (cmdSn !== this.#expCmdSn) {
      this.#held.set(cmdSn, deliver);
      return;
    }
    for (let next: (() => void) | undefined = deliver; next !== undefined; next = this.#nextHeld()) {
      this.#expCmdSn = addSerial(this.#expCmdSn, 1);
      next();
      this.#passBarriers();
    }
  }

  #nextHeld(): (() => void) | undefined {
    if (this.#held.size === 0) return undefined;
    const next = this.#held.get(this.#expCmdSn);
    this.#held.delete(this.#expCmdSn);
    return next;
  }

  /** Takes every command before `cmdSn` for received; those that have not arrived never will (§4.2.3.3). */
  plug(cmdSn: number): void {
    for (let missing = this.#expCmdSn; serialLess(missing, cmdSn); missing = addSerial(missing, 1))
      if (this.accepts(missing)) this.take(missing, () => {});
  }

  /** Calls `action` once every command before `cmdSn` has been delivered, perhaps at once (§4.2.3.3: what concerns them all waits for them all). */
  whenDeliveredUpTo(cmdSn: number, action: () => void): void {
    this.#barriers.push({ cmdSn, action });
    this.#passBarriers();
  }

  /** Forgets what has arrived and was not delivered, with the connection it came by: it will be sent again (§7.2.1). */
  discardHeld(): void {
    this.#held.clear();
    this.#barriers = [];
  }

  #passBarriers(): void {
    if (this.#barriers.length === 0) return;
    const passed = this.#barriers.filter(({ cmdSn }) => serialLessOrEqual(cmdSn, this.#expCmdSn));
    this.#barriers = this.#barriers.filter((barrier) => !passed.includes(barrier));
    for (const { action } of passed) action();
  }
}
