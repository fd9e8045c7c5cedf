import { describe, expect, it } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { SlabPool } from '../../../src/foundation/slab.ts';
import { protectionInformation } from '../../../src/tape/block-protection.ts';
import type { EncipherBlock } from '../../../src/tape/data-encryption.ts';
import { type Enveloping, envelop } from '../../../src/tape/enveloping.ts';
import { pattern } from './host.ts';

const uncompressed = { footprintLength: (_data: ByteList, recordLength: number) => recordLength };
const enveloping = (change: Partial<Enveloping>): Enveloping => ({
  recordLength: 10,
  withProtection: false,
  encipher: undefined,
  compression: uncompressed,
  remainingBytes: 1000,
  ...change,
});
const encryption = {
  nonce: new Uint8Array(12),
  tag: new Uint8Array(16),
  keyCheck: new Uint8Array(4),
  authenticatedKeyData: new Uint8Array(0),
  unauthenticatedKeyData: new Uint8Array(0),
} as ReturnType<EncipherBlock>['encryption'];
const encipher: EncipherBlock = (clear) => ({ data: Uint8Array.from(clear, (byte) => byte ^ 0xff), encryption });
const guarded = (block: Uint8Array): Uint8Array[] => [block, protectionInformation(ByteList.of(block))];

describe('envelop', () => {
  it('makes a run of each block, enciphered, with what tells how', () => {
    const { runs, guarded: whole } = envelop(ByteList.of(pattern(20)), enveloping({ encipher }));
    expect(whole).toBe(true);
    expect(runs.map(({ data }) => [...data.toBytes()])).toEqual(
      [0, 10].map((at) => [...pattern(20).subarray(at, at + 10)].map((b) => b ^ 0xff)),
    );
    for (const run of runs)
      expect(run).toMatchObject({ kind: 'block', count: 1, recordLength: 10, footprintLength: 10, envelope: { encryption } });
  });

  it('keeps protection information of the clear block beside the enciphered one', () => {
    const block = pattern(10);
    const { runs } = envelop(ByteList.of(...guarded(block)), enveloping({ encipher, withProtection: true }));
    expect(runs[0]!.envelope).toMatchObject({ encryption, protection: protectionInformation(ByteList.of(block)) });
    expect(runs[0]!.data.length).toBe(10);
  });

  it('ends before the first block that is not guarded, or does not fit', () => {
    const data = ByteList.of(...guarded(pattern(10, 1)), ...guarded(pattern(10, 2)), pattern(14));
    const unguarded = envelop(data, enveloping({ withProtection: true }));
    expect([unguarded.runs.length, unguarded.guarded]).toEqual([2, false]);
    const full = envelop(data, enveloping({ withProtection: true, remainingBytes: 19 }));
    expect([full.runs.length, full.guarded]).toEqual([1, true]);
  });

  it('gives back the memory of what goes nowhere, and of what stays only until it is written', () => {
    const pool = new SlabPool({ slabBytes: 42, keptBytes: 42 });
    const slab = pool.take();
    const lent = slab.lend(42);
    lent.set(Buffer.concat([...guarded(pattern(10, 1)), ...guarded(pattern(10, 2)), ...guarded(pattern(10, 3))]));
    slab.finish();
    const { runs } = envelop(ByteList.of(lent), enveloping({ encipher, withProtection: true, remainingBytes: 20 }));
    expect(runs).toHaveLength(2);
    expect(pool.take()).toBe(slab);
  });
});
