/** Mode pages by hand (SPC-4 §7.5, SSC-4 §8.3): asked for, taken apart, sent back; and what the standards print of their lengths and fields. */
import { expect } from 'vitest';
import * as cdb from './cdb.ts';
import type { Initiator } from './initiator.ts';
import type { Completion } from './task.ts';

/** PC field of MODE SENSE. */
export const control = { current: 0, changeable: 1, default: 2, saved: 3 } as const;

/** A page, or all of them, as MODE SENSE(10) without a block descriptor returns it, from its own first byte on. */
export async function pageOf(
  initiator: Initiator,
  page: number,
  { subpage = 0, values = control.current as number } = {},
): Promise<Buffer> {
  const options = { subpage, control: values, noDescriptor: true };
  const { status, sense, data } = await initiator.command(cdb.modeSense10(page, options), { read: 4096 });
  expect({ status, sense }).toEqual({ status: 0, sense: undefined });
  expect(Buffer.from(data).readUInt16BE(0)).toBe(data.length - 2);
  return Buffer.from(data).subarray(8);
}

/** Pages one behind the other, taken apart by their headers. */
export function split(pages: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < pages.length; at += found.at(-1)!.length) {
    const length = (pages[at]! & 0x40) !== 0 ? 4 + pages.readUInt16BE(at + 2) : 2 + pages[at + 1]!;
    expect(at + length).toBeLessThanOrEqual(pages.length);
    found.push(pages.subarray(at, at + length));
  }
  return found;
}

const header = [0, 0, 0, 0x10, 0, 0, 0, 0];
export function select(initiator: Initiator, pages: Uint8Array, { save = false } = {}): Promise<Completion> {
  const list = Uint8Array.from([...header, ...pages]);
  return initiator.command(cdb.modeSelect10(list.length, { save }), { write: list });
}

export const codesOf = (page: Buffer): [page: number, subpage: number] => [page[0]! & 0x3f, (page[0]! & 0x40) !== 0 ? page[1]! : 0];
export const headerLength = (page: Buffer): number => ((page[0]! & 0x40) !== 0 ? 4 : 2);

/** What the standards print, by page and subpage: PAGE LENGTH, and the fields of more bits than one as byte, highest bit and width. */
type Field = readonly [byte: number, bit: number, width: number];
export const pages: Readonly<Record<string, { length: number; fields: readonly Field[] }>> = {
  '01': {
    length: 0x0a,
    fields: [
      [3, 7, 8],
      [8, 7, 8],
    ],
  },
  '02': {
    length: 0x0e,
    fields: [
      [2, 7, 8],
      [3, 7, 8],
      [4, 7, 16],
      [6, 7, 16],
      [8, 7, 16],
      [10, 7, 16],
      [12, 6, 3],
      [12, 2, 3],
      [14, 7, 16],
    ],
  },
  '0a': {
    length: 0x0a,
    fields: [
      [2, 7, 3],
      [3, 7, 4],
      [3, 2, 2],
      [4, 5, 2],
      [5, 2, 3],
      [8, 7, 16],
      [10, 7, 16],
    ],
  },
  '0a/01': {
    length: 0x1c,
    fields: [
      [5, 3, 4],
      [6, 7, 8],
    ],
  },
  '0a/f0': {
    length: 0x1c,
    fields: [
      [4, 7, 8],
      [5, 5, 6],
    ],
  },
  '0f': {
    length: 0x0e,
    fields: [
      [3, 6, 2],
      [4, 7, 32],
      [8, 7, 32],
    ],
  },
  '10': {
    length: 0x0e,
    fields: [
      [2, 4, 5],
      [3, 7, 8],
      [4, 7, 8],
      [5, 7, 8],
      [6, 7, 16],
      [8, 3, 2],
      [9, 7, 8],
      [10, 7, 3],
      [11, 7, 24],
      [14, 7, 8],
      [15, 7, 2],
      [15, 4, 2],
    ],
  },
  '10/01': {
    length: 0x1c,
    fields: [
      [5, 7, 4],
      [5, 3, 4],
      [6, 7, 16],
    ],
  },
  '11': {
    length: 0x0e,
    fields: [
      [2, 7, 8],
      [3, 7, 8],
      [4, 4, 2],
      [5, 7, 8],
      [6, 3, 4],
      [8, 7, 16],
      [10, 7, 16],
      [12, 7, 16],
      [14, 7, 16],
    ],
  },
  '1a': {
    length: 0x26,
    fields: [
      [2, 7, 2],
      [4, 7, 32],
      [8, 7, 32],
      [12, 7, 32],
      [16, 7, 32],
      [20, 7, 32],
      [39, 7, 2],
      [39, 5, 2],
      [39, 3, 2],
    ],
  },
  '1c': {
    length: 0x0a,
    fields: [
      [3, 3, 4],
      [4, 7, 32],
      [8, 7, 32],
    ],
  },
  '1d': {
    length: 0x1e,
    fields: [
      [4, 7, 8],
      [5, 7, 8],
    ],
  },
};
export const nameOf = (page: Buffer): string => {
  const [code, subpage] = codesOf(page);
  const hexadecimal = (value: number): string => value.toString(16).padStart(2, '0');
  return subpage === 0 ? hexadecimal(code) : `${hexadecimal(code)}/${hexadecimal(subpage)}`;
};

/** Where BIT POINTER is to point for a bit: at the field it belongs to, else at itself. */
export function pointed(name: string, byte: number, bit: number): { byte: number; bit: number } {
  const place = byte * 8 + 7 - bit;
  for (const [first, highest, width] of pages[name]?.fields ?? []) {
    const start = first * 8 + 7 - highest;
    if (place >= start && place < start + width) return { byte: first, bit: highest };
  }
  return { byte, bit };
}
