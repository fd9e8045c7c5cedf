import { expect, test } from 'vitest';
import { senseSegment } from '../../../src/wire/sense-segment.ts';
import { hex } from './vector.ts';

test('sense data follow their length (RFC 7143 §11.4.7)', () => {
  expect(senseSegment(hex('70 00 02')).toBytes()).toEqual(hex('00 03 70 00 02'));
  expect(senseSegment(new Uint8Array(0x0102)).toBytes().subarray(0, 3)).toEqual(hex('01 02 00'));
  expect(senseSegment(new Uint8Array(0)).length).toBe(0);
});
