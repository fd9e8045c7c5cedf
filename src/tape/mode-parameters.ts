/**
 * Header and block descriptor of a tape's mode parameters (SSC-4 §8.3.1).
 *
 *     DEVICE-SPECIFIC PARAMETER  WP (bit 7) │ BUFFERED MODE (bits 6–4) │ SPEED (bits 3–0): 0, the only one
 *     DENSITY CODE               00h: the default │ 7Fh: as it is │ else what is on the loaded medium
 *     BLOCK LENGTH               0: variable
 */
import type { ModePageControl } from '../scsi/mode-pages.ts';
import type { ModeParameters, RefusedModeParameter } from '../scsi/mode-parameters.ts';
import type { Mechanism } from './mechanism.ts';
import type { Settings } from './settings.ts';

const writeProtectBit = 0x80;
const bufferedModeBits = (parameter: number): number => (parameter >> 4) & 0x07;
const speedBits = (parameter: number): number => parameter & 0x0f;
const densityCodesOfAnyMedium: readonly number[] = [0x00, 0x7f];

/** A one for each bit that MODE SELECT may change: buffered modes 0 and 1, the density (to what it is), the block length. */
const changeable: ModeParameters = {
  mediumType: 0,
  deviceSpecificParameter: 0x10,
  blockDescriptor: { densityCode: 0xff, numberOfBlocks: 0, blockLength: 0xff_ffff },
};

export function readModeParameters(drive: Mechanism, control: ModePageControl): ModeParameters {
  if (control === 'changeable') return changeable;
  const { settings, model, loadedHead: head } = drive;
  const writeProtected = head !== undefined && (head.volume.writeProtected || settings.softwareWriteProtect);
  const bufferedMode = control === 'default' ? 1 : settings.bufferedMode;
  return {
    mediumType: head?.volume.mediumType.mediumTypeCode ?? 0,
    deviceSpecificParameter: (writeProtected ? writeProtectBit : 0) | (bufferedMode << 4),
    blockDescriptor: {
      densityCode: head?.volume.mediumType.densityCode ?? 0,
      numberOfBlocks: 0,
      blockLength: control === 'default' ? model.defaultBlockLength : settings.blockLength,
    },
  };
}

/** The medium type is the medium's own and WP is its switch: what a host sends there is ignored (SPC-4 §7.5). */
export function refuseModeParameters(drive: Mechanism, selected: ModeParameters): RefusedModeParameter | undefined {
  if (bufferedModeBits(selected.deviceSpecificParameter) > 1) return { field: 'deviceSpecificParameter', bit: 6 };
  if (speedBits(selected.deviceSpecificParameter) !== 0) return { field: 'deviceSpecificParameter', bit: 3 };
  const descriptor = selected.blockDescriptor;
  if (descriptor === undefined) return undefined;
  const { loadedHead: head, model } = drive;
  const densities = head === undefined ? model.densities.map(({ code }) => code) : [head.volume.mediumType.densityCode];
  if (![...densityCodesOfAnyMedium, ...densities].includes(descriptor.densityCode)) return { field: 'densityCode' };
  if (descriptor.numberOfBlocks !== 0) return { field: 'numberOfBlocks' };
  const { minimumBytes, maximumBytes } = model.blockLimits;
  const { blockLength } = descriptor;
  if (blockLength !== 0 && (blockLength < minimumBytes || blockLength > maximumBytes)) return { field: 'blockLength' };
  return undefined;
}

export function selectModeParameters(settings: Settings, selected: ModeParameters): boolean {
  const bufferedMode = bufferedModeBits(selected.deviceSpecificParameter) === 0 ? 0 : 1;
  const blockLength = selected.blockDescriptor?.blockLength ?? settings.blockLength;
  const changed = bufferedMode !== settings.bufferedMode || blockLength !== settings.blockLength;
  settings.bufferedMode = bufferedMode;
  settings.blockLength = blockLength;
  return changed;
}
