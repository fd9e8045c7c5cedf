/**
 * What an empty home is served as: a library of two LTO-8 drives, a stand-alone DDS-4 drive, and a stand-alone LTO-8 drive. Written into the home, for
 * its owner to go on from.
 */

/** The cartridges it speaks of, as barcodes and ranges of them; what the barcode does not tell beside them. */
export const demoCartridges: readonly { readonly barcodes: string; readonly mediumType?: string }[] = [
  { barcodes: 'LAB001L8..LAB011L8' },
  { barcodes: 'CLN001L1' },
  { barcodes: 'DDS001', mediumType: 'dds-4' },
];

/** `drawSerial` draws another one each time: two labs that one host sees must not have the same drive. */
export const demoConfiguration = (
  drawSerial: () => string,
): string => `# What tapelab serves from this home. Restart the server after a change.

drives: # hosts know a drive by its serial number: give each its own
  library-drive1: { model: lto-8, serial: ${drawSerial()} }
  library-drive2: { model: lto-8, serial: ${drawSerial()} }
  dds: { model: hp-c5683a, serial: ${drawSerial()}, cartridge: DDS001 } # in the drive at the first start; later starts find what was in it last
  drive0: { model: lto-8, serial: ${drawSerial()}, cartridge: LAB011L8 }

libraries:
  library:
    model: ibm-3573-tl
    serial: ${drawSerial()}
    drives: [library-drive1, library-drive2]
    storage: 24
    importExport: 4
    cartridges: { 1: LAB001L8..LAB010L8, 24: CLN001L1 } # in these slots at the first start
    # timing: realistic # a move takes its seconds; instant unless given

targets:
  iqn.2026-11.local.tapelab:library:
    luns: { 0: library, 1: library-drive1, 2: library-drive2 }
    # access: # who may log in; everybody unless given
    #   - initiators: "iqn.1993-08.org.debian:*"
    #     chap: { name: host1, secretFile: secrets/host1 } # a file for you alone: chmod 600
  iqn.2026-11.local.tapelab:dds:
    luns: { 0: dds }
  iqn.2026-11.local.tapelab:drive0:
    luns: { 0: drive0 }

# listen: 127.0.0.1:3260
# advertise: 192.0.2.1:3260 # the address to tell initiators, where they reach this machine by another one
`;
