import { describe, expect, it } from 'vitest';
import { vendorSpecificChangerCommands } from '../../../../src/changer/commands/index.ts';
import type { ChangerModel } from '../../../../src/changer/model.ts';
import { changerFamilies, changerModels } from '../../../../src/models/changers/index.ts';
import { driveModels } from '../../../../src/models/index.ts';
import { bytesOf } from '../../../../src/scsi/product-pages.ts';
import { changerWithLibrary, ending, uint16 } from '../../changer/host.ts';

const models = [...changerModels.values()];

it('every model is found by its own name, no two have one name, and none has that of a drive', () => {
  expect(changerModels.size).toBe(changerFamilies.flatMap(({ models: some }) => some).length);
  for (const [name, model] of changerModels) {
    expect(model.name).toBe(name);
    expect(driveModels.has(name), name).toBe(false);
  }
});

/** As Windows makes it of an 8 character vendor and a 16 character product. */
const hardwareId = ({ inquiry }: ChangerModel): string =>
  (inquiry.vendorIdentification.padEnd(8) + inquiry.productIdentification.padEnd(16)).replaceAll(/[ ,]/g, '_');
const claimed = (identity: 'published' | 'unverified'): ChangerModel[] =>
  models.filter((model) => model.windowsDriver?.identity === identity);

/** The products in the lists of Windows 2000 and Server 2003, behind `SCSI\Changer`, by their driver. */
const published: Readonly<Record<string, readonly string[]>> = {
  Ddsmc: [
    'SONY____TSL-7000________',
    'SONY____TSL-9000________',
    'SONY____TSL-10000_______',
    'SONY____TSL-11000_______',
    'HP______C1553A__________',
    'HP______C1557A__________',
    'HP______C5713A__________',
    'ADIC____800E____________',
    'DEC_____TLZ1_____(C)_DEC',
    'DEC_____TLZ9_____(C)_DEC',
    'COMPAQ__TSL-9000________',
    'COMPAQ__TSL-10000_______',
  ],
  Examc: ['210', '220', '440', '480', '10e'].map((number) => `EXABYTE_EXB-${number}_________`),
  Hpmc: [
    ...['C1160A', 'C1160F', 'C1100F', 'C5153F', 'C1718T', 'C1194F'].map((product) => `HP______${product}__________`),
    ...['C5151-2000', 'C5151-4000', 'C5173-4000', 'C5173-7000'].map((product) => `HP______${product}______`),
    ...['C5177-4000', 'C5177-7000', 'C6280-4000', 'C6280-7000'].map((product) => `HP______${product}______`),
    'PINNACLEALTA____________',
    'IDE_____MULTI___________',
  ],
  Adicsc: ['ADIC____Scalar_DLT_448__'],
  Elmsmc: ['Elms____DVL_____________', 'CYGNET__ID100___________'],
  Nsmmc: ['NSM_____Mercury-40S_____'],
  Sonymc: [
    ...['CDL1100', 'CDL2100', 'CDL2200', 'CDL5000'].map((product) => `SONY____${product}_________`),
    ...['OSL-2500', 'OSL-6000'].map((product) => `SONY____${product}________`),
  ],
  Snyaitmc: [...['300', '400', '500'].map((number) => `SONY____TSL-A${number}C_______`), 'SEAGATE_AIT-LDR_________'],
  Adicvls: ['ADIC____VLS_4mm_________', 'ADIC____VLS_SDX_________', 'ADIC____DAT_AutoChanger_'],
  Pnrmc: ['PIONEER_CHANGR_DRM-1004X'],
  Seaddsmc: [
    ...['28849', '02636', '29987', '04377', '06241', '06409'].map((number) => `ARCHIVE_Python_${number}-XXX`),
    'ARCHIVE_Python_9SP40-400',
    'ARCHIVE_Python_9SP40-452',
    'ARCHIVE_4586XX_28887-XXX',
    'ARCHIVE_IBM4586NP_____!D',
    'ARCHIVE_IBM-STL496000N!D',
    'SEAGATE_DAT____04377-XXX',
    'SEAGATE_DAT____06241-XXX',
    'SEAGATE_DAT____9SP40-400',
    'SEAGATE_DAT____9SP40-452',
    'SEAGATE_VIPER_2000______',
  ],
};

