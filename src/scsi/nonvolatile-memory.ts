/**
 * What a device keeps while its power is off: saved mode pages (SPC-5 §7.5), registrations with APTPL=1 (SPC-5 §5.14.5). One small record of JSON
 * values by name; a device gets it from whoever builds it.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export interface NonvolatileMemory {
  /** What was last written under this name, if anything. */
  read(name: string): Json | undefined;
  /** Durable when it resolves; undefined removes. Rejects when it could not be kept, and the old value stays. */
  write(name: string, value: Json | undefined): Promise<void>;
}

/** Memory that forgets when the process ends: for tests, and for devices that nobody gave any other. */
export function volatileMemory(): NonvolatileMemory {
  const values = new Map<string, Json>();
  return {
    read: (name) => values.get(name),
    async write(name, value) {
      if (value === undefined) values.delete(name);
      else values.set(name, value);
    },
  };
}
