/**
 * What the reservations of other nexuses do to a command, as the standards' tables have it: SPC-2 table 10 and its annex B for RESERVE, SPC-4
 * table 65 and SSC-4's table of the same title for persistent reservations, SPC-4 table 66 for PERSISTENT RESERVE OUT. A row of ours bears one word:
 *
 *     rule       RESERVE    Write Exclusive   Exclusive Access
 *     allowed    allowed    allowed           allowed            INQUIRY, REQUEST SENSE, LOG SENSE, REPORT TIMESTAMP, READ BLOCK LIMITS
 *     tests      conflict   allowed           allowed            TEST UNIT READY
 *     reads      conflict   allowed           conflict           MODE SENSE, READ ATTRIBUTE, READ, SPACE, READ POSITION, REWIND
 *     conflict   conflict   conflict          conflict           MODE SELECT, WRITE, ERASE, LOAD UNLOAD
 *
 * RESERVE holds off everybody but its holder; so do the two types above. Their forms for Registrants Only and All Registrants hold off those that are
 * not registered. The other words are for the commands that make reservations: the two kinds exclude each other.
 */
interface Rule {
  /** While another nexus has the unit by RESERVE; `conflict-for-all`: while any has, its holder too (SPC-2 §5.5.1). */
  readonly reserved: 'allowed' | 'conflict' | 'conflict-for-all';
  /**
   * While a persistent reservation holds the nexus off; `conflict-unless-registered`: with or without a reservation; `as-in-spc-2`: see
   * SPC-4 §5.13.3.
   */
  readonly persistent: 'allowed' | 'conflict-when-exclusive' | 'conflict' | 'conflict-unless-registered' | 'as-in-spc-2';
}

const table = {
  allowed: { reserved: 'allowed', persistent: 'allowed' },
  tests: { reserved: 'conflict', persistent: 'allowed' },
  reads: { reserved: 'conflict', persistent: 'conflict-when-exclusive' },
  conflict: { reserved: 'conflict', persistent: 'conflict' },
  reserves: { reserved: 'conflict', persistent: 'as-in-spc-2' },
  releases: { reserved: 'allowed', persistent: 'as-in-spc-2' },
  'reports-persistent': { reserved: 'conflict-for-all', persistent: 'allowed' },
  'registers-persistent': { reserved: 'conflict-for-all', persistent: 'allowed' },
  'changes-persistent': { reserved: 'conflict-for-all', persistent: 'conflict-unless-registered' },
} as const satisfies Record<string, Rule>;

export type ReservationRule = keyof typeof table;

export const reservationRules: Readonly<Record<ReservationRule, Rule>> = table;
