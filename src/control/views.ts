/** What the control channel tells about a lab, as schemas: the answers of the actions, `--json` and the library's views are these. */
import { z } from 'zod';

const endpoint = z.object({ address: z.string(), port: z.number() });

/** Who holds a home, and since when. */
export const holder = z.object({
  /** `tapelab serve`, or the verb that works on the home itself for a moment. */
  program: z.string(),
  pid: z.number(),
  since: z.iso.datetime(),
  home: z.string(),
  /** Where a server accepts initiators, once it does; several places with a comma and a space between. */
  listen: z.string().optional(),
});
export type Holder = z.output<typeof holder>;

export const cartridgeView = z.object({
  barcode: z.string(),
  mediumType: z.string(),
  capacityBytes: z.number(),
  earlyWarningBytes: z.number(),
  writeProtected: z.boolean(),
  checksum: z.enum(['crc32c', 'off']),
  /** What is written on it, of its capacity. */
  usedBytes: z.number(),
  blocks: z.number(),
  filemarks: z.number(),
  created: z.iso.datetime(),
  /** The drive it is in. */
  drive: z.string().optional(),
});
export type CartridgeView = z.output<typeof cartridgeView>;

/** What a check of a cartridge read and found: its positions, marks and checksums. */
export const checkReport = z.object({
  barcode: z.string(),
  objects: z.number(),
  blocks: z.number(),
  filemarks: z.number(),
  bytes: z.number(),
  faults: z.array(z.object({ position: z.number(), offset: z.number(), message: z.string() })),
  /** What is no damage, but will be dealt with when the cartridge is mounted next. */
  notes: z.array(z.string()),
});

export const driveView = z.object({
  name: z.string(),
  model: z.string(),
  vendor: z.string(),
  product: z.string(),
  serial: z.string(),
  target: z.string(),
  lun: z.number(),
  /** The cartridge in it, loaded or not. */
  cartridge: z.string().optional(),
  loaded: z.boolean(),
  /** A host prevents that the cartridge is taken out. */
  removalPrevented: z.boolean(),
  /** The logical object the head stands before. */
  position: z.number().optional(),
});
export type DriveView = z.output<typeof driveView>;

export const sessionView = z.object({
  initiatorName: z.string(),
  target: z.string().optional(),
  type: z.enum(['normal', 'discovery']),
  /** `failed`: its connection is gone, and it waits for its initiator to come back. */
  state: z.enum(['logged-in', 'failed']),
  isid: z.string(),
  tsih: z.number(),
  /** The initiator's end of its connection, or of the last it had. */
  remote: endpoint,
  /** The CID of its connection, while it has one. */
  connectionId: z.number().optional(),
  portalGroupTag: z.number(),
  headerDigest: z.boolean(),
  dataDigest: z.boolean(),
  since: z.iso.datetime(),
});

export type SessionView = z.output<typeof sessionView>;

/** Where initiators are accepted, and by which address they are told of it. */
export const portalView = z.object({ listen: endpoint, advertise: endpoint, group: z.number() });

export const labView = z.object({
  server: holder,
  portals: z.array(portalView),
  targets: z.array(
    z.object({ name: z.string(), alias: z.string().optional(), luns: z.array(z.object({ lun: z.number(), drive: z.string() })) }),
  ),
  drives: z.array(driveView),
  sessions: z.array(sessionView),
});
export type LabView = z.output<typeof labView>;
