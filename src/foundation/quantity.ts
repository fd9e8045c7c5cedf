/**
 * Sizes and durations as the operator writes them, always with a unit: `64MiB`, `2.5TB`, `15s`. A number without a unit is refused: the
 * thousandfold mistake it invites is found out only when a tape is full a month early.
 *
 * Binary units (`KiB MiB GiB TiB`) count in 1024, decimal ones (`kB MB GB TB`) in 1000, as IEC 80000-13 has it.
 */
import { UserError } from './user-error.ts';

interface Quantity {
  /** What it is called, and the code of its refusals is made of. */
  readonly noun: string;
  /** Every unit's worth in the smallest one, ascending. */
  readonly units: ReadonlyMap<string, number>;
  readonly smallest: string;
  readonly example: string;
}

const size: Quantity = {
  noun: 'size',
  units: new Map([
    ['B', 1],
    ['kB', 1e3],
    ['KiB', 2 ** 10],
    ['MB', 1e6],
    ['MiB', 2 ** 20],
    ['GB', 1e9],
    ['GiB', 2 ** 30],
    ['TB', 1e12],
    ['TiB', 2 ** 40],
  ]),
  smallest: 'B',
  example: 'write it like 64MiB or 4GB.',
};
/** What a size is rounded in that is a whole number of no larger unit. */
const scale = ['TiB', 'GiB', 'MiB', 'KiB', 'B'];

const duration: Quantity = {
  noun: 'duration',
  units: new Map([
    ['ms', 1],
    ['s', 1000],
    ['min', 60_000],
    ['h', 3_600_000],
  ]),
  smallest: 'ms',
  example: 'write it like 15s or 2min.',
};

/** Bytes. @throws UserError saying what is wrong with `text`. */
export const parseSize = (text: string): number => parse(text, size);

/** Milliseconds. @throws UserError saying what is wrong with `text`. */
export const parseDuration = (text: string): number => parse(text, duration);

function parse(text: string, { noun, units, smallest, example }: Quantity): number {
  const refuse = (message: string, hint = example): UserError => new UserError(`${noun}-invalid`, message, { hint, exitCode: 2 });
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*$/.exec(text) ?? [];
  if (number === undefined || unit === undefined) throw refuse(`'${text}' is no ${noun}.`);
  if (unit === '') throw refuse(`The ${noun} ${number} has no unit.`);
  const worth = units.get(unit);
  if (worth === undefined) {
    const meant = [...units.keys()].filter(
      (name) => name.toLowerCase() === unit.toLowerCase() || name.startsWith(unit.toUpperCase()) || name.startsWith(unit),
    );
    const hint =
      meant.length === 1
        ? `did you mean '${number}${meant[0]}'?`
        : `the units are ${(meant.length > 0 ? meant : [...units.keys()]).join(', ')}.`;
    throw refuse(`'${unit}' is no unit of a ${noun}.`, hint);
  }
  // 2.3 × 1e12 is not a whole number in binary floating point, yet 2.3TB is a whole number of bytes: the decimals are moved, not multiplied.
  const [whole = '', decimals = ''] = number.split('.');
  const scaled = BigInt(whole + decimals) * BigInt(worth);
  const divisor = 10n ** BigInt(decimals.length);
  if (scaled % divisor !== 0n) throw refuse(`${text.trim()} is not a whole number of ${smallest}.`);
  const count = Number(scaled / divisor);
  if (!Number.isSafeInteger(count)) throw refuse(`${text.trim()} is too large for a ${noun}.`);
  return count;
}

/** Exact where a unit fits (`64MiB`, `12TB`), else rounded to one decimal (`1.4GiB`). */
export function formatSize(bytes: number): string {
  const exact = exactly(bytes, size);
  if (exact !== undefined) return exact;
  const unit = scale.find((name) => bytes >= size.units.get(name)!) ?? 'B';
  return unit === 'B' ? `${bytes}B` : `${(bytes / size.units.get(unit)!).toFixed(1)}${unit}`;
}

/** In the largest unit of which it is a whole number: `90s`, `2min`. */
export const formatDuration = (durationMs: number): string =>
  durationMs === 0 ? '0s' : (exactly(durationMs, duration) ?? `${durationMs}ms`);

function exactly(count: number, { units }: Quantity): string | undefined {
  const [unit, worth] = [...units].reverse().find(([, worth]) => count >= worth && count % worth === 0 && count / worth < 10_000) ?? [];
  return unit === undefined || worth === undefined ? undefined : `${count / worth}${unit}`;
}
