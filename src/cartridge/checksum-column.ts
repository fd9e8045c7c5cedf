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

  /** Sets `count` of them, for the objects from `object` on, to those in `checksums` from `at` on. */
  setAll(object: number, checksums: Uint32Array, at: number, count: number): void {
    for (let done = 0; done < count; ) {
      const place = (object + done) % slabObjects;
      const slab = (object + done - place) / slabObjects;
      const taken = Math.min(count - done, slabObjects - place);
      this.#slabs[slab] ??= new Uint32Array(slabObjects);
      if (taken === 1) this.#slabs[slab]![place] = checksums[at + done]!;
      else this.#slabs[slab]!.set(checksums.subarray(at + done, at + done + taken), place);
      done += taken;
    }
  }
}
