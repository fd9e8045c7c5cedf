/** A cartridge at a glance: what it is, what it remembers, and what stands on each of its partitions. */
import { type CartridgeDescription, mediumTypeOf, partitionFiles } from './cartridge-file.ts';
import type { CartridgeLabel } from './cartridge-label.ts';
import { isCleaning } from './medium-type.ts';
import { examinePartition } from './open-partition.ts';
import type { Store } from './store.ts';
import type { Volume, VolumeState } from './volume.ts';

/** What stands on a partition. */
export interface Content {
  /** Of its capacity. */
  readonly usedBytes: number;
  readonly blocks: number;
  readonly filemarks: number;
  readonly setmarks: number;
}

export interface PartitionSummary extends Content {
  readonly capacityBytes: number;
  readonly earlyWarningBytes: number;
}

export interface CartridgeSummary
  extends Content,
    Pick<VolumeState, 'recording' | 'densityCode' | 'hostWriteProtection' | 'loads' | 'bytesWritten' | 'bytesRead'> {
  readonly barcode: string;
  readonly mediumType: string;
  readonly capacityBytes: number;
  /** Of its first partition. */
  readonly earlyWarningBytes: number;
  readonly writeProtected: boolean;
  readonly writeOnce: boolean;
  readonly discardsData: boolean;
  readonly checksum: 'crc32c' | 'off';
  /** ISO 8601. */
  readonly created: string;
  readonly partitions: readonly PartitionSummary[];
  /** What is wrong with its label. */
  readonly label?: Exclude<CartridgeLabel, 'readable'>;
  /** Of a cleaning cartridge. */
  readonly usesLeft?: number;
  readonly mounted: boolean;
}

/** A cartridge that is there and cannot be understood. */
export interface UnreadableCartridge {
  readonly barcode: string;
  readonly problem: { readonly code: string; readonly message: string; readonly hint?: string | undefined };
}

const nothing: Content = { usedBytes: 0, blocks: 0, filemarks: 0, setmarks: 0 };

/** `mounted` is the volume a drive has of it. @throws StoreError */
export async function summarize(
  store: Store,
  folder: string,
  description: CartridgeDescription,
  mounted: Volume | undefined,
): Promise<CartridgeSummary> {
  const { barcode, mediumType, capacityBytes, writeProtected, writeOnce, discardsData, checksum, created, label } = description;
  const partitions = mounted === undefined ? await partitionsOnDisk(store, folder, description) : mounted.partitions.map(partitionInDrive);
  const content = partitions.reduce(added, nothing);
  const { recording, densityCode, hostWriteProtection, loads, bytesWritten, bytesRead, usesLeft } = mounted?.state ?? description.state;
  return {
    barcode,
    mediumType,
    capacityBytes,
    earlyWarningBytes: partitions[0]!.earlyWarningBytes,
    writeProtected,
    writeOnce,
    discardsData,
    checksum,
    created,
    recording: recording === 'blank' && content.blocks + content.filemarks + content.setmarks > 0 ? 'recorded' : recording,
    densityCode,
    hostWriteProtection,
    loads,
    bytesWritten,
    bytesRead,
    ...content,
    partitions,
    ...(label !== undefined && { label }),
    ...(isCleaning(mediumTypeOf(description)) && { usesLeft }),
    mounted: mounted !== undefined,
  };
}

async function partitionsOnDisk(store: Store, folder: string, description: CartridgeDescription): Promise<PartitionSummary[]> {
  const { discardsData } = description;
  const summaries: PartitionSummary[] = [];
  for (const [number, { capacityBytes, earlyWarningBytes, left }] of description.partitions.entries()) {
    let content = nothing;
    // Nobody looks at the files of a partition that has been formatted since: they are void.
    if (left !== 'blank') {
      const { index } = await examinePartition(store, partitionFiles(folder, number), { checksums: false, discardsData, left });
      content = contentOf(index, index.count);
    }
    summaries.push({ capacityBytes, earlyWarningBytes, ...content });
  }
  return summaries;
}

const partitionInDrive = (partition: Volume['partitions'][number]): PartitionSummary => ({
  capacityBytes: partition.capacityBytes,
  earlyWarningBytes: partition.earlyWarningBytes,
  ...contentOf(partition, partition.endOfData),
});

interface Counted<At extends number> {
  footprintBefore(at: At): number;
  filemarksBefore(at: At): number;
  setmarksBefore(at: At): number;
}

function contentOf<At extends number>(objects: Counted<At>, end: At): Content {
  const filemarks = objects.filemarksBefore(end);
  const setmarks = objects.setmarksBefore(end);
  return { usedBytes: objects.footprintBefore(end), blocks: end - filemarks - setmarks, filemarks, setmarks };
}

const added = (one: Content, other: Content): Content => ({
  usedBytes: one.usedBytes + other.usedBytes,
  blocks: one.blocks + other.blocks,
  filemarks: one.filemarks + other.filemarks,
  setmarks: one.setmarks + other.setmarks,
});
