/**
 * Tape data encryption as security protocol 20h (SSC-5 §8.5): which pages there are, and who makes them.
 */
import { toBlockNumber } from '../../cartridge/volume.ts';
import { checkCondition, good, type Outcome } from '../../scsi/outcome.ts';
import type { SecurityProtocol } from '../../scsi/security-protocol.ts';
import type { Sense } from '../../scsi/sense.ts';
import type { Nexus } from '../../scsi/target.ts';
import type { Mechanism } from '../mechanism.ts';
import { capabilitiesPage, keyFormatsPage, managementCapabilitiesPage, pageList } from './capability-pages.ts';
import { readSetDataEncryption, setDataEncryptionPageCode } from './set-data-encryption.ts';
import { dataEncryptionStatusPage, nextBlockEncryptionStatusPage } from './status-pages.ts';
import type { TapeDataEncryption } from './tape-data-encryption.ts';

type Page = Uint8Array | Sense | Promise<Uint8Array | Sense>;

export function tapeDataEncryptionProtocol(drive: Mechanism, encryption: TapeDataEncryption): SecurityProtocol {
  const pages: ReadonlyMap<number, (nexus: Nexus) => Page> = new Map<number, (nexus: Nexus) => Page>([
    [0x0000, () => pageList(0x0000, [...pages.keys()])],
    [0x0001, () => pageList(0x0001, [setDataEncryptionPageCode])],
    [0x0010, () => capabilitiesPage(encryption.volume)],
    [0x0011, keyFormatsPage],
    [0x0012, managementCapabilitiesPage],
    [0x0020, (nexus) => dataEncryptionStatusPage(encryption, nexus, containsEncryptedBlocks(drive))],
    [0x0021, (nexus) => drive.readiness() ?? nextBlock(drive, encryption, nexus)],
  ]);
  return {
    protocol: 0x20,
    name: 'Tape Data Encryption',
    in: (specific, nexus) => pages.get(specific)?.(nexus),
    out(specific, parameters, nexus): Outcome | undefined {
      if (specific !== setDataEncryptionPageCode) return undefined;
      const circumstances = { volumeMounted: encryption.volume !== undefined, reservationHeld: encryption.reservationHeld(nexus) };
      const page = readSetDataEncryption(parameters, circumstances, encryption.random);
      if ('key' in page) return checkCondition(page);
      encryption.sets.establish(nexus, page.scope, page.parameters, page.lock);
      return good;
    },
  };
}

/** While objects wait to be written, the position is at end of data, and nothing is there. */
async function nextBlock({ head }: Mechanism, encryption: TapeDataEncryption, nexus: Nexus): Promise<Uint8Array> {
  const { position } = head;
  if (head.bufferedObjects > 0) return nextBlockEncryptionStatusPage(encryption, nexus, position, undefined);
  const { at, objects } = await head.objectsAhead();
  return nextBlockEncryptionStatusPage(encryption, nexus, position, objects[position - at]);
}

const containsEncryptedBlocks = (drive: Mechanism): boolean =>
  drive.loadedHead?.volume.partitions.some((partition) => partition.firstBlock(toBlockNumber(0), true) !== undefined) ?? false;
