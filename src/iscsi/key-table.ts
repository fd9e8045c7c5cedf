/**
 * The text keys of RFC 7143 §12.1 and §13, one row each: what kind of value a key has, how two values become one, what holds when nobody
 * speaks of it, who may send it and when. Negotiation is this table and nothing besides.
 *
 * A key that has no row is answered NotUnderstood, as are the private X- and the unregistered X# extensions (§13.22, §13.26).
 */

/** `result`: how an offered and an own value become one (§6.2). */
export type KeyValue =
  | { readonly kind: 'boolean'; readonly result: 'and' | 'or' }
  | { readonly kind: 'numerical'; readonly result: 'minimum' | 'maximum'; readonly range: readonly [number, number] }
  /** The first value of the offered list that the acceptor supports. */
  | { readonly kind: 'list'; readonly supported: readonly string[] }
  /** One side states, the other takes note: no answer. */
  | { readonly kind: 'number-declaration'; readonly range: readonly [number, number] }
  | { readonly kind: 'text-declaration' }
  /** One side asks, and the answer is not a value of this key: SendTargets. */
  | { readonly kind: 'request' }
  /** What `authentication.ts` answers. */
  | { readonly kind: 'authentication' }
  /** A key of former times that has only this answer. */
  | { readonly kind: 'obsolete'; readonly answer: 'No' | 'Reject' };

export interface KeyRow {
  readonly value: KeyValue;
  readonly default?: string;
  readonly sender: 'initiator' | 'target' | 'both';
  /** The standard's Use column: initialise only (login), leading only (login of a session's first connection), full feature phase only, any. */
  readonly use: 'IO' | 'LO' | 'FFPO' | 'ALL';
  readonly scope: 'connection' | 'session';
  /** The stages of a login in which it may be sent (§6.3.2, §12.1). */
  readonly stage: 'security' | 'operational' | 'either';
  /** Answered Irrelevant in a session of type Discovery. */
  readonly irrelevantInDiscovery?: true;
  readonly reference: string;
}

const yesNo = (result: 'and' | 'or'): KeyValue => ({ kind: 'boolean', result });
const number = (result: 'minimum' | 'maximum', from: number, to: number): KeyValue => ({ kind: 'numerical', result, range: [from, to] });
const list = (...supported: string[]): KeyValue => ({ kind: 'list', supported });
const declared: KeyValue = { kind: 'text-declaration' };

const maximumLength = 2 ** 24 - 1;
const ofSession = { stage: 'operational', sender: 'both', use: 'LO', scope: 'session' } as const;
/** Of the session, and without meaning where no SCSI command is served. */
const ofNormalSession = { ...ofSession, irrelevantInDiscovery: true } as const;

/** Of the security stage, to prove who is who. */
const ofAuthentication = { value: { kind: 'authentication' }, stage: 'security', sender: 'both', use: 'IO', scope: 'connection' } as const;
const ofDigest = {
  value: list('CRC32C', 'None'),
  default: 'None',
  stage: 'operational',
  sender: 'both',
  use: 'IO',
  scope: 'connection',
  reference: '§13.1',
} as const;

