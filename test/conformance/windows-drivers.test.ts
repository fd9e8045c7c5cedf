/**
 * What the tape drivers of Windows 2000 to Server 2003 send to the drives they know, byte for byte, and where in the answers they look: 4mmdat, dlttape,
 * exabyte2 and miniqic as their published sources have them. The drives are found by their INQUIRY strings, as Windows finds them.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CartridgeSpecification } from '../../src/cartridge/cartridge-specification.ts';
import { driveModels } from '../../src/models/index.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, LabUnderTest } from './lab-under-test.ts';
import { pattern } from './pattern.ts';
import type { Completion } from './task.ts';

const MiB = 1024 * 1024;
const capacityBytes = 64 * MiB;
const earlyWarningBytes = 4 * MiB;

interface Product {
  readonly vendor: string;
  readonly product: string;
  /** The cartridge that is in it. */
  readonly medium: string;
}
const products = (vendor: string, medium: string, names: readonly string[]): readonly Product[] =>
  names.map((product) => ({ vendor, product, medium }));

/** Those whose sense has 22 bytes with a cleaning bit, and whose page 11h is asked with 22. */
const hewlettPackard = [
  ...products('HP', 'dds-2', ['C1533A', 'C1553A']),
  ...products('HP', 'dds-3', ['C1537A', 'C1557A']),
  ...products('HP', 'dds-4', ['C5683A', 'C5713A']),
];
/** Those that are asked with block descriptors. */
const sony = [
  ...products('SONY', 'dds-2', ['SDT-5000', 'SDT-7000']),
  ...products('SONY', 'dds-3', ['SDT-9000', 'SDT-10000']),
  ...products('SONY', 'dds-4', ['SDT-11000']),
];
const python = [...products('ARCHIVE', 'dds-2', ['Python 04106-XXX']), ...products('SEAGATE', 'dds-4', ['DAT    06240-XXX'])];
const dlt = [...products('QUANTUM', 'dlt-iii', ['DLT2000']), ...products('QUANTUM', 'dlt-iv', ['DLT4000', 'DLT7000', 'DLT8000'])];
const exabyte = [...products('EXABYTE', '8mm-160m-xl', ['EXB-8505SMBANSH2']), ...products('EXABYTE', '8mm-112m', ['EXB-8500'])];
const travan = [
  ...products('Seagate', 'travan-ns20', ['STT20000N']),
  ...products('Seagate', 'travan-ns8', ['STT8000N']),
  ...products('TANDBERG', 'travan-ns20', [' NS20 Pro 20 GB']),
  ...products('TANDBERG', 'travan-ns8', [' NS8 Pro 4/8GB']),
];
/** ATAPI drives, for which the other of the two drivers is there. */
const travanOfAtapi = products('Seagate', 'travan-ns20', ['STT20000A']);
const all = [...hewlettPackard, ...sony, ...python, ...dlt, ...exabyte, ...travan, ...travanOfAtapi];

const keyOf = ({ vendor, product }: Product): string =>
  `${vendor}-${product}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 30);
const targetOf = (product: Product): string => `iqn.2026-11.local.conformance:${keyOf(product)}`;
const barcodeOf = (product: Product): string => `WIN${String(all.indexOf(product)).padStart(3, '0')}`;

/** The model that INQUIRY shows as this product: strings as Windows compares them, padded and with their case. */
function modelOf({ vendor, product }: Product): string {
  for (const [name, { inquiry }] of driveModels)
    if (inquiry.vendorIdentification === vendor && inquiry.productIdentification === product) return name;
  throw new Error(`no model is ${vendor} ${product}`);
}

let lab: LabUnderTest;
beforeAll(async () => {
  const configuration = `
