/** libiscsi's own tools and a client on its library, against the built command on loopback. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileTapeLoad, tapeLoad } from '../../bench/tape-load.ts';
import { fieldValues, offendingFrames } from './capture.ts';
import { runCommand, runOrThrow } from './command.ts';
import { oneDrive, TapelabServer, type TemporaryDirectory, temporaryDirectory } from './tapelab.ts';

describe('libiscsi', () => {
  let directory: TemporaryDirectory;
  let server: TapelabServer;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    server = await TapelabServer.start({ home: `${directory.path}/home`, ...oneDrive.furniture });
  });

  afterAll(async () => {
    await server?.stop();
    await directory?.remove();
  });

  it('finds one target with one tape drive', async () => {
    const output = await runOrThrow('iscsi-ls', ['-s', `iscsi://${server.portal}`]);
    expect(output.trim().split('\n')).toEqual([
      `Target:${oneDrive.target} Portal:${server.portal},1`,
      expect.stringMatching(new RegExp(`^Lun:${oneDrive.lun}\\s+Type:SEQUENTIAL_ACCESS`)),
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

  it('writes blocks of a fixed length, so many a command, and reads them back', async () => {
    const transfer = '512:20:2:128';
    const steps = await tapeLoad(
      await compileTapeLoad(),
      server.url,
      ...['rewind', 'blocklength:512', `write:${transfer}`, 'filemark', 'rewind', `read:${transfer}`, 'rewind', 'blocklength:0'],
    );
    expect(steps.find(({ step }) => step === 'read')).toMatchObject({ bytes: 65_536, count: 20, depth: 2 });
  });

  it('serves several sessions of one initiator at once', async () => {
    const urls = [server.url, server.url, server.url];
    const steps = await tapeLoad(await compileTapeLoad(), urls, 'rewind', 'write:1024:1:1', 'rewind', 'read:1024:1:1', 'wait', 'tur:100');
    const turns = steps.filter(({ step }) => step === 'tur');
    expect(turns).toMatchObject([0, 1, 2].map((session) => ({ session, count: 100 })));
    expect(turns.some(({ whileAllRan }) => whileAllRan === 100)).toBe(true);
  });

  it('is refused a target that is not served', async () => {
    const { exitCode, stderr } = await runCommand('iscsi-inq', [`iscsi://${server.portal}/iqn.2026-11.local.tapelab:absent/0`]);
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/target not found/i);
  });
});

describe('libiscsi before a target that asks who it is', () => {
  const target = 'iqn.2026-11.local.tapelab:guarded';
  const [secret, ownSecret] = ['initiator-1-secret', 'target-12-secret'];
  let directory: TemporaryDirectory;
  let server: TapelabServer;
  let pcap: string;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    pcap = `${directory.path}/session.pcap`;
    const configuration = `
drives: { drive0: { model: lto-8, serial: LIBISCSI01, cartridge: LIB001L8 } }
targets:
  ${target}:
    luns: { 0: drive0 }
    access: [{ chap: { name: host, secret: ${secret} } }]
    chap: { name: tape, secret: ${ownSecret} }
`;
    server = await TapelabServer.start({ home: `${directory.path}/home`, configuration, barcodes: ['LIB001L8'], pcap });
  });

  afterAll(async () => {
    await server?.stop();
    await directory?.remove();
  });

  const proof = { LIBISCSI_CHAP_USERNAME: 'host', LIBISCSI_CHAP_PASSWORD: secret };
  const demand = { LIBISCSI_CHAP_TARGET_USERNAME: 'tape', LIBISCSI_CHAP_TARGET_PASSWORD: ownSecret };
  const inquiry = (credentials: NodeJS.ProcessEnv) =>
    runCommand('iscsi-inq', [`iscsi://${server.portal}/${target}/0`], { env: { ...process.env, ...credentials } });

  it.each<[string, NodeJS.ProcessEnv]>([
    ['proves itself', proof],
    ['has the target prove itself, too', { ...proof, ...demand }],
  ])('%s', async (_what, credentials) => {
    expect(await inquiry(credentials)).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('Product:ULT3580-TD8') });
  });

  it('has every header checked', async () => {
    const url = `iscsi://host%${secret}@${server.portal}/${target}/0?header_digest=crc32c`;
    const steps = await tapeLoad(await compileTapeLoad(), url, 'rewind', 'write:100001:20:4', 'filemark', 'rewind', 'read:100001:20:4');
    expect(steps).toHaveLength(5);
  });

  it.each<[string, NodeJS.ProcessEnv]>([
    ['with nothing to prove itself by', {}],
    ['with another secret', { ...proof, LIBISCSI_CHAP_PASSWORD: 'initiator-2-secret' }],
    ['with another name', { ...proof, LIBISCSI_CHAP_USERNAME: 'guest' }],
  ])('is kept out %s', async (_how, credentials) => {
    const { exitCode, stderr } = await inquiry(credentials);
    expect(exitCode).not.toBe(0);
    expect(stderr).toMatch(/authentication failure/i);
  });

  it('keeps away from a target that cannot prove itself', async () => {
    const { exitCode } = await inquiry({ ...proof, ...demand, LIBISCSI_CHAP_TARGET_PASSWORD: 'target-13-secret' });
    expect(exitCode).not.toBe(0);
  });

  it('was seen to do so by tshark, which finds no secret and digests that are right', async () => {
    expect(await server.stop()).toBe(0);
    expect(await offendingFrames(pcap, server.port)).toEqual([]);
    expect(await fieldValues(pcap, server.port, 'frame.number', 'iscsi.keyvalue contains "CHAP_A=5"')).not.toEqual([]);
    const digests = await fieldValues(pcap, server.port, 'iscsi.headerdigest32', 'iscsi.opcode == 0x01');
    expect(digests.length).toBeGreaterThan(0);
    const captured = await readFile(pcap);
    for (const one of [secret, ownSecret]) {
      expect(captured.includes(one)).toBe(false);
      expect(server.output).not.toContain(one);
    }
  });
});
