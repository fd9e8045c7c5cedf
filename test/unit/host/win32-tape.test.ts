import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../../src/foundation/virtual-clock.ts';
import { prepareTape, TapeCallError, Win32TapeReader, Win32TapeWriter, waitUntilReady } from '../../../src/host/win32-tape.ts';
import { UnreadableBlock } from '../../../src/mtf/tape.ts';
import { FakeCartridge, FakeDrive } from './fake-win32.ts';

const BLOCK = 1024;

const blocks = (count: number, first = 0): Uint8Array => {
  const data = new Uint8Array(count * BLOCK);
  for (let block = 0; block < count; block++) data.fill(first + block + 1, block * BLOCK, (block + 1) * BLOCK);
  return data;
};

async function writing(cartridge = new FakeCartridge({ earlyWarning: 10 * BLOCK })) {
  const drive = new FakeDrive();
  drive.insert(cartridge);
  const handle = drive.open('\\\\.\\Tape0');
  await handle.getStatus();
  await prepareTape(handle, { blockBytes: () => BLOCK });
  return { drive, handle, cartridge, writer: await Win32TapeWriter.at(handle, BLOCK) };
}

/** The first byte of each block. */
const written = ({ objects }: FakeCartridge): unknown[] => objects.map((object) => (object === 'filemark' ? 'F' : object[0]));

describe('a tape that is written through Win32', () => {
  it('has all blocks in their order, however many go out at a time', async () => {
    const { cartridge, writer } = await writing();
    expect(await writer.write(blocks(150))).toBe('room');
    expect(await writer.writeFilemark()).toBe('room');
    expect(written(cartridge)).toEqual([...Array.from({ length: 150 }, (_, at) => at + 1), 'F']);
  });

  it('tells of the early warning, whose data are on the tape', async () => {
    const { cartridge, writer } = await writing(new FakeCartridge({ capacity: 20 * BLOCK, earlyWarning: 5 * BLOCK }));
    expect(await writer.write(blocks(15))).toBe('room');
    expect(await writer.write(blocks(1, 15))).toBe('early-warning');
    expect(await writer.writeFilemark()).toBe('early-warning');
    expect(written(cartridge).slice(-2)).toEqual([16, 'F']);
  });

  it('fails at the end', async () => {
    const { writer } = await writing(new FakeCartridge({ capacity: 3 * BLOCK, earlyWarning: 0 }));
    await expect(writer.write(blocks(4))).rejects.toMatchObject({ call: 'WriteFile', error: 1129 });
  });

  it.each([0, 1, 3, 4])('goes on behind the %i blocks that a bus reset has let through', async (arrived) => {
    const { drive, cartridge, writer } = await writing();
    await writer.write(blocks(2));
    drive.next.push({ call: 'writeFile', error: 1111, arrived });
    expect(await writer.write(blocks(4, 2))).toBe('room');
    await writer.writeFilemark();
    expect(written(cartridge)).toEqual([1, 2, 3, 4, 5, 6, 'F']);
  });

  it.each([0, 1])('writes a filemark once when a bus reset has let %i through', async (arrived) => {
    const { drive, cartridge, writer } = await writing();
    drive.next.push({ call: 'writeMarks', error: 1111, arrived });
    expect(await writer.writeFilemark()).toBe('room');
    expect(written(cartridge)).toEqual(['F']);
  });

  it('does not go on where the tape stands elsewhere after a reset', async () => {
    const { drive, handle, writer } = await writing();
    await writer.write(blocks(2));
    await handle.setPosition('rewind');
    drive.next.push({ call: 'writeFile', error: 1111 });
    await expect(writer.write(blocks(1))).rejects.toBeInstanceOf(TapeCallError);
  });

  it('gives up when there is one reset after the other', async () => {
    const { drive, writer } = await writing();
    for (let reset = 0; reset < 4; reset++) drive.next.push({ call: 'writeFile', error: 1111 });
    await expect(writer.write(blocks(1))).rejects.toMatchObject({ error: 1111 });
  });
});

