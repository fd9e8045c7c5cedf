/**
 * Device type attributes (SPC-5 §7.4.2.2), 0000h to 03FFh: what the drive knows of the volume, all of them read only. Those that nobody here counts
 * are zeros, as the standard has it for fields that are not used.
 */
import { toBlockNumber, type Volume } from '../../cartridge/volume.ts';
import { usedBytes } from '../head.ts';
import type { Mechanism } from '../mechanism.ts';
import { type AttributeFormat, ascii, binary, mebibytes } from './attribute.ts';
import { spaceRemaining } from './host-attributes.ts';
import { tapeAlertFlagsAtLastLoad, volumeChangeReference } from './kept-attributes.ts';

/** What a value is made from. */
export interface Subject {
  readonly drive: Mechanism;
  readonly volume: Volume;
  readonly partition: number;
}

export interface KnownAttribute {
  readonly identifier: number;
  /** T10's name. */
  readonly name: string;
  readonly format: AttributeFormat;
  readonly length: number;
  /** Undefined: it does not exist on this volume. */
  readonly value: (of: Subject) => Uint8Array | undefined;
}

/** FFFF…FFh: there is none; FFFF…FEh: it is not known. */
const noPosition = 0xffff_ffff_ffff_ffffn;
const unknownPosition = noPosition - 1n;

/** Where the first enciphered block stands, or the first one in clear behind it. */
function encryptionBoundary({ drive, volume, partition }: Subject, wanted: 'enciphered' | 'in clear'): bigint {
  const blocks = volume.partitions[partition]!;
  const enciphered = blocks.firstBlock(toBlockNumber(0), true);
  const found = wanted === 'in clear' && enciphered !== undefined ? blocks.firstBlock(enciphered, false) : enciphered;
  if (found !== undefined) return BigInt(found);
  // The index knows nothing of what waits in the buffer.
  return (drive.loadedHead?.bufferedObjects ?? 0) > 0 ? unknownPosition : noPosition;
}

const mountedBy =
  (load: number) =>
  ({ volume }: Subject): Uint8Array | undefined => {
    const mount = volume.state.mounts[load];
    return mount === undefined ? undefined : Buffer.concat([ascii(mount.vendorIdentification, 8), ascii(mount.serialNumber, 32)]);
  };

/**
 * MEDIUM USAGE HISTORY and PARTITION USAGE HISTORY: written, write retries, read, read retries, of the current load, the previous one and in all; then
 * loads, changes of partition, initialisations of partitions.
 */
function usageHistory({ drive, volume }: Subject, width: 4 | 6): Uint8Array {
  const { bytesFromHosts, bytesToHosts } = drive.counters.mount;
  const { bytesWritten, bytesRead, loads } = volume.state;
  const none = binary(0, width);
  return Buffer.concat([
    ...[mebibytes(bytesFromHosts, width), none, mebibytes(bytesToHosts, width), none],
    ...[none, none, none, none],
    ...[mebibytes(bytesWritten, width), none, mebibytes(bytesRead, width), none],
    ...[binary(loads, width), none, none],
  ]);
}

const densityOf = ({ drive, volume: { state } }: Subject) => drive.model.densities.find(({ code }) => code === state.densityCode);

const row = (
  identifier: number,
  name: string,
  format: AttributeFormat,
  length: number,
  value: KnownAttribute['value'],
): KnownAttribute => ({ identifier, name, format, length, value });

export const deviceAttributes: readonly KnownAttribute[] = [
  row(0x0000, 'REMAINING CAPACITY IN PARTITION', 'binary', 8, ({ drive, volume, partition }) => {
    const blocks = volume.partitions[partition]!;
    return mebibytes(Math.max(0, blocks.capacityBytes - usedBytes(drive.loadedHead, blocks)));
  }),
  row(0x0001, 'MAXIMUM CAPACITY IN PARTITION', 'binary', 8, ({ volume, partition }) =>
    mebibytes(volume.partitions[partition]!.capacityBytes),
  ),
  row(0x0002, 'TAPEALERT FLAGS', 'binary', 8, ({ volume }) => tapeAlertFlagsAtLastLoad(volume.state)),
  row(0x0003, 'LOAD COUNT', 'binary', 8, ({ volume }) => binary(volume.state.loads, 8)),
  row(0x0004, 'MAM SPACE REMAINING', 'binary', 8, ({ volume }) => binary(spaceRemaining(volume, volume.state.attributes), 8)),
  row(0x0005, 'ASSIGNING ORGANIZATION', 'ascii', 8, (of) => ascii(densityOf(of)?.assigningOrganization ?? '', 8)),
  row(0x0006, 'FORMATTED DENSITY CODE', 'binary', 1, ({ volume }) => binary(volume.state.densityCode, 1)),
  row(0x0008, 'VOLUME IDENTIFIER', 'ascii', 32, ({ volume }) => ascii(volume.barcode, 32)),
  row(0x0009, 'VOLUME CHANGE REFERENCE', 'binary', 4, ({ volume }) => binary(volumeChangeReference(volume.state), 4)),
  row(0x020a, 'DEVICE VENDOR/SERIAL NUMBER AT LAST LOAD', 'ascii', 40, mountedBy(0)),
  row(0x020b, 'DEVICE VENDOR/SERIAL NUMBER AT LOAD-1', 'ascii', 40, mountedBy(1)),
  row(0x020c, 'DEVICE VENDOR/SERIAL NUMBER AT LOAD-2', 'ascii', 40, mountedBy(2)),
  row(0x020d, 'DEVICE VENDOR/SERIAL NUMBER AT LOAD-3', 'ascii', 40, mountedBy(3)),
  row(0x0220, 'TOTAL MBYTES WRITTEN IN MEDIUM LIFE', 'binary', 8, ({ volume }) => mebibytes(volume.state.bytesWritten)),
  row(0x0221, 'TOTAL MBYTES READ IN MEDIUM LIFE', 'binary', 8, ({ volume }) => mebibytes(volume.state.bytesRead)),
  row(0x0222, 'TOTAL MBYTES WRITTEN IN CURRENT/LAST LOAD', 'binary', 8, ({ drive }) => mebibytes(drive.counters.mount.bytesFromHosts)),
  row(0x0223, 'TOTAL MBYTES READ IN CURRENT/LAST LOAD', 'binary', 8, ({ drive }) => mebibytes(drive.counters.mount.bytesToHosts)),
  row(0x0224, 'LOGICAL POSITION OF FIRST ENCRYPTED BLOCK', 'binary', 8, (of) => binary(encryptionBoundary(of, 'enciphered'), 8)),
  row(0x0225, 'LOGICAL POSITION OF FIRST UNENCRYPTED BLOCK AFTER THE FIRST ENCRYPTED BLOCK', 'binary', 8, (of) =>
    binary(encryptionBoundary(of, 'in clear'), 8),
  ),
  row(0x0340, 'MEDIUM USAGE HISTORY', 'binary', 90, (of) => usageHistory(of, 6)),
  // Of one partition among several nothing is counted.
  row(0x0341, 'PARTITION USAGE HISTORY', 'binary', 60, (of) => (of.volume.partitions.length > 1 ? undefined : usageHistory(of, 4))),
];
