import type { MediumObject, RecordRun } from '../../../src/cartridge/volume.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';

/** The object that stands at `number`, with what it bears: all of that follows from the number. */
export function numberedObject(number: number): Exclude<MediumObject, { kind: 'damaged' }> {
  if (number % 11 === 3) return { kind: 'setmark' };
  if (number % 13 === 5) return { kind: 'filemark' };
  const data = new Uint8Array(1 + ((number * 7919) % 20_000));
  for (let at = 0; at < data.length; at++) data[at] = number + (at >>> 3);
  return number % 3 === 0
    ? { kind: 'block', data, envelope: { protection: Uint8Array.of(number, number >>> 8, 1, 2) } }
    : { kind: 'block', data };
}

/** What it takes of the capacity. */
export const numberedFootprint = (number: number): number => {
  const object = numberedObject(number);
  return object.kind === 'block' ? Math.ceil(object.data.length / 2) : 4;
};

export function numberedRun(number: number): RecordRun {
  const object = numberedObject(number);
  if (object.kind !== 'block') return { kind: object.kind, count: 1, recordLength: 0, data: ByteList.empty };
  const { data, envelope } = object;
  const footprintLength = numberedFootprint(number);
  const run = { kind: 'block', count: 1, recordLength: data.length, data: ByteList.of(data), footprintLength } as const;
  return envelope === undefined ? run : { ...run, envelope };
}
