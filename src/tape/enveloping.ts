/**
 * Blocks that bear something beside their data (SSC-5 §4.2.21, §4.2.22): protection information that is checked and kept, or what tells how they
 * were enciphered. Each is a run by itself. A block whose protection information is not its own is not written, nor is any behind it.
 */
import type { Envelope, RecordRun } from '../cartridge/volume.ts';
import { ByteList } from '../foundation/byte-list.ts';
import { giveBackAll } from '../foundation/slab.ts';
import { guards, protectionInformationLength } from './block-protection.ts';
import type { Compression } from './compression.ts';
import type { EncipherBlock } from './data-encryption.ts';

export interface Enveloping {
  /** Of one block, without protection information. */
  readonly recordLength: number;
  readonly withProtection: boolean;
  readonly encipher: EncipherBlock | undefined;
  readonly compression: Pick<Compression, 'footprintLength'>;
  /** What the blocks may take of the capacity. */
  readonly remainingBytes: number;
}

/** The blocks that fit, each as a run; `guarded` is false when it was a block's protection information that ended them. The rest of the data is given back. */
export function envelop(data: ByteList, { recordLength, withProtection, encipher, compression, remainingBytes }: Enveloping) {
  const transferredLength = recordLength + (withProtection ? protectionInformationLength : 0);
  const runs: RecordRun[] = [];
  let guarded = true;
  let left = remainingBytes;
  let at = 0;
  for (; at < data.length; at += transferredLength) {
    const block = data.slice(at, at + recordLength);
    const information = data.slice(at + recordLength, at + transferredLength);
    // A copy: the memory it came in is used again.
    const protection = withProtection ? Uint8Array.from(information.toBytes()) : undefined;
    guarded = protection === undefined || guards(protection, block);
    const footprintLength = compression.footprintLength(block, recordLength);
    if (!guarded || footprintLength > left) break;
    left -= footprintLength;
    const enciphered = encipher?.(block.toBytes());
    const envelope: Envelope = {
      ...(enciphered === undefined ? {} : { encryption: enciphered.encryption }),
      ...(protection === undefined ? {} : { protection }),
    };
    const written = enciphered === undefined ? block : ByteList.of(enciphered.data);
    runs.push({ kind: 'block', count: 1, recordLength, data: written, footprintLength, envelope });
    if (enciphered !== undefined) giveBackAll(block.pieces);
    giveBackAll(information.pieces);
  }
  giveBackAll(data.slice(at).pieces);
  return { runs, guarded };
}
