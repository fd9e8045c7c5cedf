/** Makes a cartridge of a tape image: whatever its format was, what is on it lies in a SIMH tape file afterwards, as on any other cartridge. */
import { dirname } from 'node:path';
import { UserError } from '../foundation/user-error.ts';
import { type CartridgeDescription, mediumTypeOf } from './cartridge-file.ts';
import { isCleaning } from './medium-type.ts';
import { type PreparedCartridge, prepareCartridge } from './prepare-cartridge.ts';
import type { Store } from './store.ts';
import { openTapeImage } from './tape-image.ts';
import type { ImageFormat } from './walked-image.ts';

export interface ImportedCartridge extends PreparedCartridge {
  /** What the file was. */
  readonly format: ImageFormat;
}

/** The cartridge of `file`, which is copied, to be placed in `folder`. `format`: the one to read it in; else the one it is in. @throws UserError, StoreError */
export async function prepareImported(
  store: Store,
  folder: string,
  description: CartridgeDescription,
  { file, format }: { readonly file: string; readonly format: ImageFormat | undefined },
): Promise<ImportedCartridge> {
  const { barcode, capacityBytes, checksum } = description;
  const image = await openTapeImage(store, file, { checksums: checksum === 'crc32c', format });
  try {
    if (isCleaning(mediumTypeOf(description)))
      throw new UserError('cartridge-cleans', `${barcode} is a cleaning cartridge, and takes no data.`, {
        hint: 'choose a barcode that does not begin with CLN.',
      });
    const { count } = image.index;
    const usedBytes = image.index.footprintBefore(count);
    if (usedBytes > capacityBytes)
      throw new UserError(
        'capacity-too-small',
        `${file} holds ${usedBytes} bytes, more than the ${capacityBytes} bytes of cartridge ${barcode}.`,
        { hint: 'give a larger capacity.' },
      );
    const recorded = { ...description, state: { ...description.state, recording: count > 0 ? ('recorded' as const) : ('blank' as const) } };
    await store.makeFolder(dirname(folder));
    return { ...(await prepareCartridge(store, folder, recorded, image.fill)), format: image.format };
  } finally {
    await image.close();
  }
}
