/** What an operator says of a new cartridge, what is assumed where he says nothing, and what is refused. */
import type { Clock } from '../foundation/clock.ts';
import { didYouMean } from '../foundation/did-you-mean.ts';
import { UserError } from '../foundation/user-error.ts';
import { checkBarcode } from './barcode.ts';
import { capacityProblem, earlyWarningIn, equalParts, sum } from './capacity.ts';
import { blankState, type CartridgeDescription, type PartitionDescription } from './cartridge-file.ts';
import { isCleaning, type Label, type MediumType, mediumTypeNamed, mediumTypes, readLabel } from './medium-type.ts';

/** What a new cartridge shall be. */
export interface CartridgeSpecification {
  readonly barcode: string;
  /** `lto-8`; the barcode's suffix says it, where it has one. */
  readonly mediumType?: string | undefined;
  /** The sum of the partitions, where they are given, else the medium's native capacity. */
  readonly capacityBytes?: number | undefined;
  /** A sixteenth of the capacity, at most 2 GiB, unless given. */
  readonly earlyWarningBytes?: number | undefined;
  /** How many equal ones, or the capacity of each; one unless given. */
  readonly partitions?: number | readonly number[] | undefined;
  /** WORM; the barcode's suffix may say it. */
  readonly writeOnce?: boolean | undefined;
  readonly discardsData?: boolean | undefined;
  /** `blank` unless given. */
  readonly recording?: 'blank' | 'unformatted' | 'foreign' | undefined;
  /** Of what is recorded on it, where something is; the medium type's own unless given. */
  readonly densityCode?: number | undefined;
  /** How often a cleaning cartridge still cleans; as often as a new one unless given. */
  readonly usesLeft?: number | undefined;
  readonly writeProtected?: boolean | undefined;
  readonly checksum?: 'crc32c' | 'off' | undefined;
}

/** The description of the new cartridge. @throws UserError */
export function describeNew(specification: CartridgeSpecification, clock: Pick<Clock, 'now'>): CartridgeDescription {
  const barcode = checkBarcode(specification.barcode);
  const label = readLabel(barcode);
  const type = mediumTypeIn(specification, label);
  const { capacityBytes, earlyWarningBytes, partitions } = isCleaning(type) ? nothing(specification, type) : extents(specification, type);
  return {
    format: 2,
    barcode,
    mediumType: type.name,
    capacityBytes,
    earlyWarningBytes,
    writeProtected: specification.writeProtected ?? false,
    writeOnce: writeOnceIn(specification, type, label),
    discardsData: specification.discardsData ?? false,
    checksum: specification.checksum ?? 'crc32c',
    created: new Date(clock.now()).toISOString(),
    partitions,
    state: {
      ...blankState(type),
      recording: specification.recording ?? 'blank',
      densityCode: specification.densityCode ?? type.densityCode,
      usesLeft: usesLeftIn(specification, type),
    },
  };
}

const refusal = (code: string, message: string, hint: string): UserError => new UserError(code, message, { hint, exitCode: 2 });

function mediumTypeIn({ barcode, mediumType }: CartridgeSpecification, label: Label | undefined): MediumType {
  const names = mediumTypes.map(({ name }) => name);
  if (mediumType === undefined) {
    if (label !== undefined) return label.type;
    throw barcode.startsWith('CLN')
      ? refusal(
          'medium-type-unknown',
          `The barcode ${barcode} does not tell what kind of drive the cartridge cleans.`,
          `end it like CLN001L8, or name one of ${names.filter((name) => name.endsWith('-cleaning')).join(', ')}.`,
        )
      : refusal(
          'medium-type-unknown',
          `The barcode ${barcode} does not tell what medium it labels.`,
          'six characters and a suffix like L8 are an LTO label; else name a medium type.',
        );
  }
  const type = mediumTypeNamed(mediumType);
  if (type === undefined)
    throw refusal(
      'medium-type-unknown',
      `"${mediumType}" is no medium type.`,
      didYouMean(mediumType, names) ?? `there are ${names.join(', ')}.`,
    );
  if (label !== undefined && label.type !== type)
    throw refusal(
      'medium-type-contradicts',
      `The barcode ${barcode} labels ${label.type.name}, not ${type.name}.`,
      'leave the medium type out, or choose another barcode.',
    );
  return type;
}

