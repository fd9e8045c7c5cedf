/**
 * Header and block descriptor of a tape's mode parameters (SSC-4 §8.3.1).
 *
 *     MEDIUM TYPE                of the loaded medium, as the model calls it; 0 without one
 *     DEVICE-SPECIFIC PARAMETER  WP (bit 7) │ BUFFERED MODE (bits 6–4) │ SPEED (bits 3–0): 0, the only one
 *     DENSITY CODE               00h: the default │ 7Fh: as it is │ else one that the medium can be written at
 *     BLOCK LENGTH               0: variable
 *
 * A density counts from the next write at the beginning of the medium on: elsewhere what is recorded there goes on.
 */
import type { ModePageControl } from '../scsi/mode-pages.ts';
import type { ModeParameters, RefusedModeParameter } from '../scsi/mode-parameters.ts';
import type { Mechanism } from './mechanism.ts';
import { currentDensity, mediumSupport, mediumTypeCodeOf, selectableDensities } from './medium-access.ts';

const writeProtectBit = 0x80;
const bufferedModeBits = (parameter: number): number => (parameter >> 4) & 0x07;
const speedBits = (parameter: number): number => parameter & 0x0f;
const defaultDensity = 0x00;
const sameDensity = 0x7f;

/** A one for each bit that MODE SELECT may change: buffered modes 0 and 1, the density, the block length. */
const changeable: ModeParameters = {
  mediumType: 0,
  deviceSpecificParameter: 0x10,
  blockDescriptor: { densityCode: 0xff, numberOfBlocks: 0, blockLength: 0xff_ffff },
};

export function readModeParameters(drive: Mechanism, control: ModePageControl): ModeParameters {
  if (control === 'changeable') return changeable;
  const { settings, model, loadedHead: head } = drive;
  const volume = head?.volume;
  const support = volume === undefined ? undefined : mediumSupport(model, volume);
  const writeProtected = head !== undefined && drive.writeRefusal() !== undefined;
  const bufferedMode = control === 'current' ? settings.bufferedMode : 1;
  return {
    mediumType: support === undefined ? 0 : mediumTypeCodeOf(support, volume?.writeOnce === true),
    deviceSpecificParameter: (writeProtected ? writeProtectBit : 0) | (bufferedMode << 4),
    blockDescriptor: {
      densityCode: volume === undefined ? (settings.densityCode ?? 0) : currentDensity(model, settings, volume, drive.atBeginning),
      numberOfBlocks: 0,
      blockLength: control === 'current' ? settings.blockLength : model.defaultBlockLength,
    },
  };
}

/** The medium type is the medium's own and WP is its protection: what a host sends there is ignored (SPC-4 §7.5). */
export function refuseModeParameters(drive: Mechanism, selected: ModeParameters): RefusedModeParameter | undefined {
  if (bufferedModeBits(selected.deviceSpecificParameter) > 1) return { field: 'deviceSpecificParameter', bit: 6 };
  if (speedBits(selected.deviceSpecificParameter) !== 0) return { field: 'deviceSpecificParameter', bit: 3 };
  const descriptor = selected.blockDescriptor;
  if (descriptor === undefined) return undefined;
  const { loadedHead: head, model } = drive;
  const densities = [defaultDensity, sameDensity, ...selectableDensities(model, head?.volume)];
  if (!densities.includes(descriptor.densityCode)) return { field: 'densityCode' };
  if (descriptor.numberOfBlocks !== 0) return { field: 'numberOfBlocks' };
  const { minimumBytes, maximumBytes } = model.blockLimits;
  const { blockLength } = descriptor;
  if (blockLength !== 0 && (blockLength < minimumBytes || blockLength > maximumBytes)) return { field: 'blockLength' };
  return undefined;
}

export function selectModeParameters(drive: Mechanism, selected: ModeParameters): boolean {
  const { settings } = drive;
  const { blockDescriptor } = selected;
  const before = JSON.stringify(readModeParameters(drive, 'current'));
  settings.bufferedMode = bufferedModeBits(selected.deviceSpecificParameter) === 0 ? 0 : 1;
  if (blockDescriptor !== undefined) {
    settings.blockLength = blockDescriptor.blockLength;
    if (blockDescriptor.densityCode !== sameDensity) settings.densityCode = selectedDensity(drive, blockDescriptor.densityCode);
  }
  return JSON.stringify(readModeParameters(drive, 'current')) !== before;
}

/** The default density is what a blank medium gets, and without a medium not known yet. What is current anyway is no choice of the host's. */
function selectedDensity({ loadedHead: head, model, settings, atBeginning }: Mechanism, code: number): number | undefined {
  if (head === undefined) return code === defaultDensity ? undefined : code;
  if (code === defaultDensity) return mediumSupport(model, head.volume)?.writes[0];
  return code === currentDensity(model, settings, head.volume, atBeginning) ? settings.densityCode : code;
}
