/**
 * What every changer gives hosts that ask who it is, what it serves and where its elements are (SPC-4 §6.6, §6.11, §6.35, §7.8; SMC-3, mode and log
 * parameters): lengths that are right, pages that are there and say what is so. The names of the models are all that is taken from the program.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { changerModels } from '../../src/models/changers/index.ts';
import * as cdb from './cdb.ts';
import { elementType, initializeElementStatus, readElementStatus } from './changer-cdb.ts';
import { decodeElementStatus, elementStatus } from './elements.ts';
import { acknowledgeAttentions, type LabUnderTest } from './lab-under-test.ts';
import { LibraryHost, layoutOf, startLibraries, targetOf } from './libraries.ts';
import { counterOf, pagesOf, parametersOf } from './log-parameters.ts';
import { codesOf, control, pageOf, select, split } from './mode-page.ts';

const models = [...changerModels.keys()];
const nameOf = (model: string): string => `changer${models.indexOf(model)}`;
const barcodeOf = (model: string): string => `PAG${String(models.indexOf(model)).padStart(3, '0')}L8`;

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startLibraries(
    Object.fromEntries(models.map((model) => [nameOf(model), { model, drives: ['generic'], cartridges: { 1: barcodeOf(model) } }])),
  );
}, 60_000);
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const printable = /^[\x20-\x7e]*$/;
const scsi2 = 2;
const lengthByGroup: Readonly<Record<number, number>> = { 0: 6, 1: 10, 2: 10, 4: 16, 5: 12 };
const types = ['transport', 'storage', 'importExport', 'drive'] as const;

describe.each(models)('%s', (model) => {
  const attach = (): Promise<LibraryHost> => LibraryHost.attach(lab, nameOf(model));
  const versionOf = async (host: LibraryHost): Promise<number> => (await host.good(cdb.inquiry(), { read: 255 }))[2]! & 0x07;

  it('has standard INQUIRY data as long as they say, of a changer with removable media', async () => {
    const host = await attach();
    const data = await host.good(cdb.inquiry(), { read: 255 });
    expect([data[0], data[1]! & 0x80, data[4]]).toEqual([0x08, 0x80, data.length - 5]);
    expect(data.length).toBeGreaterThanOrEqual(36);
    const strings = [data.toString('latin1', 8, 16), data.toString('latin1', 16, 32), data.toString('latin1', 32, 36)];
    for (const text of strings) {
      expect(text).toMatch(printable);
      expect(text.trim()).not.toBe('');
    }
    for (const length of [0, 4, 5, 36, data.length - 1, 255])
      expect([...(await host.good(cdb.inquiry(length), { read: 255 }))], String(length)).toEqual([...data.subarray(0, length)]);
  });

  it('has every VPD page that page 00h lists, and no other', async () => {
    const host = await attach();
    const list = await host.command(cdb.inquiry(255, 0x00), { read: 255 });
    if (list.status === 2) expect(await versionOf(host)).toBeLessThanOrEqual(scsi2);
    const pages = list.status === 2 ? [] : [...list.data.subarray(4)];
    expect(pages).toEqual([...new Set(pages)].toSorted((a, b) => a - b));
    for (const page of new Set([...pages, 0x00, 0x01, 0x80, 0x81, 0x83, 0x84, 0x86, 0x8f, 0xb0, 0xb1, 0xb3, 0xb4, 0xc0, 0xff])) {
      const answer = await host.command(cdb.inquiry(4096, page), { read: 4096 });
      if (pages.includes(page)) {
        const data = Buffer.from(answer.data);
        expect([answer.status, data[0], data[1], data.readUInt16BE(2)]).toEqual([0, 0x08, page, data.length - 4]);
      } else expect(answer).toMatchObject({ status: 2, sense: { key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte: 2 } } });
    }
  });

  it('has mode pages that are the same alone and among all, and says where its elements are', async () => {
    const host = await attach();
    const sense = (page: number, options = {}) => host.good(cdb.modeSense6(page, { noDescriptor: true, ...options }), { read: 255 });
    const all = await sense(0x3f);
    expect([all[0], all[3]]).toEqual([all.length - 1, 0]);
    const found = split(all.subarray(4));
    const codes = found.map((page) => codesOf(page)[0]);
    expect(codes).toEqual(expect.arrayContaining([0x1d, 0x1f]));
    for (const page of found) {
      const [code] = codesOf(page);
      expect([...(await sense(code)).subarray(4)]).toEqual([...page]);
      const changeable = (await sense(code, { control: control.changeable })).subarray(4);
      expect(changeable.length).toBe(page.length);
      if (code === 0x1d || code === 0x1e || code === 0x1f) expect(changeable.subarray(2).every((byte) => byte === 0)).toBe(true);
    }
    const { transport } = host.layout;
    const geometry = found.find((page) => page[0]! === 0x1e);
    if (geometry !== undefined) expect(geometry.length).toBe(2 + 2 * transport.count);
  });

  it('reports its elements where mode page 1Dh says, with tags where it reads labels', async () => {
    const host = await attach();
    const expected = types.flatMap((name) => {
      const { first, count } = host.layout[name];
      return Array.from({ length: count }, (_, index) => first + index);
    });
    const tagged = await host.command(readElementStatus(), { read: 2 ** 20 });
    if (tagged.status !== 0)
      expect(tagged).toMatchObject({ status: 2, sense: { key: 5, code: 0x2400, fieldPointer: { inCdb: true, byte: 1, bit: 4 } } });
    for (const volumeTags of tagged.status === 0 ? [true, false] : [false]) {
      const data = await host.good(readElementStatus({ volumeTags }), { read: 2 ** 20 });
      const { elements, pages } = decodeElementStatus(data);
      expect(elements.map(({ address }) => address).toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
      expect(elements.filter(({ full }) => full).map(({ address, tag }) => [address, tag?.identifier])).toEqual([
        [host.slot(1), volumeTags ? barcodeOf(model) : undefined],
      ]);
      expect(pages.map(({ primaryTags }) => primaryTags)).toEqual(pages.map(() => volumeTags));
    }
  });

  it('moves what page 1Fh says, and refuses what it denies', async () => {
    const host = await attach();
    const page = (await host.good(cdb.modeSense6(0x1f, { noDescriptor: true }), { read: 255 })).subarray(4);
    const capable = (from: number, to: number): boolean => (page[4 + from]! & (1 << to)) !== 0;
    const { layout } = host;
    for (const [to, name] of types.entries()) {
      const { first, count } = layout[name];
      if (count === 0) {
        for (let from = 0; from < 4; from++) expect([capable(from, to), capable(to, from)], `${name} is not there`).toEqual([false, false]);
        continue;
      }
      const destination = name === 'storage' ? host.slot(2) : first;
      const { status, sense } = await host.move(host.slot(1), destination);
      if (!capable(1, to)) {
        expect({ status, key: sense?.key }, `slot to ${name}`).toEqual({ status: 2, key: 5 });
        continue;
      }
      expect({ status, sense }, `slot to ${name}`).toEqual({ status: 0, sense: undefined });
      if (name === 'drive') {
        await host.loaded(1);
        await host.good(cdb.loadUnload(false), { lun: 1 });
      }
      expect(capable(to, 1), `what goes from a slot to ${name} comes back`).toBe(true);
      await host.moved(destination, host.slot(1));
    }
  });

  it('serves what REPORT SUPPORTED OPERATION CODES lists, and answers 20/00 to everything else', async () => {
    const host = await attach();
    const served: number[] = [];
    for (let code = 0; code < 256; code++) {
      const { status, sense } = await host.command(Uint8Array.of(code, ...new Array<number>(15).fill(0)), { read: 4096 });
      if (status !== 2 || sense?.code !== 0x2000) served.push(code);
    }
    // What SCSI-2 makes mandatory for medium changers (X3.131 §17.2), and what every driver of Windows sends.
    for (const code of [0x00, 0x03, 0x07, 0x12, 0x1a, 0x1d, 0x1e, 0xa5, 0xb8]) expect(served, `${code.toString(16)}h`).toContain(code);
    const report = await host.command(cdb.reportOperationCodes(), { read: 65_536 });
    if (report.status === 2) return;
    const bytes = Buffer.from(report.data);
    const listed: [code: number, length: number][] = [];
    for (let at = 4; at < bytes.length; at += (bytes[at + 5]! & 2) !== 0 ? 20 : 8) listed.push([bytes[at]!, bytes.readUInt16BE(at + 6)]);
    expect(served).toEqual([...new Set(listed.map(([code]) => code))].toSorted((a, b) => a - b));
    for (const [code, length] of listed) expect([code, length]).toEqual([code, lengthByGroup[code >> 5] ?? length]);
  });
});

describe('the changer that has everything', () => {
  const attach = (): Promise<LibraryHost> => LibraryHost.attach(lab, nameOf('generic-library'));

  it('names itself in VPD pages 80h and 83h', async () => {
    const host = await attach();
    const serial = (await host.good(cdb.inquiry(255, 0x80), { read: 255 })).toString('latin1', 4);
    const standard = await host.good(cdb.inquiry(), { read: 255 });
    const page = (await host.good(cdb.inquiry(4096, 0x83), { read: 4096 })).subarray(4);
    expect([page[0]! & 0x0f, page[1]! & 0x3f]).toEqual([2, 1]);
    expect(page.toString('latin1', 4, 4 + page[3]!)).toBe(standard.toString('latin1', 8, 32) + serial);
  });

  it('lists its extended capabilities as a subpage', async () => {
    const { initiator } = await attach();
    const page = await pageOf(initiator, 0x1f, { subpage: 0x41 });
    expect([page[0]! & 0x7f, page[1], page.readUInt16BE(2)]).toEqual([0x5f, 0x41, page.length - 4]);
    const all = split(await pageOf(initiator, 0x3f, { subpage: 0xff }));
    expect(all.map(codesOf)).toContainEqual([0x1f, 0x41]);
  });

  it('has pages that MODE SELECT cannot change, and says which byte', async () => {
    const { initiator } = await attach();
    const page = Buffer.from(await pageOf(initiator, 0x1d));
    page[0]! &= 0x3f;
    page[9]! ^= 1;
    expect(await select(initiator, page)).toMatchObject({ status: 2, sense: { key: 5, fieldPointer: { inCdb: false } } });
    expect(await layoutOf(initiator)).toEqual((await attach()).layout);
  });

  it('counts in its log pages what its robot has done', async () => {
    const host = await attach();
    expect(await pagesOf(host.initiator)).toEqual(expect.arrayContaining([0x00, 0x14, 0x15, 0x16, 0x2e]));
    const picks = async (): Promise<number> => {
      const parameters = await parametersOf(host.initiator, 0x15);
      return parameters.find(({ code }) => code === host.slot(1))!.value.readUInt32BE(8);
    };
    const moves = await counterOf(host.initiator, 0x14, 0x0000);
    const before = await picks();
    await host.moved(host.slot(1), host.slot(3));
    await host.moved(host.slot(3), host.slot(1));
    expect(await counterOf(host.initiator, 0x14, 0x0000)).toBe(moves + 2);
    expect(await picks()).toBe(before + 1);
  });

  it('has raised no TapeAlert flag', async () => {
    const { initiator } = await attach();
    const parameters = await parametersOf(initiator, 0x2e);
    expect(parameters.length).toBeGreaterThanOrEqual(32);
    expect(parameters.map(({ code }) => code)).toEqual(parameters.map((_, index) => index + 1));
    for (const { value } of parameters) expect([value.length, value[0]! & 1]).toEqual([1, 0]);
  });

  it('is known by REPORT LUNS and its VPD page 80h to be one target with its drives', async () => {
    const initiator = await lab.logIn({ targetName: targetOf(nameOf('generic-library')) });
    expect(await acknowledgeAttentions(initiator), 'power on').toEqual([0x2900]);
    const data = await initiator.command(cdb.reportLuns(), { read: 4096 });
    expect(Buffer.from(data.data).readUInt32BE(0)).toBe(16);
  });

  it('tests itself, and scans when it is told to', async () => {
    const host = await attach();
    await host.good(Uint8Array.of(0x1d, 4, 0, 0, 0, 0));
    await host.good(initializeElementStatus());
    expect(await host.good(cdb.requestSense(), { read: 252 }).then((data) => data[2]! & 0x0f)).toBe(0);
  });
});

it('an autoloader moves cartridges between its magazine and its drive, and nowhere else', async () => {
  const model = models.find((name) => changerModels.get(name)!.inquiry.productIdentification === 'C1557A')!;
  const host = await LibraryHost.attach(lab, nameOf(model));
  const page = (await host.good(cdb.modeSense6(0x1f, { noDescriptor: true }), { read: 255 })).subarray(4);
  // Stored in the drive and the slots; from a slot to the drive, and from the drive to a slot.
  expect([...page.subarray(2, 8)]).toEqual([0x0a, 0, 0, 0x08, 0, 0x02]);
  expect(await host.move(host.slot(1), host.slot(2))).toMatchObject({ status: 2, sense: { key: 5 } });
  const { elements } = await elementStatus(host.initiator, { volumeTags: false, type: elementType.storage });
  expect(elements.map(({ full }) => full)).toEqual([true, false, false, false, false, false]);
});
