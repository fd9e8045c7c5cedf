/**
 * What the changer drivers of Windows 2000 to Server 2003 send to the products they know, byte for byte: ChangerInitialize, GetParameters, GetStatus,
 * SetAccess, GetElementStatus in one step or two, InitializeElementStatus, MoveMedium and the rest, as their published sources have them. Element status
 * is walked as the drivers walk it, with room for descriptors of the length that the driver has in mind and with no look at what they do not look at.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { changerModels } from '../../src/models/changers/index.ts';
import * as cdb from './cdb.ts';
import type { LabUnderTest } from './lab-under-test.ts';
import { LibraryHost, startLibraries } from './libraries.ts';
import type { Completion } from './task.ts';
import { type Driver, drivers, publishedBeside } from './windows-changer-drivers.ts';

interface Product {
  readonly model: string;
  readonly driver: Driver;
  readonly drives: number;
  readonly barcode: string;
}

/** Every model that claims one of these drivers, with the strings that a published list has. */
const products: readonly Product[] = [...changerModels].flatMap(([model, { windowsDriver, layout }], at) => {
  const driver = drivers.find(({ name }) => name === windowsDriver?.name.toLowerCase());
  if (driver === undefined || windowsDriver?.identity !== 'published') return [];
  return [{ model, driver, drives: Math.min(2, layout.dataTransfer.count), barcode: `WCH${String(at).padStart(3, '0')}L8` }];
});

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startLibraries(
    Object.fromEntries(
      products.map(({ model, drives, barcode }) => [
        model,
        { model, drives: new Array<string>(drives).fill('generic'), cartridges: { 1: barcode } },
      ]),
    ),
  );
}, 60_000);
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const word = (value: number): string => value.toString(16).padStart(4, '0');

interface WindowsElement {
  readonly type: number;
  readonly address: number;
  readonly full: boolean;
  readonly source: number | undefined;
  readonly bytes: Buffer;
}

/** As every one of the drivers goes through a report: by its counts alone. */
function walk(data: Buffer): WindowsElement[] {
  const found: WindowsElement[] = [];
  let remaining = data.readUInt16BE(2);
  let page = 8;
  do {
    expect(page + 8, 'the driver reads a page header').toBeLessThanOrEqual(data.length);
    const type = data[page]!;
    const length = data.readUInt16BE(page + 2);
    const count = length === 0 ? 0 : Math.floor(data.readUIntBE(page + 5, 3) / length);
    if (count === 0) remaining--;
    let at = page + 8;
    for (let index = 0; index < count && remaining > 0; index++, remaining--, at += length) {
      expect(at + length, 'the driver reads a descriptor').toBeLessThanOrEqual(data.length);
      const source = (data[at + 9] ?? 0) & 0x80 && length >= 12 ? data.readUInt16BE(at + 10) : undefined;
      found.push({ type, address: data.readUInt16BE(at), full: (data[at + 2]! & 1) !== 0, source, bytes: data.subarray(at, at + length) });
    }
    page = at;
  } while (remaining > 0);
  expect(page, 'nothing is left over').toBe(data.length);
  return found;
}

/** A driver at work on one changer. */
class Windows {
  readonly host: LibraryHost;
  readonly #driver: Driver;

  static async of({ model, driver }: Product): Promise<Windows> {
    return new Windows(await LibraryHost.attach(lab, model), driver);
  }

  constructor(host: LibraryHost, driver: Driver) {
    this.host = host;
    this.#driver = driver;
  }

  try(hex: string, options: { read?: number; write?: Uint8Array; lun?: number } = {}): Promise<Completion> {
    return this.host.command(bytes(hex), options);
  }

  async send(hex: string, room = 0): Promise<Buffer> {
    const { status, sense, data } = await this.try(hex, room === 0 ? {} : { read: room });
    expect({ hex, status, sense }).toEqual({ hex, status: 0, sense: undefined });
    return Buffer.from(data);
  }

  /** Types with the addresses of their elements, as mode page 1Dh has them. */
  get elements(): readonly (readonly [type: number, range: { first: number; count: number }])[] {
    const { transport, storage, importExport, drive } = this.host.layout;
    return [
      [1, transport],
      [2, storage],
      [3, importExport],
      [4, drive],
    ];
  }

