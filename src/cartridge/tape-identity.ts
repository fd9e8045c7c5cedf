/**
 * Tells whether a tape file is the one that its journal describes. Any file may be put in its place, which makes it another tape; it may also
 * have rotted, which makes it a damaged one; and nobody says which.
 */
import type { Replay } from './journal.ts';
import type { FilesLeft } from './partition.ts';
import { ObjectKind, type RecordIndex } from './record-index.ts';
import { readObjects } from './record-reader.ts';
import type { StoreFile } from './store.ts';
import { isWhole, scanTap } from './tap-scanner.ts';

/** `damaged-end`: the tape, but something else stands where its last synchronised object should. */
export type TapeIdentity = 'the-tape' | 'damaged-end' | 'another-tape';

/** So many blocks do not rot at once while everything between them stays whole. */
const samples = 8;

/**
 * Whether the tape file is the one that the journal describes: some blocks are compared with what the journal says of them. One that matches
 * proves it, and what differs is damage. If none does, it is another tape only if it makes sense in itself and something besides the data
 * differs: without that, rot could pass for a new tape, and wrong data for good. A file that has grown, and has something else where the
 * journal's end was, is a later state of the tape.
 */
export async function identify(tap: StoreFile, tapLength: number, replay: Replay, left: FilesLeft | null): Promise<TapeIdentity> {
  const { index, synchronised } = replay;
  const damageOf = async (object: number) => (await readObjects(tap, index, object, 0))[0]?.damage;
  const endDamage = synchronised.objects > 0 ? await damageOf(synchronised.objects - 1) : undefined;
  let compared = 0;
  let matching = 0;
  let framingDiffers = endDamage === 'framing';
  for (const object of spread(synchronised.objects, samples)) {
    if (index.runOf(object).kind !== ObjectKind.block) continue;
    const damage = await damageOf(object);
    // Neither says anything of another tape: zeros are what rot and holes look like.
    if (damage === 'cut-off' || damage === 'wiped') continue;
    compared++;
    if (damage === undefined) matching++;
    if (damage === 'framing') framingDiffers = true;
    if (matching > 0) break;
  }
  const hasGrown = left !== null && tapLength > left.tapBytes;
  // A crash may leave any length behind the synchronised one.
  const lengthDiffers = hasGrown || tapLength < (left?.tapBytes ?? synchronised.tapLength);
  const suspicious =
    matching > 0
      ? hasGrown && endDamage === 'framing'
      : compared > 0 && (framingDiffers || compared === samples || (lengthDiffers && compared > 1));
  if (suspicious && (await isWholeOtherTape(tap, tapLength, index, matching > 0))) return 'another-tape';
  return endDamage === 'framing' || endDamage === 'wiped' ? 'damaged-end' : 'the-tape';
}

/**
 * Walks the file: it is another tape if it makes sense to its end, has any block at all (zeros read as filemarks), and no block that is where
 * and what the index says. A later state of the same tape may have such blocks.
 */
async function isWholeOtherTape(tap: StoreFile, tapLength: number, index: RecordIndex, isLaterState: boolean): Promise<boolean> {
  let blocks = 0;
  let familiar = 0;
  let object = 0;
  const end = await scanTap(
    tap,
    { from: 0, sizeBytes: tapLength, checksums: true },
    ({ kind, offset, recordLength, envelopeLength, checksum }) => {
      if (kind !== ObjectKind.block) return;
      blocks++;
      while (object < index.count && index.offsetOf(object) < offset) object++;
      if (object === index.count || index.offsetOf(object) !== offset) return;
      const run = index.runOf(object);
      if (run.recordLength !== recordLength || run.envelopeLength !== envelopeLength) return;
      if (!run.checksummed || index.checksum(object) === checksum) familiar++;
    },
  );
  return isWhole(end) && blocks > 0 && (isLaterState || familiar === 0);
}

/** Up to `count` numbers below `end`, the first and the last among them, evenly apart. */
function spread(end: number, count: number): Set<number> {
  const numbers = new Set<number>();
  for (let index = 0; index < count && end > 0; index++) numbers.add(Math.round((index * (end - 1)) / (count - 1)));
  return numbers;
}
