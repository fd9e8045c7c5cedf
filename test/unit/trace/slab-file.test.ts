import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { slabFile } from '../../../src/trace/slab-file.ts';

test('slabs come back from their file as they were, for their owner alone, and go with it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tapelab-slabs-'));
  try {
    const path = join(folder, 'slabs');
    const file = slabFile(path);
    file.append({ first: 0, bytes: Uint8Array.of(1, 2, 3, 0, 0), used: 3 });
    file.append({ first: 2 ** 33, bytes: Uint8Array.of(4), used: 1 });
    expect([...file.slabs()]).toEqual([
      { first: 0, bytes: Uint8Array.of(1, 2, 3), used: 3 },
      { first: 2 ** 33, bytes: Uint8Array.of(4), used: 1 },
    ]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    file.close();
    expect(existsSync(path)).toBe(false);
    expect(() => slabFile(join(folder, 'no', 'slabs'))).toThrow(expect.objectContaining({ code: 'trace-not-writable' }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
