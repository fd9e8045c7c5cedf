/** What an operator says of a new cartridge, what is assumed where he says nothing, and what is refused. */
import type { Clock } from '../foundation/clock.ts';
import { UserError } from '../foundation/user-error.ts';
import { checkBarcode } from './barcode.ts';
import { type CartridgeDescription, capacityProblem, defaultEarlyWarningBytes } from './cartridge-file.ts';
import { mediumTypeNamed, mediumTypes, readLabel } from './medium-type.ts';

/** What a new cartridge shall be. */
export interface CartridgeSpecification {
  readonly barcode: string;
  /** `lto-8`; the barcode's suffix says it, where it has one. */
  readonly mediumType?: string | undefined;
  /** The medium's native capacity unless given. */
  readonly capacityBytes?: number | undefined;
  /** A sixteenth of the capacity, at most 2 GiB, unless given. */
  readonly earlyWarningBytes?: number | undefined;
  readonly writeProtected?: boolean | undefined;
  readonly checksum?: 'crc32c' | 'off' | undefined;
}

/** The description of the new cartridge. @throws UserError */
export function describeNew(specification: CartridgeSpecification, clock: Clock): CartridgeDescription {
  const barcode = checkBarcode(specification.barcode);
  const labelled = readLabel(barcode)?.type;
  const named = specification.mediumType === undefined ? labelled : mediumTypeNamed(specification.mediumType);
  const known = mediumTypes.map(({ name }) => name).join(', ');
  if (named === undefined)
    throw specification.mediumType === undefined
      ? new UserError('medium-type-unknown', `The barcode ${barcode} does not tell what medium it labels.`, {
          hint: 'end it in a suffix as LTO labels have, like L8, or name a medium type.',
          exitCode: 2,
        })
      : new UserError('medium-type-unknown', `"${specification.mediumType}" is no medium type.`, {
          hint: `there are ${known}.`,
          exitCode: 2,
        });
  if (labelled !== undefined && labelled !== named)
    throw new UserError('medium-type-contradicts', `The barcode ${barcode} labels ${labelled.name}, not ${named.name}.`, {
      hint: 'leave the medium type out, or choose another barcode.',
      exitCode: 2,
    });
  const capacityBytes = specification.capacityBytes ?? named.nativeCapacityBytes;
  const earlyWarningBytes = specification.earlyWarningBytes ?? defaultEarlyWarningBytes(capacityBytes);
  const wrong = capacityProblem(capacityBytes, earlyWarningBytes);
  if (wrong !== undefined)
    throw new UserError('capacity-invalid', `${wrong.why}.`, {
      hint: wrong.key === 'capacityBytes' ? 'it looks like 64MiB.' : 'choose a larger capacity or a smaller distance, like 64MiB and 4MiB.',
      exitCode: 2,
    });
  return {
    format: 1,
    barcode,
    mediumType: named.name,
    capacityBytes,
    earlyWarningBytes,
    writeProtected: specification.writeProtected ?? false,
    checksum: specification.checksum ?? 'crc32c',
    created: new Date(clock.now()).toISOString(),
    left: null,
    counters: { mounts: 0, bytesWritten: 0, bytesRead: 0 },
  };
}
