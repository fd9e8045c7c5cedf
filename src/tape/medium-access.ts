/**
 * What a drive makes of a cartridge: whether it takes it in, reads it, writes it, and at which density (SSC-5 §4.2, volume states and write
 * protection). Pure functions of the model's media, the volume and what hosts have set; the mechanism acts on them.
 *
 *     in no row of the model's media ─▶ refused        in a row without `writes` ─▶ read only
 *     cleaning cartridge ─▶ cleans                     recorded in a density that the row does not read ─▶ neither read nor appended to
 */
import type { Volume } from '../cartridge/volume.ts';
import { type AdditionalSense, additionalSense } from '../scsi/additional-sense.ts';
import { notReady, type Sense, SenseKey } from '../scsi/sense.ts';
import type { DriveModel, MediumSupport } from './model.ts';
import type { Settings } from './settings.ts';
import { TapeAlertFlag } from './tape-alert.ts';

/** What happens to a cartridge that is drawn in. */
export type Reception =
  | { readonly as: 'loaded' }
  | { readonly as: 'cleaning' }
  /** It stays in the drive, which is not ready for this reason until it is taken out. */
  | { readonly as: 'refused'; readonly sense: Sense; readonly alert: TapeAlertFlag };

const refused = (additional: AdditionalSense, alert: TapeAlertFlag): Reception => ({ as: 'refused', sense: notReady(additional), alert });

export function receive(model: DriveModel, volume: Volume): Reception {
  const { mediumType, writeOnce, state } = volume;
  if (mediumType.cleaningUses !== undefined) {
    if (!model.cleaningMedia.includes(mediumType.name))
      return refused(additionalSense.incompatibleMediumInstalled, TapeAlertFlag.invalidCleaningTape);
    return state.usesLeft > 0 ? { as: 'cleaning' } : refused(additionalSense.cleaningFailure, TapeAlertFlag.expiredCleaningMedia);
  }
  const known = mediumSupport(model, volume) !== undefined && (!writeOnce || model.writeOnceMedia);
  return known ? { as: 'loaded' } : refused(additionalSense.incompatibleMediumInstalled, TapeAlertFlag.unsupportedFormat);
}

export const mediumSupport = (
  { media }: Pick<DriveModel, 'media'>,
  { mediumType }: Pick<Volume, 'mediumType'>,
): MediumSupport | undefined => media.find(({ medium }) => medium === mediumType.name);

/** MEDIUM TYPE (SSC-4 §8.3.1). */
export const mediumTypeCodeOf = (
  { mediumTypeCode, writeOnceMediumTypeCode = mediumTypeCode }: MediumSupport,
  writeOnce: boolean,
): number => (writeOnce ? writeOnceMediumTypeCode : mediumTypeCode);

/** Why nothing on the loaded volume can be read or found. */
export function readRefusal(model: DriveModel, volume: Volume): Sense | undefined {
  const { recording, densityCode } = volume.state;
  const unreadable = (additional: AdditionalSense): Sense => ({ key: SenseKey.mediumError, additional });
  if (recording === 'foreign') return unreadable(additionalSense.cannotReadMediumUnknownFormat);
  if (recording === 'unformatted') return unreadable(additionalSense.mediumNotFormatted);
  if (recording === 'recorded' && mediumSupport(model, volume)?.reads.includes(densityCode) !== true)
    return unreadable(additionalSense.cannotReadMediumIncompatibleFormat);
  return undefined;
}

/** Who forbids every change of the loaded volume, if anybody; the hardest prohibition first. */
export function protection(settings: Settings, volume: Volume): Sense | undefined {
  const { hostWriteProtection } = volume.state;
  if (volume.writeProtected) return dataProtect(additionalSense.writeProtected);
  if (hostWriteProtection === 'permanent') return dataProtect(additionalSense.permanentWriteProtect);
  if (hostWriteProtection === 'persistent') return dataProtect(additionalSense.persistentWriteProtect);
  if (settings.associatedWriteProtect) return dataProtect(additionalSense.associatedWriteProtect);
  return settings.softwareWriteProtect ? dataProtect(additionalSense.logicalUnitSoftwareWriteProtected) : undefined;
}

/** Why the loaded volume must not be written, if so. `atBeginning`: what is written there begins the recording anew. */
export function writeRefusal(model: DriveModel, settings: Settings, volume: Volume, atBeginning: boolean): Sense | undefined {
  const { recording, densityCode } = volume.state;
  const writes = mediumSupport(model, volume)?.writes ?? [];
  const goesOnAtAnotherDensity = !atBeginning && recording === 'recorded' && !writes.includes(densityCode);
  const prohibition = protection(settings, volume);
  if (prohibition !== undefined) return prohibition;
  if (recording === 'foreign') return dataProtect(additionalSense.cannotWriteMediumUnknownFormat);
  return writes.length === 0 || goesOnAtAnotherDensity ? dataProtect(additionalSense.cannotWriteMediumIncompatibleFormat) : undefined;
}

const dataProtect = (additional: AdditionalSense): Sense => ({ key: SenseKey.dataProtect, additional });

/** What an attempt to write gets besides its sense. */
export const alertOfWriteRefusal = ({ additional }: Sense): TapeAlertFlag =>
  additional === additionalSense.cannotWriteMediumIncompatibleFormat ? TapeAlertFlag.readOnlyFormat : TapeAlertFlag.writeProtect;

/** The density of what is written at the beginning: as selected, else as it was, else what a blank medium gets. */
export function densityToRecord(model: DriveModel, settings: Settings, volume: Volume): number {
  const writes = mediumSupport(model, volume)?.writes ?? [];
  const wanted = settings.densityCode ?? (volume.state.recording === 'recorded' ? volume.state.densityCode : undefined);
  return wanted !== undefined && writes.includes(wanted) ? wanted : (writes[0] ?? volume.state.densityCode);
}

/** DENSITY CODE of MODE SENSE: of what is recorded, and at the beginning of what would be. */
export function currentDensity(model: DriveModel, settings: Settings, volume: Volume, atBeginning: boolean): number {
  const { recording, densityCode } = volume.state;
  const selectedAnew = atBeginning && settings.densityCode !== undefined;
  return recording === 'recorded' && !selectedAnew ? densityCode : densityToRecord(model, settings, volume);
}

/** Density codes that MODE SELECT may choose: with a medium what it can be written at, without one whatever the drive knows. */
export function selectableDensities(model: DriveModel, volume: Volume | undefined): readonly number[] {
  if (volume === undefined) return model.densities.map(({ code }) => code);
  return [...(mediumSupport(model, volume)?.writes ?? []), volume.state.densityCode];
}
