/**
 * Serial number arithmetic (RFC 1982) on 32 bits, which RFC 7143 §4.2.2.1 prescribes for CmdSN, StatSN, DataSN and R2TSN: numbers wrap
 * around, and "less than" means "less than half the circle behind".
 */
export const addSerial = (a: number, n: number): number => (a + n) >>> 0;
/** How far `a` is ahead of `b`: −2³¹ to 2³¹ − 1. */
export const serialDistance = (a: number, b: number): number => (a - b) | 0;
export const serialLess = (a: number, b: number): boolean => serialDistance(a, b) < 0;
export const serialLessOrEqual = (a: number, b: number): boolean => serialDistance(a, b) <= 0;
