import { describe, expect, it } from 'vitest';
import { changerFacts, configuredLibrary } from '../../src/configured-library.ts';
import { instantRobot } from '../../src/library/robot.ts';
import { changerModels } from '../../src/models/changers/index.ts';

const product = changerModels.get('generic-library')!;
const configured = (more: object = {}) =>
  configuredLibrary({ model: 'generic-library', serial: 'S', drives: ['one', 'two', 'three'], ...more });

describe('a configured library', () => {
  it('is its model with as many data transfer elements as drives, and takes no time, unless told otherwise', () => {
    const layout = { ...product.layout, dataTransfer: { first: 0x100, count: 3 } };
    expect(configured()).toEqual({ model: { ...product, layout }, timing: instantRobot });
  });

  it('has its elements where it is told to', () => {
    const { layout } = configured({
      storage: { first: 7, count: 5 },
      importExport: { count: 0 },
      mediumTransport: { first: 0x50 },
      dataTransfer: { first: 0x60 },
    }).model;
    expect(layout).toEqual({
      storage: { first: 7, count: 5 },
      importExport: { first: 0x10, count: 0 },
      mediumTransport: { first: 0x50, count: 1 },
      dataTransfer: { first: 0x60, count: 3 },
    });
  });

  it('moves as its model does, as it is told, or at once', () => {
    expect(configured({ timing: { like: 'realistic' } }).timing).toEqual(product.timing);
    expect(configured({ timing: { like: 'realistic', scan: 5 } }).timing).toEqual({ ...product.timing, scanMs: 5 });
    expect(configured({ timing: { move: 7, position: 9 } }).timing).toEqual({ ...instantRobot, moveMs: 7, positionMs: 9 });
  });

  it('has the strings and pages that it is given', () => {
    const { model } = configured({ inquiry: { product: 'OTHER' }, pages: { vpd: { C0h: '08 C0 00 00' } } });
    expect(model.inquiry).toEqual({ ...product.inquiry, productIdentification: 'OTHER' });
    expect(model.pageBytes?.vitalProductData?.at(-1)).toBe('08 C0 00 00');
  });

  it('can be every changer that there is', () => expect([...changerFacts.keys()]).toEqual([...changerModels.keys()]));
});
