import { describe, expect, it } from 'vitest';
import type { DriveConfiguration } from '../../../src/config/drive-schema.ts';
import { complaint, configurationOf, whole } from './configuration.ts';

/** The drive's own line, with more in it. */
const withMore = (more: string) => whole.replace('cartridge: LAB001L8', more);
const firstDrive = (text: string): DriveConfiguration => Object.values(configurationOf(text).drives)[0]!;
const driveOf = (more: string): DriveConfiguration => firstDrive(withMore(more));

describe('a drive', () => {
  it('may have words, figures and pages of its own', () => {
    expect(
      driveOf(
        `inquiry: { vendor: ACME, revision: "1.0" }, compression: 2:1, density: 5Ch, densities: { 5Eh: { name: U-X, tracks: 7 } },
    blockLength: 16KiB, pages: { mode: { 20h: "20 01 07" }, log: { 31h: "31 00 00 00" }, vpd: { C0h: "01 c0 00 01 09" } }`,
      ),
    ).toEqual({
      model: 'lto-8',
      serial: 'TL4F29A1C3',
      inquiry: { vendor: 'ACME', revision: '1.0' },
      compression: '2:1',
      density: '5Ch',
      densities: { '5Eh': { name: 'U-X', tracks: 7 } },
      blockLength: 16_384,
      pages: { mode: { '20h': '20 01 07' }, log: { '31h': '31 00 00 00' }, vpd: { C0h: '01 c0 00 01 09' } },
    });
  });

  it.each([
    ['timing: instant', { like: 'instant' }],
    ['timing: realistic', { like: 'realistic' }],
    ['timing: { load: 12s, rate: 3MB }', { load: 12_000, rate: 3_000_000 }],
    ['timing: { like: realistic, rewind: 2min }', { like: 'realistic', rewind: 120_000 }],
  ])('%s', (text, timing) => {
    expect(driveOf(text).timing).toEqual(timing);
  });

  it.each([
    ['an unknown timing', 'timing: realstic', "2:55: 'realstic' is no timing. Hint: did you mean 'realistic'?"],
    ['a figure without a unit', 'timing: { load: 12 }', '2:63: The duration 12 has no unit. Hint: write it like 15s or 2min.'],
    [
      'an unknown action',
      'timing: { speed: 12s }',
      "2:57: This is no key of 'timing'. Hint: known are like, load, unload, rewind, locate, reposition, rate, erase, clean.",
    ],
    ['an unknown compression', 'compression: 1:2', "2:60: '1:2' is no compression. Hint: it is none, sampled, or a ratio like 2:1."],
    [
      'too long a vendor',
      'inquiry: { vendor: MICROSOFT }',
      "2:66: 'vendor' must have at most 8 characters of ASCII. Hint: shorter text is filled up with blanks.",
    ],
    ['a density of another drive', 'density: 26h', '2:56: A drive of type lto-8 has no density 26h. Hint: its densities are 5Ch, 5Eh.'],
    [
      'words for a density of another drive',
      'densities: { 26h: { name: DDS4 } }',
      '2:65: A drive of type lto-8 has no density 26h. Hint: its densities are 5Ch, 5Eh.',
    ],
    [
      'a block that the drive does not have',
      'blockLength: 9MiB',
      '2:60: A drive of type lto-8 has no blocks of 9437184 bytes. Hint: its longest have 8388608 bytes.',
    ],
    ['no code', 'density: 5E', "2:56: '5E' is no density code. Hint: write it like 5Eh."],
    [
      'the bytes of another page',
      'pages: { mode: { 10h: "11 01 00" } }',
      '2:69: The header of page 10h says 11h. Hint: a page is written whole, with its header.',
    ],
    [
      'no bytes',
      'pages: { vpd: { C0h: hello } }',
      '2:68: Page C0h is no hexadecimal text. Hint: write each byte as two digits: "10 0E 00".',
    ],
    ['no page', 'pages: { log: { 49: "31 00 00 00" } }', "2:63: '49' is no page code. Hint: write it like 10h, or 10h/01h."],
    ['another kind of page', 'pages: { vdp: {} }', "2:56: 'vdp' is no key of 'pages'. Hint: did you mean 'vpd'?"],
  ])('%s is told, with its place', (_what, more, said) => {
    expect(complaint(withMore(more))).toBe(`tapelab.yaml:${said}`);
  });

  it('cannot compress where its model cannot', () => {
    const text = withMore('compression: sampled').replace('lto-8', 'exabyte-8500');
    expect(complaint(text)).toBe('tapelab.yaml:2:67: A drive of type exabyte-8500 does not compress.');
    expect(firstDrive(text.replace('sampled', 'none')).compression).toBe('none');
  });
});