function extents(
  { capacityBytes: given, earlyWarningBytes, partitions: wanted = 1 }: CartridgeSpecification,
  type: MediumType,
): Pick<CartridgeDescription, 'capacityBytes' | 'earlyWarningBytes' | 'partitions'> {
  const chosen = earlyWarningBytes ?? null;
  const count = typeof wanted === 'number' ? wanted : wanted.length;
  const most = type.maximumPartitions ?? 1;
  if (!Number.isInteger(count) || count < 1 || count > most)
    throw refusal(
      'partitions-invalid',
      `A cartridge of type ${type.name} has ${most === 1 ? '1 partition' : `1 ${most === 2 ? 'or' : 'to'} ${most} partitions`}, not ${count}.`,
      most === 1 ? 'dds-4 and lto-8 are among those that can have more.' : 'write it like 2, or 64MiB,192MiB.',
    );
  const capacityBytes = given ?? (typeof wanted === 'number' ? type.nativeCapacityBytes : sum(wanted));
  const parts = typeof wanted === 'number' ? equalParts(capacityBytes, wanted) : wanted;
  const partitions = parts.map((part): PartitionDescription => {
    return { capacityBytes: part, earlyWarningBytes: chosen ?? earlyWarningIn(part, null), left: 'blank' };
  });
  const wrong = capacityProblem(capacityBytes, partitions);
  if (wrong === undefined) return { capacityBytes, earlyWarningBytes: chosen, partitions };
  const hints = {
    capacityBytes: 'it looks like 64MiB.',
    earlyWarningBytes: 'choose a larger capacity or a smaller distance, like 64MiB and 4MiB.',
    partitions: 'choose a larger capacity, or smaller partitions.',
  };
  throw refusal('capacity-invalid', `${wrong.why}.`, hints[wrong.key]);
}

/** A cleaning cartridge holds nothing, and has nothing that only data have. */
function nothing(
  specification: CartridgeSpecification,
  type: MediumType,
): Pick<CartridgeDescription, 'capacityBytes' | 'earlyWarningBytes' | 'partitions'> {
  const words = {
    capacityBytes: 'capacity',
    earlyWarningBytes: 'early warning',
    partitions: 'partitions',
    writeOnce: 'data that are written once',
    discardsData: 'data to discard',
    recording: 'recording',
  } as const;
  for (const [key, what] of Object.entries(words))
    if (specification[key as keyof typeof words])
      throw refusal(
        'cartridge-cleans',
        `${specification.barcode} is a cleaning cartridge (${type.name}) and has no ${what}.`,
        'leave it out, or choose a barcode that does not begin with CLN.',
      );
  return { capacityBytes: 0, earlyWarningBytes: null, partitions: [{ capacityBytes: 0, earlyWarningBytes: 0, left: 'blank' }] };
}

function writeOnceIn({ barcode, writeOnce }: CartridgeSpecification, type: MediumType, label: Label | undefined): boolean {
  if (label?.writeOnce && writeOnce === false)
    throw refusal(
      'medium-type-contradicts',
      `The barcode ${barcode} labels a WORM cartridge.`,
      `a rewritable one ends in ${type.barcodeSuffixes?.[0]}.`,
    );
  if (writeOnce && type.writeOnce === undefined)
    throw refusal('write-once-unknown', `There are no WORM cartridges of type ${type.name}.`, 'LTO has them from lto-3 on.');
  return label?.writeOnce || (writeOnce ?? false);
}

function usesLeftIn({ barcode, usesLeft }: CartridgeSpecification, type: MediumType): number {
  if (usesLeft === undefined) return type.cleaningUses ?? 0;
  if (!isCleaning(type))
    throw refusal(
      'cartridge-cleans-not',
      `${barcode} is no cleaning cartridge, and has no uses to be counted.`,
      'one is labelled like CLN001L8.',
    );
  if (!Number.isSafeInteger(usesLeft) || usesLeft < 0)
    throw refusal(
      'uses-invalid',
      'The uses of a cleaning cartridge are a whole number.',
      'write it like 50, or 0 for one that is used up.',
    );
  return usesLeft;
}
