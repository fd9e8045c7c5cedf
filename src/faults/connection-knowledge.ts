/** What a listener learns of a connection from the PDUs on it: whose it is, which commands are on their way, what its initiator takes. */
import { copyOf } from '../foundation/big-endian.ts';
import { decodeLun } from '../scsi/target.ts';
import { loginFraming } from '../wire/framing.ts';
import { Opcode } from '../wire/opcode.ts';
import type { InitiatorPdu, Pdu, TargetPdu } from '../wire/pdu.ts';
import { TaskManagementFunctionCode, type TaskManagementRequestPdu } from '../wire/task-management-request.ts';
import { TaskManagementResponseCode } from '../wire/task-management-response.ts';
import { decodeText } from '../wire/text.ts';
import { bearsStatus } from './status-numbering.ts';

/** All that a command is known by; only CDBs of variable length are longer. */
const CDB_BYTES = 16;

const { abortTaskSet, clearTaskSet, logicalUnitReset, targetWarmReset, targetColdReset } = TaskManagementFunctionCode;
const { functionComplete, taskDoesNotExist } = TaskManagementResponseCode;
const wholeUnit: readonly number[] = [abortTaskSet, clearTaskSet, logicalUnitReset];
const wholeTarget: readonly number[] = [targetWarmReset, targetColdReset];

/** A command that has been sent and has not been answered. */
interface Outstanding {
  readonly tag: number;
  readonly lun: number | undefined;
  readonly cdb: Uint8Array;
}

export class ConnectionKnowledge {
  /** Known when the login has said so. */
  initiator: string | undefined;
  target: string | undefined;
  /** TSIH. */
  session: number | undefined;
  /** MaxRecvDataSegmentLength as the initiator has declared it (RFC 7143 §13.12). */
  segmentBytes = loginFraming.maximumDataSegmentLength;
  /** Few enough to look through; see `SessionTasks`. */
  #outstanding: Outstanding[] = [];
  /** Task management functions that have not been answered, by their tags: what each may end. */
  readonly #functions = new Map<number, TaskManagementRequestPdu>();

  hear(pdu: InitiatorPdu): void {
    if (pdu.opcode === Opcode.loginRequest || pdu.opcode === Opcode.textRequest) {
      const text = decodeText(pdu.data.toBytes());
      if ('error' in text) return;
      for (const [key, value] of text.pairs) {
        // iSCSI names are compared in lower case (§4.2.7.1), as the node does.
        if (key === 'InitiatorName') this.initiator = value.toLowerCase();
        if (key === 'TargetName') this.target = value.toLowerCase();
        if (key === 'MaxRecvDataSegmentLength') this.segmentBytes = Number(value) || this.segmentBytes;
      }
    } else if (pdu.opcode === Opcode.scsiCommand) {
      // A copy: what the PDU came in with is not to be kept for as long as its command lasts.
      const cdb = copyOf(pdu.cdb, 0, Math.min(CDB_BYTES, pdu.cdb.length));
      this.#answered(pdu.initiatorTaskTag);
      this.#outstanding.push({ tag: pdu.initiatorTaskTag, lun: decodeLun(pdu.lun), cdb });
    } else if (pdu.opcode === Opcode.taskManagementRequest) {
      this.#functions.set(pdu.initiatorTaskTag, pdu);
    }
  }

  tell(pdu: TargetPdu): void {
    if (pdu.opcode === Opcode.loginResponse && pdu.tsih !== 0) this.session = pdu.tsih;
    if ((pdu.opcode === Opcode.scsiResponse || pdu.opcode === Opcode.dataIn) && bearsStatus(pdu)) this.#answered(pdu.initiatorTaskTag);
    if (pdu.opcode === Opcode.taskManagementResponse) {
      const request = this.#functions.get(pdu.initiatorTaskTag);
      this.#functions.delete(pdu.initiatorTaskTag);
      // One that does not exist will not be answered either.
      if (request !== undefined && (pdu.response === functionComplete || pdu.response === taskDoesNotExist)) this.#forget(request);
    }
  }

  /** Nobody answers the commands that the function has ended (RFC 7143 §11.5.1). */
  #forget({ function: code, referencedTaskTag, lun }: TaskManagementRequestPdu): void {
    if (code === TaskManagementFunctionCode.abortTask) this.#answered(referencedTaskTag);
    else if (wholeTarget.includes(code)) this.#outstanding = [];
    else if (wholeUnit.includes(code)) this.#outstanding = this.#outstanding.filter((command) => command.lun !== decodeLun(lun));
  }

  #answered(tag: number): void {
    const at = this.#outstanding.findIndex((command) => command.tag === tag);
    if (at >= 0) this.#outstanding.splice(at, 1);
  }

  /** The command that a PDU belongs to. */
  commandOf(pdu: Pdu): Outstanding | undefined {
    return 'initiatorTaskTag' in pdu ? this.#outstanding.find(({ tag }) => tag === pdu.initiatorTaskTag) : undefined;
  }
}
