import { describe, expect, it } from 'vitest';
import type { ChangerModel } from '../../../../src/changer/model.ts';
import { arm, changerWithLibrary, ending, layout, mailSlot, moveMedium, slot } from '../host.ts';

const withoutMailSlots = { ...layout, importExport: { first: 0x10, count: 0 } };

async function page(pageCode: number, model: Partial<ChangerModel> = {}, subpage = 0): Promise<string> {
  const { host } = await changerWithLibrary(model);
  const { data, status } = await host.execute([0x1a, 0x08, pageCode, subpage, 0xff, 0], { room: 255 });
  expect(status).toBe(0);
  expect(data[0]).toBe(data.length - 1);
  return data.toString('hex', 4);
}

describe('Element Address Assignment', () => {
  it('tells where the elements of this library are, and how many', async () => {
    expect(await page(0x1d)).toBe('1d12 0001 0001 1000 0018 0010 0004 0100 0002 0000'.replaceAll(' ', ''));
  });

  it('cannot be changed, and has 24 bytes with its header as Windows’ drivers ask for', async () => {
    const { host } = await changerWithLibrary();
    const { data } = await host.execute([0x1a, 0x08, 0x5d, 0, 0x18, 0], { room: 24 });
    expect(data.toString('hex')).toBe(`17000000${'1d12'.padEnd(40, '0')}`);
    const refused = await host.changePage(0x1d, (bytes) => (bytes[3]! = 9));
    expect(ending(refused)).toBe('5 26/00 parameters 6.7');
  });
});

describe('Transport Geometry Parameters', () => {
  it('says of each arm whether it turns media round', async () => {
    const arms = { ...layout, mediumTransport: { first: 1, count: 2 } };
    expect(await page(0x1e, { invertsMedia: true, layout: arms })).toBe('1e0401000101');
    expect(await page(0x1e, { invertsMedia: false })).toBe('1e020000');
  });
});

describe('Device Capabilities', () => {
  it('has all moves and exchanges of a library that makes them all', async () => {
    expect(await page(0x1f)).toBe('1f12 0e03 0f0f0f0f 00000000 0f0f0f0f 00000000'.replaceAll(' ', ''));
  });

  it('denies what the model cannot, and what there are no elements for', async () => {
    const model: Partial<ChangerModel> = {
      version: 2,
      commands: ['MODE SENSE(6)'],
      layout: withoutMailSlots,
      impossibleMoves: [
        ['storage', 'mediumTransport'],
        ['dataTransfer', 'dataTransfer'],
      ],
    };
    expect(await page(0x1f, model)).toBe('1f12 0a00 0b0a0003 00000000 00000000 00000000'.replaceAll(' ', ''));
  });

  it('knows an exchange as a move there and one back', async () => {
    expect(await page(0x1f, { impossibleMoves: [['importExport', 'storage']] })).toBe(
      '1f12 0e03 0f0f0d0f 00000000 0f0b0d0f 00000000'.replaceAll(' ', ''),
    );
  });

  it('is what MOVE MEDIUM obeys', async () => {
    const { host } = await changerWithLibrary({ impossibleMoves: [['storage', 'mediumTransport']] });
    expect(ending(await moveMedium(host, slot(1), arm))).toBe('5 24/00 cdb 6.7');
    expect(ending(await moveMedium(host, slot(1), mailSlot(1)))).toBe('good');
  });
});

describe('Extended Device Capabilities', () => {
  it('tells of exchanges, locks and ejections', async () => {
    expect(await page(0x1f, {}, 0x41)).toBe('5f41 0010 06 00 07 00 00'.replaceAll(' ', '').padEnd(40, '0'));
    expect(await page(0x1f, { unloadsDrives: false, commands: ['MODE SENSE(6)'] }, 0x41)).toBe(
      '5f41 0010 06 00 03 04 00'.replaceAll(' ', '').padEnd(40, '0'),
    );
  });

  it('says nothing of mail slots where there are none', async () => {
    expect(await page(0x1f, { layout: withoutMailSlots }, 0x41)).toBe('5f41 0010 00 00 05 00 00'.replaceAll(' ', '').padEnd(40, '0'));
  });
});

it('a model may lack a page, and the pages come in ascending order', async () => {
  const codes = (bytes: Buffer): string[] => {
    const found: string[] = [];
    for (let at = 4; at < bytes.length; ) {
      const subpage = (bytes[at]! & 0x40) !== 0;
      found.push(subpage ? `${(bytes[at]! & 0x3f).toString(16)}/${bytes[at + 1]!.toString(16)}` : (bytes[at]! & 0x3f).toString(16));
      at += subpage ? 4 + bytes.readUInt16BE(at + 2) : 2 + bytes[at + 1]!;
    }
    return found;
  };
  const all = await changerWithLibrary();
  const { data } = await all.host.execute([0x1a, 0x08, 0x3f, 0xff, 0xff, 0], { room: 255 });
  expect(codes(data)).toEqual(['2', 'a', 'a/1', '1a', '1c', '1d', '1e', '1f', '1f/41']);
  const two = await changerWithLibrary({ modePages: [{ pageCode: 0x1d }, { pageCode: 0x1f }] });
  expect(codes((await two.host.execute([0x1a, 0x08, 0x3f, 0xff, 0xff, 0], { room: 255 })).data)).toEqual(['1d', '1f']);
});
