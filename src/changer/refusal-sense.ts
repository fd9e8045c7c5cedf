/** What a library refuses, as sense data (SMC-3 §4 and the additional sense codes of SPC-5 annex F that it names). */
import type { Refusal } from '../library/refusal.ts';
import { type AdditionalSense, additionalSense } from '../scsi/additional-sense.ts';
import { checkCondition, type Outcome } from '../scsi/outcome.ts';
import { type Sense, SenseKey } from '../scsi/sense.ts';
import type { ChangerModel } from './model.ts';

interface Words {
  readonly key: SenseKey;
  readonly additional: AdditionalSense;
}

const table = {
  'source-empty': { key: SenseKey.illegalRequest, additional: additionalSense.mediumSourceElementEmpty },
  'destination-full': { key: SenseKey.illegalRequest, additional: additionalSense.mediumDestinationElementFull },
  'drive-not-unloaded': { key: SenseKey.illegalRequest, additional: additionalSense.mediumRemovalPrevented },
  'removal-prevented': { key: SenseKey.illegalRequest, additional: additionalSense.mediumRemovalPrevented },
  'import-export-open': { key: SenseKey.illegalRequest, additional: additionalSense.mediumRemovalPrevented },
  'door-open': { key: SenseKey.notReady, additional: additionalSense.manualInterventionRequired },
  offline: { key: SenseKey.notReady, additional: additionalSense.notReadyOffline },
  'becoming-ready': { key: SenseKey.notReady, additional: additionalSense.becomingReady },
  'cartridge-unusable': { key: SenseKey.hardwareError, additional: additionalSense.mediaLoadOrEjectFailed },
  'not-recorded': { key: SenseKey.hardwareError, additional: additionalSense.internalTargetFailure },
  'robot-failed': { key: SenseKey.hardwareError, additional: additionalSense.mechanicalPositioningError },
} as const satisfies Record<Refusal['why'], Words>;

export function refusalSense({ why }: Refusal, model: Pick<ChangerModel, 'doorOpen'>): Sense {
  const words: Words = table[why];
  return { key: words.key, additional: (why === 'door-open' ? model.doorOpen : undefined) ?? words.additional };
}

export const refused = (refusal: Refusal, model: Pick<ChangerModel, 'doorOpen'>): Outcome => checkCondition(refusalSense(refusal, model));