describe('a tape that is read through Win32', () => {
  it('gives blocks, filemarks and its end', async () => {
    const { handle, writer } = await writing();
    await writer.write(blocks(1));
    await writer.writeFilemark();
    await handle.setPosition('rewind');
    const reader = await Win32TapeReader.at(handle, BLOCK);
    expect(await reader.read()).toEqual(blocks(1));
    expect(await reader.read()).toBe('filemark');
    expect(await reader.read()).toBe('end');
  });

  it('gives a block that comes with the early warning, and ends where nothing comes with it', async () => {
    const { handle } = await writing();
    const block = blocks(1);
    const answers = [
      { error: 1100, bytes: BLOCK, data: block },
      { error: 1100, bytes: BLOCK, data: new Uint8Array() },
    ];
    const reader = await Win32TapeReader.at({ ...handle, readFile: async () => answers.shift()! }, BLOCK);
    expect(await reader.read()).toEqual(block);
    expect(await reader.read()).toBe('end');
  });

  it.each([0, 1])('goes back to the block of which a bus reset has let %i through without its data', async (passed) => {
    const { drive, handle, writer } = await writing();
    await writer.write(blocks(3));
    await handle.setPosition('rewind');
    const reader = await Win32TapeReader.at(handle, BLOCK);
    expect(await reader.read()).toEqual(blocks(1));
    drive.position += passed;
    drive.next.push({ call: 'readFile', error: 1111 });
    expect(await reader.read()).toEqual(blocks(1, 1));
    expect(await reader.read()).toEqual(blocks(1, 2));
    expect(await reader.read()).toBe('end');
  });

  it('gives up when there is one reset after the other', async () => {
    const { drive, handle, writer } = await writing();
    await writer.write(blocks(1));
    await handle.setPosition('rewind');
    const reader = await Win32TapeReader.at(handle, BLOCK);
    for (let reset = 0; reset < 4; reset++) drive.next.push({ call: 'readFile', error: 1111 });
    await expect(reader.read()).rejects.toMatchObject({ call: 'ReadFile', error: 1111 });
  });

  it('tells of a block that cannot be read, and fails at what is no matter of the block', async () => {
    const { drive, handle } = await writing();
    const reader = await Win32TapeReader.at(handle, BLOCK);
    drive.next.push({ call: 'readFile', error: 23 }, { call: 'readFile', error: 1117 });
    await expect(reader.read()).rejects.toBeInstanceOf(UnreadableBlock);
    await expect(reader.read()).rejects.toMatchObject({ call: 'ReadFile', error: 1117 });
  });
});

describe('a drive that is waited for', () => {
  it('is ready when its medium is, however often it says otherwise before', async () => {
    const clock = new VirtualClock({ quiet: () => true });
    const drive = new FakeDrive();
    clock.schedule(12_300, () => drive.insert(new FakeCartridge()));
    expect(await clock.run(waitUntilReady(drive.open('\\\\.\\Tape0'), clock, 60_000))).toBe(0);
    expect(clock.elapsed()).toBe(14_000);
  });

  it('is ready though it wants to be cleaned', async () => {
    const clock = new VirtualClock({ quiet: () => true });
    const drive = new FakeDrive();
    drive.insert(new FakeCartridge());
    const handle = drive.open('\\\\.\\Tape0');
    await handle.getStatus();
    drive.next.push({ call: 'getStatus', error: 1165 });
    expect(await clock.run(waitUntilReady(handle, clock, 5000))).toBe(0);
  });

  it('is given up after a while, and at once when it is gone', async () => {
    const clock = new VirtualClock({ quiet: () => true });
    const drive = new FakeDrive();
    const handle = drive.open('\\\\.\\Tape0');
    expect(await clock.run(waitUntilReady(handle, clock, 5000))).toBe(1112);
    expect(clock.elapsed()).toBe(5000);
    drive.gone = 55;
    expect(await clock.run(waitUntilReady(handle, clock, 5000))).toBe(55);
    expect(clock.elapsed()).toBe(5000);
  });
});
