/** What the control channel tells about a lab, as schemas: the answers of the actions, `--json` and the library's views are these. */
import * as z from 'zod';

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
  /** Where a server answers programs over HTTP, if it does: `http://127.0.0.1:3280`. */
  control: z.string().optional(),
});
export type Holder = z.output<typeof holder>;

/** What is written on a partition, or on a whole cartridge, of its capacity. */
const content = {
  usedBytes: z.number(),
  blocks: z.number(),
  filemarks: z.number(),
  setmarks: z.number(),
};

export const cartridgeView = z.object({
  barcode: z.string(),
  mediumType: z.string(),
  capacityBytes: z.number(),
  /** Of its first partition. */
  earlyWarningBytes: z.number(),
  writeProtected: z.boolean(),
  /** WORM. */
  writeOnce: z.boolean(),
  /** Keeps the structure of what is written, and none of its data. */
  discardsData: z.boolean(),
  checksum: z.enum(['crc32c', 'off']),
  ...content,
  partitions: z.array(z.object({ capacityBytes: z.number(), earlyWarningBytes: z.number(), ...content })),
  recording: z.enum(['blank', 'recorded', 'unformatted', 'foreign']),
  /** Of what is recorded, or of what will be. */
  densityCode: z.number(),
  /** Whether a host has forbidden writing, for good or not. */
  hostWriteProtection: z.enum(['none', 'persistent', 'permanent']),
  /** How often it was loaded, and what it has written and read in its life. */
  loads: z.number(),
  bytesWritten: z.number(),
  bytesRead: z.number(),
  /** How often a cleaning cartridge still cleans. */
  usesLeft: z.number().optional(),
  /** What is wrong with the label on its shell: no scanner can read it, or it has none. */
  label: z.enum(['unreadable', 'none']).optional(),
  created: z.iso.datetime(),
  /** The drive it is in. */
  drive: z.string().optional(),
  /** Where it is, in the operator's words: `drive0`, `library slot 3`, `dds stack 2`; none on the shelf. */
  place: z.string().optional(),
});
export type CartridgeView = z.output<typeof cartridgeView>;

/** A cartridge that is there and cannot be understood. */
export const unreadableCartridge = z.object({
  barcode: z.string(),
  problem: z.object({ code: z.string(), message: z.string(), hint: z.string().optional() }),
});

/** What a check of a cartridge read and found: its positions, marks and checksums. */
export const checkReport = z.object({
  barcode: z.string(),
  objects: z.number(),
  blocks: z.number(),
  filemarks: z.number(),
  setmarks: z.number(),
  bytes: z.number(),
  faults: z.array(z.object({ partition: z.number(), position: z.number(), offset: z.number(), message: z.string() })),
  /** What is no damage, but will be dealt with when the cartridge is mounted next. */
  notes: z.array(z.string()),
});

/** Which product a drive or a changer is, and where hosts find it. */
const unit = {
  name: z.string(),
  model: z.string(),
  vendor: z.string(),
  product: z.string(),
  serial: z.string(),
  target: z.string(),
  lun: z.number(),
};

export const driveView = z.object({
  ...unit,
  /** The cartridge in it, loaded or not. */
  cartridge: z.string().optional(),
  loaded: z.boolean(),
  /** Why the drive cannot use it, as it tells hosts. */
  refused: z.string().optional(),
  /** It is a cleaning cartridge, and has cleaned the drive. */
  cleaned: z.boolean().optional(),
  /** A host prevents that the cartridge is taken out. */
  removalPrevented: z.boolean(),
  /** The logical object the head stands before. */
  position: z.number().optional(),
  /** The library it is built into. */
  library: z.string().optional(),
  /** The cartridges that are fed one after the other, in their order; the one in the drive is among them. */
  stack: z.array(z.string()).optional(),
});
export type DriveView = z.output<typeof driveView>;

const elementType = z.enum(['mediumTransport', 'storage', 'importExport', 'dataTransfer']);

export const elementView = z.object({
  type: elementType,
  /** From 1, among those of its type. */
  number: z.number(),
  /** ELEMENT ADDRESS. */
  address: z.number(),
  /** The cartridge in it. */
  cartridge: z.string().optional(),
  /** What the library has read of its label; none where it bears none, or an unreadable one. */
  volumeTag: z.string().optional(),
  /** Why there is nothing to read. */
  label: z.enum(['unreadable', 'none']).optional(),
  /** Whether the robot can get at it. */
  accessible: z.boolean(),
  /** The number of the storage element that the cartridge came from. */
  source: z.number().optional(),
  /** What a data transfer element's drive is called. */
  drive: z.string().optional(),
  /** The operator put the cartridge there, not the robot. */
  byOperator: z.boolean().optional(),
});
export type ElementView = z.output<typeof elementView>;

/** How many places of a type there are, and how many of them hold a cartridge. */
const places = z.object({ count: z.number(), full: z.number() });

export const librarySummary = z.object({
  /** Of the changer. */
  ...unit,
  door: z.enum(['open', 'closed']),
  online: z.boolean(),
  /** Nothing can be asked of its robot with the door closed: it is taking stock, or its robot has failed at that, or is stuck. */
  unready: z.enum(['taking-stock', 'stock-not-taken', 'robot-stuck']).optional(),
  /** A host keeps the import/export elements locked. */
  removalPrevented: z.boolean(),
  places: z.object({ mediumTransport: places, storage: places, importExport: places, dataTransfer: places }),
});
export type LibrarySummary = z.output<typeof librarySummary>;

/** The whole of a library: its elements by type, in the order of their numbers. */
export const libraryView = librarySummary.extend({ elements: z.array(elementView) });
export type LibraryView = z.output<typeof libraryView>;

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
    z.object({
      name: z.string(),
      alias: z.string().optional(),
      /** Each is a drive or a library's changer. */
      luns: z.array(z.object({ lun: z.number(), drive: z.string().optional(), library: z.string().optional() })),
    }),
  ),
  libraries: z.array(librarySummary),
  drives: z.array(driveView),
  sessions: z.array(sessionView),
});
export type LabView = z.output<typeof labView>;
