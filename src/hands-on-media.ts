/** What deeds do to cartridges: those in the drives as the drives see them, and the files of any. */
import type { Bays } from './bays.ts';
import { diskStore } from './cartridge/disk-store.ts';
import { flipBit } from './cartridge/flip-bit.ts';
import type { FaultyVolume } from './faults/faulty-volume.ts';
import type { Hands } from './faults/hands.ts';
import type { MediumHandle, PartitionEnd } from './faults/medium-handle.ts';
import { UserError } from './foundation/user-error.ts';

interface MediaSurroundings {
  readonly drives: Bays['drives'];
  /** Those in drives, by barcode. */
  readonly volumes: ReadonlyMap<string, FaultyVolume>;
  /** What a configuration calls the unit there. */
  deviceAt(target: string, lun: number): string | undefined;
  folderOf(barcode: string): string;
}

export const handsOnMedia = ({ drives, volumes, deviceAt, folderOf }: MediaSurroundings): Pick<Hands, 'medium' | 'flipBit'> => ({
  medium({ barcode: named, device: drive, target, lun }) {
    const device = drive ?? (target === undefined || lun === undefined ? undefined : deviceAt(target, lun));
    const barcode = named ?? drives.get(device ?? '')?.drive.state().barcode;
    if (barcode === undefined)
      throw new UserError(
        'no-medium',
        device === undefined ? 'It says of no cartridge and of no drive.' : `There is no cartridge in ${device}.`,
        {
          hint: "say which is meant: 'device' names a drive, 'barcode' a cartridge.",
        },
      );
    const volume = volumes.get(barcode);
    if (volume === undefined) throw new UserError('not-in-drive', `Cartridge ${barcode} is in no drive.`, { hint: 'load it first.' });
    return new Medium(volume, drives);
  },

  flipBit: (barcode, at) => flipBit(diskStore, folderOf(barcode), at),
});

class Medium implements MediumHandle {
  readonly #volume: FaultyVolume;
  readonly #drives: Bays['drives'];

  constructor(volume: FaultyVolume, drives: Bays['drives']) {
    this.#volume = volume;
    this.#drives = drives;
  }

  get barcode(): string {
    return this.#volume.barcode;
  }

  get usedBytes(): number {
    return this.#whereabouts?.usedBytes ?? 0;
  }

  get block(): number {
    return this.#whereabouts?.block ?? 0;
  }

  get made(): PartitionEnd {
    return this.#partition.made;
  }

  get end(): PartitionEnd {
    return this.#partition.end;
  }

  set end(end: PartitionEnd) {
    this.#partition.end = end;
  }

  protect(writeProtected: boolean): Promise<void> {
    return this.#volume.protect(writeProtected);
  }

  get #partition() {
    return this.#volume.partitions[this.#whereabouts?.partition ?? 0]!;
  }

  get #whereabouts() {
    const bay = [...this.#drives.values()].find(({ drive }) => drive.state().barcode === this.barcode);
    return bay?.drive.whereabouts();
  }
}
