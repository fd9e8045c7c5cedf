/**
 * Sizes as the operator writes them, always with a unit: `64MiB`, `2.5TB`. A number without a unit is refused: the thousandfold mistake it
 * invites is found out only when a tape is full a month early.
 *
 * Binary units (`KiB MiB GiB TiB`) count in 1024, decimal ones (`kB MB GB TB`) in 1000, as IEC 80000-13 has it.
 */
import { UserError } from './user-error.ts';

/** Every unit's worth in bytes. */
const units: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['kB', 1e3],
  ['KiB', 2 ** 10],
  ['MB', 1e6],
  ['MiB', 2 ** 20],
  ['GB', 1e9],
  ['GiB', 2 ** 30],
  ['TB', 1e12],
  ['TiB', 2 ** 40],
]);
/** What a size is rounded in that is a whole number of no larger unit. */
const scale = ['TiB', 'GiB', 'MiB', 'KiB', 'B'];

/** Bytes. @throws UserError saying what is wrong with `text`. */
export function parseSize(text: string): number {
  const refuse = (message: string, hint = 'write it like 64MiB or 4GB.'): UserError =>
    new UserError('size-invalid', message, { hint, exitCode: 2 });
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*$/.exec(text) ?? [];
  if (number === undefined || unit === undefined) throw refuse(`'${text}' is no size.`);
  if (unit === '') throw refuse(`The size ${number} has no unit.`);
  const worth = units.get(unit);
  if (worth === undefined) {
    const meant = [...units.keys()].filter((name) => name.toLowerCase() === unit.toLowerCase() || name.startsWith(unit.toUpperCase()));
    throw refuse(`'${unit}' is no unit of a size.`, `the units are ${(meant.length > 0 ? meant : [...units.keys()]).join(', ')}.`);
  }
  // 2.3 × 1e12 is not a whole number in binary floating point, yet 2.3TB is a whole number of bytes: the decimals are moved, not multiplied.
  const [whole = '', decimals = ''] = number.split('.');
  const scaled = BigInt(whole + decimals) * BigInt(worth);
  const divisor = 10n ** BigInt(decimals.length);
  if (scaled % divisor !== 0n) throw refuse(`${text.trim()} is not a whole number of B.`);
  const bytes = Number(scaled / divisor);
  if (!Number.isSafeInteger(bytes)) throw refuse(`${text.trim()} is too large for a size.`);
  return bytes;
}

/** Exact where a unit fits (`64MiB`, `12TB`), else rounded to one decimal (`1.4GiB`). */
export function formatSize(bytes: number): string {
  const exact = [...units].reverse().find(([, worth]) => bytes >= worth && bytes % worth === 0 && bytes / worth < 10_000);
  if (exact !== undefined) return `${bytes / exact[1]}${exact[0]}`;
  const unit = scale.find((name) => bytes >= units.get(name)!) ?? 'B';
  return unit === 'B' ? `${bytes}B` : `${(bytes / units.get(unit)!).toFixed(1)}${unit}`;
}
