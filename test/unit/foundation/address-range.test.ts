import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { parseAddressRange } from '../../../src/foundation/address-range.ts';
import { UserError } from '../../../src/foundation/user-error.ts';

describe('a range of addresses', () => {
  it.each([
    ['192.0.2.17', ['192.0.2.17', '::ffff:192.0.2.17', '::ffff:c000:211'], ['192.0.2.18', '::1', '::c000:211']],
    ['192.0.2.0/24', ['192.0.2.0', '192.0.2.255', '::ffff:192.0.2.9'], ['192.0.1.255', '192.0.3.0']],
    ['10.128.0.0/9', ['10.128.0.0', '10.255.255.255'], ['10.127.255.255', '11.128.0.0']],
    ['0.0.0.0/0', ['1.2.3.4', '::ffff:1.2.3.4'], ['::1', '2001:db8::1']],
    ['::ffff:192.0.2.0/120', ['192.0.2.200', '::ffff:192.0.2.1'], ['192.0.3.1']],
    ['::ffff:192.0.2.1', ['192.0.2.1'], ['192.0.2.2']],
    ['::1', ['::1', '0:0:0:0:0:0:0:1'], ['::2', '127.0.0.1']],
    ['2001:db8::/33', ['2001:db8:7fff::1'], ['2001:db8:8000::1', '2001:db9::1']],
    ['fe80::/10', ['fe80::1', 'fe80::1%eth0', 'febf::1'], ['fec0::1']],
    ['::/0', ['::2', 'fe80::1'], ['1.2.3.4', '::ffff:1.2.3.4']],
  ])('%s', (text, inside, outside) => {
    const range = parseAddressRange(text);
    expect(range.text).toBe(text);
    for (const address of inside) expect([address, range.includes(address)]).toEqual([address, true]);
    for (const address of [...outside, '', 'localhost', '192.0.2', '010.0.0.1'])
      expect([address, range.includes(address)]).toEqual([address, false]);
  });

  it.each([
    ['127.0.0.0/8', true],
    ['127.0.0.1', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['126.0.0.0/7', false],
    ['::/127', false],
    ['192.0.2.1', false],
  ])('%s is of this machine alone: %s', (text, expected) => expect(parseAddressRange(text).isLoopback).toBe(expected));

  it.each([
    ['', "'' is no address and no network.", undefined],
    ['localhost', "'localhost' is no address and no network.", undefined],
    ['192.0.2', "'192.0.2' is no address and no network.", undefined],
    ['127.1', "'127.1' is no address and no network.", undefined],
    ['010.0.0.1', "'010.0.0.1' is no address and no network.", undefined],
    ['192.0.2.1/', "'192.0.2.1/' is no address and no network.", undefined],
    ['192.0.2.0/255.255.255.0', "'192.0.2.0/255.255.255.0' is no address and no network.", undefined],
    ['192.0.2.0/33', "'192.0.2.0/33' is no network: its address has 32 bits.", undefined],
    ['::/129', "'::/129' is no network: its address has 128 bits.", undefined],
    ['192.0.2.1/24', "'192.0.2.1/24' is no network: its address goes on behind the 24 bits.", 'write 192.0.2.0/24.'],
    ['2001:db8::1/32', "'2001:db8::1/32' is no network: its address goes on behind the 32 bits.", 'write 2001:db8::/32.'],
    ['::ffff:192.0.2.1/120', "'::ffff:192.0.2.1/120' is no network: its address goes on behind the 120 bits.", 'write 192.0.2.0/24.'],
    [
      'fe80::1%eth0',
      "'fe80::1%eth0' names an interface.",
      'leave out the % and what follows: the address counts whichever interface it is seen at.',
    ],
  ])('%s is refused', (text, message, hint = 'write it like 192.0.2.17, 192.0.2.0/24 or 2001:db8::/32.') => {
    let refusal: unknown;
    try {
      parseAddressRange(text);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(UserError);
    expect(refusal).toMatchObject({ code: 'address-invalid', message, hint, exitCode: 2 });
  });

  property.prop([fc.nat(2 ** 32 - 1), fc.nat(2 ** 32 - 1), fc.integer({ min: 1, max: 32 })])(
    'has the addresses that begin as it does',
    (one, other, bits) => {
      const written = (address: number): string => [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.');
      const network = one - (one % 2 ** (32 - bits));
      const range = parseAddressRange(`${written(network)}/${bits}`);
      expect(range.includes(written(one))).toBe(true);
      expect(range.includes(written(other))).toBe(other >= network && other < network + 2 ** (32 - bits));
    },
  );
});
