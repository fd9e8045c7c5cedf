/** libiscsi's own tools and a client on its library, against the built command on loopback. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileTapeLoad, tapeLoad } from '../../bench/tape-load.ts';
import { runCommand, runOrThrow } from './command.ts';
import { demo, TapelabServer, type TemporaryDirectory, temporaryDirectory } from './tapelab.ts';

describe('libiscsi', () => {
  let directory: TemporaryDirectory;
  let server: TapelabServer;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    server = await TapelabServer.start({ home: `${directory.path}/home` });
  });

  afterAll(async () => {
    await server?.stop();
    await directory?.remove();
  });

  it('finds one target with one tape drive', async () => {
    const output = await runOrThrow('iscsi-ls', ['-s', `iscsi://${server.portal}`]);
    expect(output.trim().split('\n')).toEqual([
      `Target:${demo.target} Portal:${server.portal},1`,
      expect.stringMatching(new RegExp(`^Lun:${demo.lun}\\s+Type:SEQUENTIAL_ACCESS`)),
    ]);
  });

  it('reads the standard INQUIRY data', async () => {
    const output = await runOrThrow('iscsi-inq', [server.url]);
    expect(output).toMatch(/^Peripheral Qualifier:CONNECTED$/m);
    expect(output).toMatch(/^Peripheral Device Type:SEQUENTIAL_ACCESS$/m);
    expect(output).toMatch(/^Removable:1$/m);
    expect(output).toMatch(/^Vendor:IBM {5}$/m);
    expect(output).toMatch(/^Product:ULT3580-TD8 {5}$/m);
  });

  const vitalProductData = (page: number) => runOrThrow('iscsi-inq', ['-e', '1', '-c', String(page), server.url]);

  it('reads the list of vital product data pages', async () => {
    const pages = (await vitalProductData(0x00)).match(/0x[0-9a-f]{2}/g);
    expect(pages).toEqual(expect.arrayContaining(['0x00', '0x80', '0x83', '0xb0', '0xb1']));
  });

  it('reads the serial number, and the designators that carry it', async () => {
    const serialNumber = /\[\s*(\w+)\s*\]/.exec(await vitalProductData(0x80))?.[1];
    expect(serialNumber).toMatch(/^\w{8,}$/);
    expect(await vitalProductData(0x83)).toContain(serialNumber);
  });

  it('is told that an absent page is absent', async () => {
    const { exitCode, stdout, stderr } = await runCommand('iscsi-inq', ['-e', '1', '-c', String(0xc9), server.url]);
    expect(exitCode).not.toBe(0);
    expect(stdout + stderr).toMatch(/ILLEGAL_REQUEST.*INVALID_FIELD_IN_CDB/i);
  });

  it.each([
    { blockBytes: 512, count: 300, depth: 1 },
    { blockBytes: 65_535, count: 64, depth: 1 },
    { blockBytes: 262_144, count: 64, depth: 8 },
    { blockBytes: 1_048_577, count: 12, depth: 4 },
    { blockBytes: 16_777_215, count: 2, depth: 2 },
  ])(
    'writes $count blocks of $blockBytes bytes, $depth in flight, and reads them back as they were',
    async ({ blockBytes, count, depth }) => {
      const transfer = `${blockBytes}:${count}:${depth}`;
      const steps = await tapeLoad(
        await compileTapeLoad(),
        server.url,
        ...['rewind', `write:${transfer}`, 'filemark', 'rewind', `read:${transfer}`, 'rewind'],
      );
      expect(steps.map(({ step }) => step)).toEqual(['rewind', 'write', 'filemark', 'rewind', 'read', 'rewind']);
    },
  );

  it('is refused a target that is not served', async () => {
    const { exitCode, stderr } = await runCommand('iscsi-inq', [`iscsi://${server.portal}/iqn.2026-11.local.tapelab:absent/0`]);
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/target not found/i);
  });
});
