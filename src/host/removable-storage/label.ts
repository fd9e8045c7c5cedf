/**
 * How Removable Storage knows a tape again, by its label library for Microsoft Tape Format: the first block is a TAPE block whose header's checksum is
 * right; its software's name is the type of the label; its description is the label, when the tape's attributes say so, and the GUID in it the ID.
 * Without one the ID is the MD5 of the block.
 */
import { createHash } from 'node:crypto';
import { BlockType, decodeBlockHeader } from '../../mtf/descriptor-block.ts';
import { mediumHeader, usualFamily } from '../../mtf/media-family.ts';
import { formatMediaLabel } from '../../mtf/media-label.ts';
import { TapeAttribute, tapeBlock } from '../../mtf/tape-block.ts';
import { decodeText } from '../../mtf/text.ts';
import type { Win32ErrorCode } from '../windows/win32.ts';
import type { MediaDrive } from './drive.ts';
import type { MediaLabel } from './medium.ts';

const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** Undefined: it is of no type that is known. */
export function labelOf(block: Uint8Array): MediaLabel | undefined {
  const header = block.length < tapeBlock.length ? undefined : decodeBlockHeader(block);
  if (header?.type !== BlockType.tape) return undefined;
  const tape = tapeBlock.decode(block);
  const text = ({ size, offset }: { size: number; offset: number }): string =>
    decodeText(block.subarray(offset, offset + size), tape.stringType);
  const description = text(tape.mediaDescription);
  const id = (tape.tapeAttributes & TapeAttribute.mediaLabel) !== 0 ? guid.exec(description)?.[0] : undefined;
  return {
    type: text(tape.softwareName),
    id: (id ?? createHash('md5').update(block).digest('hex')).toUpperCase(),
    description: text(tape.mediaName),
  };
}

/** Of the medium in this drive. An error: it is not known whether there is one. */
export async function readLabel(drive: MediaDrive): Promise<{ readonly error: Win32ErrorCode; readonly label: MediaLabel | undefined }> {
  const { error, block } = await drive.readFirstBlock();
  return { error, label: block && labelOf(block) };
}

/** What it writes itself when a medium becomes free: a TAPE block whose label has `id`, and nothing behind it. How the real one fills it in is unconfirmed. */
export function freeLabel(id: string, created: Date): Uint8Array {
  const family = {
    ...usualFamily,
    id: Number.parseInt(id.slice(0, 8), 16),
    created,
    softwareName: 'Removable Storage',
    softwareVendorId: 0,
    softwareVersion: [5, 0],
    catalog: 'none',
  } as const;
  const label = formatMediaLabel({
    vendor: 'Microsoft',
    vendorProductId: 'Removable Storage',
    created,
    cartridgeLabel: '',
    side: 1,
    mediaId: `{${id}}`,
  });
  return mediumHeader(family, { name: 'Free Media', label }, 1);
}