drives:
${all.map((product, index) => `  ${keyOf(product)}: { model: ${modelOf(product)}, serial: WIN${index}, cartridge: ${barcodeOf(product)} }`).join('\n')}
targets:
${all.map((product) => `  ${targetOf(product)}: { luns: { 0: ${keyOf(product)} } }`).join('\n')}
`;
  const cartridges = all.map(
    (product): CartridgeSpecification => ({ barcode: barcodeOf(product), mediumType: product.medium, capacityBytes, earlyWarningBytes }),
  );
  lab = await LabUnderTest.start({ configuration, cartridges });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

/** A CDB as the driver's source prints it. */
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** A driver at work on one drive. */
class Windows {
  readonly #initiator: Initiator;
  constructor(initiator: Initiator) {
    this.#initiator = initiator;
  }

  static async of(product: Product): Promise<Windows> {
    const initiator = await lab.logIn({ targetName: targetOf(product) });
    await acknowledgeAttentions(initiator);
    return new Windows(initiator);
  }

  /** Whatever it ends with. */
  try(cdb: string, options: { read?: number; write?: string | Uint8Array } = {}): Promise<Completion> {
    const { read, write } = options;
    return this.#initiator.command(bytes(cdb), {
      ...(read !== undefined && { read }),
      ...(write !== undefined && { write: typeof write === 'string' ? bytes(write) : write }),
    });
  }

  /** GOOD, and the data: no more than there is room for, whatever the CDB's allocation length says. */
  async read(cdb: string, room: number): Promise<Buffer> {
    const { status, sense, data } = await this.try(cdb, { read: room });
    expect({ cdb, status, sense }).toEqual({ cdb, status: 0, sense: undefined });
    expect(data.length).toBeLessThanOrEqual(room);
    return Buffer.from(data);
  }

  async good(cdb: string, write?: string | Uint8Array): Promise<void> {
    const { status, sense } = await this.try(cdb, write === undefined ? {} : { write });
    expect({ cdb, status, sense }).toEqual({ cdb, status: 0, sense: undefined });
  }

  async ready(): Promise<void> {
    await this.good('00 00 00 00 00 00');
  }

  async position(): Promise<number> {
    const data = await this.read('34 00 00 00 00 00 00 00 00 00', 20);
    expect(data.length).toBe(20);
    expect(data[0]! & 0x04, 'BPU').toBe(0);
    return data.readUInt32BE(4);
  }
}

const titles = (list: readonly Product[]) => list.map((product) => [`${product.vendor} ${product.product}`, product] as const);

describe.each(titles(all))('%s, whatever the driver', (_title, product) => {
  it('is known by its strings (class start)', async () => {
    const host = await Windows.of(product);
    const data = await host.read('12 00 00 00 FC 00', 252);
    expect(data[0]).toBe(0x01);
    expect(data.toString('latin1', 8, 32)).toBe(product.vendor.padEnd(8) + product.product.padEnd(16));
    expect(data.length).toBe(data[4]! + 5);
  });

  it('writes and reads in fixed blocks, and tells a filemark', async () => {
    const host = await Windows.of(product);
    await host.good('01 00 00 00 00 00');
    await host.ready();
    await host.good('15 00 00 00 0C 00', '00 00 10 08 7F 00 00 00 00 00 02 00');
    const blocks = pattern(8 * 512, 1);
    await host.good('0A 01 00 00 08 00', blocks);
    await host.good('10 00 00 00 01 00');
    await host.good('01 00 00 00 00 00');
    expect((await host.read('08 01 00 00 08 00', blocks.length)).equals(Buffer.from(blocks))).toBe(true);
    expect(await host.try('08 01 00 00 01 00', { read: 512 })).toMatchObject({
      status: 2,
      sense: { key: 0, filemark: true, code: 0x0001, information: 1 },
    });
    expect(await host.try('08 01 00 00 01 00', { read: 512 })).toMatchObject({ status: 2, sense: { key: 8, code: 0x0005 } });
  });

  it('is rewound, spaced, locked, unloaded and loaded', async () => {
    const host = await Windows.of(product);
    await host.good('01 00 00 00 00 00');
    await host.good('10 00 00 00 02 00');
    await host.good('01 01 00 00 00 00');
    await host.good('11 01 00 00 02 00');
    await host.good('11 01 FF FF FF 00');
    await host.good('11 03 00 00 00 00');
    await host.good('1E 00 00 00 01 00');
    expect(await host.try('1B 00 00 00 00 00')).toMatchObject({ status: 2, sense: { key: 5, code: 0x5302 } });
    await host.good('1E 00 00 00 00 00');
    await host.good('1B 00 00 00 00 00');
    expect(await host.try('00 00 00 00 00 00')).toMatchObject({ status: 2, sense: { key: 2 } });
    await host.good('1B 00 00 00 01 00');
    await host.ready();
  });

  it('tells early warning as a warning with everything written, and the end as an overflow', async () => {
    const host = await Windows.of(product);
    await host.good('01 00 00 00 00 00');
    await host.good('15 00 00 00 0C 00', '00 00 10 08 7F 00 00 00 00 00 40 00');
    const chunk = new Uint8Array(4 * 16_384);
    let warned = 0;
    for (let written = 0; written <= capacityBytes; written += chunk.length) {
      const { status, sense } = await host.try('0A 01 00 00 04 00', { write: chunk });
      if (status === 0) {
        expect(warned, 'a write without a word behind early warning').toBe(0);
        continue;
      }
      if (sense!.key !== 0) {
        expect(sense).toMatchObject({ key: 0x0d, endOfMedium: true, code: 0x0002 });
        expect(warned).toBeGreaterThan(0);
        await host.good('01 00 00 00 00 00');
        return;
      }
      expect(sense).toMatchObject({ key: 0, endOfMedium: true, code: 0x0002, information: 0 });
      if (warned === 0) expect(written + chunk.length).toBeGreaterThanOrEqual(capacityBytes - earlyWarningBytes);
      warned++;
    }
    throw new Error('the tape never ended');
  });
});

describe('4mmdat', () => {
  describe.each(titles([...hewlettPackard, ...python]))('%s', (_title, product) => {
    it('gives the drive parameters', async () => {
      const host = await Windows.of(product);
      const configuration = await host.read('1A 08 10 00 14 00', 20);
      expect([configuration[3], configuration[4]! & 0x3f, configuration[5]]).toEqual([0, 0x10, 0x0e]);
      const compression = await host.try('1A 08 0F 00 14 00', { read: 20 });
      if (compression.status === 0) expect([compression.data[4]! & 0x3f, compression.data[5]]).toEqual([0x0f, 0x0e]);
      else expect(compression.sense).toMatchObject({ key: 5 });
      const limits = await host.read('05 00 00 00 00 00', 6);
      expect(limits.readUIntBE(1, 3)).toBeGreaterThanOrEqual(65_536);
      expect(limits.readUInt16BE(4)).toBeGreaterThanOrEqual(1);
    });

    it('gives the media parameters: partitions, and the capacity at fixed offsets of a short answer', async () => {
      const host = await Windows.of(product);
      await host.good('01 00 00 00 00 00');
      await host.good('19 00 00 00 00 00');
      await host.ready();
      const configuration = await host.read('1A 08 10 00 14 00', 20);
      expect(configuration[2]! & 0x80, 'WP').toBe(0);
      expect(configuration[4 + 3], 'ACTIVE PARTITION').toBe(0);
      const partitions = await host.read(hewlettPackard.includes(product) ? '1A 00 11 00 16 00' : '1A 00 11 00 18 00', 24);
      expect(partitions[3]).toBe(8);
      expect(partitions[12]! & 0x3f).toBe(0x11);
      expect(partitions[12 + 3], 'ADDITIONAL PARTITIONS DEFINED').toBe(0);
      const capacity = await host.read('4D 00 71 00 00 00 00 00 5C 00', 36);
      expect(capacity.length).toBe(36);
      expect(capacity[0]! & 0x3f).toBe(0x31);
      const [remaining, remainingOther, maximum, maximumOther] = [8, 16, 24, 32].map((at) => capacity.readUInt32BE(at) * 1024);
      expect(maximum! / capacityBytes).toBeCloseTo(1 - earlyWarningBytes / capacityBytes, 1);
      expect(remaining).toBe(maximum);
      expect([remainingOther, maximumOther]).toEqual([0, 0]);
    });

    it('gives its position, absolute too', async () => {
      const host = await Windows.of(product);
      await host.good('01 00 00 00 00 00');
      await host.good('10 00 00 00 03 00');
      expect(await host.position()).toBe(3);
      if (hewlettPackard.includes(product)) expect((await host.read('34 01 00 00 00 00 00 00 00 00', 20)).length).toBe(20);
      await host.good('2B 00 00 00 00 00 01 00 00 00');
      expect(await host.position()).toBe(1);
    });

    it('takes drive and media parameters', async () => {
      const host = await Windows.of(product);
      const page = Buffer.from(await host.read('1A 08 10 00 14 00', 20));
      page.fill(0, 0, 4);
      page[2] = 0x10;
      page[4]! &= 0x3f;
      page[4 + 8]! ^= 0x20; // RSmk
      await host.good('15 10 00 00 14 00', page);
      expect((await host.read('1A 08 10 00 14 00', 20))[4 + 8]! & 0x20).toBe(page[4 + 8]! & 0x20);
      const compression = Buffer.from(await host.read('1A 08 0F 00 14 00', 20));
      compression.fill(0, 0, 4);
      compression[2] = 0x10;
      compression[4]! &= 0x3f;
      compression[4 + 2]! |= 0x80;
      compression[4 + 3]! |= 0x80;
      compression.writeUInt32BE(0x20, 4 + 4);
      await host.good('15 10 00 00 14 00', compression);
      expect((await host.read('1A 08 0F 00 14 00', 20))[4 + 2]! & 0x80).toBe(0x80);
      await host.ready();
      await host.good('15 00 00 00 0C 00', '00 00 10 08 7F 00 00 00 00 00 40 00');
    });

    it('writes setmarks, and makes a partition', async () => {
      const host = await Windows.of(product);
      await host.good('01 00 00 00 00 00');
      await host.good('10 02 00 00 01 00');
      await host.good('01 00 00 00 00 00');
      await host.good('11 04 00 00 01 00');
      expect(await host.position()).toBe(1);
      await host.good('01 00 00 00 00 00');
      const page = Buffer.from(await host.read('1A 08 11 00 10 00', 16));
      expect(page[4 + 2], 'MAXIMUM ADDITIONAL PARTITIONS').toBeGreaterThanOrEqual(1);
      page.fill(0, 0, 4);
      page[2] = 0x10;
      page[4]! &= 0x3f;
      page[4 + 3] = 1;
      page[4 + 4] = (page[4 + 4]! & 0x07) | 0x20 | (0b10 << 3); // IDP, PSUM: megabytes
      page[4 + 6] = 0;
      if (page[5] === 10) page.writeUInt16BE(0xffff, 4 + 8); // partition 0: what is left
      page.writeUInt16BE(16, 4 + page[5]!);
      const length = 4 + 2 + page[5]!;
      const select = `15 10 00 00 ${length.toString(16).padStart(2, '0')} 00`;
      await host.good(select, page.subarray(0, length));
      expect((await host.read('1A 08 11 00 10 00', 16))[4 + 3]).toBe(1);
      await host.good('2B 02 00 00 00 00 00 00 01 00');
      expect((await host.read('1A 08 10 00 14 00', 20))[4 + 3], 'ACTIVE PARTITION').toBe(1);
      page[4 + 3] = 0;
      await host.good('2B 02 00 00 00 00 00 00 00 00');
      await host.good(select, page.subarray(0, length));
    });

    it('tells what medium is in it by density', async () => {
      const host = await Windows.of(product);
      const data = await host.read('1A 00 10 00 1C 00', 28);
      expect(data[3]).toBe(8);
      expect([0x13, 0x24, 0x25, 0x26]).toContain(data[4]);
    });
  });

  it.each(titles(hewlettPackard))('%s has a cleaning bit in 22 bytes of sense', async (_title, product) => {
    const host = await Windows.of(product);
    const sense = await host.read('03 00 00 00 16 00', 22);
    expect(sense.length).toBe(22);
    expect(sense[7]).toBeGreaterThanOrEqual(14);
    expect(sense[21]! & 0x08).toBe(0);
  });

  it.each(titles(hewlettPackard.filter(({ product }) => ['C1537A', 'C1557A'].includes(product))))(
    '%s tells TapeAlert in 324 bytes',
    async (_title, product) => {
      const host = await Windows.of(product);
      const data = await host.read('4D 00 6E 00 00 00 00 01 44 00', 324);
      expect(data.length).toBe(324);
    },
  );

  describe.each(titles(sony))('%s', (_title, product) => {
    it('answers with block descriptors', async () => {
      const host = await Windows.of(product);
      const configuration = await host.read('1A 00 10 00 1C 00', 28);
      expect([configuration[3], configuration[12]! & 0x3f, configuration[13]]).toEqual([8, 0x10, 0x0e]);
      const compression = await host.try('1A 00 0F 00 1C 00', { read: 28 });
      if (compression.status === 0) expect(compression.data[12]! & 0x3f).toBe(0x0f);
      const partitions = await host.read('1A 00 11 00 18 00', 24);
      expect(partitions[12]! & 0x3f).toBe(0x11);
      expect([0x13, 0x24, 0x25, 0x26]).toContain(configuration[4]);
      await host.position();
    });
  });
});

describe('dlttape', () => {
  describe.each(titles(dlt))('%s', (_title, product) => {
    it('gives the drive parameters', async () => {
      const host = await Windows.of(product);
      expect((await host.read('1A 08 10 00 14 00', 20))[4]! & 0x3f).toBe(0x10);
      await host.try('1A 08 0F 00 14 00', { read: 20 });
      expect((await host.read('05 00 00 00 00 00', 6)).readUIntBE(1, 3)).toBe(0xff_ffff);
    });

    it('tells in its sense what remains, in units of 4 KiB', async () => {
      const host = await Windows.of(product);
      await host.good('01 00 00 00 00 00');
      await host.good('19 01 00 00 00 00');
      expect((await host.read('1A 00 00 00 0C 00', 12))[3]).toBe(8);
      const remaining = async () => {
        const sense = await host.read('03 00 00 00 1D 00', 29);
        expect(sense.length).toBe(29);
        return sense.readUInt32BE(25) * 4096;
      };
      const empty = await remaining();
      expect(empty / capacityBytes).toBeCloseTo(1 - earlyWarningBytes / capacityBytes, 1);
      await host.good('15 00 00 00 0C 00', '00 00 10 08 00 00 00 00 00 01 00 00');
      await host.good('0A 01 00 00 10 00', new Uint8Array(16 * 65_536));
      await host.good('10 00 00 00 00 00');
      expect(empty - (await remaining())).toBeGreaterThanOrEqual(MiB);
      expect(await host.position()).toBe(16);
    });

    it('tells what medium is in it by its type', async () => {
      const host = await Windows.of(product);
      const data = await host.read('1A 00 10 00 1C 00', 28);
      expect([0x82, 0x83, 0x84, 0x85, 0x86]).toContain(data[1]);
      expect(data[4]).not.toBe(0);
    });
  });
});

describe('exabyte2', () => {
  const [smb] = exabyte;
  it('finds the wire data of a real EXB-8505 in its INQUIRY, its mode parameters and its block limits', async () => {
    const host = await Windows.of(smb!);
    const inquiry = await host.read('12 00 00 00 FF 00', 255);
    expect(inquiry.length).toBe(106);
    expect([...inquiry.subarray(0, 8)]).toEqual([0x01, 0x80, 0x02, 0x02, 0x65, 0x00, 0x00, 0x10]);
    expect(inquiry.toString('latin1', 96, 106).trimEnd()).toMatch(/^WIN\d+$/);
    const parameters = await host.read('1A 00 80 00 11 00', 17); // the defaults, as after power on
    expect(parameters.length).toBe(17);
    expect([...parameters.subarray(0, 5)]).toEqual([0x10, 0x86, 0x10, 0x08, 0x15]);
    expect(parameters.readUIntBE(9, 3)).toBe(1024);
    expect([...(await host.read('05 00 00 00 00 00', 6))]).toEqual([0x00, 0x03, 0xc0, 0x00, 0x00, 0x01]);
  });

  describe.each(titles(exabyte))('%s', (_title, product) => {
    it('gives drive and media parameters, and what remains in its sense', async () => {
      const host = await Windows.of(product);
      expect((await host.read('1A 08 10 00 13 00', 19))[4]! & 0x3f).toBe(0x10);
      await host.try('1A 08 0F 00 14 00', { read: 20 });
      const parameters = Buffer.from(await host.read('1A 00 00 00 11 00', 17));
      parameters[0] = 0;
      parameters[1] = 0;
      parameters[2] = 0x10;
      parameters[4] = 0x7f;
      parameters.fill(0, 5, 8);
      await host.good('15 00 00 00 11 00', parameters);
      const sense = await host.read('03 00 00 00 1A 00', 26);
      expect(sense.length).toBe(26);
      expect(sense.readUIntBE(23, 3)).toBeGreaterThan(0);
      const partitions = await host.try('1A 08 11 00 0E 00', { read: 14 });
      if (partitions.status === 0) expect(partitions.data[4]! & 0x3f).toBe(0x11);
      await host.position();
      const types = await host.read('1A 00 10 00 1C 00', 28);
      expect([0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0xc1, 0xc2, 0xc3, 0xc4]).toContain(types[1]);
    });
  });
});

describe.each([
  ['miniqic', travan],
  ['qic157', travanOfAtapi],
] as const)('%s', (_driver, drives) => {
  it.each(titles(drives))('%s gives its parameters', async (_title, product) => {
    const host = await Windows.of(product);
    const configuration = await host.read('1A 08 10 00 14 00', 20);
    expect([configuration[4]! & 0x3f, configuration[5]]).toEqual([0x10, 0x0e]);
    await host.try('1A 08 0F 00 14 00', { read: 20 });
    expect((await host.read('05 00 00 00 00 00', 6)).readUInt16BE(4)).toBeLessThanOrEqual(512);
    await host.ready();
    const media = await host.read('1A 00 10 00 1C 00', 28);
    expect([media[3], media[12]! & 0x3f]).toEqual([8, 0x10]);
    const partitions = await host.try('1A 08 11 00 0C 00', { read: 12 });
    if (partitions.status === 0) expect(partitions.data[4]! & 0x3f).toBe(0x11);
    else expect(partitions.sense).toMatchObject({ key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte: 2 } });
    await host.position();
  });
});
