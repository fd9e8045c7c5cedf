import { describe, expect, it } from 'vitest';
import { parseEndpoint } from '../../../src/config/endpoint.ts';
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
    ['127.0.0.1', true],
    ['127.8.0.1', true],
    ['localhost', true],
    ['::1', true],
    ['0.0.0.0', false],
    ['192.0.2.1', false],
    ['::', false],
  ])('%s: loopback is %s', (address, expected) => expect(isLoopback(address)).toBe(expected));
});
