import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import { toBlockNumber } from '../../../src/cartridge/volume.ts';
import { numberedFootprint, numberedObject } from './numbered-object.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapelab-kill-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Lets the process append until it has synchronised `syncs` times, and kills it; gives up to where it said it had. */
async function appendAndKill(barcode: string, syncs: number): Promise<number> {
  const program = new URL('appending-process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', 'tsx', program, folder, barcode], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (data) => {
    said += data;
    if (said.split('\n').length > syncs) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.once('close', resolve));
  return Number(said.trimEnd().split('\n').at(-1));
}

test.each([
  ['LAB001L8', false],
  ['LAB002L8', true],
])(
  'a process killed in the middle of its writes leaves on %s (discarding data: %s) what it has synchronised, and a prefix of the rest',
  async (barcode, discardsData) => {
    const room = new CartridgeRoom({ folder });
    await room.create({ barcode, discardsData });
    for (const syncs of [1, 7, 20]) {
      const synchronised = await appendAndKill(barcode, syncs);
      const volume = await room.mount(barcode);
      const partition = volume.partitions[0]!;
      expect(partition.endOfData).toBeGreaterThanOrEqual(synchronised);
      let footprint = 0;
      for (let number = 0; number < partition.endOfData; ) {
        for (const object of await partition.read(toBlockNumber(number), 1_000_000)) {
          const expected = numberedObject(number);
          const blank = expected.kind === 'block' ? { kind: 'block', data: new Uint8Array(expected.data.length) } : expected;
          expect(isDeepStrictEqual(object, discardsData ? blank : expected)).toBe(true);
          footprint += numberedFootprint(number++);
          expect(partition.footprintBefore(toBlockNumber(number))).toBe(footprint);
        }
      }
      await volume.close();
      expect((await room.check(barcode)).faults).toEqual([]);
    }
  },
);
