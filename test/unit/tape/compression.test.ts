import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { Compression } from '../../../src/tape/compression.ts';
import { driveWithTape, type Host, pattern } from './host.ts';

const on = { compress: true };
const text = (length: number): Uint8Array =>
  Buffer.from('All work and no play makes a dull tape. '.repeat(length / 40 + 1)).subarray(0, length);

describe('what a block takes of the capacity', () => {
  it('is its length without compression, and while a host has it off', () => {
    const block = ByteList.of(text(1000));
    expect(new Compression('none', on).footprintLength(block, 1000)).toBe(1000);
    expect(new Compression({ ratio: 2 }, { compress: false }).footprintLength(block, 1000)).toBe(1000);
    expect(new Compression('sampled', { compress: false }).footprintLength(block, 1000)).toBe(1000);
  });

  it.each([
    [2, 1000, 500],
    [2.5, 1001, 401],
    [3, 1, 1],
    [1, 1000, 1000],
  ])('is by a ratio of %d for %d bytes: %d', (ratio, length, footprint) => {
    expect(new Compression({ ratio }, on).footprintLength(ByteList.of(new Uint8Array(length)), length)).toBe(footprint);
  });

  it('is less for text than for noise, and never more than its length, as a sample says', () => {
    const compression = new Compression('sampled', on);
    const footprint = (bytes: Uint8Array): number => compression.footprintLength(ByteList.of(bytes), bytes.length);
    for (const length of [1, 40, 4096, 4097, 65_536, 262_144]) {
      expect(footprint(randomBytes(length))).toBe(length);
      expect(footprint(text(length))).toBeLessThanOrEqual(length);
      expect(footprint(text(length))).toBeGreaterThan(0);
    }
    expect(footprint(text(65_536))).toBeLessThan(65_536 / 8);
    expect(footprint(new Uint8Array(65_536))).toBe(65_536 / 32);
  });

  it('is the same for blocks of a kind, and not decided by their beginning alone', () => {
    const compression = new Compression('sampled', on);
    const footprint = (bytes: Uint8Array): number => compression.footprintLength(ByteList.of(bytes), bytes.length);
    const written = Array.from({ length: 20 }, (_, number) =>
      Buffer.concat([Buffer.from(`block ${number}`), text(32_768 - 8)]).subarray(0, 32_768),
    );
    expect(new Set(written.map(footprint)).size).toBe(1);
    expect(footprint(Buffer.concat([text(16_384), randomBytes(49_152)]))).toBeGreaterThan(65_536 / 2);
  });
});

async function fill(host: Host): Promise<number> {
  for (let blocks = 0; ; blocks++) if ((await host.write(pattern(1000))).sense?.key === 0x0d) return blocks;
}

it('twice as much fits with a ratio of 2, as long as DCE is on', async () => {
  const capacity = { capacityBytes: 100_000, earlyWarningBytes: 1000 };
  expect(await fill((await driveWithTape(capacity)).host)).toBe(100);
  expect(await fill((await driveWithTape({ ...capacity, compression: { ratio: 2 } })).host)).toBe(200);
  const { host } = await driveWithTape({ ...capacity, compression: { ratio: 2 } });
  const page = [...(await host.modeSense(0x0f)).data.subarray(12)].with(0, 0x0f).with(2, 0x40);
  expect((await host.modeSelect({ page })).status).toBe(0);
  expect(await fill(host)).toBe(100);
});
