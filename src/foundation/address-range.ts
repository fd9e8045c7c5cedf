/**
 * The internet addresses that an operator speaks of: one (`192.0.2.1`, `::1`) or all of a network (`192.0.2.0/24`, `2001:db8::/32`, RFC 4632,
 * RFC 4291 §2.3). An IPv4 address that has been mapped to IPv6 (`::ffff:192.0.2.1`), as a socket that listens for both tells it, is the same as
 * the plain one.
 */
import addresses from 'ipaddr.js';
import { UserError } from './user-error.ts';

type Address = ReturnType<typeof addresses.parse>;

export interface AddressRange {
  /** As the operator wrote it. */
  readonly text: string;
  /** Whether all of it is this machine, seen from itself. */
  readonly isLoopback: boolean;
  /** False for what is no address. */
  includes(address: string): boolean;
}

/** @throws UserError saying what is wrong with `text`. */
export function parseAddressRange(text: string): AddressRange {
  const refuse = (message: string, hint = 'write it like 192.0.2.17, 192.0.2.0/24 or 2001:db8::/32.'): UserError =>
    new UserError('address-invalid', message, { hint, exitCode: 2 });
  const [, written = '', length] = /^([^/]*?)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  if (written.includes('%'))
    throw refuse(
      `'${text}' names an interface.`,
      'leave out the % and what follows: the address counts whichever interface it is seen at.',
    );
  const given = addressOf(written);
  if (given === undefined) throw refuse(`'${text}' is no address and no network.`);
  const mapped = given.kind() === 'ipv6' && plain(given).kind() === 'ipv4';
  const bits = given.kind() === 'ipv4' ? 32 : 128;
  const prefixLength = length === undefined ? bits : Number(length);
  if (prefixLength > bits) throw refuse(`'${text}' is no network: its address has ${bits} bits.`);
  const network = mapped && prefixLength >= 96 ? plain(given) : given;
  const networkBits = network === given ? prefixLength : prefixLength - 96;
  const first = firstOf(network, networkBits);
  if (first.toString() !== network.toString())
    throw refuse(`'${text}' is no network: its address goes on behind the ${prefixLength} bits.`, `write ${first}/${networkBits}.`);
  return {
    text,
    isLoopback: isWithinLoopback(network, networkBits),
    includes(address) {
      const parsed = addressOf(address);
      if (parsed === undefined) return false;
      const found = plain(parsed);
      return found.kind() === network.kind() && found.match(network, networkBits);
    },
  };
}

/** Only the forms that everybody reads alike: ipaddr.js also takes `127.1`, `0x7f.0.0.1` and the octal `0177.0.0.1`. */
const addressOf = (text: string): Address | undefined =>
  addresses.IPv4.isValidFourPartDecimal(text) || addresses.IPv6.isValid(text) ? addresses.parse(text) : undefined;

const plain = (address: Address): Address =>
  'isIPv4MappedAddress' in address && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;

/** The address with all bits behind the prefix cleared. */
function firstOf(address: Address, prefixLength: number): Address {
  const bytes = address.toByteArray().map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, prefixLength - 8 * index))) & 0xff);
  return addresses.fromByteArray(bytes);
}

const isWithinLoopback = (address: Address, prefixLength: number): boolean =>
  address.range() === 'loopback' && prefixLength >= (address.kind() === 'ipv4' ? 8 : 128);