describe('Windows’ lists of changers', () => {
  it.each(Object.entries(published))('%s knows its products here, and no model says so of another', (driver, ids) => {
    const here = claimed('published').filter(({ windowsDriver }) => windowsDriver!.name === driver);
    expect(here.map(hardwareId).sort()).toEqual([...ids].sort());
  });

  it('of its other drivers there is a product of the maker that each is named after, and it is said that nobody verified it', () => {
    const drivers = new Set(claimed('unverified').map(({ windowsDriver }) => windowsDriver!.name));
    expect([...drivers]).toEqual(
      expect.arrayContaining(['Plasmc', 'Jvcmc', 'Stkmc', 'Qlstrmc', 'Spctramc', 'Atlmc', 'Breecemc', 'Discmc', 'Qntmmc']),
    );
    expect(new Set(claimed('published').map(({ windowsDriver }) => windowsDriver!.name))).toEqual(new Set(Object.keys(published)));
  });
});

it.each([
  'STK_____L700____________',
  'STK_____L80_____________',
  'STK_____L180____________',
  'IBM_____03584L32________',
  'IBM_____3573-TL_________',
  'HP______MSL_G3_Series___',
  'QUANTUM_Scalar_i500_____',
  'ADIC____Scalar_24_______',
  'ADIC____Scalar_100______',
  'OVERLANDNEO_Series______',
  'SPECTRA_PYTHON__________',
])('there is the library that calls itself %s', (id) => {
  expect(models.map(hardwareId)).toContain(id);
});

/** The generic one, which has all there is. */
const everything = changerWithLibrary();

