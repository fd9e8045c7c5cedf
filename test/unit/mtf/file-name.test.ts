import { expect, test } from 'vitest';
import { whyNoName } from '../../../src/mtf/file-name.ts';

test.each(['a', 'a.b', '.profile', 'con1', 'console', 'common.txt', 'Über.txt', 'a b', '-rf', 'com', 'lpt', 'aux-file'])(
  '%j may be a name',
  (name) => {
    expect(whyNoName(name)).toBeUndefined();
  },
);

test.each([
  ['', 'is empty'],
  ['.', 'leads to another folder'],
  ['..', 'leads to another folder'],
  ['../up', 'has a separator in it'],
  ['..\\up', 'has a separator in it'],
  ['/etc', 'has a separator in it'],
  ['C:', 'names a drive, or a stream of another file'],
  ['file:stream', 'names a drive, or a stream of another file'],
  ['a\u0000b', 'has a control character in it'],
  ['a\u001bb', 'has a control character in it'],
  ['a\u0085b', 'has a control character in it'],
  ['a.', 'ends with a dot or a space, and Windows would take it for another'],
  ['a ', 'ends with a dot or a space, and Windows would take it for another'],
  ['...', 'ends with a dot or a space, and Windows would take it for another'],
  ...['CON', 'con', 'Prn.txt', 'AUX', 'nul.tar.gz', 'com1', 'COM9.log', 'lpt3', 'com²', 'con .txt', 'CONIN$'].map((name) => [
    name,
    'is that of a device',
  ]),
])('%j %s', (name, why) => {
  expect(whyNoName(name!)).toBe(why);
});
