/** What a listener learns of a connection from the PDUs on it: whose it is, which commands are on their way, what its initiator takes. */
import { decodeLun } from '../scsi/target.ts';
import { loginFraming } from '../wire/framing.ts';
import { Opcode } from '../wire/opcode.ts';
import type { InitiatorPdu, Pdu, TargetPdu } from '../wire/pdu.ts';
import { decodeText } from '../wire/text.ts';
import { bearsStatus } from './status-numbering.ts';

/** A command that has been sent and has not been answered. */
interface Outstanding {
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
  readonly #outstanding = new Map<number, Outstanding>();

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
      this.#outstanding.set(pdu.initiatorTaskTag, { lun: decodeLun(pdu.lun), cdb: pdu.cdb });
    }
  }

  tell(pdu: TargetPdu): void {
    if (pdu.opcode === Opcode.loginResponse && pdu.tsih !== 0) this.session = pdu.tsih;
    if ((pdu.opcode === Opcode.scsiResponse || pdu.opcode === Opcode.dataIn) && bearsStatus(pdu))
      this.#outstanding.delete(pdu.initiatorTaskTag);
  }

  /** The command that a PDU belongs to. */
  commandOf(pdu: Pdu): Outstanding | undefined {
    return 'initiatorTaskTag' in pdu ? this.#outstanding.get(pdu.initiatorTaskTag) : undefined;
  }
}
