/**
 * The changer drivers of Windows 2000 and Server 2003 whose sources are published, as data: the products that their lists name, and what they send. The
 * structures behind the lengths are those of the drivers: 24 bytes are a mode header and page 1Dh, 20 the first sixteen of page 1Fh.
 */

export interface Driver {
  readonly name: string;
  /** VENDOR IDENTIFICATION, eight characters, and PRODUCT IDENTIFICATION without its blanks. */
  readonly published: readonly string[];
  /** ChangerInitialize and GetParameters: CDBs, and the room for what they return. */
  readonly initialize: (product: string) => readonly Request[];
  readonly parameters: readonly Request[];
  /** How long the driver takes a descriptor to be when it says how much room there is; undefined: it asks for 8 bytes first, and then knows. */
  readonly descriptorBytes?: (of: { type: number; tags: boolean; product: string }) => number;
  /** VolumeTagInfo is not refused by the driver itself, and the product has a scanner. */
  readonly asksForTags: (product: string) => boolean;
  readonly queriesTags?: boolean;
  readonly initializeElementStatus: (slot: number, product: string) => readonly string[];
  /** What else it may send to a product: SetPosition, ReinitializeTransport, mail slots, diagnostics. */
  readonly rest: (transport: number, slot: number, product: string) => readonly string[];
}
type Request = readonly [cdb: string, room: number];

const word = (value: number): string => value.toString(16).padStart(4, '0');
const products = (vendor: string, ...names: readonly string[]): readonly string[] => names.map((name) => `${vendor.padEnd(8)}${name}`);

const inquiry: Request = ['12 00 00 00 60 00', 96];
const elementAddresses: Request = ['1A 08 1D 00 18 00', 24];
const transportGeometry: Request = ['1A 08 1E 00 08 00', 8];
const deviceCapabilities: Request = ['1A 08 1F 00 14 00', 20];
const serialNumber: Request = ['12 01 80 00 0E 00', 14];
const allow: Request = ['1E 00 00 00 00 00', 0];
const all = '07 00 00 00 00 00';
const rangeOf = (slot: number): string => `E7 01 ${word(slot)} 00 00 00 01 00 00`;
const position = (transport: number, slot: number): string => `2B 00 ${word(transport)} ${word(slot)} 00 00 00 00`;
const selfTest = '1D 04 00 00 00 00';
/** The driver takes for granted that Sony's mail slot has this address. */
const mailSlotAt000A = ['C0 00 00 0A 01 00', 'C0 00 00 0A 00 00'];
const rezero = '01 00 00 00 00 00';

