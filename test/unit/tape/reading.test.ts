import { describe, expect, it } from 'vitest';
import type { MediumObject } from '../../../src/cartridge/volume.ts';
import { withoutEncryption } from '../../../src/tape/data-encryption.ts';
import type { Head } from '../../../src/tape/head.ts';
import type { Mechanism } from '../../../src/tape/mechanism.ts';
import { type Reading, readObjects, UnwrittenObjects } from '../../../src/tape/reading.ts';
import { driveWithTape, pattern } from './host.ts';

const block = (seed: number): MediumObject => ({ kind: 'block', data: pattern(10, seed) });

/** Reads from a list of objects as from a buffer; what the drive does otherwise has no part in it. */
async function reading(objects: MediumObject[], order: 'first' | 'last', change: Partial<Reading> = {}) {
  const { host } = await driveWithTape();
  const head = { unwritten: objects, volume: { discardsData: false } } as unknown as Head;
  const drive = {
    head,
    settings: { reportEarlyWarning: false, reportSetmarks: false, blockLength: 10 },
    encryption: withoutEncryption,
    readFailed: () => {},
  } as unknown as Mechanism;
  const taken: Uint8Array[] = [];
  const sink = { take: (data: Uint8Array) => taken.push(data) < 3 };
  const sense = await readObjects(drive, {
    source: new UnwrittenObjects(head, order),
    sink,
    nexus: host.nexus,
    count: 2,
    fixed: true,
    blockLength: 10,
    sili: false,
    withProtection: false,
    ...change,
  });
  return { sense, taken, left: objects.length };
}

describe('readObjects', () => {
  it('takes as many as it is asked for, and passes what nobody wants to hear of', async () => {
    const { sense, taken, left } = await reading([block(1), { kind: 'setmark' }, block(2), block(3)], 'first');
    expect(sense).toBeUndefined();
    expect(taken).toEqual([pattern(10, 1), pattern(10, 2)]);
    expect(left).toBe(1);
  });

  it('goes through a list from its end', async () => {
    expect((await reading([block(1), block(2), block(3)], 'last')).taken).toEqual([pattern(10, 3), pattern(10, 2)]);
  });

  it('ends where the sink is not content, past that block', async () => {
    const { sense, left } = await reading([1, 2, 3, 4].map(block), 'first', { count: 4 });
    expect(sense).toMatchObject({ key: 0xe, information: 2 });
    expect(left).toBe(1);
  });

  it('stays before a block that must not be read in clear', async () => {
    const enciphered = { ...block(2), envelope: { encryption: {} } } as unknown as MediumObject;
    const { sense, taken, left } = await reading([block(1), enciphered], 'first');
    expect(sense).toMatchObject({ key: 7, additional: { asc: 0x74 }, information: 1 });
    expect([taken.length, left]).toEqual([1, 1]);
  });

  it('passes a block that its protection information does not guard', async () => {
    const rotten = { ...block(1), envelope: { protection: new Uint8Array(4) } } as MediumObject;
    const { sense, taken, left } = await reading([rotten, block(2)], 'first');
    expect(sense).toMatchObject({ key: 4, additional: { asc: 0x10, ascq: 0x01 }, information: 2 });
    expect([taken.length, left]).toEqual([0, 1]);
  });
});
