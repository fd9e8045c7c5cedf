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
