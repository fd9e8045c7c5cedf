/**
 * What a negotiation comes to, in the types that the data path uses, and what this target says for its part.
 *
 * The limits are those of a tape drive's traffic: one long sequential stream of big blocks, whose first burst may arrive without asking but
 * stays small enough that a full command window of them fits into memory.
 */
import { type Framing, loginFraming } from '../wire/framing.ts';
import { type KeyName, keyTable } from './key-table.ts';

/** How long a session outlives its connection (RFC 7143 §13.15, §13.16). */
export interface SessionRetention {
  readonly time2WaitSeconds: number;
  readonly time2RetainSeconds: number;
}

export const defaultSessionRetention: SessionRetention = { time2WaitSeconds: 0, time2RetainSeconds: 20 };

/** A side's own value of every key that it negotiates or declares. */
export type OwnValues = Readonly<Partial<Record<KeyName, string>>>;

/** This target's side. */
export const ownValuesFor = (dataSegmentBytes: number, retention: SessionRetention): OwnValues => ({
  MaxConnections: '1',
  InitialR2T: 'No',
  ImmediateData: 'Yes',
  MaxRecvDataSegmentLength: String(dataSegmentBytes),
  MaxBurstLength: String(2 ** 24 - 1),
  FirstBurstLength: String(256 * 1024),
  DefaultTime2Wait: String(retention.time2WaitSeconds),
  DefaultTime2Retain: String(retention.time2RetainSeconds),
  MaxOutstandingR2T: '8',
  DataPDUInOrder: 'Yes',
  DataSequenceInOrder: 'Yes',
  ErrorRecoveryLevel: '0',
  iSCSIProtocolLevel: '1',
});

export interface OperationalParameters {
  readonly initialR2T: boolean;
  readonly immediateData: boolean;
  readonly maximumBurstLength: number;
  /** Never more than the maximum burst length (RFC 7143 §13.14), whatever was left to the defaults. */
  readonly firstBurstLength: number;
  readonly maximumOutstandingR2T: number;
  /** The initiator's MaxRecvDataSegmentLength: the longest data segment it takes. */
  readonly maximumSendDataSegmentLength: number;
  /** How long after its connection has been lost a session can be taken up again, and for how long (§13.15, §13.16). */
  readonly time2WaitSeconds: number;
  readonly time2RetainSeconds: number;
}

export type SettledValues = ReadonlyMap<KeyName, string>;

const settled = (values: SettledValues, key: KeyName): string => values.get(key) ?? keyTable[key].default!;

export function operationalParameters(values: SettledValues): OperationalParameters {
  const maximumBurstLength = Number(settled(values, 'MaxBurstLength'));
  return {
    initialR2T: settled(values, 'InitialR2T') === 'Yes',
    immediateData: settled(values, 'ImmediateData') === 'Yes',
    maximumBurstLength,
    firstBurstLength: Math.min(Number(settled(values, 'FirstBurstLength')), maximumBurstLength),
    maximumOutstandingR2T: Number(settled(values, 'MaxOutstandingR2T')),
    maximumSendDataSegmentLength: Number(settled(values, 'MaxRecvDataSegmentLength')),
    time2WaitSeconds: Number(settled(values, 'DefaultTime2Wait')),
    time2RetainSeconds: Number(settled(values, 'DefaultTime2Retain')),
  };
}

/** The form of the PDUs of a connection once its login has ended (§13.1, §13.12); `dataSegmentBytes` is what this side takes. */
export const framingOf = (values: SettledValues, dataSegmentBytes: number): Framing => ({
  ...loginFraming,
  headerDigest: settled(values, 'HeaderDigest') === 'CRC32C',
  dataDigest: settled(values, 'DataDigest') === 'CRC32C',
  maximumDataSegmentLength: dataSegmentBytes,
});

/** The values of a session whose connection has been reinstated (§6.3.4): its own, and what the new connection's login has settled for itself. */
export const valuesOfConnectionReinstated = (session: SettledValues, login: SettledValues): SettledValues =>
  new Map([...[...session].filter(([key]) => keyTable[key].scope === 'session'), ...login]);
