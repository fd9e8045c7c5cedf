import { link, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Claim, claim, probe } from '../../../src/control/claim.ts';

/** While on, every file operation waits a random moment before it is done: contenders meet each other at every pair of their steps. */
const shaking = vi.hoisted(() => ({ on: false }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const shaken = Object.entries(real).map(([name, operation]) => [
    name,
    typeof operation !== 'function'
      ? operation
      : async (...parameters: unknown[]) => {
          if (shaking.on) await new Promise((resolve) => setTimeout(resolve, Math.random() * 6));
          return Reflect.apply(operation, real, parameters) as unknown;
        },
  ]);
  return Object.fromEntries(shaken) as typeof real;
});

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tapelab-claim-'));
  path = join(folder, 'control.sock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What a process leaves behind that was killed while it listened: a socket's file that nobody listens on. */
async function leaveDead(at: string): Promise<void> {
  const server = createServer();
  const bound = `${at}.bound`;
  await new Promise<void>((resolve) => server.listen(bound, resolve));
  await link(bound, at);
  await new Promise((resolve) => server.close(resolve));
}

const connects = (at: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(at, () => {
      socket.destroy();
      resolve(true);
    }).once('error', () => resolve(false));
  });

describe('a claim', () => {
  it('listens on the path for this user alone, and leaves nothing when released', async () => {
    const held = await claim(path, createServer());
    expect(await readdir(folder)).toEqual(['control.sock']);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await connects(path)).toBe(true);
    await held!.release();
    expect(await readdir(folder)).toEqual([]);
  });

  it('is refused while another lives', async () => {
    const held = await claim(path, createServer());
    expect(await claim(path, createServer())).toBeUndefined();
    expect(await connects(path)).toBe(true);
    await held!.release();
  });

  it('takes over from the dead', async () => {
    await leaveDead(path);
    expect(await probe(path)).toBe('dead');
    const held = await claim(path, createServer());
    expect(await connects(path)).toBe(true);
    expect(await readdir(folder)).toEqual(['control.sock']);
    await held!.release();
  });

  it('takes over when a starter died while it took over', async () => {
    await leaveDead(path);
    const { ino } = await stat(path, { bigint: true });
    await leaveDead(join(folder, `.g${ino.toString(36)}`));
    const held = await claim(path, createServer());
    expect(await readdir(folder)).toEqual(['control.sock']);
    await held!.release();
  });

  it('leaves a file alone that is no socket', async () => {
    await writeFile(path, 'notes');
    await expect(claim(path, createServer())).rejects.toMatchObject({ code: 'socket-path-taken' });
    expect(await readdir(folder)).toEqual(['control.sock']);
  });

  it('goes to exactly one of many that start at once on a dead socket', async () => {
    for (let round = 0; round < 40; round++) {
      await leaveDead(path);
      shaking.on = true;
      const outcomes = await Promise.all(Array.from({ length: 6 }, () => claim(path, createServer())));
      shaking.on = false;
      const held = outcomes.filter((outcome): outcome is Claim => outcome !== undefined);
      expect(held).toHaveLength(1);
      expect(await connects(path)).toBe(true);
      await held[0]!.release();
      expect(await readdir(folder)).toEqual([]);
    }
  });

  it('passes from one to the next without ever being held twice', async () => {
    let holders = 0;
    let turns = 0;
    const contender = async (): Promise<void> => {
      for (let attempt = 0; attempt < 40; attempt++) {
        const held = await claim(path, createServer());
        if (held === undefined) continue;
        holders++;
        expect(holders).toBe(1);
        turns++;
        await connects(path);
        holders--;
        await held.release();
      }
    };
    await Promise.all(Array.from({ length: 6 }, contender));
    expect(turns).toBeGreaterThan(0);
  });
});
