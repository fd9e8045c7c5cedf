/**
 * How tapes and changers get their names, step by step as the DDK's sources of Tape.sys and Mcd.sys have it: a device object with the lowest number that
 * no other object has, and a link `\\.\TapeN` of the same number. Drivers with the fix of KB 889330 and KB 873337 look for `Persistence` first: where it
 * is set, a device whose vendor, product and serial number were seen before gets the number it had, and another one a number of its own, from the highest
 * one downwards.
 *
 * A changer's setting stands under another key than a tape's (the articles name the tape's alone). Both are read when the first such device of a start
 * is added. On an installed system the private copy is there; that the very first start with the fix writes 0 to it is left out.
 */
import { invariant } from '../../foundation/invariant.ts';
import type { DeviceObject, ObjectNamespace } from './object-namespace.ts';
import type { EnumeratedUnit } from './physical-device.ts';
import type { Registry } from './registry.ts';

export type DeviceKind = 'tape' | 'changer';

/** Where the setting and the known devices stand, and where the copy that counts until the next start. */
export const namingKeys = {
  tape: { control: 'SYSTEM\\CurrentControlSet\\Control\\Tape', services: 'SYSTEM\\CurrentControlSet\\Services\\Tape' },
  changer: { control: 'SYSTEM\\CurrentControlSet\\Control\\MChgr', services: 'SYSTEM\\CurrentControlSet\\Services\\MChgr' },
} as const satisfies Record<DeviceKind, { readonly control: string; readonly services: string }>;

const PERSISTENCE = 'Persistence';
const PRIVATE_COPY = 'PersistencePrivateCopy';
/** UIDType: vendor, product and serial number make the identifier. */
const CUSTOM_IDENTIFIER = 1;
/** MAXLONG − 1: programs print the number as a signed one. */
const HIGHEST_NUMBER = 0x7fff_fffe;

/** `name`: `\\.\Tape0`. `plugAndPlay`: how objects are called where names persist. */
const words = {
  tape: { name: 'Tape', plugAndPlay: 'TapeDrive' },
  changer: { name: 'Changer', plugAndPlay: 'MediumChangerDevice' },
} as const;

/** `fixed`: by a driver that knows of `Persistence`. */
export type NamingRule = 'fixed' | 'numbered-only';

/** A device that has been added, and may be given its name. */
export interface AddedDevice {
  readonly object: DeviceObject;
  /** Its number among the objects of its kind. */
  readonly number: number;
  readonly naming: 'numbered' | 'numbered-with-alias' | 'persistent';
}

export interface GivenName {
  /** `Tape0`, as it stands behind `\\.\`. */
  readonly name: string;
  readonly persistent: boolean;
  /** Paths of the links that were made, to be taken away with the device. */
  readonly links: readonly string[];
}

export class DeviceNames {
  readonly #registry: Registry;
  readonly #namespace: ObjectNamespace;
  readonly #latched = new Set<DeviceKind>();

  /** For one start of a computer. */
  constructor(registry: Registry, namespace: ObjectNamespace) {
    this.#registry = registry;
    this.#namespace = namespace;
  }

  /** AddDevice: makes the device object, under the lowest number that is free. */
  add(kind: DeviceKind, rule: NamingRule): AddedDevice {
    const naming = rule === 'numbered-only' ? 'numbered' : this.#persistence(kind) ? 'persistent' : 'numbered-with-alias';
    const stem = naming === 'persistent' ? words[kind].plugAndPlay : words[kind].name;
    for (let number = 0; ; number++) {
      const object = this.#namespace.create(`\\Device\\${stem}${number}`);
      if (object !== undefined) return { object, number, naming };
    }
  }

