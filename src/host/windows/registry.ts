/**
 * The registry, as far as tapes need it: keys and values under HKEY_LOCAL_MACHINE, kept over restarts. It is a disk's, and handed to each start of a
 * computer.
 */
export type RegistryValue = number | string | Uint8Array;

export class Registry {
  readonly #keys = new Map<string, Map<string, RegistryValue>>();

  /** Case counts for nothing, as in the real one. */
  get(key: string, name: string): RegistryValue | undefined {
    return this.#keys.get(key.toLowerCase())?.get(name.toLowerCase());
  }

  set(key: string, name: string, value: RegistryValue): void {
    const values = this.#keys.get(key.toLowerCase()) ?? new Map<string, RegistryValue>();
    values.set(name.toLowerCase(), value);
    this.#keys.set(key.toLowerCase(), values);
  }

  /** The names of the keys right below `key`, in small letters. */
  subkeys(key: string): readonly string[] {
    const start = `${key.toLowerCase()}\\`;
    const names = [...this.#keys.keys()].filter((one) => one.startsWith(start)).map((one) => one.slice(start.length).split('\\')[0]!);
    return [...new Set(names)];
  }
}
