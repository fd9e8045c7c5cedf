import { describe, expect, test } from 'vitest';
import { iscsiNameProblem, normaliseIscsiName } from '../../../src/iscsi/iscsi-name.ts';

describe('iSCSI names', () => {
  test.each([
    'iqn.2026-11.local.tapelab:drive0',
    'iqn.1993-08.org.debian:01:9e7f4e3d2c1',
    'iqn.1991-05.com.microsoft:win2003s',
    'iqn.2001-04.com.example',
    'IQN.2001-04.COM.EXAMPLE:Upper',
    'iqn.2001-04.com.example:bänder',
    'eui.02004567A425678D',
    'naa.52004567ba64678d',
    'naa.62004567ba64678d0123456789abcdef',
  ])('%s is well formed', (name) => {
    expect(iscsiNameProblem(name)).toBeUndefined();
  });

  test.each([
    ['', 'does not begin'],
    ['drive0', 'does not begin'],
    ['iqn.2026-13.local', 'does not read'],
    ['iqn.26-11.local', 'does not read'],
    ['iqn.2026-11', 'does not read'],
    ['iqn.2026-11.local.', 'does not read'],
    ['iqn.2026-11.local:a b', 'has a character'],
    ['iqn.2026-11.local:a_b', 'has a character'],
    ['iqn.2026-11.local:a\u0000', 'has a character'],
    ['eui.02004567A425678', '16 hexadecimal'],
    ['eui.02004567A425678G', '16 hexadecimal'],
    ['naa.52004567ba64678d0', '16 or 32'],
    [`iqn.2026-11.local:${'a'.repeat(206)}`, 'longer than 223'],
  ])('%s is not', (name, problem) => {
    expect(iscsiNameProblem(name)).toContain(problem);
  });

  test('the longest name has 223 bytes', () => {
    expect(iscsiNameProblem(`iqn.2026-11.local:${'a'.repeat(205)}`)).toBeUndefined();
  });

  test('the normal form is lower case', () => {
    expect(normaliseIscsiName('IQN.2026-11.Local:Drive')).toBe('iqn.2026-11.local:drive');
  });
});
