import { expect, it } from 'vitest';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import { toBlockNumber } from '../../../src/cartridge/volume.ts';
import { ByteList } from '../../../src/foundation/byte-list.ts';
import { instant } from '../../../src/tape/timing.ts';
import { eraseMs, locateMs, rewindMs, wayTo } from '../../../src/tape/travel.ts';

it('the way is the part of the tape between here and there', async () => {
  const volume = await createMemoryVolume({ capacityBytes: 1000, partitions: [600, 400] });
  for (const partition of volume.partitions)
    await partition.append([{ kind: 'block', count: 3, recordLength: 100, data: ByteList.of(new Uint8Array(300)) }]);
  const here = { volume, partitionNumber: 0, position: toBlockNumber(2), usedBytes: 200 };
  expect(wayTo(here, 0, 0)).toBe(0.2);
  expect(wayTo(here, 0, 2)).toBe(0);
  expect(wayTo(here, 0, 3)).toBeCloseTo(0.1);
  expect(wayTo(here, 0, 99)).toBeCloseTo(0.1);
  expect(wayTo(here, 1, 1)).toBeCloseTo(0.5);
  expect(wayTo({ ...here, partitionNumber: 1 }, 0, 0)).toBeCloseTo(0.8);
  // Behind what the index does not know yet, there is end of data, and nowhere to go.
  const buffering = { volume, partitionNumber: 0, position: toBlockNumber(5), usedBytes: 500 };
  expect(wayTo(buffering, 0, 5)).toBe(0);
  expect(wayTo(buffering, 0, 0)).toBe(0.5);
});

it('a motion takes its part of the time for the whole tape, and turning round; what does not move takes none', () => {
  const timing = { ...instant, repositionMs: 100, fullRewindMs: 1000, fullLocateMs: 2000, fullEraseMs: 4000 };
  expect([rewindMs(timing, 0.5), locateMs(timing, 0.5), eraseMs(timing, 0.5)]).toEqual([600, 1100, 2100]);
  expect([rewindMs(timing, 0), locateMs(timing, 0)]).toEqual([0, 0]);
  expect([rewindMs(instant, 1), locateMs(instant, 1), eraseMs(instant, 1)]).toEqual([0, 0, 0]);
});
