import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CartridgeRoom } from '../../../src/cartridge/cartridge-room.ts';
import { toBlockNumber } from '../../../src/cartridge/volume.ts';
import { numberedBlock } from './numbered-block.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapelab-kill-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Lets the process append until it has synchronised `syncs` times, and kills it; gives up to where it said it had. */
async function appendAndKill(syncs: number): Promise<number> {
  const program = new URL('appending-process.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--import', 'tsx', program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (data) => {
    said += data;
    if (said.split('\n').length > syncs) child.kill('SIGKILL');
  });
  await new Promise((resolve) => child.once('close', resolve));
  return Number(said.trimEnd().split('\n').at(-1));
}

test('a process killed in the middle of its writes leaves what it has synchronised, and a prefix of the rest', async () => {
  const room = new CartridgeRoom({ folder });
  await room.create({ barcode: 'LAB001L8' });
  for (const syncs of [1, 7, 20]) {
    const synchronised = await appendAndKill(syncs);
    const volume = await room.mount('LAB001L8');
    const partition = volume.partitions[0]!;
    expect(partition.endOfData).toBeGreaterThanOrEqual(synchronised);
    for (let number = 0; number < partition.endOfData; ) {
      for (const object of await partition.read(toBlockNumber(number), 1_000_000)) {
        expect(object.kind).toBe('block');
        if (object.kind === 'block') expect(Buffer.compare(object.data, numberedBlock(number))).toBe(0);
        number++;
      }
    }
    await volume.close();
    expect((await room.check('LAB001L8')).faults).toEqual([]);
  }
});
