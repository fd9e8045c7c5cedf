/**
 * One SCSI command as the device sees it (SAM-5 §5.4), made from its SCSI Command PDU (RFC 7143 §11.3), with both directions of its data and
 * what became of them.
 */

import { uint32At } from '../foundation/big-endian.ts';
import type { ByteList } from '../foundation/byte-list.ts';
import { decodeLun, type Lun, type Nexus, type ScsiTask, type TaskAttribute } from '../scsi/target.ts';
import { Opcode, RESERVED_TAG } from '../wire/opcode.ts';
import { noResidual, type Residual } from '../wire/residual.ts';
import { type ScsiCommandPdu, TaskAttributeCode } from '../wire/scsi-command.ts';
import type { Channel } from './channel.ts';
import { type DataInPiece, DataInSequence } from './data-in-sequence.ts';
import type { DataOutAllowance } from './data-out-allowance.ts';
import { DataOutSequence } from './data-out-sequence.ts';

const attributes = new Map<number, TaskAttribute>([
  [TaskAttributeCode.untagged, 'untagged'],
  [TaskAttributeCode.simple, 'simple'],
  [TaskAttributeCode.ordered, 'ordered'],
  [TaskAttributeCode.headOfQueue, 'head-of-queue'],
  [TaskAttributeCode.aca, 'aca'],
]);

/** Additional header segments (§11.2.2.3, §11.2.2.4). */
const extendedCdb = 1;
const bidirectionalReadLength = 2;

/** What makes a command PDU one that cannot be carried out at all; undefined when nothing does. */
export function commandProblem(pdu: ScsiCommandPdu): string | undefined {
  if (pdu.initiatorTaskTag === RESERVED_TAG) return 'the Initiator Task Tag is the reserved one';
  if (!attributes.has(pdu.attribute)) return `ATTR ${pdu.attribute} is reserved`;
  if (!pdu.write && pdu.data.length > 0) return 'a command that does not write carries data';
  return undefined;
}

export class CommandTask implements ScsiTask {
  readonly nexus: Nexus;
  readonly lun: Lun | undefined;
  readonly tag: number;
  readonly attribute: TaskAttribute;
  readonly cdb: Uint8Array;
  readonly dataOutLength: number;
  readonly dataInLength: number;
  readonly dataOut: DataOutSequence;
  readonly dataIn: DataInSequence;
  readonly immediate: boolean;
  readonly bidirectional: boolean;
  /** `active`: its turn has come. `gone`: nobody answers it any more, or has. */
  stage: 'arrived' | 'active' | 'gone' = 'arrived';
  /** Resolves when the device is done with it; undefined while it waits for commands before it. */
  executed: Promise<void> | undefined;
  readonly #channel: Channel;

  constructor(pdu: ScsiCommandPdu, nexus: Nexus, channel: Channel, allowance: DataOutAllowance) {
    this.#channel = channel;
    this.nexus = nexus;
    this.lun = decodeLun(pdu.lun);
    this.tag = pdu.initiatorTaskTag;
    this.attribute = attributes.get(pdu.attribute) ?? 'untagged';
    this.cdb = wholeCdb(pdu);
    this.immediate = pdu.immediate;
    this.bidirectional = pdu.read && pdu.write;
    this.dataOutLength = pdu.write ? pdu.expectedDataTransferLength : 0;
    this.dataInLength = this.bidirectional ? bidirectionalRead(pdu) : pdu.read ? pdu.expectedDataTransferLength : 0;
    this.dataOut = new DataOutSequence({
      expectedLength: this.dataOutLength,
      immediateData: pdu.data,
      unsolicitedFollows: pdu.write && !pdu.final,
      parameters: channel.parameters,
      allowance,
      solicit: (r2tSn, bufferOffset, desiredDataTransferLength) => {
        const targetTransferTag = channel.numbering.nextTransferTag();
        channel.port.send({
          opcode: Opcode.readyToTransfer,
          lun: pdu.lun,
          initiatorTaskTag: this.tag,
          targetTransferTag,
          ...channel.numbering.current(),
          r2tSn,
          bufferOffset,
          desiredDataTransferLength,
        });
        return targetTransferTag;
      },
    });
    this.dataIn = new DataInSequence({
      expectedLength: this.dataInLength,
      parameters: () => channel.parameters,
      drained: () => channel.port.drained(),
      send: (piece) => this.sendPiece(piece),
    });
  }

  receiveDataOut(length: number): Promise<ByteList> {
    return this.dataOut.take(length);
  }

  sendDataIn(data: ByteList): void | Promise<void> {
    return this.dataIn.send(data);
  }

  /** Sends a Data-In; `ending` is the status that the last one carries, if it may (§11.7.3). */
  sendPiece(piece: DataInPiece, ending?: { readonly status: number; readonly residual: Residual }): void {
    const { port, numbering } = this.#channel;
    port.send({
      opcode: Opcode.dataIn,
      acknowledge: false,
      hasStatus: ending !== undefined,
      residual: ending?.residual ?? noResidual,
      status: ending?.status ?? 0,
      lun: 0n,
      initiatorTaskTag: this.tag,
      targetTransferTag: RESERVED_TAG,
      ...(ending === undefined ? { ...numbering.current(), statSn: 0 } : numbering.next()),
      ...piece,
    });
  }

  /** Nothing more goes either way. */
  abort(): void {
    this.dataOut.abort();
    this.dataIn.abort();
  }

  get writeResidual(): Residual {
    return residual(this.dataOut.requested, this.dataOutLength);
  }

  get readResidual(): Residual {
    return residual(this.dataIn.presented, this.dataInLength);
  }
}

/** §11.4.5.1. */
function residual(transferred: number, expected: number): Residual {
  if (transferred > expected) return { kind: 'overflow', count: transferred - expected };
  if (transferred < expected) return { kind: 'underflow', count: expected - transferred };
  return noResidual;
}

/** The segment repeats nothing: a reserved byte, then what is beyond the 16 bytes of the header (§11.2.2.3). */
function wholeCdb(pdu: ScsiCommandPdu): Uint8Array {
  const segment = pdu.additionalHeaderSegments.find(({ type }) => type === extendedCdb);
  if (segment === undefined) return pdu.cdb;
  const cdb = new Uint8Array(pdu.cdb.length + Math.max(0, segment.bytes.length - 1));
  cdb.set(pdu.cdb);
  cdb.set(segment.bytes.subarray(1), pdu.cdb.length);
  return cdb;
}

/** A reserved byte, then the length (§11.2.2.4). */
function bidirectionalRead(pdu: ScsiCommandPdu): number {
  const bytes = pdu.additionalHeaderSegments.find(({ type }) => type === bidirectionalReadLength)?.bytes;
  if (bytes === undefined || bytes.length < 5) return 0;
  return uint32At(bytes, 1);
}
