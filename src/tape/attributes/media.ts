/**
 * What families of media are made of, beyond what a cartridge says of itself: the memory chip and the length of the tape. Those of LTO are published;
 * the memory of other families is approximated, and a medium that is not here has none (DDS, DLT, quarter-inch).
 */
import type { Volume } from '../../cartridge/volume.ts';

export interface MediumFacts {
  readonly auxiliaryMemoryBytes: number;
  /** 0: not known. */
  readonly lengthMetres: number;
}

const KiB = 1024;

const facts = new Map<string, MediumFacts>([
  ['lto-1', { auxiliaryMemoryBytes: 4 * KiB, lengthMetres: 609 }],
  ['lto-2', { auxiliaryMemoryBytes: 4 * KiB, lengthMetres: 609 }],
  ['lto-3', { auxiliaryMemoryBytes: 4 * KiB, lengthMetres: 680 }],
  ['lto-4', { auxiliaryMemoryBytes: 8 * KiB, lengthMetres: 820 }],
  ['lto-5', { auxiliaryMemoryBytes: 8 * KiB, lengthMetres: 846 }],
  ['lto-6', { auxiliaryMemoryBytes: 16 * KiB, lengthMetres: 846 }],
  ['lto-7', { auxiliaryMemoryBytes: 16 * KiB, lengthMetres: 960 }],
  ['lto-m8', { auxiliaryMemoryBytes: 16 * KiB, lengthMetres: 960 }],
  ['lto-8', { auxiliaryMemoryBytes: 16 * KiB, lengthMetres: 960 }],
  ['lto-9', { auxiliaryMemoryBytes: 32 * KiB, lengthMetres: 1035 }],
  ['lto-cleaning', { auxiliaryMemoryBytes: 4 * KiB, lengthMetres: 0 }],
]);

const families = new Map<string, MediumFacts>([
  ['ait', { auxiliaryMemoryBytes: 8 * KiB, lengthMetres: 0 }],
  ['sdlt', { auxiliaryMemoryBytes: 8 * KiB, lengthMetres: 0 }],
  ['3592', { auxiliaryMemoryBytes: 4 * KiB, lengthMetres: 0 }],
  ['t9840', { auxiliaryMemoryBytes: 4 * KiB, lengthMetres: 0 }],
  ['t10000', { auxiliaryMemoryBytes: 4 * KiB, lengthMetres: 0 }],
]);

/** Undefined: the cartridge has no auxiliary memory. */
export function mediumFacts({ mediumType: { name } }: Volume): MediumFacts | undefined {
  return facts.get(name) ?? families.get(name.split('-')[0]!);
}
