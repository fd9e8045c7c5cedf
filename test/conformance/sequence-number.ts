/** Serial number arithmetic on 32 bits (RFC 1982), as RFC 7143 §4.2.2 counts everything. */

export const plus = (number: number, step: number): number => (number + step) >>> 0;

/** How far `a` lies behind `b`, from -2³¹ to 2³¹ - 1: positive when `b` comes later. */
export const distance = (a: number, b: number): number => (b - a) | 0;
