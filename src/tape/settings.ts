/**
 * What MODE SELECT has set and commands obey: the header and block descriptor of the mode parameters (SSC-4 §8.3.1) and the few fields of mode
 * pages that change what WRITE does. Everything returns to the model's defaults at a reset.
 */
import type { DriveModel } from './model.ts';

/** Logical block protection (SSC-5 §4.2.21), as mode page 0Ah/F0h sets it. */
export interface BlockProtection {
  readonly method: 'none' | 'crc32c';
  readonly onWrite: boolean;
  readonly onRead: boolean;
  readonly onRecoverBuffered: boolean;
}

/** How a host says where it reads and writes (SSC-4, block address mode): where the medium stands, or at an address in each command. */
export type BlockAddressMode = 'implicit' | 'explicit';

export class Settings {
  readonly #model: DriveModel;
  /** Bytes; 0: variable. */
  blockLength = 0;
  /** BUFFERED MODE: 0 writes through, 1 acknowledges what stands in the buffer. */
  bufferedMode: 0 | 1 = 1;
  /** SEW: buffered objects go to the medium before early warning is reported. */
  synchronizeAtEarlyWarning = true;
  /** SWP: no host may write. */
  softwareWriteProtect = false;
  /** ASOCWP: nor on the loaded volume, until it is unloaded. */
  associatedWriteProtect = false;
  /** DENSITY CODE that a host has selected for what is written at the beginning; undefined: it stays as it is. Until the volume is unloaded. */
  densityCode: number | undefined;
  /** DCE, and SDCA of mode page 10h: what is written is compressed. */
  compress = false;
  /** RSMK: READ and SPACE over blocks and filemarks report setmarks, instead of passing them unseen. */
  reportSetmarks = false;
  /** REW: READ reports early warning too. */
  reportEarlyWarning = false;
  /** PEWS of mode page 10h/01h: how far before early warning the programmable one begins; 0: there is none. */
  programmableEarlyWarningBytes = 0;
  /** Mode page 0Ah/F0h. 4 bytes of CRC32C behind each block, where they are asked for. */
  blockProtection: BlockProtection = { method: 'none', onWrite: false, onRead: false, onRecoverBuffered: false };
  /** WRITE MODE of mode page 10h/01h: nothing is written over unless ALLOW OVERWRITE has been given for it. */
  appendOnly = false;
  /** ROBO: RECOVER BUFFERED DATA gives the object that was written last first. */
  recoverLastObjectFirst = false;
  /** BAML and BAM: `as-used` lets the first command that belongs to one block address mode alone choose it. */
  blockAddressMode: 'as-used' | BlockAddressMode = 'as-used';

  constructor(model: DriveModel) {
    this.#model = model;
    this.resetHeader();
  }

  /** Header and block descriptor to their defaults, and compression, which is no one page's; the other fields follow their pages. */
  resetHeader(): void {
    this.compress = this.#model.compressionAlgorithm !== undefined;
    this.blockLength = this.#model.defaultBlockLength;
    this.bufferedMode = 1;
    this.densityCode = undefined;
  }

  /** The volume that they were chosen for is off the head. */
  unloaded(): void {
    this.associatedWriteProtect = false;
    this.densityCode = undefined;
  }
}
