/**
 * What MODE SELECT has set and commands obey: the header and block descriptor of the mode parameters (SSC-4 §8.3.1) and the few fields of mode
 * pages that change what WRITE does. Everything returns to the model's defaults at a reset.
 */
import type { DriveModel } from './model.ts';

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

  constructor(model: DriveModel) {
    this.#model = model;
    this.resetHeader();
  }

  /** Header and block descriptor to their defaults; the pages' fields follow their pages. */
  resetHeader(): void {
    this.blockLength = this.#model.defaultBlockLength;
    this.bufferedMode = 1;
  }
}
