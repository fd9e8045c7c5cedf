/**
 * What partitions a host asks for with the Medium Partition page (SSC-4 §8.3.4), and how large they become: a pure function of the page's fields and
 * the capacity of the volume.
 *
 *     FDP  the drive's own division: two partitions, the second a twentieth of the tape
 *     SDP  as many as the host says, of equal size
 *     IDP  as many as the host says, of the sizes that it says, in units by PSUM; FFFFh in one of them: what is left
 */

import type { Volume } from '../cartridge/volume.ts';
import { invariant } from '../foundation/invariant.ts';

/** PSUM. */
const powerOfTen = 0b11;
const unitBytes: readonly number[] = [1, 1e3, 1e6];
const theRest = 0xffff;
const fixedPart = 1 / 20;

export interface PartitionRequest {
  readonly additionalPartitionsDefined: number;
  readonly fixedDataPartitions: boolean;
  readonly selectDataPartitions: boolean;
  readonly initiatorDefinedPartitions: boolean;
  readonly partitionSizeUnitOfMeasure: number;
  readonly partitionUnits: number;
  /** As the page has them. A page with room for one, of a drive that makes two partitions, has that of the second: the first gets what is left (DDS). */
  readonly sizes: readonly number[];
}

/** A field of the page, or the size of that index, that cannot be had. */
export type RefusedPartitioning = 'additionalPartitionsDefined' | 'selectDataPartitions' | 'initiatorDefinedPartitions' | number;

export interface Divisible {
  readonly capacityBytes: number;
  readonly maximumPartitions: number;
}

/** Whether the page asks for partitions at all; without any of the three bits it only shows what there is. */
export const asksForPartitions = (request: PartitionRequest): boolean =>
  request.fixedDataPartitions || request.selectDataPartitions || request.initiatorDefinedPartitions;

/** The capacity of each partition, or what of the request is impossible. */
export function divide(
  request: PartitionRequest,
  { capacityBytes, maximumPartitions }: Divisible,
): readonly number[] | RefusedPartitioning {
  const { fixedDataPartitions, selectDataPartitions, initiatorDefinedPartitions, additionalPartitionsDefined } = request;
  if (fixedDataPartitions && selectDataPartitions) return 'selectDataPartitions';
  if (initiatorDefinedPartitions && (fixedDataPartitions || selectDataPartitions)) return 'initiatorDefinedPartitions';
  if (additionalPartitionsDefined >= maximumPartitions) return 'additionalPartitionsDefined';
  const count = additionalPartitionsDefined + 1;
  if (fixedDataPartitions) {
    const second = Math.floor(capacityBytes * fixedPart);
    return maximumPartitions === 1 ? [capacityBytes] : [capacityBytes - second, second];
  }
  if (selectDataPartitions) return Array.from({ length: count }, () => Math.floor(capacityBytes / count));
  return sizesOf(request, count, { capacityBytes, maximumPartitions });
}

function sizesOf(request: PartitionRequest, count: number, { capacityBytes, maximumPartitions }: Divisible): readonly number[] | number {
  const { partitionSizeUnitOfMeasure: measure, partitionUnits, sizes } = request;
  // One partition is all of the tape, whatever its size is said to be: hosts send none.
  if (count === 1) return [capacityBytes];
  const unit = measure === powerOfTen ? 10 ** partitionUnits : unitBytes[measure]!;
  const ofAdditionalOnes = tellsSecondAlone(sizes.length, maximumPartitions);
  const asked = (ofAdditionalOnes ? [theRest, ...sizes] : sizes).slice(0, count);
  const indexInPage = (partition: number): number => (ofAdditionalOnes ? Math.max(0, partition - 1) : partition);
  if (asked.length < count) return indexInPage(asked.length - 1);
  const resting = asked.indexOf(theRest);
  const restingToo = resting < 0 ? -1 : asked.indexOf(theRest, resting + 1);
  if (restingToo >= 0) return indexInPage(restingToo);
  const used = asked.reduce((sum, size, at) => sum + (at === resting ? 0 : size * unit), 0);
  const capacities = asked.map((size, at) => (at === resting ? capacityBytes - used : size * unit));
  const impossible = capacities.findIndex((bytes, at) => bytes <= 0 || sumTo(capacities, at) > capacityBytes);
  return impossible < 0 ? capacities : indexInPage(impossible);
}

/** Whether the one size that a page has room for is that of the second partition. */
export const tellsSecondAlone = (sizes: number, maximumPartitions: number): boolean => sizes === 1 && maximumPartitions > 1;

const sumTo = (values: readonly number[], last: number): number => values.slice(0, last + 1).reduce((sum, value) => sum + value, 0);

/** The drive that is asked. */
interface Divider {
  readonly model: { readonly maximumPartitions: number };
  readonly loadedHead: { readonly volume: Volume } | undefined;
}

/** What a drive has been asked for, until it is done or the volume is gone. */
export class Partitioning {
  readonly #drive: Divider;
  /** `onFormat`: FORMAT MEDIUM will do it. */
  request: (PartitionRequest & { readonly onFormat: boolean }) | undefined;

  constructor(drive: Divider) {
    this.#drive = drive;
  }

  get volume(): Volume | undefined {
    return this.#drive.loadedHead?.volume;
  }

  /** Of the loaded volume in this drive; without one, of the drive. */
  get maximumPartitions(): number {
    const { maximumPartitions } = this.#drive.model;
    return this.volume === undefined ? maximumPartitions : Math.min(maximumPartitions, this.volume.mediumType.maximumPartitions ?? 1);
  }

  /** The capacities that formatting with partitions makes: those asked for, else those there are. Undefined: this volume cannot be divided so. */
  capacities(): readonly number[] | undefined {
    const { volume, request, maximumPartitions } = this;
    invariant(volume !== undefined, 'a volume that is divided is loaded');
    if (request === undefined) return volume.partitions.map(({ capacityBytes }) => capacityBytes);
    const divided = divide(request, { capacityBytes: volume.capacityBytes, maximumPartitions });
    return typeof divided === 'object' ? divided : undefined;
  }
}
