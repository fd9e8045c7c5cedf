/** What is seen of a drive from outside: its cartridge, and where its head is. */
import type { CartridgeState, Mechanism } from './mechanism.ts';

export interface DriveState {
  readonly cartridge: CartridgeState;
  readonly loaded: boolean;
  /** It moves: loads, unloads, rewinds. */
  readonly moving: boolean;
  readonly removalPrevented: boolean;
  readonly barcode?: string;
  readonly writeProtected?: boolean;
  /** Of the loaded volume. */
  readonly partition?: number;
  readonly position?: number;
  readonly capacityBytes?: number;
  readonly usedBytes?: number;
}

export function stateOf(mechanism: Mechanism): DriveState {
  const { cartridgeState, volume, loadedHead: head, removalPrevented } = mechanism;
  return {
    cartridge: cartridgeState,
    loaded: cartridgeState === 'loaded',
    moving: mechanism.operation !== undefined,
    removalPrevented,
    ...(volume === undefined ? {} : { barcode: volume.barcode, writeProtected: volume.writeProtected }),
    ...(head === undefined
      ? {}
      : {
          partition: head.partitionNumber,
          position: head.position,
          capacityBytes: head.partition.capacityBytes,
          usedBytes: head.usedBytesAtEndOfData,
        }),
  };
}

/** Where the head is on a loaded volume. */
export interface HeadWhereabouts {
  readonly partition: number;
  /** The object that the next READ or WRITE begins with. */
  readonly block: number;
  /** Of the partition's capacity, before the position. */
  readonly usedBytes: number;
  /** Before the position. */
  readonly filemarks: number;
  /** What hosts have written since the volume was loaded. */
  readonly bytesWritten: number;
  readonly positions: readonly ('beginning' | 'end-of-data' | 'early-warning' | 'end-of-medium')[];
}

export function whereaboutsOf({ loadedHead: head, counters }: Mechanism): HeadWhereabouts | undefined {
  if (head === undefined) return undefined;
  const positions: HeadWhereabouts['positions'][number][] = [];
  if (head.position === 0) positions.push('beginning');
  if (head.atEndOfData) positions.push('end-of-data');
  if (head.pastEarlyWarning) positions.push('early-warning');
  if (head.remainingBytes === 0) positions.push('end-of-medium');
  const { bytesFromHosts } = counters.mount;
  return {
    partition: head.partitionNumber,
    block: head.position,
    usedBytes: head.usedBytes,
    filemarks: head.filemarksBefore,
    bytesWritten: bytesFromHosts,
    positions,
  };
}