export const drivers: readonly Driver[] = [
  {
    name: 'ddsmc',
    published: [
      ...products('SONY', 'TSL-7000', 'TSL-9000', 'TSL-10000', 'TSL-11000'),
      ...products('HP', 'C1553A', 'C1557A', 'C5713A'),
      ...products('ADIC', '800E'),
      ...products('DEC', 'TLZ1     (C) DEC', 'TLZ9     (C) DEC'),
      ...products('COMPAQ', 'TSL-9000', 'TSL-10000'),
    ],
    initialize: () => [elementAddresses, inquiry],
    parameters: [elementAddresses, deviceCapabilities],
    descriptorBytes: ({ product }) => (/^(TSL-|TLZ|800E)/.test(product) ? 12 : 16),
    asksForTags: () => false,
    initializeElementStatus: () => [all],
    rest: () => [selfTest],
  },
  {
    name: 'examc',
    published: products('EXABYTE', 'EXB-210', 'EXB-220', 'EXB-440', 'EXB-480', 'EXB-10e'),
    initialize: (product) => [elementAddresses, inquiry, ...(product === 'EXB-10e' ? [] : [serialNumber])],
    parameters: [elementAddresses, transportGeometry, ['1A 08 1F 00 18 00', 24]],
    descriptorBytes: ({ tags }) => (tags ? 52 : 16),
    asksForTags: (product) => product !== 'EXB-10e',
    queriesTags: true,
    // With its bar code scanner or without: NoBarCode is the topmost bit of the control byte.
    initializeElementStatus: (slot, product) =>
      product === 'EXB-10e' ? [all] : [all, '07 00 00 00 00 80', rangeOf(slot), rangeOf(slot).replace(/00$/, '80')],
    rest: (transport, slot) => [position(transport, slot), selfTest],
  },
  {
    name: 'hpmc',
    published: [
      ...products('HP', 'C1160A', 'C1160F', 'C1100F', 'C5153F', 'C1718T', 'C1194F'),
      ...products('HP', 'C5151-2000', 'C5151-4000', 'C5177-4000', 'C5177-7000', 'C5173-4000', 'C5173-7000', 'C6280-4000', 'C6280-7000'),
      ...products('PINNACLE', 'ALTA'),
      ...products('IDE', 'MULTI'),
    ],
    initialize: () => [inquiry, elementAddresses, allow],
    parameters: [elementAddresses, transportGeometry, deviceCapabilities],
    asksForTags: () => false,
    initializeElementStatus: () => [all],
    rest: (transport, slot) => [position(transport, slot), rezero, '1E 00 00 00 00 00', '0C 00 00 00 01 00', '0C 00 00 00 00 00', selfTest],
  },
  {
    name: 'adicsc',
    published: products('ADIC', 'Scalar DLT 448'),
    initialize: () => [inquiry, elementAddresses],
    parameters: [elementAddresses, transportGeometry, deviceCapabilities],
    asksForTags: () => true,
    initializeElementStatus: (slot) => [all, rangeOf(slot)],
    rest: (transport, slot) => [position(transport, slot), selfTest],
  },
  {
    name: 'sonymc',
    published: products('SONY', 'CDL1100', 'CDL2100', 'CDL2200', 'CDL5000', 'OSL-2500', 'OSL-6000'),
    initialize: () => [inquiry, elementAddresses, ['12 01 80 00 24 00', 36], allow],
    parameters: [elementAddresses, transportGeometry, deviceCapabilities],
    descriptorBytes: ({ tags }) => (tags ? 84 : 12),
    asksForTags: () => false,
    initializeElementStatus: () => [all],
    rest: (transport, slot, product) => [position(transport, slot), rezero, ...(product.startsWith('CDL') ? mailSlotAt000A : []), selfTest],
  },
  {
    name: 'elmsmc',
    published: [...products('Elms', 'DVL'), ...products('CYGNET', 'ID100')],
    initialize: () => [inquiry, ['12 01 80 00 21 00', 33], elementAddresses],
    parameters: [elementAddresses, deviceCapabilities],
    descriptorBytes: ({ type }) => (type === 2 ? 6 : 16),
    asksForTags: () => false,
    initializeElementStatus: () => [all],
    rest: (transport, slot) => [position(transport, slot), rezero],
  },
  {
    name: 'nsmmc',
    published: products('NSM', 'Mercury-40S'),
    initialize: () => [inquiry, ['12 01 80 00 10 00', 16], allow, elementAddresses],
    parameters: [elementAddresses, deviceCapabilities],
    descriptorBytes: () => 12,
    asksForTags: () => false,
    initializeElementStatus: () => [all],
    rest: () => [rezero],
  },
];

/** Products that a published list names for drivers whose sources are not published. */
export const publishedBeside: Readonly<Record<string, readonly string[]>> = {
  adicvls: products('ADIC', 'VLS 4mm', 'VLS SDX', 'DAT AutoChanger'),
  pnrmc: products('PIONEER', 'CHANGR DRM-1004X'),
  seaddsmc: [
    ...products('ARCHIVE', 'Python 28849-XXX', 'Python 02636-XXX', 'Python 29987-XXX', 'Python 04377-XXX', 'Python 06241-XXX'),
    ...products('ARCHIVE', 'Python 06409-XXX', 'Python 9SP40-400', 'Python 9SP40-452', 'IBM4586NP     !D', 'IBM-STL496000N!D'),
    ...products('ARCHIVE', '4586XX 28887-XXX'),
    ...products('SEAGATE', 'DAT    04377-XXX', 'DAT    06241-XXX', 'DAT    9SP40-400', 'DAT    9SP40-452', 'VIPER 2000'),
  ],
  snyaitmc: [...products('SONY', 'TSL-A300C', 'TSL-A400C', 'TSL-A500C'), ...products('SEAGATE', 'AIT-LDR')],
};
