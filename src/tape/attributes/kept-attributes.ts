/**
 * Attributes that the drive itself writes into the cartridge's memory, because nothing else on the cartridge tells them: the TapeAlert flags of
 * the last load, and the volume change reference. They concern the whole volume and stand with partition 0.
 */
import type { StoredAttribute, Volume, VolumeState } from '../../cartridge/volume.ts';
import { uint32At } from '../../foundation/big-endian.ts';
import { type TapeAlerts, tapeAlertFlags } from '../../scsi/tape-alert.ts';
import { binary } from './attribute.ts';
import { mediumFacts } from './media.ts';

export const KeptAttribute = { tapeAlertFlags: 0x0002, volumeChangeReference: 0x0009 } as const;

const keptValue = ({ attributes }: VolumeState, identifier: number): Uint8Array | undefined =>
  attributes.find((stored) => stored.partition === 0 && stored.identifier === identifier)?.value;

function keep({ attributes }: VolumeState, identifier: number, value: Uint8Array): readonly StoredAttribute[] {
  const others = attributes.filter((stored) => stored.partition !== 0 || stored.identifier !== identifier);
  return [...others, { partition: 0, identifier, format: 'binary', value }];
}

/** VOLUME CHANGE REFERENCE (SSC-5 §7.4): another value after each mount that changed something. 1 of a volume never changed. */
export const volumeChangeReference = (state: VolumeState): number => {
  const value = keptValue(state, KeptAttribute.volumeChangeReference);
  return value === undefined ? 1 : uint32At(value, 0);
};

/**
 * What the cartridge is to remember of its first change in a mount, if it can. Values that tell of no volume, 0 and all ones, are passed over.
 */
export function changedVolume(volume: Volume): Pick<VolumeState, 'attributes'> | undefined {
  if (mediumFacts(volume) === undefined) return undefined;
  const { state } = volume;
  const next = volumeChangeReference(state) + 1;
  return { attributes: keep(state, KeptAttribute.volumeChangeReference, binary(next >= 0xffff_ffff ? 1 : next, 4)) };
}

/** TAPEALERT FLAGS: flag 1 is the most significant bit. */
export const tapeAlertFlagsAtLastLoad = (state: VolumeState): Uint8Array =>
  keptValue(state, KeptAttribute.tapeAlertFlags) ?? new Uint8Array(tapeAlertFlags / 8);

/** What the cartridge is to remember of a mount that ends, if it can and does not know it already. */
export function endedMount(volume: Volume, alerts: TapeAlerts): Pick<VolumeState, 'attributes'> | undefined {
  if (mediumFacts(volume) === undefined) return undefined;
  const { state } = volume;
  const flags = new Uint8Array(tapeAlertFlags / 8);
  for (let flag = 1; flag <= tapeAlertFlags; flag++) if (alerts.isRaised(flag)) flags[(flag - 1) >> 3]! |= 0x80 >> ((flag - 1) & 7);
  if (Buffer.compare(flags, tapeAlertFlagsAtLastLoad(state)) === 0) return undefined;
  return { attributes: keep(state, KeptAttribute.tapeAlertFlags, flags) };
}
