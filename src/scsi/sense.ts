/**
 * What a device says is wrong, as a value; `encodeSense` (in `sense-format.ts`) makes the bytes: fixed format (SPC-5 §4.4.3) unless the host asked for descriptors
 * (§4.4.2), because Windows reads the first 18 bytes of the fixed one.
 */
import type { BitPosition } from '../foundation/layout.ts';
import { type AdditionalSense, additionalSense } from './additional-sense.ts';

export const SenseKey = {
  noSense: 0x0,
  recoveredError: 0x1,
  notReady: 0x2,
  mediumError: 0x3,
  hardwareError: 0x4,
  illegalRequest: 0x5,
  unitAttention: 0x6,
  dataProtect: 0x7,
  blankCheck: 0x8,
  vendorSpecific: 0x9,
  copyAborted: 0xa,
  abortedCommand: 0xb,
  volumeOverflow: 0xd,
  miscompare: 0xe,
  completed: 0xf,
} as const;
export type SenseKey = (typeof SenseKey)[keyof typeof SenseKey];

const keyNames: readonly string[] = [
  'NO SENSE',
  'RECOVERED ERROR',
  'NOT READY',
  'MEDIUM ERROR',
  'HARDWARE ERROR',
  'ILLEGAL REQUEST',
  'UNIT ATTENTION',
  'DATA PROTECT',
  'BLANK CHECK',
  'VENDOR SPECIFIC',
  'COPY ABORTED',
  'ABORTED COMMAND',
  'sense key Ch',
  'VOLUME OVERFLOW',
  'MISCOMPARE',
  'COMPLETED',
];
/** T10's words; Ch is reserved. */
export const senseKeyName = (key: number): string => keyNames[key] ?? `sense key ${key}`;

export interface Sense {
  readonly key: SenseKey;
  readonly additional: AdditionalSense;
  readonly filemark?: boolean;
  readonly endOfMedium?: boolean;
  readonly incorrectLength?: boolean;
  /** Sets VALID; signed 32 bits in fixed format (SSC-5 §4.2.20), 64 in descriptors. */
  readonly information?: number;
  readonly commandSpecific?: number;
  /** An error of an earlier command (response code 71h or 73h). */
  readonly deferred?: boolean;
  /** For ILLEGAL REQUEST: where the field in error begins, in the CDB or in the parameter data (C/D bit). */
  readonly fieldPointer?: BitPosition & { readonly in: 'cdb' | 'parameters' };
  /** For NOT READY and NO SENSE: 0 to 65 535, of an operation under way. */
  readonly progress?: number;
}

type Details = Omit<Sense, 'key' | 'additional'>;

/** ILLEGAL REQUEST, pointing at the field of the CDB in error. */
export const invalidFieldInCdb = (at: BitPosition): Sense => ({
  key: SenseKey.illegalRequest,
  additional: additionalSense.invalidFieldInCdb,
  fieldPointer: { ...at, in: 'cdb' },
});

/** ILLEGAL REQUEST, pointing at the field of the parameter list in error. */
export const invalidFieldInParameterList = (at: BitPosition): Sense => ({
  key: SenseKey.illegalRequest,
  additional: additionalSense.invalidFieldInParameterList,
  fieldPointer: { ...at, in: 'parameters' },
});

export const illegalRequest = (additional: AdditionalSense, details: Details = {}): Sense => ({
  ...details,
  key: SenseKey.illegalRequest,
  additional,
});
export const unitAttention = (additional: AdditionalSense): Sense => ({ key: SenseKey.unitAttention, additional });
export const notReady = (additional: AdditionalSense, details: Details = {}): Sense => ({ ...details, key: SenseKey.notReady, additional });