describe.each(models)('$name', (model) => {
  const { layout, elementStatus, inquiry, standardInquiry } = model;
  let rig: ReturnType<typeof changerWithLibrary> | undefined;
  /** One for all that only ask. */
  const hostOf = async () => {
    rig ??= changerWithLibrary(model);
    return (await rig).host;
  };

  it('fits the fields its data go into', () => {
    expect(inquiry.vendorIdentification.length).toBeLessThanOrEqual(8);
    expect(inquiry.productIdentification.length).toBeLessThanOrEqual(16);
    expect(inquiry.productRevisionLevel).toHaveLength(4);
    expect(model.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(standardInquiry.lengthBytes).toBeGreaterThanOrEqual(36);
    for (const text of Object.values(model.pageBytes ?? {}).flat()) expect(bytesOf(text)).toBeDefined();
  });

  it('has an arm, slots and a drive, and one element at an address', () => {
    for (const type of ['mediumTransport', 'storage', 'dataTransfer'] as const) expect(layout[type].count).toBeGreaterThan(0);
    const ranges = Object.values(layout)
      .filter(({ count }) => count > 0)
      .sort((a, b) => a.first - b.first);
    for (const [index, { first, count }] of ranges.entries())
      expect(first + count).toBeLessThanOrEqual(ranges[index + 1]?.first ?? 0x10000);
  });

  it('moves a cartridge from a slot into a drive and back', () => {
    const impossible = model.impossibleMoves.map((move) => move.join(' '));
    expect(impossible).not.toContain('storage dataTransfer');
    expect(impossible).not.toContain('dataTransfer storage');
  });

  it('names commands and pages that this program has', async () => {
    const { commands, logPages, vitalProductData } = (await everything).changer.logicalUnit;
    const known = [...commands.rows, ...vendorSpecificChangerCommands].map(({ name }) => name);
    expect(known).toEqual(expect.arrayContaining([...(model.commands ?? [])]));
    expect(new Set(model.commands).size).toBe(model.commands?.length ?? 0);
    const codeOf = ({ pageCode, subpageCode = 0 }: { pageCode: number; subpageCode?: number }) => (pageCode << 8) | subpageCode;
    await hostOf();
    const own = (await rig!).changer.logicalUnit.modePages.pages.map(codeOf);
    if (model.modePages !== undefined) expect([...own].sort()).toEqual(model.modePages.map(codeOf).sort());
    expect(logPages.map(({ pageCode }) => pageCode)).toEqual(expect.arrayContaining([...(model.logPages ?? [])]));
    expect(vitalProductData.map(({ pageCode }) => pageCode)).toEqual(expect.arrayContaining([...(model.vitalProductData ?? [])]));
  });

  it('answers as itself', async () => {
    const host = await hostOf();
    const { data } = await host.execute([0x12, 0, 0, 0, 255, 0], { room: 255 });
    expect(data).toHaveLength(standardInquiry.lengthBytes);
    expect([data[0], data[1], data[2], data[4]]).toEqual([0x08, 0x80, model.version, standardInquiry.lengthBytes - 5]);
    expect(data.toString('latin1', 8, 36)).toBe(
      inquiry.vendorIdentification.padEnd(8) + inquiry.productIdentification.padEnd(16) + inquiry.productRevisionLevel,
    );
    expect(ending(await host.execute([0x1a, 0x08, 0x3f, 0, 255, 0], { room: 255 }))).toBe('good');
  });

  it('tells of each element of its type, in descriptors of one length', async () => {
    const host = await hostOf();
    const types = [layout.mediumTransport, layout.storage, layout.importExport, layout.dataTransfer];
    for (const [index, { count }] of types.entries()) {
      const { data } = await host.execute([0xb8, index + 1, 0, 0, 0xff, 0xff, 0, 1, 0, 0, 0, 0], { room: 0x10000 });
      expect(data.readUInt16BE(2)).toBe(count);
      if (count === 0) continue;
      const length =
        elementStatus.descriptorBytes?.[(['mediumTransport', 'storage', 'importExport', 'dataTransfer'] as const)[index]!] ?? 16;
      expect([data.readUInt16BE(10), data.readUIntBE(5, 3), data.length]).toEqual([length, 8 + count * length, 16 + count * length]);
    }
  });

  it('serves volume tags and drive identifiers, or refuses them, as it says', async () => {
    const host = await hostOf();
    const drives = [4, ...uint16(layout.dataTransfer.first), 0xff, 0xff] as const;
    const [type, ...range] = drives;
    const tags = await host.execute([0xb8, 0x10 | type, ...range, 0, 0, 0xff, 0xff, 0, 0], { room: 0xffff });
    expect(ending(tags).slice(0, 7)).toBe(elementStatus.volumeTags ? 'good' : '5 24/00');
    const identifiers = await host.execute([0xb8, type, ...range, 1, 0, 0xff, 0xff, 0, 0], { room: 0xffff });
    expect(ending(identifiers).slice(0, 7)).toBe(elementStatus.driveIdentifier === undefined ? '5 24/00' : 'good');
  });
});

describe('what Windows’ drivers demand', () => {
  const of = (driver: string): ChangerModel[] => models.filter(({ windowsDriver }) => windowsDriver?.name === driver);

  it('ddsmc: no volume tags, six slots in HP’s magazines and eight in the others', () => {
    for (const { elementStatus, inquiry, layout } of of('Ddsmc')) {
      expect(elementStatus.volumeTags).toBe(false);
      expect(layout.storage.count).toBe(inquiry.vendorIdentification === 'HP' ? 6 : 8);
    }
  });

  it('hpmc: drive identifiers from SCSI-3 on', () => {
    for (const { elementStatus, version } of of('Hpmc')) expect(elementStatus.driveIdentifier !== undefined).toBe(version >= 3);
  });

  it('sonymc: the mail slot at 000Ah', () => {
    for (const { layout } of of('Sonymc')) expect(layout.importExport).toEqual({ first: 0x000a, count: 1 });
  });
});
