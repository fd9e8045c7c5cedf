import { describe, expect, it } from 'vitest';
import { parseEndpoint, parseReachable } from '../../../src/config/endpoint.ts';
import { formatEndpoint, isLoopback } from '../../../src/foundation/endpoint.ts';

describe('an endpoint', () => {
  it.each([
    ['127.0.0.1:3260', '127.0.0.1', 3260],
    ['0.0.0.0:0', '0.0.0.0', 0],
    ['localhost:65535', 'localhost', 65_535],
    ['[::1]:3260', '::1', 3260],
    ['[fe80::1%eth0]:3260', 'fe80::1%eth0', 3260],
    ['tape-lab.example.org:3260', 'tape-lab.example.org', 3260],
  ])('%s is read and written', (text, address, port) => {
    expect(parseEndpoint(text)).toEqual({ address, port });
    expect(formatEndpoint({ address, port })).toBe(text);
  });

  it.each([
    ['3260', "'3260' is no HOST:PORT."],
    [':3260', "':3260' is no HOST:PORT."],
    ['::1:3260', "'::1:3260' is no HOST:PORT."],
    ['127.0.0.1:iscsi', "'127.0.0.1:iscsi' is no HOST:PORT."],
    ['127.0.0.1:65536', '65536 is no port: they end at 65535.'],
    ['127.0.0.256:3260', "'127.0.0.256' is no IPv4 address."],
    ['127.0.1:3260', "'127.0.1' is no IPv4 address."],
    ['[1::2::3]:3260', "'1::2::3' is no IPv6 address."],
  ])('%s is refused', (text, message) => expect(() => parseEndpoint(text)).toThrow(message));

  it.each([
    ['192.0.2.1:0', 'Nobody can be told 192.0.2.1:0: 0 is no port, it stands for any that is free.'],
    ['0.0.0.0:3260', 'Nobody can be told 0.0.0.0:3260: it stands for all addresses of this machine.'],
    ['[::]:3260', 'Nobody can be told [::]:3260: it stands for all addresses of this machine.'],
    ['3260', "'3260' is no HOST:PORT."],
  ])('%s is refused where others are to be told', (text, message) => {
    expect(() => parseReachable(text)).toThrow(message);
    expect(parseReachable('[::1]:3260')).toEqual({ address: '::1', port: 3260 });
  });

  it.each([
    ['127.0.0.1', true],
    ['127.8.0.1', true],
    ['localhost', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['192.0.2.1', false],
    ['::', false],
  ])('%s: loopback is %s', (address, expected) => expect(isLoopback(address)).toBe(expected));
});
