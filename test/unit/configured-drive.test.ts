import { describe, expect, it } from 'vitest';
import { configuredDrive, modelFacts } from '../../src/configured-drive.ts';
import { driveModels } from '../../src/models/index.ts';
import { instant } from '../../src/tape/timing.ts';

const configured = (more: object = {}) => configuredDrive({ model: 'hp-c5683a', serial: 'S', ...more });
const product = driveModels.get('hp-c5683a')!;

describe('a configured drive', () => {
  it('is its model, takes no time and does not compress, unless told otherwise', () => {
    expect(configured()).toEqual({ model: product, timing: instant, compression: 'none' });
  });

  it('has the strings that it is given, and keeps the others', () => {
    expect(configured({ inquiry: { vendor: 'DELL', revision: 'X1' } }).model.inquiry).toEqual({
      vendorIdentification: 'DELL',
      productIdentification: 'C5683A',
      productRevisionLevel: 'X1',
    });
  });

  it('has the density, its words, and the block length that it is given', () => {
    const { model } = configured({ density: '25h', densities: { '25h': { name: 'D3', capacityMegabytes: 7 } }, blockLength: 512 });
    expect(model.defaultDensityCode).toBe(0x25);
    expect(model.densities.find(({ code }) => code === 0x25)).toMatchObject({ name: 'D3', capacityMegabytes: 7, description: '12 GB' });
    expect(model.defaultBlockLength).toBe(512);
  });

  it('has its pages after the model’s own', () => {
    const { model } = configuredDrive({ model: 'exabyte-8505', serial: 'S', pages: { mode: { '20h': '20 01 07' } } });
    expect(model.pageBytes?.mode?.slice(0, -1)).toEqual(driveModels.get('exabyte-8505')!.pageBytes?.mode);
    expect(model.pageBytes?.mode?.at(-1)).toBe('20 01 07');
    expect(model.pageBytes?.log).toEqual([]);
  });

  it('moves as its model does, as it is told, or at once', () => {
    expect(configured({ timing: { like: 'realistic' } }).timing).toEqual(product.timing);
    expect(configured({ timing: { like: 'realistic', load: 5 } }).timing).toEqual({ ...product.timing, loadMs: 5 });
    expect(configured({ timing: { rewind: 7, rate: 9 } }).timing).toEqual({ ...instant, fullRewindMs: 7, bytesPerSecond: 9 });
  });

  it.each([
    ['none', 'none'],
    ['sampled', 'sampled'],
    ['2.5:1', { ratio: 2.5 }],
  ])('compresses %s', (compression, modelled) => {
    expect(configured({ compression }).compression).toEqual(modelled);
  });
});

it('a configuration is checked against every model', () => {
  expect([...modelFacts.keys()]).toEqual([...driveModels.keys()]);
  expect(modelFacts.get('exabyte-8500')).toEqual({ densities: [0x14, 0x15], compresses: false, maximumBlockBytes: 245_760 });
});