  /** GetElementStatus of a type, or of all elements. */
  async elementStatus(type: number, { tags = false } = {}): Promise<WindowsElement[]> {
    const chosen = this.elements.filter(([code, { count }]) => count > 0 && (type === 0 || code === type));
    const start = Math.min(...chosen.map(([, { first }]) => first));
    const count = chosen.reduce((sum, [, range]) => sum + range.count, 0);
    const cdbOf = (length: number, identifiers = false): string =>
      `B8 ${word((tags ? 0x10 : 0) | type).slice(2)} ${word(start)} ${word(count)} ${identifiers ? '01' : '00'} ${length.toString(16).padStart(6, '0')} 00 00`;
    const data =
      this.#driver.descriptorBytes === undefined
        ? await this.#inTwoSteps(type, cdbOf)
        : await this.#inOneStep(chosen, tags, this.#driver.descriptorBytes, cdbOf);
    const found = walk(data);
    expect(found.length).toBe(count);
    for (const element of found) {
      const range = this.elements.find(([code]) => code === element.type)![1];
      expect(element.address, `the address of an element of type ${element.type}`).toBeGreaterThanOrEqual(range.first);
      expect(element.address).toBeLessThan(range.first + range.count);
    }
    return found;
  }

  async #inOneStep(
    chosen: Windows['elements'],
    tags: boolean,
    descriptorBytes: NonNullable<Driver['descriptorBytes']>,
    cdbOf: (length: number) => string,
  ): Promise<Buffer> {
    const { productIdentification } = await this.strings();
    const each = (type: number): number => descriptorBytes({ type, tags, product: productIdentification });
    const length = chosen.reduce((sum, [type, { count }]) => sum + 8 + count * each(type), 8);
    const data = await this.send(cdbOf(length), length);
    expect(data.length, 'as long as the driver expects').toBe(length);
    return data;
  }

  async #inTwoSteps(type: number, cdbOf: (length: number, identifiers?: boolean) => string): Promise<Buffer> {
    const { version } = await this.strings();
    let identifiers = version >= 3 && type === 4;
    let header = await this.try(cdbOf(8, identifiers), { read: 8 });
    if (identifiers && header.status !== 0) {
      expect(header, 'ILLEGAL REQUEST has the driver do without').toMatchObject({ status: 2, sense: { key: 5 } });
      identifiers = false;
      header = await this.try(cdbOf(8), { read: 8 });
    }
    expect({ status: header.status, length: header.data.length }).toEqual({ status: 0, length: 8 });
    const length = Buffer.from(header.data).readUIntBE(5, 3) + 8;
    const data = await this.send(cdbOf(length, identifiers), length);
    expect(data.length).toBe(length);
    return data;
  }

  async strings(): Promise<{ productIdentification: string; version: number }> {
    const data = await this.send('12 00 00 00 60 00', 96);
    return { productIdentification: data.toString('latin1', 16, 32).trimEnd(), version: data[2]! & 0x07 };
  }

  async move(source: number, destination: number): Promise<void> {
    await this.send(`A5 00 ${word(this.host.arm())} ${word(source)} ${word(destination)} 00 00 00 00`);
  }
}

it.each([...drivers.map(({ name, published }) => [name, published] as const), ...Object.entries(publishedBeside)])(
  '%s finds every product that its published list names, and no other model claims its name',
  (name, published) => {
    const claimed = [...changerModels.values()].filter(({ windowsDriver }) => windowsDriver?.name.toLowerCase() === name);
    const strings = claimed
      .filter(({ windowsDriver }) => windowsDriver!.identity === 'published')
      .map(({ inquiry }) => inquiry.vendorIdentification.padEnd(8) + inquiry.productIdentification);
    expect(strings.toSorted()).toEqual(published.toSorted());
  },
);

