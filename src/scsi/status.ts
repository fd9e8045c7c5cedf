/** Status codes (SAM-5 §5.3.1). */
export const Status = {
  good: 0x00,
  checkCondition: 0x02,
  conditionMet: 0x04,
  busy: 0x08,
  reservationConflict: 0x18,
  taskSetFull: 0x28,
  acaActive: 0x30,
  taskAborted: 0x40,
} as const;
export type Status = (typeof Status)[keyof typeof Status];

const names = new Map<number, string>([
  [Status.good, 'GOOD'],
  [Status.checkCondition, 'CHECK CONDITION'],
  [Status.conditionMet, 'CONDITION MET'],
  [Status.busy, 'BUSY'],
  [Status.reservationConflict, 'RESERVATION CONFLICT'],
  [Status.taskSetFull, 'TASK SET FULL'],
  [Status.acaActive, 'ACA ACTIVE'],
  [Status.taskAborted, 'TASK ABORTED'],
]);

/** The T10 word, or the number for a code that has none. */
export const statusName = (status: number): string => names.get(status) ?? `status ${status.toString(16).padStart(2, '0')}h`;
