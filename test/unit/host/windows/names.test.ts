import { describe, expect, test } from 'vitest';
import { DeviceNames, type GivenName, namingKeys } from '../../../../src/host/windows/names.ts';
import { ObjectNamespace } from '../../../../src/host/windows/object-namespace.ts';
import type { EnumeratedUnit } from '../../../../src/host/windows/physical-device.ts';
import { Registry } from '../../../../src/host/windows/registry.ts';

const unit = (serialNumber: string | undefined, productId = 'C1537A          '): EnumeratedUnit => ({
  peripheralDeviceType: 1,
  vendorId: 'HP      ',
  productId,
  productRevision: 'L708',
  serialNumber,
  commandQueueing: false,
});

interface Start {
  readonly names: DeviceNames;
  readonly namespace: ObjectNamespace;
}

const start = (registry: Registry): Start => {
  const namespace = new ObjectNamespace();
  return { namespace, names: new DeviceNames(registry, namespace) };
};

const persistent = (kind: 'tape' | 'changer' = 'tape', value = 1): Registry => {
  const registry = new Registry();
  registry.set(namingKeys[kind].control, 'Persistence', value);
  return registry;
};

/** Adds a tape, and what is needed to take it away. */
const arrive = ({ names }: Start, serialNumber: string | undefined, rule: 'fixed' | 'numbered-only' = 'fixed', productId?: string) => {
  const added = names.add('tape', rule);
  const given = names.give('tape', unit(serialNumber, productId), added);
  return { object: added.object, given, name: given?.name };
};

const depart = ({ names }: Start, { object, given }: { object: { delete(): void }; given: GivenName | undefined }): void => {
  if (given !== undefined) names.takeAway(given);
  object.delete();
};

describe('without persistence', () => {
  test('the lowest number is taken that no object has', () => {
    const system = start(new Registry());
    const first = arrive(system, 'A', 'numbered-only');
    const second = arrive(system, 'B', 'numbered-only');
    expect([first.name, second.name]).toEqual(['Tape0', 'Tape1']);
    depart(system, first);
    expect(arrive(system, 'C', 'numbered-only').name).toBe('Tape0');
  });

  test('a handle keeps the number of a device that is gone, and its end gives it back', () => {
    const system = start(new Registry());
    const first = arrive(system, 'A', 'numbered-only');
    const close = first.object.reference();
    depart(system, first);
    expect(system.namespace.links('\\DosDevices')).toEqual([]);
    const back = arrive(system, 'A', 'numbered-only');
    expect(back.name).toBe('Tape1');
    close();
    depart(system, back);
    expect(arrive(system, 'A', 'numbered-only').name).toBe('Tape0');
  });

  test.each([
    ['no value', new Registry()],
    ['0', persistent('tape', 0)],
  ])('a driver with the fix numbers with %s, and makes a link among the devices', (_, registry) => {
    const system = start(registry);
    expect(arrive(system, 'A')).toMatchObject({ given: { name: 'Tape0', persistent: false } });
    expect(system.namespace.links('\\Device')).toEqual(['TapeDrive0']);
    expect(registry.get(namingKeys.tape.control, 'Persistence')).toBe(0);
  });

  test('a driver without the fix looks at no key', () => {
    const registry = persistent();
    const system = start(registry);
    expect(arrive(system, 'A', 'numbered-only').name).toBe('Tape0');
    expect(system.namespace.links('\\Device')).toEqual([]);
    expect(registry.get(namingKeys.tape.services, 'PersistencePrivateCopy')).toBeUndefined();
  });
});

describe('with persistence', () => {
  test('a device keeps its name over a loss with an open handle, and over a start', () => {
    const registry = persistent();
    const system = start(registry);
    const first = arrive(system, 'A');
    expect(first.given).toEqual({
      name: 'Tape2147483646',
      persistent: true,
      links: ['\\DosDevices\\Tape2147483646', '\\Device\\Tape2147483646'],
    });
    expect(first.object.path).toBe('\\Device\\TapeDrive0');
    first.object.reference();
    depart(system, first);
    const back = arrive(system, 'A');
    expect(back.object.path).toBe('\\Device\\TapeDrive1');
    expect(back.name).toBe('Tape2147483646');
    const next = start(registry);
    expect(arrive(next, 'B').name).toBe('Tape2147483645');
    expect(arrive(next, 'A').name).toBe('Tape2147483646');
  });

  test('what is listed is vendor, product and serial number with one NUL behind them', () => {
    const registry = persistent();
    arrive(start(registry), 'SN 7  ');
    const key = `${namingKeys.tape.control}\\Tape2147483646`;
    expect(registry.get(key, 'UIDType')).toBe(1);
    expect(Buffer.from(registry.get(key, 'UniqueId') as Uint8Array).toString('latin1')).toBe('HP      C1537A          SN 7  \0');
  });

  test.each([
    ['another serial number', 'B', undefined],
    ['another padding', 'A ', undefined],
    ['another product', 'A', 'C1533A          '],
  ])('%s makes another device', (_, serialNumber, productId) => {
    const system = start(persistent());
    depart(system, arrive(system, 'A'));
    expect(arrive(system, serialNumber, 'fixed', productId).name).toBe('Tape2147483645');
  });

  test('a device without a serial number gets the lowest number that is free and not listed', () => {
    const registry = persistent();
    registry.set(`${namingKeys.tape.control}\\Tape0`, 'UIDType', 1);
    const system = start(registry);
    const first = arrive(system, undefined);
    expect(first.given).toMatchObject({ name: 'Tape1', persistent: false });
    expect(arrive(system, undefined).name).toBe('Tape2');
    // Its number is that of its links, which go with it whoever has a handle.
    first.object.reference();
    depart(system, first);
    expect(arrive(system, undefined).name).toBe('Tape1');
  });

  test('the second of two devices with one identity gets no name, until the first is gone', () => {
    const system = start(persistent());
    const first = arrive(system, 'A');
    expect(arrive(system, 'A').given).toBeUndefined();
    depart(system, first);
    expect(arrive(system, 'A').name).toBe('Tape2147483646');
  });

  test('the setting counts from the next start on', () => {
    const registry = new Registry();
    const system = start(registry);
    depart(system, arrive(system, 'A'));
    registry.set(namingKeys.tape.control, 'Persistence', 1);
    expect(arrive(system, 'A').name).toBe('Tape0');
    expect(arrive(start(registry), 'A').name).toBe('Tape2147483646');
  });

  test("a changer has a key of its own, and a tape's does not count for it", () => {
    const unitOfChanger = { ...unit('C1'), peripheralDeviceType: 8 };
    const forTapes = start(persistent('tape'));
    expect(forTapes.names.give('changer', unitOfChanger, forTapes.names.add('changer', 'fixed'))).toMatchObject({
      name: 'Changer0',
      persistent: false,
    });
    expect(forTapes.namespace.links('\\Device')).toEqual(['MediumChangerDevice0']);
    const forChangers = start(persistent('changer'));
    const added = forChangers.names.add('changer', 'fixed');
    expect(added.object.path).toBe('\\Device\\MediumChangerDevice0');
    expect(forChangers.names.give('changer', unitOfChanger, added)?.name).toBe('Changer2147483646');
    expect(arrive(forChangers, 'A').name).toBe('Tape0');
  });
});
