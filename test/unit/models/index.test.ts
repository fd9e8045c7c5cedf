import { describe, expect, it } from 'vitest';
import { mediumTypeNamed } from '../../../src/cartridge/medium-type.ts';
import { driveModels, families } from '../../../src/models/index.ts';
import { bytesOf } from '../../../src/scsi/product-pages.ts';
import { driveWithTape } from '../tape/host.ts';

const models = [...driveModels.values()];

it('every model is found by its own name, and no two have one name', () => {
  expect(driveModels.size).toBe(families.flatMap(({ models: some }) => some).length);
  for (const [name, model] of driveModels) expect(model.name).toBe(name);
});

/** An 8 character vendor and a 16 character product, padded: what Windows compares. */
const names = models.map(({ inquiry }) => inquiry.vendorIdentification.padEnd(8) + inquiry.productIdentification.padEnd(16));
const hardwareId = (name: string): string => name.replaceAll(/[ ,]/g, '_');

/** As the INF files of the Windows Server 2003 DDK have them, behind `SCSI\Sequential`. */
it.each([
  'HP______C1533A__________',
  'HP______C1537A__________',
  'HP______C1553A__________',
  'HP______C1557A__________',
  'HP______C5683A__________',
  'HP______C5713A__________',
  'SONY____SDT-5000________',
  'SONY____SDT-7000________',
  'SONY____SDT-9000________',
  'SONY____TSL-7000________',
  'SONY____TSL-9000________',
  'SONY____TSL-10000_______',
  'SONY____TSL-11000_______',
  'SONY____SDT-10000_______',
  'SONY____SDT-11000_______',
  'ARCHIVE_Python_28388-XXX',
  'ARCHIVE_Python_04106-XXX',
  'ARCHIVE_Python_06408-XXX',
  'ARCHIVE_Python_28849-XXX',
  'ARCHIVE_Python_04377-XXX',
  'ARCHIVE_Python_06241-XXX',
  'ARCHIVE_Python_06409-XXX',
  'SEAGATE_DAT____04377-XXX',
  'SEAGATE_DAT____06241-XXX',
  'SEAGATE_DAT____04106-XXX',
  'SEAGATE_DAT____06408-XXX',
  'SEAGATE_DAT____06240-XXX',
  'QUANTUM_DLT2000_________',
  'QUANTUM_DLT2500_________',
  'QUANTUM_DLT2700_________',
  'QUANTUM_DLT4000_________',
  'QUANTUM_DLT4500_________',
  'QUANTUM_DLT4700_________',
  'QUANTUM_DLT7000_________',
  'QUANTUM_DLT8000_________',
  'EXABYTE_EXB-8500________',
  'EXABYTE_EXB-8505SMBANSH2',
  'Seagate_STT20000N_______',
  'Seagate_STT8000N________',
  'TANDBERG_NS20_Pro_20_GB_',
  'TANDBERG_NS8_Pro_4/8GB__',
  'TANDBERG_TDC_3500_______',
  'TANDBERG_TDC_3700_______',
])('Windows knows %s', (id) => {
  expect(names.map(hardwareId)).toContain(id);
});

describe.each(models)('$name', (model) => {
  it('fits the fields its data go into', () => {
    const { vendorIdentification, productIdentification, productRevisionLevel } = model.inquiry;
    expect(vendorIdentification.length).toBeLessThanOrEqual(8);
    expect(productIdentification.length).toBeLessThanOrEqual(16);
    expect(productRevisionLevel).toHaveLength(4);
    expect(model.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const { assigningOrganization, name, description } of model.densities) {
      expect(assigningOrganization.length).toBeLessThanOrEqual(8);
      expect(name.length).toBeLessThanOrEqual(8);
      expect(description.length).toBeLessThanOrEqual(20);
    }
    expect(model.bufferBytes).toBeGreaterThanOrEqual(model.blockLimits.maximumBytes);
    expect(model.bufferBytes).toBeGreaterThanOrEqual(model.readAheadBytes);
  });

  it('knows each density that it names, in ascending order', () => {
    const codes = model.densities.map(({ code }) => code);
    expect(codes).toEqual([...new Set(codes)].sort((a, b) => a - b));
    expect(codes).toContain(model.defaultDensityCode);
    const { media } = model;
    for (const { reads, writes } of media) {
      expect(reads.length).toBeGreaterThan(0);
      expect(codes).toEqual(expect.arrayContaining([...reads, ...writes]));
    }
    for (const { code, writable } of model.densities) expect(media.some(({ writes }) => writes.includes(code))).toBe(writable);
  });

  it('takes cartridges that there are', () => {
    for (const { medium } of model.media) expect(mediumTypeNamed(medium), medium).toBeDefined();
    for (const name of model.cleaningMedia) expect(mediumTypeNamed(name)?.cleaningUses, name).toBeGreaterThan(0);
    expect(new Set(model.media.map(({ medium }) => medium)).size).toBe(model.media.length);
  });

  it('has pages in bytes that are as long as they say', () => {
    const { mode = [], log = [], vitalProductData = [] } = model.pageBytes ?? {};
    for (const text of mode) expect(bytesOf(text)).toHaveLength(2 + bytesOf(text)![1]!);
    for (const text of [...log, ...vitalProductData]) {
      const bytes = Buffer.from(bytesOf(text)!);
      expect(bytes).toHaveLength(4 + bytes.readUInt16BE(2));
    }
  });

  it('names commands and pages that this program has', async () => {
    const { drive } = await driveWithTape({
      model: { ...model, commands: undefined, modePages: undefined, logPages: undefined, vitalProductData: undefined },
    });
    const { commands, modePages, logPages, vitalProductData } = drive.logicalUnit;
    expect(commands.rows.map(({ name }) => name)).toEqual(expect.arrayContaining([...(model.commands ?? [])]));
    const codeOf = ({ pageCode, subpageCode = 0 }: { pageCode: number; subpageCode?: number }) => (pageCode << 8) | subpageCode;
    expect(modePages.pages.map(codeOf)).toEqual(expect.arrayContaining((model.modePages ?? []).map(codeOf)));
    expect(logPages.map(({ pageCode }) => pageCode)).toEqual(expect.arrayContaining([...(model.logPages ?? [])]));
    expect(vitalProductData.map(({ pageCode }) => pageCode)).toEqual(expect.arrayContaining([...(model.vitalProductData ?? [])]));
  });

  it('answers as itself', async () => {
    const { drive, host } = await driveWithTape({
      model: { ...model, cleaningMedia: model.cleaningMedia },
      mediumType: model.media.at(-1)!.medium,
    });
    const inquiry = await host.execute([0x12, 0, 0, 0, 255, 0], { room: 255 });
    expect(inquiry.data).toHaveLength(model.standardInquiry.lengthBytes);
    expect(inquiry.data.toString('latin1', 8, 32)).toBe(
      model.inquiry.vendorIdentification.padEnd(8) + model.inquiry.productIdentification.padEnd(16),
    );
    const allPages = await host.execute([0x1a, 0, 0x3f, 0, 255, 0], { room: 255 });
    expect(allPages.status).toBe(0);
    expect(drive.state().loaded).toBe(true);
  });
});
