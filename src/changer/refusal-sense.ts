/** What a library refuses, as sense data (SMC-3 §4 and the additional sense codes of SPC-5 annex F that it names). */
import type { Refusal } from '../library/refusal.ts';
import type { RobotFailure } from '../library/robot.ts';
import { type AdditionalSense, additionalSense } from '../scsi/additional-sense.ts';
import { type Sense, SenseKey } from '../scsi/sense.ts';
import type { ChangerModel } from './model.ts';

interface Words {
  readonly key: SenseKey;
  readonly additional: AdditionalSense;
}

const table = {
  'source-empty': { key: SenseKey.illegalRequest, additional: additionalSense.mediumSourceElementEmpty },
  'destination-full': { key: SenseKey.illegalRequest, additional: additionalSense.mediumDestinationElementFull },
  'drive-not-unloaded': { key: SenseKey.illegalRequest, additional: additionalSense.mediumRemovalPreventedByDataTransferElement },
  'removal-prevented': { key: SenseKey.illegalRequest, additional: additionalSense.mediumRemovalPrevented },
  'import-export-open': { key: SenseKey.illegalRequest, additional: additionalSense.mediumMagazineNotAccessible },
  'element-inaccessible': { key: SenseKey.illegalRequest, additional: additionalSense.mediumMagazineNotAccessible },
  'door-open': { key: SenseKey.notReady, additional: additionalSense.doorOpen },
  offline: { key: SenseKey.notReady, additional: additionalSense.notReadyOffline },
  'becoming-ready': { key: SenseKey.notReady, additional: additionalSense.becomingReady },
  'robot-stuck': { key: SenseKey.notReady, additional: additionalSense.manualInterventionRequired },
  'cartridge-unusable': { key: SenseKey.hardwareError, additional: additionalSense.mediaLoadOrEjectFailed },
  'not-recorded': { key: SenseKey.hardwareError, additional: additionalSense.internalTargetFailure },
} as const satisfies Record<Exclude<Refusal['why'], 'robot-failed'>, Words>;

const failures = {
  'mechanical-positioning': additionalSense.mechanicalPositioningError,
  jam: additionalSense.mechanicalPositioningOrChangerError,
  dropped: additionalSense.mechanicalPositioningOrChangerError,
  'source-empty': additionalSense.mediumSourceElementEmpty,
  'destination-full': additionalSense.mediumDestinationElementFull,
  'door-opened': additionalSense.mechanicalPositioningOrChangerError,
} as const satisfies Record<RobotFailure['why'], AdditionalSense>;

export function refusalSense(refusal: Refusal, model: Pick<ChangerModel, 'doorOpen'>): Sense {
  if (refusal.why === 'robot-failed') return { key: SenseKey.hardwareError, additional: failures[refusal.failure.why] };
  const { key, additional }: Words = table[refusal.why];
  return { key, additional: (refusal.why === 'door-open' ? model.doorOpen : undefined) ?? additional };
}
