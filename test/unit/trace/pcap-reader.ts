/**
 * Reads capture files of raw IP packets with TCP in them, knowing nothing of how they are written: DataView and the RFCs' diagrams. Every
 * checksum is verified with arithmetic of its own.
 */
export interface Packet {
  readonly seconds: number;
  readonly microseconds: number;
  readonly from: string;
  readonly to: string;
  readonly sequence: number;
  readonly acknowledgment: number;
  /** In the order FIN SYN RST PSH ACK, as far as set. */
  readonly flags: string;
  readonly options: string;
  readonly payload: Uint8Array;
  readonly checksumsAreRight: boolean;
}

export interface CaptureFile {
  readonly version: string;
  readonly snapLength: number;
  readonly linkType: number;
  readonly packets: readonly Packet[];
}

export function readPcap(bytes: Uint8Array): CaptureFile {
  const file = new Uint8Array(bytes);
  const view = new DataView(file.buffer);
  const little = view.getUint32(0, true) === 0xa1b2c3d4;
  if (!little && view.getUint32(0, false) !== 0xa1b2c3d4) throw new Error('no capture file');
  const packets: Packet[] = [];
  for (let at = 24; at < file.length; ) {
    const [seconds, microseconds, captured, length] = [0, 4, 8, 12].map((offset) => view.getUint32(at + offset, little)) as [
      number,
      number,
      number,
      number,
    ];
    if (captured !== length || at + 16 + captured > file.length) throw new Error(`the packet at ${at} is cut`);
    packets.push({ seconds, microseconds, ...readPacket(file.slice(at + 16, at + 16 + captured)) });
    at += 16 + captured;
  }
  return {
    version: `${view.getUint16(4, little)}.${view.getUint16(6, little)}`,
    snapLength: view.getUint32(16, little),
    linkType: view.getUint32(20, little),
    packets,
  };
}

export function readPacket(packet: Uint8Array): Omit<Packet, 'seconds' | 'microseconds'> {
  const version = packet[0]! >> 4;
  return version === 4 ? readIpv4(packet) : readIpv6(packet);
}

function readIpv4(packet: Uint8Array): Omit<Packet, 'seconds' | 'microseconds'> {
  const view = new DataView(packet.buffer);
  const headerLength = (packet[0]! & 0x0f) * 4;
  if (view.getUint16(2) !== packet.length) throw new Error('the IPv4 length is not that of the packet');
  if (packet[9] !== 6) throw new Error('no TCP');
  const [source, destination] = [packet.slice(12, 16), packet.slice(16, 20)];
  return readTcp(
    packet.slice(headerLength),
    source,
    destination,
    source.join('.'),
    destination.join('.'),
    sums(packet.slice(0, headerLength)),
  );
}

function readIpv6(packet: Uint8Array): Omit<Packet, 'seconds' | 'microseconds'> {
  const view = new DataView(packet.buffer);
  if (view.getUint16(4) !== packet.length - 40) throw new Error('the IPv6 length is not that of the packet');
  if (packet[6] !== 6) throw new Error('no TCP');
  const text = (address: Uint8Array) => Buffer.from(address).toString('hex');
  const [source, destination] = [packet.slice(8, 24), packet.slice(24, 40)];
  return readTcp(packet.slice(40), source, destination, text(source), text(destination), true);
}

function readTcp(tcp: Uint8Array, source: Uint8Array, destination: Uint8Array, from: string, to: string, ipIsRight: boolean) {
  const view = new DataView(tcp.buffer);
  const headerLength = (tcp[12]! >> 4) * 4;
  const pseudo = new Uint8Array(source.length * 2 + 4);
  pseudo.set(source, 0);
  pseudo.set(destination, source.length);
  new DataView(pseudo.buffer).setUint32(source.length * 2, tcp.length + 6);
  return {
    from: `${from} ${view.getUint16(0)}`,
    to: `${to} ${view.getUint16(2)}`,
    sequence: view.getUint32(4),
    acknowledgment: view.getUint32(8),
    flags: ['FIN', 'SYN', 'RST', 'PSH', 'ACK'].filter((_, bit) => tcp[13]! & (1 << bit)).join(' '),
    options: Buffer.from(tcp.slice(20, headerLength)).toString('hex'),
    payload: tcp.slice(headerLength),
    checksumsAreRight: ipIsRight && sums(Uint8Array.from([...pseudo, ...tcp])),
  };
}

/** Whether the 16-bit words add up to all ones: what a right checksum makes them do (RFC 1071). */
function sums(bytes: Uint8Array): boolean {
  let sum = 0;
  for (let at = 0; at < bytes.length; at++) sum += bytes[at]! * (at % 2 === 0 ? 256 : 1);
  return sum % 0xffff === 0 && sum > 0;
}
