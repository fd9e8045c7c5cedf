/**
 * Writes what a drive would read of a partition as an AWSTAPE or HET file, some blocks at a time. What those formats have no word for is refused;
 * erase gaps, which every drive passes over, are left behind.
 */
import { promisify } from 'node:util';
import { deflate } from 'node:zlib';
import { UserError } from '../foundation/user-error.ts';
import { encodeHeader, maximumChunkBytes } from './awstape.ts';
import type { StoreFile } from './store.ts';
import { type MediumObject, toBlockNumber, type VolumePartition } from './volume.ts';

export interface AwstapeOptions {
  /** Whose partition it is, for the sentence that refuses it. */
  readonly barcode: string;
  /** HET: blocks that become shorter by it are compressed. */
  readonly compress: boolean;
}

const readBytes = 4 * 1024 * 1024;
/** So many blocks at once: each compression has its memory of some hundred KiB. */
const objectsAtOnce = 16;

/** Fills the empty `target`; gives its size. @throws UserError, VolumeError, StoreError */
export async function writeAwstape(partition: VolumePartition, target: StoreFile, options: AwstapeOptions): Promise<number> {
  refuseUnheld(partition, options);
  const end = partition.endOfData;
  let previousLength = 0;
  let sizeBytes = 0;
  for (let at = 0; at < end; ) {
    const objects = await partition.read(toBlockNumber(at), readBytes);
    for (let first = 0; first < objects.length; first += objectsAtOnce) {
      const some = objects.slice(first, first + objectsAtOnce);
      const packed = await Promise.all(some.map((object, index) => pack(object, at + first + index, options)));
      const pieces: Uint8Array[] = [];
      for (const block of packed) previousLength = addChunks(pieces, block, previousLength);
      await target.write(pieces, sizeBytes);
      for (const { length } of pieces) sizeBytes += length;
    }
    at += objects.length;
  }
  return sizeBytes;
}

interface PackedBlock {
  readonly data: Uint8Array;
  readonly compressed: boolean;
}

/** Adds the block's chunks with their headers, or a tape mark's header; gives the length of the last one. */
function addChunks(pieces: Uint8Array[], block: PackedBlock | undefined, lengthBefore: number): number {
  const { data, compressed } = block ?? { data: new Uint8Array(0), compressed: false };
  let previousLength = lengthBefore;
  let at = 0;
  do {
    const chunk = data.subarray(at, at + maximumChunkBytes);
    const { length } = chunk;
    pieces.push(encodeHeader({ length, previousLength, beginsBlock: at === 0, endsBlock: at + length === data.length, compressed }), chunk);
    previousLength = length;
    at += length;
  } while (at < data.length);
  return previousLength;
}

/** Undefined for a filemark. */
async function pack(object: MediumObject, number: number, options: AwstapeOptions): Promise<PackedBlock | undefined> {
  if (object.kind === 'filemark') return undefined;
  if (object.kind === 'damaged')
    throw new UserError('cartridge-damaged', `Object ${number} of cartridge ${options.barcode} cannot be read: ${object.reason}.`, {
      hint: "'tapelab cartridge check' tells all that is damaged; a .tap holds the rest too.",
    });
  if (object.kind === 'setmark' || object.envelope !== undefined) throw unheld(options, 'blocks with protection information');
  const { data } = object;
  if (!options.compress) return { data, compressed: false };
  const packed = await deflated(data);
  return packed.length < data.length ? { data: packed, compressed: true } : { data, compressed: false };
}

const deflated = promisify<Uint8Array, Buffer>(deflate);

/** Refuses what the index knows already, before anything is made. */
function refuseUnheld(partition: VolumePartition, options: AwstapeOptions): void {
  if (partition.setmarksBefore(partition.endOfData) > 0) throw unheld(options, 'setmarks');
  if (partition.firstBlock(toBlockNumber(0), true) !== undefined) throw unheld(options, 'encrypted blocks');
}

const unheld = ({ barcode, compress }: AwstapeOptions, what: string): UserError =>
  new UserError('image-cannot-hold', `Cartridge ${barcode} has ${what}, and ${compress ? 'HET' : 'AWSTAPE'} has no word for them.`, {
    hint: 'export it as .tap, which holds all that is on a cartridge.',
  });
