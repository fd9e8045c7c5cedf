/** The commands that the changer minidrivers have in common: CDBs of SMC, and timeouts in seconds. */
import { putUint16, putUint24 } from '../../../../foundation/big-endian.ts';
import { hex, type Step } from '../request.ts';
import type { ChangerReply, ChangerSteps } from './minidriver.ts';

type ChangerStep = Step<ChangerReply>;

/** TimeOutValue of the class, for moves and for a look at all elements. */
export const MOVE_SECONDS = 600;
const QUERY_SECONDS = 20;
const ACCESS_SECONDS = 10;
const ELEMENT_STATUS_SECONDS = 200;

/** Commands of ChangerInitialize. */
export const inquiry: ChangerStep = { cdb: hex('12 00 00 00 60 00'), read: 96, timeoutSeconds: 10, as: 'inquiry' };
export const serialNumber = (length: number): ChangerStep => ({
  cdb: Uint8Array.of(0x12, 0x01, 0x80, 0, length, 0),
  read: length,
  timeoutSeconds: 10,
  as: 'serial',
});

/** Mode page 1Dh, element address assignment. */
export const elementAddresses: ChangerStep = {
  cdb: hex('1A 08 1D 00 18 00'),
  read: 24,
  timeoutSeconds: QUERY_SECONDS,
  as: 'addresses',
};
/** Mode page 1Eh, transport geometry. */
export const transportGeometry: ChangerStep = { cdb: hex('1A 08 1E 00 08 00'), read: 8, timeoutSeconds: QUERY_SECONDS };
/** Mode page 1Fh, device capabilities. */
export const deviceCapabilities: ChangerStep = { cdb: hex('1A 08 1F 00 14 00'), read: 20, timeoutSeconds: QUERY_SECONDS };

export const testUnitReady: ChangerStep = { cdb: hex('00 00 00 00 00 00'), timeoutSeconds: QUERY_SECONDS };

/** PREVENT ALLOW MEDIUM REMOVAL. */
export const allow: ChangerStep = { cdb: hex('1E 00 00 00 00 00'), timeoutSeconds: ACCESS_SECONDS };
export const prevent: ChangerStep = { cdb: hex('1E 00 00 00 01 00'), timeoutSeconds: ACCESS_SECONDS };

export const initializeElementStatus = (timeoutSeconds = MOVE_SECONDS): ChangerSteps => [{ cdb: hex('07 00 00 00 00 00'), timeoutSeconds }];

export interface ElementStatusOf {
  readonly elementType: number;
  readonly first: number;
  readonly count: number;
  readonly volumeTags: boolean;
  /** DVCID. */
  readonly identifiers: boolean;
}

/** READ ELEMENT STATUS. */
export function readElementStatus({ elementType, first, count, volumeTags, identifiers }: ElementStatusOf, length: number): ChangerStep {
  const cdb = Uint8Array.of(0xb8, (volumeTags ? 0x10 : 0) | elementType, 0, 0, 0, 0, identifiers ? 0x01 : 0, 0, 0, 0, 0, 0);
  putUint16(cdb, 2, first);
  putUint16(cdb, 4, count);
  putUint24(cdb, 7, length);
  return { cdb, read: length, timeoutSeconds: ELEMENT_STATUS_SECONDS, as: 'elements' };
}

/** MOVE MEDIUM. */
export function moveMedium(transport: number, source: number, destination: number): ChangerStep {
  const cdb = hex('A5 00 00 00 00 00 00 00 00 00 00 00');
  putUint16(cdb, 2, transport);
  putUint16(cdb, 4, source);
  putUint16(cdb, 6, destination);
  return { cdb, timeoutSeconds: MOVE_SECONDS };
}

/** EXCHANGE MEDIUM. */
export function exchangeMedium(transport: number, source: number, first: number, second: number): ChangerStep {
  const cdb = hex('A6 00 00 00 00 00 00 00 00 00 00 00');
  putUint16(cdb, 2, transport);
  putUint16(cdb, 4, source);
  putUint16(cdb, 6, first);
  putUint16(cdb, 8, second);
  return { cdb, timeoutSeconds: MOVE_SECONDS };
}
