/** Reads big-endian pcapng files of one interface with raw IP packets, knowing nothing of how they are written. */
import { type Packet, readPacket } from './pcap-reader.ts';

export type CommentedPacket = Packet & { readonly comments: readonly string[] };

export function readPcapng(bytes: Uint8Array): readonly CommentedPacket[] {
  const file = new Uint8Array(bytes);
  const view = new DataView(file.buffer);
  if (view.getUint32(0) !== 0x0a0d0d0a || view.getUint32(8) !== 0x1a2b3c4d) throw new Error('no big-endian pcapng');
  const packets: CommentedPacket[] = [];
  for (let at = 0; at < file.length; ) {
    const [type, length] = [view.getUint32(at), view.getUint32(at + 4)];
    if (length % 4 !== 0 || view.getUint32(at + length - 4) !== length) throw new Error(`the block at ${at} does not end where it says`);
    if (type === 1 && view.getUint16(at + 8) !== 101) throw new Error('no raw IP');
    if (type === 6) {
      const microseconds = view.getUint32(at + 12) * 2 ** 32 + view.getUint32(at + 16);
      const [captured, original] = [view.getUint32(at + 20), view.getUint32(at + 24)];
      if (captured !== original) throw new Error(`the packet at ${at} is cut`);
      packets.push({
        seconds: Math.floor(microseconds / 1_000_000),
        microseconds: microseconds % 1_000_000,
        comments: [...commentsIn(view, at + 28 + captured + (-captured & 3), at + length - 4)],
        ...readPacket(file.slice(at + 28, at + 28 + captured)),
      });
    }
    at += length;
  }
  return packets;
}

function* commentsIn(view: DataView, from: number, to: number): Generator<string> {
  for (let at = from; at < to; ) {
    const [code, length] = [view.getUint16(at), view.getUint16(at + 2)];
    if (code === 0) return;
    if (code === 1) yield Buffer.from(view.buffer, at + 4, length).toString();
    at += 4 + length + (-length & 3);
  }
}