describe.each(products.map((product) => [`${product.driver.name}: ${product.model}`, product] as const))('%s', (_, product) => {
  const { driver } = product;

  it('is known by its strings (class start)', async () => {
    const windows = await Windows.of(product);
    const data = await windows.send('12 00 00 00 FC 00', 252);
    expect([data[0], data[1]! & 0x80]).toEqual([0x08, 0x80]);
    expect(driver.published).toContain(`${data.toString('latin1', 8, 16).padEnd(8)}${data.toString('latin1', 16, 32)}`.trimEnd());
    expect(data.length).toBe(data[4]! + 5);
  });

  it('is initialized, and its parameters are had', async () => {
    const windows = await Windows.of(product);
    for (const [hex, room] of [...driver.initialize((await windows.strings()).productIdentification), ...driver.parameters]) {
      const data = await windows.send(hex, room);
      expect(data.length).toBeLessThanOrEqual(room);
      if (hex.startsWith('1A 08 1D')) {
        expect([data.length, data[3], data[4]! & 0x3f, data[5]]).toEqual([24, 0, 0x1d, 0x12]);
        expect(data.readUInt16BE(4 + 8), 'a changer has slots').toBeGreaterThan(0);
      }
      if (hex.startsWith('1A 08 1E')) expect([data.length, data[4]! & 0x3f]).toEqual([8, 0x1e]);
      if (hex.startsWith('1A 08 1F')) {
        expect([data.length, data[3], data[4]! & 0x3f]).toEqual([room, 0, 0x1f]);
        expect(data[4 + 2]! & 0x02, 'STORST').toBe(0x02);
        expect(data[4 + 5]! & 0x08, 'a cartridge moves from a slot to a drive').toBe(0x08);
        expect(data[4 + 7]! & 0x02, 'and from a drive to a slot').toBe(0x02);
      }
      if (hex.startsWith('12 01 80')) {
        expect([data[0], data[1]]).toEqual([0x08, 0x80]);
        expect(data.length, 'at least as long as its header').toBeGreaterThan(4);
      }
    }
    await windows.send('00 00 00 00 00 00');
  });

  it('tells of all elements and of each type, so that the driver finds its way', async () => {
    const windows = await Windows.of(product);
    const { productIdentification } = await windows.strings();
    for (const tags of driver.asksForTags(productIdentification) ? [false, true] : [false]) {
      const all = await windows.elementStatus(0, { tags });
      for (const [type, { count }] of windows.elements) {
        expect(all.filter((element) => element.type === type).length).toBe(count);
        if (count === 0) continue;
        const alone = await windows.elementStatus(type, { tags });
        expect(alone.map(({ address }) => address)).toEqual(all.filter((element) => element.type === type).map(({ address }) => address));
        // The drivers look for a tag at byte 12.
        if (type === 2 && tags) expect(alone[0]!.bytes.toString('latin1', 12, 12 + product.barcode.length)).toBe(product.barcode);
      }
      const slots = all.filter(({ type }) => type === 2);
      expect(slots.map(({ full }) => full)).toEqual(slots.map((_slot, index) => index === 0));
    }
  });

  it('is locked and unlocked, initialized again, and moves a cartridge into a drive and back', async () => {
    const windows = await Windows.of(product);
    const { host } = windows;
    const { productIdentification } = await windows.strings();
    await windows.send('1E 00 00 00 01 00');
    await windows.send('1E 00 00 00 00 00');
    for (const hex of driver.initializeElementStatus(host.slot(1), productIdentification)) await windows.send(hex);
    await windows.move(host.slot(1), host.drive(1));
    await host.loaded(1);
    const drive = (await windows.elementStatus(4))[0]!;
    expect({ address: drive.address, full: drive.full, source: drive.source }).toEqual({
      address: host.drive(1),
      full: true,
      source: host.slot(1),
    });
    await host.good(cdb.loadUnload(false), { lun: 1 });
    await windows.move(host.drive(1), host.slot(1));
    expect((await windows.elementStatus(2))[0]!.full).toBe(true);
  });

  it('answers the rest of what its driver has', async () => {
    const windows = await Windows.of(product);
    const { host } = windows;
    const { productIdentification } = await windows.strings();
    for (const hex of driver.rest(host.arm(), host.slot(1), productIdentification)) await windows.send(hex);
    if (!driver.queriesTags || !driver.asksForTags(productIdentification)) return;
    const template = Buffer.alloc(40);
    template.write('*', 0, 'latin1');
    const sent = await windows.try(`B6 02 ${word(host.slot(1))} 00 05 00 00 00 28 00 00`, { write: template });
    expect({ status: sent.status, sense: sent.sense }).toEqual({ status: 0, sense: undefined });
    // The driver says that it writes where it means to read: whatever comes of it, nothing must hang.
    const request = `B5 12 ${word(host.slot(1))} 00 01 00 00 00 44 00 00`;
    await windows.try(request, { write: new Uint8Array(68) });
    await windows.try(`B6 02 ${word(host.slot(1))} 00 05 00 00 00 28 00 00`, { write: template });
    expect(walk(await windows.send(request, 68)).map(({ address }) => address)).toEqual([host.slot(1)]);
  });
});
