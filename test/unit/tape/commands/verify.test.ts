import { describe, expect, it } from 'vitest';
import { type MemoryContent, MemoryStore } from '../../../../src/cartridge/memory-store.ts';
import { createMemoryVolume } from '../../../../src/cartridge/memory-volume.ts';
import { toLun } from '../../../../src/scsi/target.ts';
import { driveWithTape, type Host, pattern, uint24 } from '../host.ts';

const VTE = 0x20;
const VLBPM = 0x10;
const VBF = 0x08;
const IMMED = 0x04;
const BYTCMP = 0x02;
const FIXED = 0x01;
const verify = (host: Host, bits: number, length: number, out?: Uint8Array) =>
  host.execute([0x13, bits, ...uint24(length), 0], out === undefined ? {} : { out });

/** Three blocks, a mark, a block, two marks, a block: objects 0–2, 3, 4, 5–6, 7. The third block is rotten. */
const recorded = async ({ rotten = false } = {}) => {
  const store = new MemoryStore();
  const { host } = await driveWithTape({ volume: await createMemoryVolume({ store, capacityBytes: 1_000_000, earlyWarningBytes: 1000 }) });
  for (const seed of [0, 1, 2]) await host.write(pattern(100, seed));
  await host.writeFilemarks(1);
  await host.write(pattern(100, 4));
  await host.writeFilemarks(2);
  await host.write(pattern(50, 7));
  await host.rewind();
  const [tape] = [...store.files].find(([path]) => path.endsWith('.tap'))!.slice(1) as [MemoryContent];
  if (rotten) tape.write(Uint8Array.of(tape.bytes[250]! ^ 1), 250);
  return host;
};

describe('VERIFY(6)', () => {
  it('reads a block and gives nothing of it', async () => {
    const host = await recorded();
    const ended = await host.execute([0x13, 0, ...uint24(100), 0], { room: 100 });
    expect(ended).toMatchObject({ status: 0, data: Buffer.alloc(0) });
    expect((await host.position()).first).toBe(1);
    expect((await verify(host, 0, 0)).status).toBe(0);
    expect((await host.position()).first).toBe(1);
  });

  it('tells what READ would tell', async () => {
    const host = await recorded({ rotten: true });
    expect((await verify(host, 0, 120)).sense).toMatchObject({ incorrectLength: true, information: 20 });
    await host.modeSelect({ blockLength: 100 });
    expect((await verify(host, FIXED, 5)).sense).toMatchObject({ key: 3, code: '11/00', information: 4 });
    expect((await verify(host, FIXED, 5)).sense).toMatchObject({ code: '00/01', filemark: true, information: 5 });
    expect((await host.position()).first).toBe(4);
    await host.locate(8);
    expect((await verify(host, FIXED, 2)).sense).toMatchObject({ key: 8, code: '00/05', information: 2 });
  });

  it('compares with what the host has', async () => {
    const host = await recorded();
    expect((await verify(host, BYTCMP, 100, pattern(100, 0))).status).toBe(0);
    expect((await verify(host, BYTCMP, 100, pattern(100, 9))).sense).toMatchObject({ key: 0xe, code: '1d/00', information: 100 });
    expect((await host.position()).first).toBe(2);
    await host.rewind();
    await host.modeSelect({ blockLength: 100 });
    const three = Buffer.concat([pattern(100, 0), pattern(100, 1), pattern(100, 2)]);
    expect((await verify(host, BYTCMP | FIXED, 3, three)).status).toBe(0);
    await host.rewind();
    three[150]! ^= 1;
    expect((await verify(host, BYTCMP | FIXED, 3, three)).sense).toMatchObject({ key: 0xe, code: '1d/00', information: 2 });
    expect((await host.position()).first).toBe(2);
  });

  it('goes over as many filemarks as it is told', async () => {
    const host = await recorded();
    expect((await verify(host, VBF, 2)).status).toBe(0);
    expect((await host.position()).first).toBe(6);
    expect((await verify(host, VBF, 3)).sense).toMatchObject({ key: 8, code: '00/05', information: 2 });
    expect((await host.position()).first).toBe(8);
  });

  it('counts no setmarks among them', async () => {
    const { host } = await driveWithTape({ model: { setmarks: true } });
    await host.changePage(0x10, (page) => page.writeUInt8(page[8]! | 0x20, 8));
    await host.execute([0x10, 2, 0, 0, 2, 0]);
    await host.writeFilemarks(2);
    await host.rewind();
    expect((await verify(host, VBF, 1)).status).toBe(0);
    expect((await host.position()).first).toBe(3);
  });

  it('goes to end of data, whatever is in the way', async () => {
    const host = await recorded();
    expect((await verify(host, VTE, 0)).status).toBe(0);
    expect((await host.position()).first).toBe(8);
  });

  it('stops at what cannot be read, on either way', async () => {
    const host = await recorded({ rotten: true });
    expect((await verify(host, VTE, 0)).sense).toMatchObject({ key: 3, code: '11/00', information: 0 });
    expect((await host.position()).first).toBe(3);
    await host.rewind();
    expect((await verify(host, VBF, 3)).sense).toMatchObject({ key: 3, code: '11/00', information: 3 });
  });

  it('finds blocks that are not protected as they should be', async () => {
    const host = await recorded();
    expect((await verify(host, VTE | VLBPM, 0)).status).toBe(0);
    await host.rewind();
    await host.changePage(0x0a, (page) => page.set([2, 4, 0], 4), { subpageCode: 0xf0 });
    expect((await verify(host, VTE | VLBPM, 0)).sense).toMatchObject({ key: 3, code: '10/05' });
    expect((await host.position()).first).toBe(1);
  });

  it.each([
    ['VTE with VBF', VTE | VBF, 1, '1.3'],
    ['BYTCMP with VTE', VTE | BYTCMP, 1, '1.1'],
    ['BYTCMP with VBF', VBF | BYTCMP, 1, '1.1'],
    ['BYTCMP with IMMED', IMMED | BYTCMP, 1, '1.1'],
    ['FIXED without a block length', FIXED, 1, '1.0'],
    ['more to compare than the host sends', BYTCMP, 100, '2.7'],
    ['a reserved bit', 0x40, 1, '1.6'],
  ])('refuses %s', async (_words, bits, length, at) => {
    const host = await recorded();
    expect((await verify(host, bits, length, pattern(1))).sense).toMatchObject({ key: 5, code: '24/00', pointsAt: `cdb ${at}` });
    expect((await host.position()).first).toBe(0);
  });
});

it('lets others have their turn on a long tape, and goes no further once it is aborted', async () => {
  const volume = await createMemoryVolume({ capacityBytes: 1_000_000, discardsData: true });
  const { host, device } = await driveWithTape({ volume, model: { readAheadBytes: 1000 } });
  await host.modeSelect({ blockLength: 1000 });
  await host.writeFixed(900, pattern(900_000));
  await host.rewind();
  const verifying = verify(host, VTE, 0);
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([
    expect(verifying).rejects.toThrow('aborted'),
    device.manage({ function: 'abort-task-set', nexus: host.nexus, lun: toLun(0) }),
  ]);
  expect((await host.position()).first).toBeLessThan(100);
});

it('VERIFY(16) begins where it says', async () => {
  const host = await recorded();
  expect((await host.explicit(0x8f, BYTCMP, { object: 4, length: 100 }, { out: pattern(100, 4) })).status).toBe(0);
  expect((await host.position()).first).toBe(5);
});
