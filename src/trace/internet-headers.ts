/**
 * IP and TCP headers for bytes that were never seen as packets, so that every tool that reads captures can follow the stream.
 *
 *     IPv4 (RFC 791 §3.1)                  IPv6 (RFC 8200 §3)           TCP (RFC 9293 §3.1)
 *     0        45h: 5 words                0        60h                 0–1      source port
 *     2–3      total length                4–5      payload length      2–3      destination port
 *     6–7      do not fragment             6        next header 6       4–7      sequence number
 *     8        time to live                7        hop limit           8–11     acknowledgment number
 *     9        protocol 6                  8–23     source              12       header length in words × 16
 *     10–11    header checksum             24–39    destination         13       flags
 *     12–15    source                                                   14–15    window
 *     16–19    destination                                              16–17    checksum
 */
import { putUint16, putUint32 } from '../foundation/big-endian.ts';
import type { Endpoint } from '../foundation/endpoint.ts';
import { isZeroes } from './zeroes.ts';

export const TcpFlag = { fin: 0x01, syn: 0x02, reset: 0x04, push: 0x08, acknowledge: 0x10 } as const;

/** An IP packet counts its length in 16 bits. */
export const MAXIMUM_PAYLOAD_BYTES = 60_000;

/** One end of a conversation; both ends have addresses of the same length. */
export interface Host {
  /** 4 or 16 bytes. */
  readonly address: Uint8Array;
  readonly port: number;
}

export interface Segment {
  readonly source: Host;
  readonly destination: Host;
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly flags: number;
  readonly payload: readonly Uint8Array[];
  readonly payloadLength: number;
}

const TCP = 6;
const HOPS = 64;
/**
 * Maximum segment size 60 000 (RFC 9293 §3.7.1); no operation; window scale 14 (RFC 7323 §2.2): a reader then knows a window of 1 GiB and
 * suspects no congestion.
 */
const synOptions = Uint8Array.of(2, 4, MAXIMUM_PAYLOAD_BYTES >> 8, MAXIMUM_PAYLOAD_BYTES & 0xff, 1, 3, 3, 14);
const noOptions = new Uint8Array(0);

/** Where `from` and `to` would be in an IP header: as IPv4 if both are, else as IPv6. */
export function hostsOf(from: Endpoint, to: Endpoint): readonly [Host, Host] {
  const addresses = [parseIpv4(from.address), parseIpv4(to.address)];
  const [source, destination] = addresses.every((address) => address !== undefined)
    ? (addresses as [Uint8Array, Uint8Array])
    : [parseIpv6(from.address), parseIpv6(to.address)];
  return [
    { address: source, port: from.port },
    { address: destination, port: to.port },
  ];
}

/** The IP and TCP headers of `segment`, preceded by `room` bytes for a header of the caller's. */
export function encodeHeaders(segment: Segment, room: number): Uint8Array {
  const { source, destination, flags } = segment;
  const options = flags & TcpFlag.syn ? synOptions : noOptions;
  const tcpLength = 20 + options.length;
  const ipLength = source.address.length === 4 ? 20 : 40;
  const header = new Uint8Array(room + ipLength + tcpLength);
  const ip = header.subarray(room, room + ipLength);
  const tcp = header.subarray(room + ipLength);

  putUint16(tcp, 0, source.port);
  putUint16(tcp, 2, destination.port);
  putUint32(tcp, 4, segment.sequence);
  putUint32(tcp, 8, segment.acknowledgment);
  tcp[12] = tcpLength << 2;
  tcp[13] = flags;
  putUint16(tcp, 14, 0xffff);
  tcp.set(options, 20);
  const length = tcpLength + segment.payloadLength;
  const pseudoHeader = [source.address, destination.address, Uint8Array.of(0, TCP, length >> 8, length)];
  putUint16(tcp, 16, internetChecksum([...pseudoHeader, tcp, ...segment.payload]));

  if (ipLength === 20) {
    ip[0] = 0x45;
    putUint16(ip, 2, ipLength + length);
    ip[6] = 0x40;
    ip[8] = HOPS;
    ip[9] = TCP;
    ip.set(source.address, 12);
    ip.set(destination.address, 16);
    putUint16(ip, 10, internetChecksum([ip]));
  } else {
    ip[0] = 0x60;
    putUint16(ip, 4, length);
    ip[6] = TCP;
    ip[7] = HOPS;
    ip.set(source.address, 8);
    ip.set(destination.address, 24);
  }
  return header;
}

/** RFC 1071 over the pieces as one run. */
export function internetChecksum(pieces: readonly Uint8Array[]): number {
  let sum = 0;
  let odd = false;
  for (const piece of pieces) {
    if (isZeroes(piece)) {
      odd = odd !== (piece.length % 2 === 1);
      continue;
    }
    let at = 0;
    if (odd && piece.length > 0) {
      sum += piece[at++]!;
      odd = false;
    }
    for (const end = piece.length - 1; at < end; at += 2) sum += (piece[at]! << 8) | piece[at + 1]!;
    if (at < piece.length) {
      sum += piece[at]! << 8;
      odd = true;
    }
  }
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 0x1_0000);
  return ~sum & 0xffff;
}

function parseIpv4(address: string): Uint8Array | undefined {
  const numbers = address.split('.').map(Number);
  return numbers.length === 4 && numbers.every((number) => number >= 0 && number <= 255) ? Uint8Array.from(numbers) : undefined;
}

/** `address` as 16 bytes, an IPv4 address as an IPv4-mapped one (RFC 4291 §2.5.5.2). The zone has no place in a header. */
function parseIpv6(address: string): Uint8Array {
  const bytes = new Uint8Array(16);
  const ipv4 = parseIpv4(address);
  if (ipv4 !== undefined) {
    bytes.fill(0xff, 10, 12);
    bytes.set(ipv4, 12);
    return bytes;
  }
  const [front = '', back] = address.replace(/%.*/, '').split('::');
  const groups = (text: string): number[] =>
    text
      .split(':')
      .filter(Boolean)
      .flatMap((group) => groupOf(group));
  const head = groups(front);
  const tail = back === undefined ? [] : groups(back);
  const all = [...head, ...new Array<number>(Math.max(0, 8 - head.length - tail.length)).fill(0), ...tail];
  for (let n = 0; n < 8; n++) putUint16(bytes, 2 * n, all[n] ?? 0);
  return bytes;
}

/** One group of four hexadecimal digits, or the two that a dotted ending stands for. */
function groupOf(group: string): number[] {
  const ipv4 = parseIpv4(group);
  return ipv4 === undefined ? [Number.parseInt(group, 16)] : [(ipv4[0]! << 8) | ipv4[1]!, (ipv4[2]! << 8) | ipv4[3]!];
}
