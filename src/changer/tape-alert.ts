/** The TapeAlert flags that a changer raises, by their numbers (SMC-3, TapeAlert flags of media changers). */
import type { Refusal } from '../library/refusal.ts';

export const ChangerAlertFlag = {
  /** LIBRARY HARDWARE B: the mechanism does not do what it should. */
  mechanism: 2,
  strayTape: 12,
  loadRetry: 15,
  door: 16,
  mailSlot: 17,
  /** The door was opened and closed again. */
  security: 19,
  offline: 21,
  inventory: 24,
} as const;
export type ChangerAlertFlag = (typeof ChangerAlertFlag)[keyof typeof ChangerAlertFlag];

/** What a motion that succeeds shows to be over. */
export const alertsOfMotions: readonly number[] = [
  ChangerAlertFlag.mechanism,
  ChangerAlertFlag.loadRetry,
  ChangerAlertFlag.mailSlot,
  ChangerAlertFlag.inventory,
];

/** What the operator has set right when the door is closed. */
export const alertsOfTheInside: readonly number[] = [ChangerAlertFlag.mechanism, ChangerAlertFlag.strayTape, ChangerAlertFlag.door];

/** The flag that a refusal raises; undefined: it is nothing an operator would see to. */
export function alertOf(refusal: Refusal): ChangerAlertFlag | undefined {
  switch (refusal.why) {
    case 'robot-failed':
      return refusal.failure.why === 'dropped' ? ChangerAlertFlag.strayTape : ChangerAlertFlag.mechanism;
    case 'cartridge-unusable':
      return ChangerAlertFlag.loadRetry;
    case 'not-recorded':
      return ChangerAlertFlag.inventory;
    case 'import-export-open':
      return ChangerAlertFlag.mailSlot;
    default:
      return undefined;
  }
}
