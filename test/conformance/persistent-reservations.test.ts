/**
 * Persistent reservations as hosts see them over iSCSI (SPC-4 §5.13, §7.6.4.6): who is who in READ FULL STATUS, a host that hangs and is preempted, and
 * what is left of them when the target comes back after its power was gone.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Lab } from '../../src/lab.ts';
import { asked, expectEmptyTape, expectSilence } from './aborted-task.ts';
import * as cdb from './cdb.ts';
import { Initiator } from './initiator.ts';
import { acknowledgeAttentions, LabUnderTest } from './lab-under-test.ts';

const conflict = { status: 0x18 };
const action = { register: 0, reserve: 1, clear: 3, preemptAndAbort: 5, ignore: 6 } as const;

/** PERSISTENT RESERVE OUT of a key by a key, both small. */
function say(initiator: Initiator, what: keyof typeof action, { key = 0, other = 0, type = 0, persist = false } = {}) {
  const list = new Uint8Array(24);
  list[7] = key;
  list[15] = other;
  list[20] = persist ? 1 : 0;
  return initiator.command(Uint8Array.of(0x5f, action[what], type, 0, 0, 0, 0, 0, 24, 0), { write: list });
}

/** PERSISTENT RESERVE IN. */
async function read(initiator: Initiator, code: number): Promise<Buffer> {
  const { status, data } = await initiator.command(Uint8Array.of(0x5e, code, 0, 0, 0, 0, 0, 0x10, 0, 0), { read: 0x1000 });
  expect(status).toBe(0);
  return Buffer.from(data);
}

describe('among two hosts', () => {
  let lab: LabUnderTest;
  beforeAll(async () => {
    lab = await LabUnderTest.start();
  });
  afterEach(() => lab.hangUp());
  afterAll(() => lab.stop());

  it('tells each by its TransportID, the name of its port', async () => {
    const initiatorName = 'iqn.2026-11.local.host:writer';
    const writer = await lab.attach({ initiatorName, isid: 0x0002_3d00_00a1 });
    await say(writer, 'ignore', { other: 1 });
    await say(writer, 'reserve', { key: 1, type: 3 });
    const status = await read(writer, 3);
    const name = `${initiatorName},i,0x00023d0000a1\0`;
    const length = (name.length + 3) & ~3;
    const port = Buffer.alloc(length);
    port.write(name);
    const descriptor = Buffer.from(
      `0000000000000001 00000000 0103 00000000 0001 000000${(length + 4).toString(16)} 450000${length.toString(16)}`.replaceAll(' ', ''),
      'hex',
    );
    expect(status.subarray(8)).toEqual(Buffer.concat([descriptor, port]));
    await say(writer, 'clear', { key: 1 });
  });

  it('preempts and aborts one whose write hangs, without waiting for it', async () => {
    const first = await lab.attachToBlank({ offers: { InitialR2T: 'Yes', ImmediateData: 'No' } });
    const second = await lab.attach();
    for (const [initiator, other] of [
      [first, 1],
      [second, 2],
    ] as const)
      expect(await say(initiator, 'ignore', { other })).toMatchObject({ status: 0 });
    expect(await say(first, 'reserve', { key: 1, type: 3 })).toMatchObject({ status: 0 });
    expect(await second.command(cdb.rewind())).toMatchObject(conflict);

    const { task } = await asked(first);
    expect(await say(second, 'preemptAndAbort', { key: 2, other: 1, type: 3 })).toMatchObject({ status: 0 });
    await expectSilence(first, task);
    expect(await first.command(cdb.rewind())).toMatchObject(conflict);
    expect(await acknowledgeAttentions(first)).toEqual([0x2a05]);
    await expectEmptyTape(second);
    expect(await say(second, 'clear', { key: 2 })).toMatchObject({ status: 0 });
  });
});

describe('through a loss of power', () => {
  let folder: string;
  const labs: Lab[] = [];
  const initiators: Initiator[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tapelab-power-'));
  });
  afterEach(async () => {
    for (const { connection } of initiators.splice(0)) connection.reset();
    for (const lab of labs.splice(0)) await lab.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function power(home: string): Promise<(who: string) => Promise<Initiator>> {
    const lab = await Lab.start({ home: join(folder, home), listen: '127.0.0.1:0' });
    labs.push(lab);
    return async (who) => {
      const targetName = 'iqn.2026-11.local.tapelab:drive0';
      const names = { initiatorName: `iqn.2026-11.local.host:${who}`, targetName, isid: 0x0002_3d00_0001 };
      const initiator = await Initiator.logIn({ host: lab.address.address, port: lab.address.port }, names);
      initiators.push(initiator);
      await acknowledgeAttentions(initiator);
      return initiator;
    };
  }

  it.each([
    [true, 'keeps what it answered GOOD to with APTPL=1'],
    [false, 'leaves nothing with APTPL=0'],
  ])('%s: %s', async (persist) => {
    const before = await (await power('before'))('writer');
    await say(before, 'register', { other: 7, persist });
    await say(before, 'reserve', { key: 7, type: 1 });
    const status = (await read(before, 3)).subarray(8);
    // What is on the disk now is what a process that dies now leaves.
    await cp(join(folder, 'before'), join(folder, 'after'), { recursive: true, filter: (path) => !path.endsWith('.sock') });
    const logIn = await power('after');
    const [writer, stranger] = [await logIn('writer'), await logIn('stranger')];
    expect((await read(writer, 0)).readUInt32BE(0)).toBe(0);
    expect((await read(writer, 2))[3]).toBe(persist ? 0xb1 : 0xb0);
    expect((await read(writer, 3)).subarray(8)).toEqual(persist ? status : Buffer.alloc(0));
    expect(await stranger.command(cdb.erase())).toMatchObject(persist ? conflict : { status: 0 });
    expect(await writer.command(cdb.rewind())).toMatchObject({ status: 0 });
  });

  it('does not begin with a memory that is damaged, and says which file', async () => {
    const writer = await (await power('home'))('writer');
    await say(writer, 'register', { other: 7, persist: true });
    writer.connection.reset();
    await labs.pop()!.close();
    const file = join(folder, 'home', 'nonvolatile', 'drive0.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"key": "7"', '"key": "8"'));
    await expect(power('home')).rejects.toMatchObject({ code: 'nonvolatile-damaged', message: expect.stringContaining(file) });
  });
});
