/**
 * LCD Mode (mode page 22h of Exabyte's libraries): four lines of twenty characters on the front, and whether the keypad beside them is locked. Nobody reads the
 * display here: what hosts select is kept for them to sense again.
 *
 *     0 22h │ 1 52h │ 2 SECURITY VALID (bit 7) SECURITY (6) WRITE LINE (3–0) │ 4–23, 24–43, 44–63, 64–83 the lines
 */
import { bits, bytes, flag, layout } from '../../foundation/layout.ts';
import { defineModePage } from '../../scsi/mode-pages.ts';

const lines = { line1: bytes(4, 20), line2: bytes(24, 20), line3: bytes(44, 20), line4: bytes(64, 20) };
const blank = new Uint8Array(20).fill(0x20);

export const displayPage = defineModePage({
  pageCode: 0x22,
  name: 'LCD Mode',
  reference: 'Windows 2000 DDK, changer sample exabyte',
  layout: layout(84, { securityValid: flag(2, 7), security: flag(2, 6), writeLine: bits(2, 3, 4), ...lines }),
  defaults: { securityValid: false, security: false, writeLine: 0, line1: blank, line2: blank, line3: blank, line4: blank },
  changeable: ['securityValid', 'security', 'writeLine', 'line1', 'line2', 'line3', 'line4'],
  saveable: false,
});
