/**
 * The home that the fuzzed target serves: its cartridges are small and its limits low and its patience short, so that every end is near.
 *
 *     …:open     LUN 0  a cartridge of 16 MiB     LUN 1  a write-protected one     LUN 2  none
 *                LUN 3  a library of eight slots  LUN 4 and 5  its drives, empty
 *     …:wide-1 … LUN 0  a cartridge of 16 MiB     so that a command which waits for its data does not hold up all others
 *     …:chap     LUN 0  a cartridge of 16 MiB     CHAP, one-way and mutual
 *     …:listed   LUN 0  of the same two that are there, for those on its list
 *     …:moved    redirects
 *     …:canary   what must go on undisturbed, and lets nobody else in
 */
export const targetNames = {
  open: 'iqn.2026-11.local.fuzz:open',
  chap: 'iqn.2026-11.local.fuzz:chap',
  listed: 'iqn.2026-11.local.fuzz:listed',
  moved: 'iqn.2026-11.local.fuzz:moved',
  canary: 'iqn.2026-11.local.fuzz:canary',
} as const;

/** Those that anybody may use, in any way; the last of them belongs to what takes its time. */
export const openTargets = [targetNames.open, ...[1, 2, 3, 4].map((number) => `iqn.2026-11.local.fuzz:wide-${number}`)];
export const busyTargets = openTargets.slice(0, -1);
export const slowTarget = openTargets.at(-1)!;

export const initiatorNames = {
  fuzzer: 'iqn.2026-11.local.fuzzer',
  canary: 'iqn.2026-11.local.fuzzer.canary:bird',
} as const;

export const host = { name: 'fuzzing-host', secret: 'sixteen letters!' } as const;
export const self = { name: 'fuzzed-target', secret: 'letters, sixteen' } as const;

export const cartridges = [
  {
    barcodes: ['FUZ001L8', 'FUZ003L8', 'FUZ004L8', 'FUZ005L8', 'FUZ006L8..FUZ009L8', 'FUZ011L8..FUZ015L8'],
    options: ['--capacity', '16MiB', '--early-warning', '1MiB'],
  },
  { barcodes: ['FUZ002L8'], options: ['--capacity', '16MiB', '--write-protected'] },
] as const;

const drives = `
drives:
  tape: { model: lto-8, serial: FUZZED001, cartridge: FUZ001L8 }
  protected: { model: lto-8, serial: FUZZED002, cartridge: FUZ002L8 }
  empty: { model: lto-8, serial: FUZZED003 }
  secret: { model: lto-8, serial: FUZZED004, cartridge: FUZ003L8 }
  listed: { model: lto-8, serial: FUZZED005, cartridge: FUZ004L8 }
  masked: { model: lto-8, serial: FUZZED006 }
  canary: { model: lto-8, serial: FUZZED007, cartridge: FUZ005L8 }
  wide1: { model: lto-8, serial: FUZZED011, cartridge: FUZ006L8 }
  wide2: { model: lto-8, serial: FUZZED012, cartridge: FUZ007L8 }
  wide3: { model: lto-8, serial: FUZZED013, cartridge: FUZ008L8 }
  wide4: { model: lto-8, serial: FUZZED014, cartridge: FUZ009L8 }
  shelf1: { model: lto-8, serial: FUZZED021 }
  shelf2: { model: lto-8, serial: FUZZED022 }
`;

/** The addresses of a library's elements, by the first of each type and how many there are. */
export const elements = {
  mediumTransport: { first: 0x0001, count: 1 },
  importExport: { first: 0x0010, count: 2 },
  dataTransfer: { first: 0x0100, count: 2 },
  storage: { first: 0x1000, count: 8 },
} as const;

const range = ({ first, count }: { readonly first: number; readonly count: number }): string => `{ first: ${first}, count: ${count} }`;
const libraries = `
libraries:
  library:
    model: generic-library
    serial: FUZZED020
    drives: [shelf1, shelf2]
    storage: ${range(elements.storage)}
    importExport: ${range(elements.importExport)}
    cartridges: { 1: FUZ011L8..FUZ014L8 }
    timing: { move: 5ms, position: 1ms, scan: 1ms }
`;

/** Longer than any of the times below; what has not ended by then will not. */
export const patienceMs = 15_000;

export const sessionsPerTarget = 12;

export const configuration = `${drives}${libraries}
limits:
  connections: 240
  connectionsPerAddress: 40
  sessionsPerTarget: ${sessionsPerTarget}
  loginTime: 2s
  pduTime: 1s
  stallTime: 1s
  commandWindow: 16
  dataSegment: 64KiB
  heldBytes: 2MiB
  textBytes: 16KiB
  textKeys: 160
  textValueBytes: 2KiB
keepAlive: { interval: 1s, timeout: 2s }
session: { time2Wait: 0s, time2Retain: 1s }
targets:
  ${targetNames.open}: { alias: "open to all", luns: { 0: tape, 1: protected, 2: empty, 3: library, 4: shelf1, 5: shelf2 } }
${[1, 2, 3, 4].map((number) => `  ${openTargets[number]}: { luns: { 0: wide${number} } }`).join('\n')}
  ${targetNames.chap}:
    luns: { 0: secret }
    access:
      - { initiators: "${initiatorNames.fuzzer}:optional*", chap: { name: ${host.name}, secret: "${host.secret}", optional: true } }
      - { chap: { name: ${host.name}, secret: "${host.secret}" } }
    chap: { name: ${self.name}, secret: "${self.secret}" }
  ${targetNames.listed}:
    luns: { 0: listed, 1: masked }
    access: [ { initiators: "${initiatorNames.fuzzer}:*", addresses: [ 127.0.0.0/8, "::1" ], luns: [ 0 ] } ]
  ${targetNames.moved}: { luns: {}, redirect: { to: "127.0.0.1:3261", permanent: false } }
  ${targetNames.canary}:
    luns: { 0: canary }
    access: [ { initiators: "${initiatorNames.canary}" } ]
`;
