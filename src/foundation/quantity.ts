/**
 * Sizes and durations as the operator writes them, always with a unit: `64MiB`, `2.5TB`, `90s`, `500ms`. A number without a unit is
 * refused: the thousandfold mistake it invites is found out only when a tape is full a month early.
 *
 * Binary units (`KiB MiB GiB TiB`) count in 1024, decimal ones (`kB MB GB TB`) in 1000, as IEC 80000-13 has it.
 */
import { UserError } from './user-error.ts';

interface Units {
  readonly noun: string;
  readonly example: string;
  /** The smallest unit's name, and every unit's worth in it. */
  readonly worth: ReadonlyMap<string, number>;
}

const sizes: Units = {
  noun: 'size',
  example: '64MiB or 4GB',
  worth: new Map([
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
};

const durations: Units = {
  noun: 'duration',
  example: '90s or 500ms',
  worth: new Map([
    ['ms', 1],
    ['s', 1000],
    ['min', 60_000],
    ['h', 3_600_000],
    ['d', 86_400_000],
  ]),
};

/** Bytes. @throws UserError saying what is wrong with `text`. */
export const parseSize = (text: string): number => parse(text, sizes);
/** Milliseconds. @throws UserError saying what is wrong with `text`. */
export const parseDuration = (text: string): number => parse(text, durations);
/** Exact where a unit fits (`64MiB`, `12TB`), else rounded to one decimal (`1.4GiB`). */
export const formatSize = (bytes: number): string => format(bytes, sizes, 'TiB GiB MiB KiB B');
/** Exact where a unit fits (`90s`, `2h`), else rounded to one decimal (`1.5min`). */
export const formatDuration = (ms: number): string => format(ms, durations, 'd h min s ms');

function parse(text: string, { noun, example, worth }: Units): number {
  const refuse = (message: string, hint = `write it like ${example}.`): UserError =>
    new UserError(`${noun}-invalid`, message, { hint, exitCode: 2 });
  const [, number, unit] = /^\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*$/.exec(text) ?? [];
  if (number === undefined || unit === undefined) throw refuse(`'${text}' is no ${noun}.`);
  if (unit === '') throw refuse(`${noun === 'size' ? 'The size' : 'The duration'} ${number} has no unit.`);
  const factor = worth.get(unit);
  if (factor === undefined) {
    const meant = [...worth.keys()].filter((name) => name.toLowerCase() === unit.toLowerCase() || name.startsWith(unit.toUpperCase()));
    throw refuse(`'${unit}' is no unit of a ${noun}.`, `the units are ${(meant.length > 0 ? meant : [...worth.keys()]).join(', ')}.`);
  }
  // 2.3 × 1e12 is not a whole number in binary floating point, yet 2.3TB is a whole number of bytes: the decimals are moved, not multiplied.
  const [whole = '', decimals = ''] = number.split('.');
  const scaled = BigInt(whole + decimals) * BigInt(factor);
  const divisor = 10n ** BigInt(decimals.length);
  if (scaled % divisor !== 0n) throw refuse(`${text.trim()} is not a whole number of ${[...worth.keys()][0]}.`);
  const value = Number(scaled / divisor);
  if (!Number.isSafeInteger(value)) throw refuse(`${text.trim()} is too large for a ${noun}.`);
  return value;
}

function format(value: number, { worth }: Units, scale: string): string {
  const exact = [...worth].reverse().find(([, factor]) => value >= factor && value % factor === 0 && value / factor < 10_000);
  if (exact !== undefined) return `${value / exact[1]}${exact[0]}`;
  const [unit = '', factor = 1] =
    scale
      .split(' ')
      .map((name) => [name, worth.get(name)!] as const)
      .find(([, size]) => value >= size) ?? [];
  return factor === 1 ? `${Math.round(value)}${unit || scale.split(' ').at(-1)}` : `${(value / factor).toFixed(1)}${unit}`;
}
