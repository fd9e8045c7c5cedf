/**
 * READ ELEMENT STATUS over the wire, every count compared with what is there, and the commands about labels beside it: INITIALIZE ELEMENT STATUS in
 * its three forms, SEND VOLUME TAG and REQUEST VOLUME ELEMENT ADDRESS.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import * as changerCdb from './changer-cdb.ts';
import { elementType, readElementStatus } from './changer-cdb.ts';
import { decodeElementStatus, type ElementStatusData, elementStatus, headerOf } from './elements.ts';
import type { LabUnderTest } from './lab-under-test.ts';
import { LibraryHost, say, startLibraries } from './libraries.ts';

const storage = 12;
const importExport = 3;
const cartridges = { 1: 'ELM001L8', 2: 'ELM002L8', 3: 'ELM013L8', 12: 'CLN001L1' };

let lab: LabUnderTest;
let host: LibraryHost;
beforeAll(async () => {
  lab = await startLibraries(
    { library: { storage, importExport, cartridges }, numbered: { model: 'stk-l80' } },
    { cartridges: [{ barcode: 'CLN001L1' }] },
  );
});
beforeEach(async () => {
  host = await LibraryHost.attach(lab, 'library');
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const invalidField = (byte: number, bit?: number) => ({
  status: 2,
  sense: { key: 5, code: say.invalidFieldInCdb, fieldPointer: { inCdb: true, byte, ...(bit !== undefined && { bit }) } },
});
const addresses = ({ elements }: ElementStatusData): number[] => elements.map(({ address }) => address);
const range = (first: number, count: number): number[] => Array.from({ length: count }, (_, index) => first + index);

describe('READ ELEMENT STATUS', () => {
  it('tells of every element there is, a page a type in the order of their codes', async () => {
    const { pages, first } = await elementStatus(host.initiator);
    const { layout } = host;
    expect(pages.map(({ type }) => type)).toEqual([1, 2, 3, 4]);
    expect(pages.map(({ elements }) => elements.map(({ address }) => address))).toEqual([
      range(layout.transport.first, layout.transport.count),
      range(layout.storage.first, storage),
      range(layout.importExport.first, importExport),
      range(layout.drive.first, 2),
    ]);
    expect(first).toBe(Math.min(layout.transport.first, layout.storage.first, layout.importExport.first, layout.drive.first));
  });

  it('tells what is where, by its label', async () => {
    const expected = Object.entries(cartridges).map(([slot, barcode]) => [String(host.slot(Number(slot))), barcode]);
    expect(await host.inventory()).toEqual(Object.fromEntries(expected));
    const { elements } = await elementStatus(host.initiator, { type: elementType.storage });
    for (const { address, full, accessible, except, tag, source, inverted } of elements) {
      const barcode = (cartridges as Record<number, string>)[address - host.slot(0)];
      expect({ address, full, accessible, except, tag, inverted }).toEqual({
        address,
        full: barcode !== undefined,
        accessible: true,
        except: false,
        tag: barcode === undefined ? undefined : { identifier: barcode, sequence: 0 },
        inverted: false,
      });
      if (barcode === undefined) expect(source, 'an empty slot has no source').toBeUndefined();
    }
  });

  it.each([1, 2, 3, 4])('tells of type %i alone, and of no other', async (type) => {
    const { pages } = await elementStatus(host.initiator, { type });
    expect(pages.map((page) => page.type)).toEqual([type]);
  });

  it.each([5, 6, 8, 0xf])('knows no type %i', async (type) => {
    expect(await host.command(readElementStatus({ type }), { read: 4096 })).toMatchObject(invalidField(1, 3));
  });

  it('begins at the starting address and ends after the number of elements, for all types and for one', async () => {
    const all = addresses(await elementStatus(host.initiator));
    const bound = (numbers: readonly number[], start: number, count: number): number[] => {
      const ascending = numbers.filter((address) => address >= start).toSorted((a, b) => a - b);
      return ascending.slice(0, count);
    };
    const ascending = (data: ElementStatusData): number[] => addresses(data).toSorted((a, b) => a - b);
    for (const start of [0, host.arm(), host.slot(1), host.slot(5), host.mailslot(2), host.drive(1), host.drive(2)])
      for (const count of [1, 2, 5, 0xffff])
        expect(ascending(await elementStatus(host.initiator, { start, count })), `${count} from ${start}`).toEqual(
          bound(all, start, count),
        );
    const slots = range(host.slot(1), storage);
    for (const start of [0, host.slot(1), host.slot(4), host.slot(12)])
      for (const count of [1, 3, 0xffff])
        expect(addresses(await elementStatus(host.initiator, { type: elementType.storage, start, count }))).toEqual(
          bound(slots, start, count),
        );
  });

  it('has nothing to tell of no elements: a header that says so', async () => {
    const data = await host.good(readElementStatus({ count: 0 }), { read: 4096 });
    expect(headerOf(data)).toMatchObject({ count: 0, byteCount: 0 });
    expect(data.length).toBe(8);
  });

  it('leaves out volume tags unless asked for them', async () => {
    for (const { primaryTags, alternateTags, elements } of (await elementStatus(host.initiator, { volumeTags: false })).pages) {
      expect([primaryTags, alternateTags]).toEqual([false, false]);
      for (const { tag, bytes } of elements) {
        expect(tag).toBeUndefined();
        expect(bytes.toString('latin1')).not.toMatch(/ELM|CLN/);
      }
    }
    for (const { primaryTags } of (await elementStatus(host.initiator)).pages) expect(primaryTags).toBe(true);
  });

  it.each([
    ['of all types', { type: elementType.all }],
    ['of slots', { type: elementType.storage }],
    ['of drives with their identifiers', { type: elementType.drive, deviceIdentifiers: true }],
    ['without tags', { type: elementType.all, volumeTags: false }],
  ])('says the same of a report %s in any allocation length, and cuts no descriptor', async (_, request) => {
    const whole = await host.good(readElementStatus(request), { read: 65_536 });
    const ends = new Set([8]);
    let end = 8;
    for (const page of decodeElementStatus(whole).pages) {
      end += 8;
      for (const { bytes } of page.elements) {
        end += bytes.length;
        ends.add(end);
      }
    }
    expect(end).toBe(whole.length);
    for (const length of [...range(8, 300), whole.length - 1, whole.length, whole.length + 1]) {
      const { status, data } = await host.command(readElementStatus({ ...request, length }), { read: 65_536 });
      expect(status).toBe(0);
      const most = [...ends].filter((bytes) => bytes <= length).at(-1)!;
      expect(whole.subarray(0, data.length).equals(data), `${length}: the beginning of the whole`).toBe(true);
      // Where a page has no room for its first descriptor, its header may come or not.
      expect([most, ...(length >= most + 8 ? [most + 8] : [])], `${length}: as many as fit`).toContain(data.length);
    }
    for (const length of range(0, 8)) {
      const { status, data } = await host.command(readElementStatus({ ...request, length }), { read: 65_536 });
      expect([status, [...data]], String(length)).toEqual([0, [...whole.subarray(0, length)]]);
    }
  });

  it('names each drive as its own VPD page 83h does, byte for byte, and nothing else by DVCID', async () => {
    const { elements } = await elementStatus(host.initiator, { deviceIdentifiers: true });
    for (const { type, address, identifier } of elements) {
      if (type !== elementType.drive) {
        expect(identifier).toBeUndefined();
        continue;
      }
      const lun = address - host.drive(0);
      const page = await host.good(cdb.inquiry(1024, 0x83), { lun, read: 1024 });
      const length = page[4 + 3]!;
      expect([page[4 + 1]! & 0x3f, length], 'the T10 vendor ID based designator stands first').toEqual([1, identifier!.value.length]);
      expect(identifier).toEqual({ codeSet: page[4]! & 0x0f, type: 1, value: page.subarray(8, 8 + length) });
      const serial = await host.good(cdb.inquiry(255, 0x80), { lun, read: 255 });
      expect(identifier!.value.toString('latin1').endsWith(serial.toString('latin1', 4)), 'VPD page 80h').toBe(true);
    }
    const { elements: without } = await elementStatus(host.initiator, { type: elementType.drive });
    for (const { identifier } of without) expect(identifier).toBeUndefined();
  });

  it('names each drive by its serial number where the product does, as VPD page 80h has it', async () => {
    const byNumber = await LibraryHost.attach(lab, 'numbered');
    const { elements } = await elementStatus(byNumber.initiator, { type: elementType.drive, deviceIdentifiers: true });
    expect(elements.length).toBe(2);
    for (const { address, identifier } of elements) {
      const serial = await byNumber.good(cdb.inquiry(255, 0x80), { lun: address - byNumber.drive(0), read: 255 });
      expect(identifier).toEqual({ codeSet: 2, type: 0, value: serial.subarray(4) });
    }
  });

  it('tells the LUN of each drive', async () => {
    const { elements } = await elementStatus(host.initiator, { type: elementType.drive });
    expect(elements.map(({ lun }) => lun)).toEqual([1, 2]);
  });

  it('tells the same by CURDATA', async () => {
    const plain = await host.good(readElementStatus(), { read: 65_536 });
    expect((await host.good(readElementStatus({ currentData: true }), { read: 65_536 })).equals(plain)).toBe(true);
  });

  it('follows a cartridge: where it is, whether the robot can reach it, and where it came from', async () => {
    await host.moved(host.slot(2), host.drive(1));
    await host.loaded(1);
    expect(await host.element(host.drive(1))).toMatchObject({
      full: true,
      accessible: false,
      source: host.slot(2),
      tag: { identifier: 'ELM002L8' },
    });
    expect(await host.element(host.slot(2))).toMatchObject({ full: false, accessible: true, tag: undefined });
    await host.good(cdb.loadUnload(false), { lun: 1 });
    expect(await host.element(host.drive(1))).toMatchObject({ full: true, accessible: true });
    await host.moved(host.drive(1), host.mailslot(1));
    expect(await host.element(host.mailslot(1))).toMatchObject({
      full: true,
      accessible: true,
      byOperator: false,
      exports: true,
      imports: true,
      source: host.slot(2),
      tag: { identifier: 'ELM002L8' },
    });
    await host.moved(host.mailslot(1), host.slot(2));
    expect(await host.element(host.drive(1))).toMatchObject({ full: false, accessible: true, source: undefined });
  });

  it('refuses every bit that is reserved, at its place', async () => {
    for (const [byte, bit] of [
      [6, 7],
      [6, 2],
      [10, 0],
      [10, 7],
    ] as const) {
      const odd = readElementStatus();
      odd[byte]! |= 1 << bit;
      expect(await host.command(odd, { read: 4096 }), `byte ${byte} bit ${bit}`).toMatchObject(invalidField(byte, bit));
    }
  });
});

describe('INITIALIZE ELEMENT STATUS', () => {
  it.each([
    ['all of it (07h)', changerCdb.initializeElementStatus],
    ['all of it (37h)', () => changerCdb.initializeElementStatusWithRange()],
    ['all of it, quickly (37h)', () => changerCdb.initializeElementStatusWithRange(undefined, { fast: true })],
    ['all of it (E7h)', () => changerCdb.initializeElementStatusWithRange(undefined, { code: 0xe7 })],
    ['a range of it (37h)', () => changerCdb.initializeElementStatusWithRange({ start: host.slot(2), count: 3 })],
    ['a range of it (E7h)', () => changerCdb.initializeElementStatusWithRange({ start: host.slot(2), count: 3 }, { code: 0xe7 })],
  ])('looks at %s and finds what was there', async (_, command) => {
    const before = await host.good(readElementStatus(), { read: 65_536 });
    await host.good(command());
    expect((await host.good(readElementStatus(), { read: 65_536 })).equals(before)).toBe(true);
  });
});

describe('SEND VOLUME TAG and REQUEST VOLUME ELEMENT ADDRESS', () => {
  async function translated(
    template: string,
    { action = changerCdb.translate.primary as number, type = 0, start = 0, count = 0xffff } = {},
  ): Promise<string[]> {
    await host.good(changerCdb.sendVolumeTag(action, { type, start }), { write: changerCdb.volumeTagTemplate(template) });
    const data = await host.good(changerCdb.requestVolumeElementAddress({ type, start, count }), { read: 65_536 });
    expect(headerOf(data).sendAction & 0x1f).toBe(action);
    return decodeElementStatus(data).elements.map(({ tag }) => tag!.identifier);
  }

  it.each([
    ['ELM001L8', ['ELM001L8']],
    ['*', ['ELM001L8', 'ELM002L8', 'ELM013L8', 'CLN001L1']],
    ['ELM*', ['ELM001L8', 'ELM002L8', 'ELM013L8']],
    ['ELM0?3L8', ['ELM013L8']],
    ['???001*', ['ELM001L8', 'CLN001L1']],
    ['ELM', []],
    ['NONE', []],
  ])('finds by %s %j', async (template, found) => {
    expect((await translated(template)).toSorted()).toEqual(found.toSorted());
    expect((await translated(template, { action: changerCdb.translate.all })).toSorted()).toEqual(found.toSorted());
    expect((await translated(template, { action: changerCdb.translate.allWhateverSequence })).toSorted()).toEqual(found.toSorted());
  });

  it('looks where it is told to', async () => {
    expect(await translated('*', { type: elementType.drive })).toEqual([]);
    expect(await translated('*', { type: elementType.storage, start: host.slot(3) })).toEqual(['ELM013L8', 'CLN001L1']);
    expect(await translated('*', { type: elementType.storage, count: 2 })).toHaveLength(2);
  });

  it('says where it is', async () => {
    await host.good(changerCdb.sendVolumeTag(changerCdb.translate.primary), { write: changerCdb.volumeTagTemplate('ELM013L8') });
    const data = await host.good(changerCdb.requestVolumeElementAddress(), { read: 65_536 });
    const { first, elements } = decodeElementStatus(data);
    expect([first, elements.map(({ address, type, full }) => [address, type, full])]).toEqual([
      host.slot(3),
      [[host.slot(3), elementType.storage, true]],
    ]);
  });

  it('answers the host that asked, and nobody who did not', async () => {
    const other = await LibraryHost.attach(lab, 'library');
    await host.good(changerCdb.sendVolumeTag(changerCdb.translate.primary), { write: changerCdb.volumeTagTemplate('ELM001L8') });
    await other.good(changerCdb.sendVolumeTag(changerCdb.translate.primary), { write: changerCdb.volumeTagTemplate('ELM002L8') });
    const found = async (who: LibraryHost): Promise<(string | undefined)[]> =>
      decodeElementStatus(await who.good(changerCdb.requestVolumeElementAddress(), { read: 65_536 })).elements.map(
        ({ tag }) => tag?.identifier,
      );
    expect([await found(host), await found(other)]).toEqual([['ELM001L8'], ['ELM002L8']]);
    const third = await LibraryHost.attach(lab, 'library');
    const unasked = await third.command(changerCdb.requestVolumeElementAddress(), { read: 65_536 });
    if (unasked.status === 0) expect(headerOf(unasked.data)).toMatchObject({ count: 0, byteCount: 0 });
    else expect(unasked).toMatchObject({ status: 2, sense: { key: 5 } });
  });

  it('knows no action that would write labels', async () => {
    for (const action of [0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x1f])
      expect(
        await host.command(changerCdb.sendVolumeTag(action), { write: changerCdb.volumeTagTemplate('NEW001L8') }),
        action.toString(16),
      ).toMatchObject(invalidField(5, 4));
  });

  it('takes no short list', async () => {
    const list = changerCdb.volumeTagTemplate('*').subarray(0, 39);
    const command = changerCdb.sendVolumeTag(changerCdb.translate.primary, { length: 39 });
    expect(await host.command(command, { write: list })).toMatchObject({ status: 2, sense: { key: 5, code: 0x1a00 } });
  });
});

describe('a library with 60 000 slots', () => {
  let large: LabUnderTest;
  beforeAll(async () => {
    large = await startLibraries({ large: { storage: 60_000, importExport: 4, drives: ['lto-8'], cartridges: { 59999: 'FAR001L8' } } });
  });
  afterEach(() => large.hangUp());
  afterAll(() => large.stop());

  it('tells of all of them, at once and a page at a time', async () => {
    const { initiator, slot } = await LibraryHost.attach(large, 'large');
    const { elements } = await elementStatus(initiator, { type: elementType.storage });
    expect(elements.length).toBe(60_000);
    expect(elements.filter(({ full }) => full).map(({ address, tag }) => [address, tag!.identifier])).toEqual([[slot(59_999), 'FAR001L8']]);
    const found: number[] = [];
    for (let start = slot(1); found.length < 60_000; start = found.at(-1)! + 1)
      found.push(...addresses(await elementStatus(initiator, { type: elementType.storage, start, count: 4096 })));
    expect(found).toEqual(addresses({ first: 0, pages: [], elements }));
  });
});
