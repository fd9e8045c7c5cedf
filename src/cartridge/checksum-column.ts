/** Checksums by object number, in slabs that are made when needed: a cartridge without checksums has none. */
const slabObjects = 65_536;

export class ChecksumColumn {
  readonly #slabs: (Uint32Array | undefined)[] = [];

  get(object: number): number {
    return this.#slabs[Math.floor(object / slabObjects)]?.[object % slabObjects] ?? 0;
  }

  set(object: number, checksum: number): void {
    const slab = Math.floor(object / slabObjects);
    this.#slabs[slab] ??= new Uint32Array(slabObjects);
    this.#slabs[slab]![object % slabObjects] = checksum;
  }
}
