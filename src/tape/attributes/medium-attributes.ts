/**
 * Medium type attributes (SPC-5 §7.4.2.3), 0400h to 07FFh: what the maker of a cartridge wrote into its memory, all of them read only. The serial
 * number is the label's; when it was made nobody knows, so MEDIUM MANUFACTURE DATE does not exist.
 */
import { ascii, binary } from './attribute.ts';
import type { KnownAttribute, Subject } from './device-attributes.ts';
import { mediumFacts } from './media.ts';

/** MEDIUM TYPE. */
const MediumType = { data: 0x00, cleaning: 0x01, writeOnce: 0x80 } as const;

const densityOf = ({ drive, volume: { mediumType } }: Subject) => drive.model.densities.find(({ code }) => code === mediumType.densityCode);

function mediumTypeOf({ volume: { mediumType, writeOnce } }: Subject): number {
  if (mediumType.cleaningUses !== undefined) return MediumType.cleaning;
  return writeOnce ? MediumType.writeOnce : MediumType.data;
}

export const mediumAttributes: readonly KnownAttribute[] = [
  { identifier: 0x0400, name: 'MEDIUM MANUFACTURER', format: 'ascii', length: 8, value: () => ascii('TAPELAB', 8) },
  { identifier: 0x0401, name: 'MEDIUM SERIAL NUMBER', format: 'ascii', length: 32, value: ({ volume }) => ascii(volume.barcode, 32) },
  {
    identifier: 0x0402,
    name: 'MEDIUM LENGTH',
    format: 'binary',
    length: 4,
    value: ({ volume }) => binary(mediumFacts(volume)?.lengthMetres ?? 0, 4),
  },
  {
    identifier: 0x0403,
    name: 'MEDIUM WIDTH',
    format: 'binary',
    length: 4,
    value: (of) => binary(densityOf(of)?.mediaWidthTenthsOfMillimetre ?? 0, 4),
  },
  {
    identifier: 0x0404,
    name: 'ASSIGNING ORGANIZATION',
    format: 'ascii',
    length: 8,
    value: (of) => ascii(densityOf(of)?.assigningOrganization ?? '', 8),
  },
  {
    identifier: 0x0405,
    name: 'MEDIUM DENSITY CODE',
    format: 'binary',
    length: 1,
    value: ({ volume }) => binary(volume.mediumType.densityCode, 1),
  },
  {
    identifier: 0x0407,
    name: 'MAM CAPACITY',
    format: 'binary',
    length: 8,
    value: ({ volume }) => binary(mediumFacts(volume)?.auxiliaryMemoryBytes ?? 0, 8),
  },
  { identifier: 0x0408, name: 'MEDIUM TYPE', format: 'binary', length: 1, value: (of) => binary(mediumTypeOf(of), 1) },
  {
    // Of a cleaning cartridge: how often it may be used.
    identifier: 0x0409,
    name: 'MEDIUM TYPE INFORMATION',
    format: 'binary',
    length: 2,
    value: ({ volume }) => binary(volume.mediumType.cleaningUses ?? 0, 2),
  },
];
