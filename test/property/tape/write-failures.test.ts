/**
 * What a buffered drive says when its medium fails: random writes, marks and flushes on a volume whose appends and syncs fail now and then,
 * keeping any number of the objects first. A host that believes exactly what it is told, GOOD, the lost objects of a deferred error, the missing ones
 * of a current one, always knows what is on the tape.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMemoryVolume } from '../../../src/cartridge/memory-volume.ts';
import { driveWithTape, type Ended, pattern } from '../../unit/tape/host.ts';
import { unreliable } from '../../unit/tape/unreliable-volume.ts';
import { anyBuffers, arrivingInSlabs } from './any-buffers.ts';

type Action =
  | { readonly do: 'write'; readonly length: number }
  | { readonly do: 'write blocks'; readonly count: number }
  | { readonly do: 'marks'; readonly count: number; readonly immediate: boolean }
  | { readonly do: 'rest' };

const blockLength = 64;

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ do: fc.constant('write' as const), length: fc.integer({ min: 1, max: 300 }) }),
  fc.record({ do: fc.constant('write blocks' as const), count: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constant('marks' as const), count: fc.integer({ min: 0, max: 3 }), immediate: fc.boolean() }),
  fc.record({ do: fc.constant('rest' as const) }),
);

/** For each append or sync in turn: how many event-loop turns it takes, and after how many objects it fails. */
const obstacle = fc.record({ turns: fc.nat(4), failAfter: fc.option(fc.nat(5), { nil: undefined, freq: 2 }) });

const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

it('tells a host exactly what it lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { minLength: 1, maxLength: 25 }),
      fc.array(obstacle, { maxLength: 20 }),
      fc.boolean(),
      anyBuffers,
      async (actions, obstacles, buffered, buffers) => {
        const { volume, partition } = unreliable(await createMemoryVolume({ capacityBytes: 1_000_000, earlyWarningBytes: 0 }));
        const { host } = await driveWithTape({ volume, model: { bufferBytes: buffers.bufferBytes } });
        host.arriving = arrivingInSlabs(buffers);
        await host.modeSelect({ blockLength, bufferedMode: buffered ? 1 : 0 });
        const left = [...obstacles];
        partition.obstacle = (operation) => {
          const next = operation === 'append' || operation === 'sync' ? left.shift() : undefined;
          return next === undefined
            ? undefined
            : { until: turns(next.turns), ...(next.failAfter === undefined ? {} : { failAfter: next.failAfter }) };
        };

        const believed: (Buffer | 'filemark')[] = [];
        /** Believes how a command ended that was to write these objects, each counting `unit` in INFORMATION. With a deferred error it was not executed. */
        const believe = ({ status, sense }: Ended, objects: typeof believed, unit: number): void => {
          if (status === 0) believed.push(...objects);
          else if (sense!.deferred) {
            expect(sense).toMatchObject({ valid: true, key: 4, code: '03/00' });
            believed.length -= sense!.information;
          } else {
            expect(sense).toMatchObject({ valid: true, key: 4, code: '03/00' });
            believed.push(...objects.slice(0, objects.length - sense!.information / unit));
          }
        };

        /** Whatever the drive had to tell, it stands where the host believes. */
        const confirm = async (): Promise<void> => {
          const ended = await host.execute([0x34, 0x06, 0, 0, 0, 0, 0, 0, 0, 0], { room: 32 });
          if (ended.status === 0) expect(Number(ended.data.readBigUInt64BE(8))).toBe(believed.length);
          else {
            believe(ended, [], 1);
            await confirm();
          }
        };

        let seed = 0;
        for (const next of actions) {
          seed++;
          if (next.do === 'rest') await turns(2);
          if (next.do === 'write') believe(await host.write(pattern(next.length, seed)), [pattern(next.length, seed)], next.length);
          if (next.do === 'write blocks') {
            const data = pattern(next.count * blockLength, seed);
            const blocks = Array.from({ length: next.count }, (_, i) => data.subarray(i * blockLength, (i + 1) * blockLength));
            believe(await host.writeFixed(next.count, data), blocks, 1);
          }
          if (next.do === 'marks') {
            const immediate = next.immediate && buffered;
            believe(await host.writeFilemarks(next.count, { immediate }), new Array(next.count).fill('filemark'), 1);
          }
          await confirm();
        }
        partition.obstacle = () => undefined;
        believe(await host.rewind(), [], 1);
        await host.rewind();
        await host.modeSelect({ blockLength: 0 });
        const found: typeof believed = [];
        for (let ended = await host.read(500, { sili: true }); ended.sense?.key !== 8; ended = await host.read(500, { sili: true }))
          found.push(ended.sense?.filemark === true ? 'filemark' : ended.data);
        expect(found).toEqual(believed);
      },
    ),
    { numRuns: 300 },
  );
});
