/** A host that reads and writes the memory of a cartridge: CDBs, lists and attributes laid and read by hand. */
import { type Ended, type Host, uint32 } from '../host.ts';

export const ServiceAction = { values: 0, list: 1, volumes: 2, partitions: 3, supported: 5 } as const;

export function readAttributes(
  host: Host,
  action: number,
  { first = 0, partition = 0, logicalVolume = 0, room = 8192 } = {},
): Promise<Ended> {
  const cdb = [0x8c, action, 0, 0, 0, logicalVolume, 0, partition, first >> 8, first & 0xff, ...uint32(room), 0, 0];
  return host.execute(cdb, { room });
}

export interface AttributeSeen {
  readonly readOnly: boolean;
  readonly format: number;
  readonly value: Buffer;
}

/** Identifier → what stands there. */
export async function attributeValues(host: Host, options: Parameters<typeof readAttributes>[2] = {}): Promise<Map<number, AttributeSeen>> {
  const { status, data } = await readAttributes(host, ServiceAction.values, options);
  if (status !== 0) throw new Error('READ ATTRIBUTE failed');
  const seen = new Map<number, AttributeSeen>();
  for (let at = 4; at < data.length; ) {
    const length = data.readUInt16BE(at + 3);
    const value = data.subarray(at + 5, at + 5 + length);
    seen.set(data.readUInt16BE(at), { readOnly: (data[at + 2]! & 0x80) !== 0, format: data[at + 2]! & 0x03, value });
    at += 5 + length;
  }
  return seen;
}

export async function identifiers(host: Host, action: number, options: Parameters<typeof readAttributes>[2] = {}): Promise<number[]> {
  const { data } = await readAttributes(host, action, options);
  return Array.from({ length: (data.length - 4) / 2 }, (_, index) => data.readUInt16BE(4 + 2 * index));
}

export const Format = { binary: 0, ascii: 1, text: 2 } as const;

export const attribute = (identifier: number, format: number, value: string | Iterable<number>): Buffer => {
  const bytes = typeof value === 'string' ? Buffer.from(value) : Buffer.from(Uint8Array.from(value));
  return Buffer.concat([Buffer.from([identifier >> 8, identifier & 0xff, format, bytes.length >> 8, bytes.length & 0xff]), bytes]);
};

export const attributeList = (...attributes: Uint8Array[]): Buffer => {
  const content = Buffer.concat(attributes);
  return Buffer.concat([Buffer.from(uint32(content.length)), content]);
};

export function writeAttributes(
  host: Host,
  list: Uint8Array,
  { partition = 0, logicalVolume = 0, length = list.length } = {},
): Promise<Ended> {
  return host.execute([0x8d, 0, 0, 0, 0, logicalVolume, 0, partition, 0, 0, ...uint32(length), 0, 0], { out: list });
}
