/** Parameter lists of MODE SELECT(6) by hand (SPC-4 §7.5.5, §7.5.6; SSC-4 §8.3.1): a header of 4 bytes and a block descriptor of 8. */

/** DENSITY CODE 7Fh leaves the density alone; BUFFERED MODE is 1. */
export const blockLength = (length: number, { density = 0x7f } = {}): Uint8Array =>
  Uint8Array.of(0, 0, 0x10, 8, density, 0, 0, 0, 0, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff);
