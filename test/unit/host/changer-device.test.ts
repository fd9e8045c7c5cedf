/** SMC's commands byte for byte, and element status data as they come, or as nobody should send them. */
import { test } from '@fast-check/vitest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { ChangerDevice, type ElementAddresses } from '../../../src/host/changer-device.ts';
import { readElementReports } from '../../../src/host/element-status.ts';
import type { ScsiAnswer } from '../../../src/host/scsi.ts';
import { check, good, ScriptedPath } from './scripted-path.ts';

const changerOn = (path: ScriptedPath): ChangerDevice => new ChangerDevice({ path, lun: 0, clock: new ManualClock() });
const hex = (written: string): Uint8Array => Buffer.from(written.replace(/[^0-9a-f]/g, ''), 'hex');

/** Two slots of which the first is full; descriptors of 16 bytes and a volume tag. */
const tag = (text: string): string => `${Buffer.from(text.padEnd(32)).toString('hex')}00000000`;
const slots = hex(`1000 0002 00 000070  02 80 0034 00 000068
  1000 09 00 0000 0000 00 80 0100 ${tag('LAB001L8')} 00000000
  1001 0c 00 8300 0000 00 00 0000 ${tag('')} 00000000`);

const addresses: ElementAddresses = {
  arm: { first: 0, count: 1 },
  slot: { first: 0x1000, count: 2 },
  mailSlot: { first: 0, count: 0 },
  drive: { first: 0x100, count: 1 },
};

describe('element status data', () => {
  it('tell what is in the elements', () => {
    expect(readElementReports(slots)).toEqual({
      wholeBytes: 8 + 0x70,
      elements: [
        {
          type: 'slot',
          address: 0x1000,
          full: true,
          accessible: true,
          byOperator: false,
          exception: undefined,
          source: 0x100,
          volumeTag: 'LAB001L8',
          identifier: undefined,
        },
        expect.objectContaining({
          address: 0x1001,
          full: false,
          exception: { asc: 0x83, ascq: 0 },
          source: undefined,
          volumeTag: undefined,
        }),
      ],
    });
  });

  it('tell the identifier of a drive behind both volume tags', () => {
    const drive = hex(
      `0100 0001 00 000068  04 c0 0060 00 000060  0100 08 00 0000 0000 00 00 0000 ${tag('')} ${tag('')} 02 01 00 08 ${Buffer.from('SERIAL01').toString('hex')}`,
    );
    expect(readElementReports(drive).elements).toMatchObject([{ type: 'drive', identifier: 'SERIAL01', volumeTag: undefined }]);
  });

  it('are read from descriptors that end early', () => {
    const short = hex('1000 0001 00 00000c  02 00 0004 00 000004  1000 0d 00');
    expect(readElementReports(short).elements).toMatchObject([
      { address: 0x1000, full: true, exception: { asc: 0, ascq: 0 }, source: undefined },
    ]);
  });

  it('are taken as far as descriptors are whole, but for the identifier of the last', () => {
    const second = 8 + 8 + 52;
    const counts = [slots.length, second + 48, second + 47, 8 + 8 + 48, 8 + 8 + 47, 8, 0];
    expect(counts.map((length) => readElementReports(slots.subarray(0, length)).elements.length)).toEqual([2, 2, 1, 1, 0, 0, 0]);
  });

  test.prop([fc.uint8Array({ maxLength: 300 }), fc.array(fc.tuple(fc.nat(slots.length - 1), fc.nat(255)), { maxLength: 6 })])(
    'never throw, whatever they are',
    (bytes, changes) => {
      expect(readElementReports(bytes).elements.length).toBeLessThanOrEqual(bytes.length / 3);
      const damaged = Uint8Array.from(slots);
      for (const [at, value] of changes) damaged[at] = value;
      expect(readElementReports(damaged).elements.length).toBeLessThanOrEqual(damaged.length / 3);
    },
  );
});

describe('a changer', () => {
  it('tells where its elements are in mode page 1Dh, with block descriptors before it or not', async () => {
    const page = '1d12 0001 0001 1000 0018 0010 0004 0100 0002 0000';
    const expected = {
      value: {
        arm: { first: 1, count: 1 },
        slot: { first: 0x1000, count: 24 },
        mailSlot: { first: 16, count: 4 },
        drive: { first: 256, count: 2 },
      },
    };
    const path = new ScriptedPath(good(hex(`17000000 ${page}`)));
    expect(await changerOn(path).addresses()).toEqual(expected);
    expect(path.cdbs).toEqual(['1a081d002000']);
    expect(await changerOn(new ScriptedPath(good(hex(`1f000008 0000000000000000 ${page}`)))).addresses()).toEqual(expected);
    expect(await changerOn(new ScriptedPath(good(hex('0b000000 1e120000')))).addresses()).toMatchObject({ failure: { kind: 'malformed' } });
  });

  it.each<[string, (changer: ChangerDevice) => Promise<unknown>, string]>([
    ['moves', (changer) => changer.move(0x1000, 0x100), 'a50000001000010000000000'],
    ['moves by another arm', (changer) => changer.move(0x1000, 0x100, 2), 'a50000021000010000000000'],
    ['exchanges', (changer) => changer.exchange(1, 2, 3), 'a60000000001000200030000'],
    ['takes stock', (changer) => changer.initializeElementStatus(), '070000000000'],
  ])('%s', async (_, call, cdb) => {
    const path = new ScriptedPath(good());
    await call(changerOn(path));
    expect(path.cdbs).toEqual([cdb]);
  });

  it('is asked for less when it refuses to tell more, and remembered', async () => {
    const path = new ScriptedPath(check(0x05, 0x2400), check(0x05, 0x2400), good(slots));
    const changer = changerOn(path);
    await changer.elements(addresses, ['slot']);
    await changer.elements(addresses, ['slot']);
    const asked = path.asked.map(({ cdb }) => ({ volumeTags: (cdb[1]! & 0x10) !== 0, identifiers: cdb[6] === 1 }));
    const least = { volumeTags: false, identifiers: false };
    expect(asked).toEqual([{ volumeTags: true, identifiers: true }, { volumeTags: true, identifiers: false }, least, least]);
  });

  it('is given the room that it asks for, a few times', async () => {
    const longer = (wholeBytes: number): ScsiAnswer => {
      const bytes = Uint8Array.from(slots);
      bytes.set([wholeBytes >> 16, wholeBytes >> 8, wholeBytes], 5);
      return good(bytes);
    };
    const path = new ScriptedPath(longer(1000), longer(2000), longer(3000), longer(4000));
    expect(await changerOn(path).elements(addresses, ['slot'])).toMatchObject({ value: [{ address: 0x1000 }, { address: 0x1001 }] });
    expect(path.asked.map(({ read }) => read)).toEqual([8 + 8 + 2 * 64, 1008, 2008]);
  });

  it('is not asked for elements that it does not have', async () => {
    const path = new ScriptedPath(good(new Uint8Array(8)));
    await changerOn(path).elements(addresses);
    expect(path.asked.map(({ cdb }) => cdb[1]! & 0x0f)).toEqual([4, 2]);
  });
});