const rows = {
  AuthMethod: { ...ofAuthentication, reference: '§12.1' },
  CHAP_A: { ...ofAuthentication, reference: '§12.1.3' },
  CHAP_I: { ...ofAuthentication, reference: '§12.1.3' },
  CHAP_C: { ...ofAuthentication, reference: '§12.1.3' },
  CHAP_N: { ...ofAuthentication, reference: '§12.1.3' },
  CHAP_R: { ...ofAuthentication, reference: '§12.1.3' },
  HeaderDigest: ofDigest,
  DataDigest: ofDigest,
  MaxConnections: { ...ofNormalSession, value: number('minimum', 1, 65_535), default: '1', reference: '§13.2' },
  SendTargets: { value: { kind: 'request' }, stage: 'operational', sender: 'initiator', use: 'FFPO', scope: 'session', reference: '§13.3' },
  TargetName: { value: declared, sender: 'both', use: 'IO', scope: 'session', stage: 'either', reference: '§13.4' },
  InitiatorName: { value: declared, sender: 'initiator', use: 'IO', scope: 'session', stage: 'either', reference: '§13.5' },
  TargetAlias: { value: declared, sender: 'target', use: 'ALL', scope: 'session', stage: 'either', reference: '§13.6' },
  InitiatorAlias: { value: declared, sender: 'initiator', use: 'ALL', scope: 'session', stage: 'either', reference: '§13.7' },
  TargetAddress: { value: declared, sender: 'target', use: 'ALL', scope: 'session', stage: 'either', reference: '§13.8' },
  TargetPortalGroupTag: {
    value: { kind: 'number-declaration', range: [0, 65_535] },
    sender: 'target',
    use: 'IO',
    scope: 'session',
    stage: 'either',
    reference: '§13.9',
  },
  InitialR2T: { ...ofNormalSession, value: yesNo('or'), default: 'Yes', reference: '§13.10' },
  ImmediateData: { ...ofNormalSession, value: yesNo('and'), default: 'Yes', reference: '§13.11' },
  MaxRecvDataSegmentLength: {
    value: { kind: 'number-declaration', range: [512, maximumLength] },
    default: '8192',
    stage: 'operational',
    sender: 'both',
    use: 'ALL',
    scope: 'connection',
    reference: '§13.12',
  },
  MaxBurstLength: { ...ofNormalSession, value: number('minimum', 512, maximumLength), default: '262144', reference: '§13.13' },
  FirstBurstLength: { ...ofNormalSession, value: number('minimum', 512, maximumLength), default: '65536', reference: '§13.14' },
  DefaultTime2Wait: { ...ofSession, value: number('maximum', 0, 3600), default: '2', reference: '§13.15' },
  DefaultTime2Retain: { ...ofSession, value: number('minimum', 0, 3600), default: '20', reference: '§13.16' },
  MaxOutstandingR2T: { ...ofNormalSession, value: number('minimum', 1, 65_535), default: '1', reference: '§13.17' },
  DataPDUInOrder: { ...ofNormalSession, value: yesNo('or'), default: 'Yes', reference: '§13.18' },
  DataSequenceInOrder: { ...ofNormalSession, value: yesNo('or'), default: 'Yes', reference: '§13.19' },
  ErrorRecoveryLevel: { ...ofSession, value: number('minimum', 0, 2), default: '0', reference: '§13.20' },
  SessionType: {
    value: declared,
    default: 'Normal',
    sender: 'initiator',
    use: 'LO',
    scope: 'session',
    stage: 'either',
    reference: '§13.21',
  },
  TaskReporting: { ...ofNormalSession, value: list('RFC3720'), default: 'RFC3720', reference: '§13.23' },
  iSCSIProtocolLevel: { ...ofNormalSession, value: number('minimum', 0, 31), default: '1', reference: '§13.24' },
  OFMarker: { ...ofSession, value: { kind: 'obsolete', answer: 'No' }, reference: '§13.25' },
  IFMarker: { ...ofSession, value: { kind: 'obsolete', answer: 'No' }, reference: '§13.25' },
  OFMarkInt: { ...ofSession, value: { kind: 'obsolete', answer: 'Reject' }, reference: '§13.25' },
  IFMarkInt: { ...ofSession, value: { kind: 'obsolete', answer: 'Reject' }, reference: '§13.25' },
  'X#NodeArchitecture': { value: declared, sender: 'both', use: 'LO', scope: 'session', stage: 'either', reference: '§13.26' },
} as const satisfies Record<string, KeyRow>;

export type KeyName = keyof typeof rows;
export type AuthenticationKey = {
  [K in KeyName]: (typeof rows)[K]['value'] extends { readonly kind: 'authentication' } ? K : never;
}[KeyName];

export const keyTable: Readonly<Record<KeyName, KeyRow>> = rows;

export const isKeyName = (name: string): name is KeyName => Object.hasOwn(rows, name);
