/**
 * The device manager: takes the logical units that a port reports, finds each its driver, starts it, and has it named; and takes it away again when the
 * port no longer has it. A unit that went away and came back is another device to it, and one after the other is added, so that who comes first has the
 * lower number.
 */
import { Exclusive } from '../../foundation/exclusive.ts';
import type { NamedDevice, PublishHost } from '../happening.ts';
import type { StartedDevice, Surroundings } from './class-driver.ts';
import type { InstalledDriver } from './computer.ts';
import type { AddedDevice, DeviceKind, DeviceNames, GivenName } from './names.ts';
import type { DeviceObject, ObjectNamespace } from './object-namespace.ts';
import type { PhysicalDevice } from './physical-device.ts';

/** Peripheral device types (SPC-5 §6.7.2) that are followed here. */
const kinds: Readonly<Record<number, DeviceKind>> = { 1: 'tape', 8: 'changer' };

export interface PlugAndPlayOptions {
  readonly drivers: readonly InstalledDriver[];
  readonly namespace: ObjectNamespace;
  readonly names: DeviceNames;
  readonly surroundings: Surroundings;
  readonly publish: PublishHost;
}

/** A device that has been started; without a name no program can open it. */
export interface DeviceNode {
  readonly physical: PhysicalDevice;
  readonly object: DeviceObject;
  readonly started: StartedDevice;
  readonly given?: GivenName | undefined;
  readonly device?: NamedDevice | undefined;
}

export class PlugAndPlay {
  readonly #options: PlugAndPlayOptions;
  readonly #nodes = new Map<PhysicalDevice, DeviceNode>();
  readonly #oneAtATime = new Exclusive();
  #stopped = false;

  constructor(options: PlugAndPlayOptions) {
    this.#options = options;
  }

  /** Those with a name, in the order in which they got it. */
  get devices(): readonly NamedDevice[] {
    return [...this.#nodes.values()].flatMap(({ device }) => device ?? []);
  }

  /** Which device a name stands for now: `Tape0`, in letters of either case. */
  find(name: string): DeviceNode | undefined {
    const object = this.#options.namespace.find(`\\DosDevices\\${name}`);
    return [...this.#nodes.values()].find((node) => node.object === object);
  }

  /** Resolves when it has its name, or will have none. */
  add(physical: PhysicalDevice): Promise<void> {
    return this.#oneAtATime.run(() => this.#add(physical));
  }

  /** Surprise removal: it is gone, whoever has a handle of it. */
  remove(physical: PhysicalDevice): void {
    const { names, publish } = this.#options;
    const node = this.#nodes.get(physical);
    if (node === undefined) return;
    const { started, given, object, device } = node;
    this.#nodes.delete(physical);
    started.stop();
    if (given !== undefined) names.takeAway(given);
    const stillOpen = object.open;
    object.delete();
    if (device !== undefined) publish({ event: 'host.device-removed', device, stillOpen });
  }

  /** The system shuts down. */
  stop(): void {
    this.#stopped = true;
    for (const { started } of this.#nodes.values()) started.stop();
    this.#nodes.clear();
  }

  async #add(physical: PhysicalDevice): Promise<void> {
    const kind = kinds[physical.peripheralDeviceType];
    if (kind === undefined || this.#lost(physical)) return;
    const { drivers, names, surroundings } = this.#options;
    const installed = drivers.find(({ driver }) => driver.kind === kind && driver.minidriverFor(physical) !== undefined);
    if (installed === undefined) return this.#unusable(kind, physical, 'no driver names it');
    const { driver, persistentNames } = installed;
    const added = names.add(kind, persistentNames && surroundings.version.persistentNames ? 'fixed' : 'numbered-only');
    const started = await driver.start(physical, surroundings);
    if (started === undefined || this.#lost(physical)) {
      started?.stop();
      added.object.delete();
      if (!this.#lost(physical)) this.#unusable(kind, physical, `${driver.name} could not start it`);
      return;
    }
    this.#name(kind, physical, added, started);
  }

  #name(kind: DeviceKind, physical: PhysicalDevice, added: AddedDevice, started: StartedDevice): void {
    const { names, publish } = this.#options;
    const given = names.give(kind, physical, added);
    const device: NamedDevice | undefined = given && { ...identity(kind, physical), name: `\\\\.\\${given.name}` };
    this.#nodes.set(physical, { physical, object: added.object, started, given, device });
    if (given === undefined || device === undefined) {
      this.#unusable(kind, physical, 'another device has its name: vendor, product and serial number are the same');
    } else {
      publish({ event: 'host.device-arrived', device, persistent: given.persistent });
    }
  }

  /** Taken away before it was there. */
  #lost(physical: PhysicalDevice): boolean {
    return physical.removed || this.#stopped;
  }

  #unusable(kind: DeviceKind, physical: PhysicalDevice, why: string): void {
    this.#options.publish({ event: 'host.device-unusable', device: identity(kind, physical), why });
  }
}

/** As people read it: without the blanks at the ends. */
const identity = (kind: DeviceKind, { vendorId, productId, serialNumber }: PhysicalDevice): Omit<NamedDevice, 'name'> => ({
  kind,
  vendor: vendorId.trim(),
  product: productId.trim(),
  serialNumber: serialNumber?.trim(),
});
