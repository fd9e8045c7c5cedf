import { describe, expect, test } from 'vitest';
import { crc32c, nativeCrc32c, portableCrc32c } from '../../../src/foundation/crc32c.ts';

const ascii = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const ascending = Uint8Array.from({ length: 32 }, (_, n) => n);

describe('crc32c', () => {
  test.each([
    ['the check value of the catalogue', ascii('123456789'), 0xe306_9283],
    ['32 zeros (RFC 7143 §A.4)', new Uint8Array(32), 0x8a91_36aa],
    ['32 ones', new Uint8Array(32).fill(0xff), 0x62a8_ab43],
    ['32 ascending bytes', ascending, 0x46dd_794e],
    ['32 descending bytes', ascending.slice().reverse(), 0x113f_db5c],
    ['nothing', new Uint8Array(0), 0],
  ])('%s', (_, bytes, expected) => {
    expect(portableCrc32c(bytes, 0)).toBe(expected);
    expect(crc32c(bytes)).toBe(expected);
    if (nativeCrc32c !== undefined) expect(nativeCrc32c(bytes, 0)).toBe(expected);
  });
});
