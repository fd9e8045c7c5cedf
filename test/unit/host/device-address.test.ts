/** Addresses of devices, as they are written and as they are refused. */
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/foundation/user-error.ts';
import { formatDeviceAddress, parseDeviceAddress } from '../../../src/host/device-address.ts';

describe('the address of a device', () => {
  const endpoint = { address: '127.0.0.1', port: 3260 };
  const targetName = 'iqn.2026-11.local.tapelab:drive0';

  it.each([
    ['iscsi://127.0.0.1', { endpoint }],
    ['iscsi://127.0.0.1/', { endpoint }],
    ['iscsi://127.0.0.1:3260/iqn.2026-11.local.tapelab:drive0', { endpoint, targetName }],
    [
      'iscsi://host.example:860/IQN.2026-11.local.tapelab:Drive0/12',
      { endpoint: { address: 'host.example', port: 860 }, targetName, lun: 12 },
    ],
    [
      'ISCSI://[fe80::1]:3261/eui.0123456789abcdef/0',
      { endpoint: { address: 'fe80::1', port: 3261 }, targetName: 'eui.0123456789abcdef', lun: 0 },
    ],
    ['iscsi://me@127.0.0.1', { endpoint, user: 'me' }],
    ['iscsi://iqn.2026-11.local%3Ahost%20one@127.0.0.1', { endpoint, user: 'iqn.2026-11.local:host one' }],
  ])('is read: %s', (text, expected) => expect(parseDeviceAddress(text)).toEqual(expected));

  it.each([
    ['/dev/nst0', 'is no iSCSI address'],
    ['http://127.0.0.1', 'is no iSCSI address'],
    ['iscsi://127.0.0.1\nand more', 'is no portal'],
    ['iscsi://', 'is no portal'],
    ['iscsi://127.0.0.1:0', 'is no portal'],
    ['iscsi://127.0.0.1,1', 'is no portal'],
    ['iscsi://me:secret@127.0.0.1', 'the name of a CHAP user and nothing else'],
    ['iscsi://me%secret@127.0.0.1', 'the name of a CHAP user and nothing else'],
    ['iscsi://@127.0.0.1', 'the name of a CHAP user and nothing else'],
    ['iscsi://127.0.0.1/drive0', 'is no name of a target'],
    ['iscsi://127.0.0.1/iqn.2026-11.local:a/x', 'is no LUN'],
    ['iscsi://127.0.0.1/iqn.2026-11.local:a/16384', 'is no LUN'],
    ['iscsi://127.0.0.1/iqn.2026-11.local:a/1/2', 'more than a portal, a target and a LUN'],
  ])('is refused: %s', (text, problem) => {
    const parse = (): unknown => parseDeviceAddress(text);
    expect(parse).toThrow(UserError);
    expect(parse).toThrow(problem);
    expect(parse).not.toThrow('secret');
  });

  it.each(['iscsi://127.0.0.1', 'iscsi://[::1]:860/iqn.2026-11.local.tapelab:drive0', 'iscsi://host.example:13260/naa.0123456789abcdef/3'])(
    'is written as it is read: %s',
    (text) => expect(formatDeviceAddress(parseDeviceAddress(text))).toBe(text),
  );
});
