/**
 * The StatSN of a connection as its initiator is to see it (RFC 7143 §4.2.2.2): that of the node, but for PDUs that faults have taken out of the
 * order or put into it.
 */
import { addSerial } from '../foundation/serial-number.ts';
import type { LoginRequestPdu } from '../wire/login-request.ts';
import { Opcode, RESERVED_TAG } from '../wire/opcode.ts';
import type { Pdu, TargetPdu } from '../wire/pdu.ts';

/** Whether it uses up a StatSN: all but an R2T, a Data-In without the S bit, and a ping of the target's own. */
export function bearsStatus(pdu: Pdu): boolean {
  switch (pdu.opcode) {
    case Opcode.dataIn:
      return pdu.hasStatus;
    case Opcode.nopIn:
      return pdu.initiatorTaskTag !== RESERVED_TAG;
    case Opcode.readyToTransfer:
      return false;
    default:
      return 'statSn' in pdu;
  }
}

export class StatusNumbering {
  #shift = 0;
  #next = 0;
  #expCmdSn = 0;
  #maxCmdSn = 0;
  /** The number that the next one bears again, since its PDU does not leave. */
  #withdrawn: number | undefined;

  /** The connection begins with this request (§11.12.8, §11.13.4). */
  begin({ expStatSn, cmdSn }: LoginRequestPdu): void {
    this.#next = expStatSn;
    this.#expCmdSn = cmdSn;
    this.#maxCmdSn = cmdSn;
  }

  /** A PDU of the node's as it is to leave. */
  passing<P extends TargetPdu>(pdu: P): P {
    this.#expCmdSn = pdu.expCmdSn;
    this.#maxCmdSn = pdu.maxCmdSn;
    if (pdu.opcode === Opcode.dataIn && !pdu.hasStatus) return pdu;
    const statSn = this.#shift === 0 ? pdu.statSn : addSerial(pdu.statSn, this.#shift);
    this.#next = bearsStatus(pdu) ? addSerial(statSn, 1) : statSn;
    if (bearsStatus(pdu)) this.#withdrawn = undefined;
    return this.#shift === 0 ? pdu : { ...pdu, statSn };
  }

  /** The PDU will not leave: the next one bears its number, unless that has been followed by others already. */
  withdraw(pdu: TargetPdu): void {
    if (!bearsStatus(pdu) || addSerial(pdu.statSn, 1) !== this.#next) return;
    this.#move(-1);
    this.#withdrawn = this.#next;
  }

  /** The PDU leaves: where it is one more of the withdrawn one, its number has been used all the same. */
  leaving(pdu: TargetPdu): void {
    if (this.#withdrawn === undefined || !bearsStatus(pdu) || pdu.statSn !== this.#withdrawn) return;
    this.#withdrawn = undefined;
    this.#move(1);
  }

  /** A PDU that is to leave now, in the place that the node's next one would have had. */
  insert<P extends TargetPdu>(pdu: P): P {
    const numbers = { statSn: this.#next, expCmdSn: this.#expCmdSn, maxCmdSn: this.#maxCmdSn };
    if (bearsStatus(pdu)) {
      this.#move(1);
      this.#withdrawn = undefined;
    }
    return { ...pdu, ...numbers };
  }

  #move(by: number): void {
    this.#shift += by;
    this.#next = addSerial(this.#next, by);
  }
}
