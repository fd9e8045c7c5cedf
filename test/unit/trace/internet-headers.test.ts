import { describe, expect, test } from 'vitest';
import { encodeHeaders, hostsOf, internetChecksum, TcpFlag } from '../../../src/trace/internet-headers.ts';

const hex = (digits: string) => new Uint8Array(Buffer.from(digits.replace(/\s+/g, ''), 'hex'));

describe('internetChecksum', () => {
  test('is that of RFC 1071 §3', () => {
    expect(internetChecksum([hex('00 01 f2 03 f4 f5 f6 f7')])).toBe(0x220d);
  });

  test('does not depend on where the bytes are cut', () => {
    expect(internetChecksum([hex('00'), hex(''), hex('01 f2'), hex('03 f4 f5'), hex('f6 f7')])).toBe(0x220d);
    expect(internetChecksum([hex('ff')])).toBe(internetChecksum([hex('ff 00')]));
  });

  test('holds any amount of ones', () => {
    expect(internetChecksum([new Uint8Array(200_000).fill(0xff)])).toBe(0);
  });
});

describe('encodeHeaders', () => {
  const [source, destination] = hostsOf({ address: '10.0.0.1', port: 0x1234 }, { address: '10.0.0.2', port: 3260 });

  test('IPv4 and TCP, by hand', () => {
    const payload = hex('61 62 63');
    const flags = TcpFlag.push | TcpFlag.acknowledge;
    const header = encodeHeaders(
      { source, destination, sequence: 0x01020304, acknowledgment: 0x05060708, flags, payload: [payload], payloadLength: 3 },
      2,
    );
    // The words of IPv4 add up to D934h with their carries, those of TCP and its pseudo header to 579Fh.
    expect(Buffer.from(header).toString('hex')).toBe(
      Buffer.from(
        hex(`00 00
          45 00 00 2b  00 00 40 00  40 06 26 cb  0a 00 00 01  0a 00 00 02
          12 34 0c bc  01 02 03 04  05 06 07 08  50 18 ff ff  a8 60 00 00`),
      ).toString('hex'),
    );
  });

  test('a SYN tells the largest segment and scales the window', () => {
    const header = encodeHeaders(
      { source, destination, sequence: 0, acknowledgment: 0, flags: TcpFlag.syn, payload: [], payloadLength: 0 },
      0,
    );
    expect(header.length).toBe(48);
    expect(header.subarray(40)).toEqual(hex('02 04 ea 60 01 03 03 0e'));
    expect(header[32]).toBe(0x70);
  });
});

describe('hostsOf', () => {
  const addresses = (from: string, to: string) =>
    hostsOf({ address: from, port: 1 }, { address: to, port: 2 }).map(({ address }) => Buffer.from(address).toString('hex'));

  test('two IPv4 addresses stay so', () => {
    expect(addresses('127.0.0.1', '192.168.255.0')).toEqual(['7f000001', 'c0a8ff00']);
  });

  test.each([
    ['::1', '00000000000000000000000000000001'],
    ['::', '00000000000000000000000000000000'],
    ['fe80::1:ab%eth0', 'fe8000000000000000000000000100ab'],
    ['2001:db8:1:2:3:4:5:6', '20010db8000100020003000400050006'],
    ['2001:db8::', '20010db8000000000000000000000000'],
    ['64:ff9b::192.0.2.33', '0064ff9b0000000000000000c0000221'],
    ['10.1.2.3', '00000000000000000000ffff0a010203'],
  ])('%s beside an IPv6 address', (address, expected) => {
    expect(addresses(address, '::1')[0]).toBe(expected);
  });
});
