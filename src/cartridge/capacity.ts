/** How a cartridge's capacity is divided: partitions, and where in each of them early warning begins. What is wrong with a division is told in words. */

/** As many as a volume may have here; a medium may allow fewer. */
export const maximumPartitions = 4;

/** One partition's part of the capacity. */
export interface PartitionExtent {
  readonly capacityBytes: number;
  /** How far before its end early warning begins. */
  readonly earlyWarningBytes: number;
}

/**
 * How far before the end early warning begins unless somebody says otherwise: a sixteenth of the capacity, on a large medium 2 GiB. That is
 * enough for what a host still has in its buffers, and on a small one to be seen.
 */
export const defaultEarlyWarningBytes = (capacityBytes: number): number => Math.min(Math.floor(capacityBytes / 16), 2 * 1024 ** 3);

/** The distance chosen for the cartridge holds in every partition that is longer than it, the rule in the others. */
export const earlyWarningIn = (capacityBytes: number, chosen: number | null): number =>
  chosen !== null && chosen < capacityBytes ? chosen : defaultEarlyWarningBytes(capacityBytes);

/** `count` equal parts; what is left over goes to the first. */
export function equalParts(capacityBytes: number, count: number): number[] {
  const part = Math.floor(capacityBytes / count);
  return Array.from({ length: count }, (_, index) => (index === 0 ? capacityBytes - part * (count - 1) : part));
}

export const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** What is wrong with a cartridge's capacity and its partitions, if anything is. */
export function capacityProblem(
  capacityBytes: number,
  partitions: readonly PartitionExtent[],
): { readonly key: 'capacityBytes' | 'earlyWarningBytes' | 'partitions'; readonly why: string } | undefined {
  if (!Number.isSafeInteger(capacityBytes) || capacityBytes < 1)
    return { key: 'capacityBytes', why: 'The capacity is a whole number of bytes, at least 1' };
  if (partitions.length < 1 || partitions.length > maximumPartitions)
    return { key: 'partitions', why: `A cartridge has 1 to ${maximumPartitions} partitions, not ${partitions.length}` };
  for (const { capacityBytes: part, earlyWarningBytes } of partitions) {
    if (!Number.isSafeInteger(part) || part < 1)
      return { key: 'partitions', why: 'The capacity of a partition is a whole number of bytes, at least 1' };
    if (!Number.isSafeInteger(earlyWarningBytes) || earlyWarningBytes < 0)
      return { key: 'earlyWarningBytes', why: 'The early-warning distance is a whole number of bytes' };
    if (earlyWarningBytes >= part)
      return {
        key: 'earlyWarningBytes',
        why: `Early warning ${earlyWarningBytes} bytes before the end leaves nothing of a capacity of ${part} bytes`,
      };
  }
  const total = sum(partitions.map(({ capacityBytes: part }) => part));
  if (total > capacityBytes)
    return { key: 'partitions', why: `Partitions of ${total} bytes in all do not fit into a capacity of ${capacityBytes} bytes` };
  return undefined;
}
