/** LOG SENSE and LOG SELECT by hand (SPC-4 §6.7, §6.8, §7.3): pages taken apart into parameters, and lists of one. */
import { expect } from 'vitest';
import type { Initiator } from './initiator.ts';
import type { Completion } from './task.ts';

export const pageControl = { threshold: 0, cumulative: 1, defaultThreshold: 2, defaultCumulative: 3 } as const;

/** A log parameter: its code, control byte and value. */
export interface Parameter {
  readonly code: number;
  readonly control: number;
  readonly value: Buffer;
}

export const logSense = (page: number, { subpage = 0, control = 1, pointer = 0, length = 4096, flags = 0 } = {}): Uint8Array =>
  Uint8Array.of(0x4d, flags, (control << 6) | page, subpage, 0, pointer >> 8, pointer & 0xff, length >> 8, length & 0xff, 0);

type LogPageOptions = Parameters<typeof logSense>[1] & { readonly lun?: number };

/** The parameters of a page, which begins with its own codes and ends with its last parameter. */
export async function parametersOf(host: Initiator, page: number, options: LogPageOptions = {}): Promise<Parameter[]> {
  const { lun = 0, ...fields } = options;
  const { status, sense, data } = await host.command(logSense(page, fields), { read: 4096, lun });
  expect({ page, status, sense }).toEqual({ page, status: 0, sense: undefined });
  const bytes = Buffer.from(data);
  expect([bytes[0]! & 0x3f, bytes[1], bytes.readUInt16BE(2)]).toEqual([page, options.subpage ?? 0, bytes.length - 4]);
  const parameters: Parameter[] = [];
  let at = 4;
  for (; at < bytes.length; at += 4 + bytes[at + 3]!) {
    const value = bytes.subarray(at + 4, at + 4 + bytes[at + 3]!);
    parameters.push({ code: bytes.readUInt16BE(at), control: bytes[at + 2]!, value });
  }
  expect(at, 'the last parameter ends with the page').toBe(bytes.length);
  return parameters;
}

export const numberIn = (value: Buffer | undefined): number =>
  value === undefined ? Number.NaN : Number(BigInt(`0x${value.toString('hex')}`));
export async function counterOf(host: Initiator, page: number, code: number): Promise<number> {
  return numberIn((await parametersOf(host, page)).find((parameter) => parameter.code === code)?.value);
}

export async function pagesOf(host: Initiator): Promise<number[]> {
  const { data } = await host.command(logSense(0), { read: 4096 });
  return [...data.subarray(4)];
}

/** A page of LOG SELECT with one parameter. */
export function selection(page: number, code: number, control: number, value: readonly number[]): Uint8Array {
  return Uint8Array.of(page, 0, 0, 4 + value.length, code >> 8, code & 0xff, control, value.length, ...value);
}
export function logSelect(
  host: Initiator,
  list: Uint8Array,
  { control = pageControl.cumulative as number, page = 0, subpage = 0, reset = false, save = false } = {},
): Promise<Completion> {
  const flags = (reset ? 2 : 0) | (save ? 1 : 0);
  const bytes = Uint8Array.of(0x4c, flags, (control << 6) | page, subpage, 0, 0, 0, list.length >> 8, list.length & 0xff, 0);
  return host.command(bytes, list.length === 0 ? {} : { write: list });
}
