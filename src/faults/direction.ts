/** Which way something goes on a connection. */
import { Opcode } from '../wire/opcode.ts';
import type { Pdu, TargetPdu } from '../wire/pdu.ts';

export const directions = ['to-host', 'from-host'] as const;
export type Direction = (typeof directions)[number];

/** The operation codes of targets are those from 20h on (RFC 7143 §11.2.1.2). */
export const isFromTarget = (pdu: Pdu): pdu is TargetPdu => pdu.opcode >= Opcode.nopIn;

export const directionOf = (pdu: Pdu): Direction => (isFromTarget(pdu) ? 'to-host' : 'from-host');
