/**
 * What a negotiation comes to, in the types that the data path uses, and what this target says for its part.
 *
 * The limits are those of a tape drive's traffic: one long sequential stream of big blocks, whose first burst may arrive without asking but
 * stays small enough that a full command window of them fits into memory.
 */
import { type KeyName, keyTable } from './key-table.ts';

/** The longest data segment this target takes, in bytes: what it declares, and where its framer's patience ends. */
export const maximumReceiveDataSegmentLength = 1024 * 1024;

/** This target's side of every key that is negotiated. */
export const ownValues: Readonly<Partial<Record<KeyName, string>>> = {
  MaxConnections: '1',
  InitialR2T: 'No',
  ImmediateData: 'Yes',
  MaxBurstLength: String(2 ** 24 - 1),
  FirstBurstLength: String(256 * 1024),
  DefaultTime2Wait: '0',
  DefaultTime2Retain: '0',
  MaxOutstandingR2T: '8',
  DataPDUInOrder: 'Yes',
  DataSequenceInOrder: 'Yes',
  ErrorRecoveryLevel: '0',
  iSCSIProtocolLevel: '1',
};

export interface OperationalParameters {
  readonly initialR2T: boolean;
  readonly immediateData: boolean;
  readonly maximumBurstLength: number;
  /** Never more than the maximum burst length (RFC 7143 §13.14), whatever was left to the defaults. */
  readonly firstBurstLength: number;
  readonly maximumOutstandingR2T: number;
  /** The initiator's MaxRecvDataSegmentLength: the longest data segment it takes. */
  readonly maximumSendDataSegmentLength: number;
}

export function operationalParameters(values: ReadonlyMap<KeyName, string>): OperationalParameters {
  const settled = (key: KeyName): string => values.get(key) ?? keyTable[key].default!;
  const maximumBurstLength = Number(settled('MaxBurstLength'));
  return {
    initialR2T: settled('InitialR2T') === 'Yes',
    immediateData: settled('ImmediateData') === 'Yes',
    maximumBurstLength,
    firstBurstLength: Math.min(Number(settled('FirstBurstLength')), maximumBurstLength),
    maximumOutstandingR2T: Number(settled('MaxOutstandingR2T')),
    maximumSendDataSegmentLength: Number(settled('MaxRecvDataSegmentLength')),
  };
}
