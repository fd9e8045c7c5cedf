import { expect, test } from 'vitest';
import { ObjectNamespace } from '../../../../src/host/windows/object-namespace.ts';

test('a name is given once, whatever the case of its letters', () => {
  const namespace = new ObjectNamespace();
  const object = namespace.create('\\Device\\Tape0')!;
  expect(namespace.create('\\device\\TAPE0')).toBeUndefined();
  expect(namespace.link('\\Device\\Tape0', object)).toBe(false);
  expect(namespace.link('\\DosDevices\\Tape0', object)).toBe(true);
  expect(namespace.create('\\DosDevices\\tape0')).toBeUndefined();
});

test('a deleted object keeps its name until its last handle is closed', () => {
  const namespace = new ObjectNamespace();
  const object = namespace.create('\\Device\\Tape0')!;
  const [first, second] = [object.reference(), object.reference()];
  object.delete();
  first();
  first();
  expect(object.open).toBe(true);
  expect(namespace.create('\\Device\\Tape0')).toBeUndefined();
  second();
  expect(namespace.create('\\Device\\Tape0')).toBeDefined();
});

test('an object without handles is gone as soon as it is deleted, and one with a handle that is closed stays', () => {
  const namespace = new ObjectNamespace();
  const object = namespace.create('\\Device\\Tape0')!;
  object.reference()();
  expect(namespace.find('\\Device\\tape0')).toBe(object);
  object.delete();
  expect(namespace.find('\\Device\\Tape0')).toBeUndefined();
});

test('links are found by directory, as they were written, and are no objects to be taken away', () => {
  const namespace = new ObjectNamespace();
  const object = namespace.create('\\Device\\Tape0')!;
  namespace.link('\\DosDevices\\Tape0', object);
  namespace.link('\\Device\\TapeDrive0', object);
  expect(namespace.links('\\DosDevices')).toEqual(['Tape0']);
  namespace.unlink('\\Device\\Tape0');
  namespace.unlink('\\DosDevices\\TAPE0');
  expect(namespace.links('\\DosDevices')).toEqual([]);
  expect(namespace.find('\\Device\\Tape0')).toBe(object);
});
