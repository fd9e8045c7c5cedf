/** What an empty home is served as: one target, one LTO-8 drive, one cartridge. Written into the home, for its owner to go on from. */
export const demoCartridge = 'LAB001L8';

/** `serial` is the drive's own, drawn once for each home: two labs that one host sees must not have the same drive. */
export const demoConfiguration = (serial: string): string => `# What tapelab serves from this home. Restart the server after a change.

drives:
  drive0:
    model: lto-8
    serial: ${serial} # hosts know a drive by it: give each drive its own
    cartridge: ${demoCartridge} # in the drive at the first start; later starts find what was in it last

targets:
  iqn.2026-11.local.tapelab:drive0:
    luns:
      0: drive0
    # access: # who may log in; everybody unless given
    #   - initiators: "iqn.1993-08.org.debian:*"
    #     chap: { name: host1, secretFile: secrets/host1 } # a file for you alone: chmod 600

# listen: 127.0.0.1:3260
# advertise: 192.0.2.1:3260 # the address to tell initiators, where they reach this machine by another one
`;
