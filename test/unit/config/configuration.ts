/** What the tests of a configuration share: one that is right, to be made wrong, and what is said then. */
import { expandBarcodes } from '../../../src/cartridge/barcode.ts';
import { parseConfiguration } from '../../../src/config/load.ts';
import type { Surroundings } from '../../../src/config/surroundings.ts';
import { Secret } from '../../../src/foundation/secret.ts';
import { UserError } from '../../../src/foundation/user-error.ts';
import { iscsiNameProblem } from '../../../src/iscsi/iscsi-name.ts';

export const target = 'iqn.2026-11.local.tapelab:drive0';

/** Lines 1 to 5; a test adds what it is about, from line 6 on. */
export const whole = `drives:
  drive0: { model: lto-8, serial: TL4F29A1C3, cartridge: LAB001L8 }
targets:
  ${target}:
    luns: { 0: drive0 }
`;

export const secretOf = (file: string): string => `the secret in ${file}`;

/** Element addresses 1, 10h, 100h and 1000h on. */
const layout = {
  mediumTransport: { first: 0x0001, count: 1 },
  importExport: { first: 0x0010, count: 4 },
  dataTransfer: { first: 0x0100, count: 2 },
  storage: { first: 0x1000, count: 24 },
};

export const surroundings: Surroundings = {
  models: new Map([
    ['lto-8', { densities: [0x5c, 0x5e], compresses: true, maximumBlockBytes: 0x80_0000 }],
    ['exabyte-8500', { densities: [0x14, 0x15], compresses: false, maximumBlockBytes: 0x03_c000 }],
  ]),
  changerModels: new Map([['generic-library', { layout }]]),
  iscsiNameProblem,
  barcodesIn: expandBarcodes,
  secretIn: (file) => Secret.ofText(secretOf(file)),
};

export const parse = (text: string) => parseConfiguration(text, 'tapelab.yaml', surroundings);
export const configurationOf = (text: string) => parse(text).configuration;

/** Everything that is said of a wrong configuration. */
export function complaint(text: string): string {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof UserError) return error.hint === undefined ? error.message : `${error.message} Hint: ${error.hint}`;
    throw error;
  }
  throw new Error('accepted');
}
