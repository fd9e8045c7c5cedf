import { expect, test } from 'vitest';
import { Registry } from '../../../../src/host/windows/registry.ts';

test('keys and values are the same in letters of either case', () => {
  const registry = new Registry();
  registry.set('SYSTEM\\Control\\Tape', 'Persistence', 0);
  registry.set('system\\control\\TAPE', 'PERSISTENCE', 1);
  expect(registry.get('System\\Control\\Tape', 'persistence')).toBe(1);
  expect(registry.get('System\\Control\\Tape', 'UIDType')).toBeUndefined();
  expect(registry.get('System\\Control', 'persistence')).toBeUndefined();
});

test('the keys right below a key are told once each, whatever is below them', () => {
  const registry = new Registry();
  registry.set('Control\\Tape', 'Persistence', 1);
  registry.set('Control\\Tape\\Tape1', 'UIDType', 1);
  registry.set('Control\\Tape\\Tape1\\Deeper', 'Value', 'x');
  registry.set('Control\\TapeDrive\\Tape2', 'UIDType', 1);
  expect(registry.subkeys('CONTROL\\tape')).toEqual(['tape1']);
});
