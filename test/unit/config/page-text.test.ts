import { describe, expect, it } from 'vitest';
import { bytesOfText, formatCode, pageProblem, parseCode, parsePageCode } from '../../../src/config/page-text.ts';

describe('codes', () => {
  it('are one byte in hexadecimal with an h, as manuals print them', () => {
    expect(parseCode('5Eh')).toBe(0x5e);
    expect(parseCode('0h')).toBe(0);
    for (const text of ['5E', '0x5e', '15Eh', 'h', '5gh', '']) expect(parseCode(text)).toBeUndefined();
    expect([0, 0x5e].map(formatCode)).toEqual(['00h', '5Eh']);
  });

  it('of pages may have a subpage', () => {
    expect(parsePageCode('10h')).toEqual({ pageCode: 0x10, subpageCode: 0 });
    expect(parsePageCode('0Ah/F0h')).toEqual({ pageCode: 0x0a, subpageCode: 0xf0 });
    for (const text of ['10', '0Ah/', '0Ah/F0h/1h']) expect(parsePageCode(text)).toBeUndefined();
  });
});

it('bytes are pairs of digits with blanks anywhere between them', () => {
  expect(bytesOfText('10 0E\n00')).toEqual(Buffer.from([0x10, 0x0e, 0]));
  for (const text of ['', '1', '10 0', 'zz']) expect(bytesOfText(text)).toBeUndefined();
});

describe('a page', () => {
  it.each([
    ['mode', '20h', '20 02 00 01'],
    ['mode', '20h', 'a0 02 00 01'],
    ['mode', '0Ah/F0h', '4a f0 00 01 00'],
    ['log', '31h', '31 00 00 06 00 01 03 02 be ef'],
    ['log', '17h/01h', '57 01 00 00'],
    ['vpd', 'C0h', '01 c0 00 01 07'],
    ['mode', '00h', '00 01 07'],
    ['log', '31h', '31 00 00 00'],
    ['log', '31h', '31 00 00 09 00 01 03 01 be 00 02 03 00'],
  ] as const)('%s %s: %s', (kind, key, text) => {
    expect(pageProblem(kind, key, text)).toBeUndefined();
  });

  it.each([
    ['mode', '20h', '21 02 00 01', 'The header of page 20h says 21h.'],
    ['mode', '20h', '60 01 00 00', 'The header of page 20h says 20h/01h.'],
    ['mode', '20h', '20 03 00 01', 'Page 20h has 4 bytes, and its header says 5.'],
    ['mode', '20h', '20', 'Page 20h is shorter than its header.'],
    ['log', '31h', '31 00 00', 'Page 31h is shorter than its header.'],
    ['vpd', 'C0h', '01 c0 00 02 07', 'Page C0h has 5 bytes, and its header says 6.'],
    ['mode', '20h', 'xy', 'Page 20h is no hexadecimal text.'],
    ['mode', '3Fh', '3f 01 00', 'Page 3Fh is made of the other pages.'],
    ['mode', '0Ah/FFh', '4a ff 00 00', 'Page 0Ah/FFh is made of the other pages.'],
    ['log', '00h', '00 00 00 01 00', 'Page 00h is made of the other pages.'],
    ['vpd', '00h', '01 00 00 01 80', 'Page 00h is made of the other pages.'],
    ['log', '31h', '31 00 00 01 00', 'The parameters of page 31h do not end where it does.'],
    ['log', '31h', '31 00 00 06 00 01 03 03 be ef', 'The parameters of page 31h do not end where it does.'],
  ] as const)('%s %s: %s is told', (kind, key, text, message) => {
    expect(pageProblem(kind, key, text)?.message).toBe(message);
  });
});
