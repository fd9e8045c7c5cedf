import { describe, expect, it } from 'vitest';
import { changerModels } from '../../../../src/models/changers/index.ts';
import { changerWithLibrary, ending } from '../../changer/host.ts';

const rig = (name: string) => {
  const model = changerModels.get(name)!;
  return changerWithLibrary(model);
};

describe('the EXB-480 answers as the real one did', () => {
  it('INQUIRY', async () => {
    const { host } = await rig('exabyte-exb-480');
    const { data } = await host.execute([0x12, 0, 0, 0, 0x38, 0], { room: 56 });
    expect(data.toString('hex')).toBe(
      '088002023300000045584142595445204558422d343830202020202020202020332e3031332e30312e303038202020202020202020202001',
    );
  });

  it('MODE SENSE with DBD=0: it has no block descriptors, and says where the mistake is', async () => {
    const { host } = await rig('exabyte-exb-480');
    expect(ending(await host.execute([0x1a, 0, 0x1d, 0, 0x88, 0], { room: 136 }))).toBe('5 24/00 cdb 1.3');
    expect(ending(await host.execute([0x5a, 0, 0x1d, 0, 0, 0, 0, 0, 0x88, 0], { room: 136 }))).toBe('5 20/00');
    expect((await host.execute([0x1a, 0x08, 0x1d, 0, 0x18, 0], { room: 24 })).data.toString('hex')).toBe(
      '17000000 1d12 0056 0001 0000 0050 0050 0002 0052 0004 0000'.replaceAll(' ', ''),
    );
  });

  it('a volume identifier ends with zeros, and a loaded drive is not accessible', async () => {
    const { host } = await rig('exabyte-exb-480');
    await host.execute([0xa5, 0, 0, 0x56, 0, 0x00, 0, 0x53, 0, 0, 0, 0]);
    const { data } = await host.execute([0xb8, 0x14, 0, 0x52, 0, 2, 0, 0, 0x16, 0x1c, 0, 0], { room: 5660 });
    expect(data.toString('hex', 0, 16)).toBe('00520002000000700480003400000068');
    expect(data.toString('hex', 16, 28)).toBe('005208000000300100000000');
    expect(data.toString('hex', 68)).toBe(`0053010000003002008000004131${'00'.repeat(38)}`);
  });
});

it('the serial number page has fourteen bytes, whatever the serial number', async () => {
  for (const name of ['exabyte-exb-210', 'exabyte-exb-220', 'exabyte-exb-440', 'exabyte-exb-480']) {
    const { host } = await rig(name);
    const { data } = await host.execute([0x12, 1, 0x80, 0, 14, 0], { room: 14 });
    expect(data.toString('latin1')).toBe('\x08\x80\0\x0aCHANGER001');
  }
  const { host } = await rig('exabyte-exb-10e');
  expect(ending(await host.execute([0x12, 1, 0x80, 0, 14, 0], { room: 14 }))).toBe('5 24/00 cdb 2.7');
});

it('hosts lock the keypad with mode page 22h', async () => {
  const { host } = await rig('exabyte-exb-480');
  const out = Buffer.alloc(88);
  out.set([0x22, 0x52, 0xc0], 4);
  expect(ending(await host.execute([0x15, 0x10, 0, 0, 88, 0], { out }))).toBe('good');
  const { data } = await host.execute([0x1a, 0x08, 0x22, 0, 88, 0], { room: 88 });
  expect(data.toString('hex', 4, 8)).toBe('2252c000');
});