  /** Gives a started device its name; `undefined`: the one that is its own is another's. */
  give(kind: DeviceKind, unit: EnumeratedUnit, { object, number, naming }: AddedDevice): GivenName | undefined {
    const { name, plugAndPlay } = words[kind];
    if (naming === 'numbered') return this.#link(object, `${name}${number}`);
    if (naming === 'numbered-with-alias') return this.#link(object, `${name}${number}`, `${plugAndPlay}${number}`);
    const identifier = uniqueId(unit);
    if (identifier === undefined) return this.#unlisted(kind, object);
    const known = this.#known(kind, identifier) ?? this.#list(kind, identifier);
    const given = this.#link(object, known, known);
    return given && { ...given, persistent: true };
  }

  /** Takes the links away. Its object stays for as long as somebody has a handle. */
  takeAway({ links }: GivenName): void {
    for (const link of links) this.#namespace.unlink(link);
  }

  /** What counts until the next start. */
  #persistence(kind: DeviceKind): boolean {
    const { control, services } = namingKeys[kind];
    if (!this.#latched.has(kind)) {
      const wanted = this.#registry.get(control, PERSISTENCE);
      if (wanted === undefined) this.#registry.set(control, PERSISTENCE, 0);
      this.#registry.set(services, PRIVATE_COPY, typeof wanted === 'number' && wanted > 0 ? 1 : 0);
      this.#latched.add(kind);
    }
    return this.#registry.get(services, PRIVATE_COPY) === 1;
  }

  /** A device that nothing tells from others of its kind: the lowest number that no known device has. */
  #unlisted(kind: DeviceKind, object: DeviceObject): GivenName {
    const { name } = words[kind];
    const taken = new Set(this.#registry.subkeys(namingKeys[kind].control));
    for (let number = 0; ; number++) {
      if (taken.has(`${name}${number}`.toLowerCase())) continue;
      const given = this.#link(object, `${name}${number}`, `${name}${number}`);
      if (given !== undefined) return given;
    }
  }

  /** The name under which this very device was listed; byte for byte, so other padding makes another device. */
  #known(kind: DeviceKind, identifier: Uint8Array): string | undefined {
    const { control } = namingKeys[kind];
    const subkey = this.#registry.subkeys(control).find((key) => {
      const listed = this.#registry.get(`${control}\\${key}`, 'UniqueId');
      return listed instanceof Uint8Array && Buffer.compare(listed, identifier) === 0;
    });
    return subkey && `${words[kind].name}${subkey.slice(words[kind].name.length)}`;
  }

  #list(kind: DeviceKind, identifier: Uint8Array): string {
    const { control } = namingKeys[kind];
    const taken = new Set(this.#registry.subkeys(control));
    for (let number = HIGHEST_NUMBER; number >= 0; number--) {
      const name = `${words[kind].name}${number}`;
      if (taken.has(name.toLowerCase()) || this.#namespace.find(`\\DosDevices\\${name}`) !== undefined) continue;
      this.#registry.set(`${control}\\${name}`, 'UIDType', CUSTOM_IDENTIFIER);
      this.#registry.set(`${control}\\${name}`, 'UniqueId', identifier);
      return name;
    }
    invariant(false, 'every number is taken');
  }

  /** Links for programs and, as `alias`, among the devices: all of them or none. */
  #link(object: DeviceObject, name: string, alias?: string): GivenName | undefined {
    const links = [`\\DosDevices\\${name}`, ...(alias === undefined ? [] : [`\\Device\\${alias}`])];
    const made: string[] = [];
    for (const link of links) {
      if (this.#namespace.link(link, object)) made.push(link);
      else {
        for (const one of made) this.#namespace.unlink(one);
        return undefined;
      }
    }
    return { name, persistent: false, links };
  }
}

/** Vendor, product and serial number one after the other, each up to its first NUL, with one behind them; undefined where one is missing. */
function uniqueId({ vendorId, productId, serialNumber }: EnumeratedUnit): Uint8Array | undefined {
  if (serialNumber === undefined) return undefined;
  return Buffer.from(`${[vendorId, productId, serialNumber].map((text) => text.split('\0')[0]).join('')}\0`, 'latin1');
}
