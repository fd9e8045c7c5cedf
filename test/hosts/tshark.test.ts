/**
 * A session recorded by the server itself, as tshark dissects it: every PDU well-formed, every reply where its request wants it. Recorded while it
 * went on, and saved after the fact with zeros for most of the data.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileTapeLoad, tapeLoad } from '../../bench/tape-load.ts';
import { fieldValues, offendingFrames } from './capture.ts';
import { runCommand, runOrThrow } from './command.ts';
import { oneDrive, TapelabServer, type TemporaryDirectory, tapelabCommand, temporaryDirectory } from './tapelab.ts';

describe.each(['captured', 'saved', 'saved without comments'] as const)('tshark over a session that was %s', (way) => {
  let directory: TemporaryDirectory;
  let pcap: string;
  let port: number;

  beforeAll(async () => {
    directory = await temporaryDirectory();
    pcap = `${directory.path}/session.${way === 'saved' ? 'pcapng' : 'pcap'}`;
    const capture = way === 'captured' ? { pcap } : {};
    const server = await TapelabServer.start({ home: `${directory.path}/home`, ...oneDrive.furniture, ...capture });
    port = server.port;
    try {
      await runOrThrow('iscsi-ls', ['-s', `iscsi://${server.portal}`]);
      await runOrThrow('iscsi-inq', [server.url]);
      for (const page of [0x00, 0x80, 0x83, 0xb0, 0xb1]) await runOrThrow('iscsi-inq', ['-e', '1', '-c', String(page), server.url]);
      await runCommand('iscsi-inq', ['-e', '1', '-c', String(0xc9), server.url]); // a CHECK CONDITION with its sense
      const transfers = ['2048:20:1', '262144:20:4', '1048577:3:2'];
      for (const transfer of transfers) {
        await tapeLoad(
          await compileTapeLoad(),
          server.url,
          'rewind',
          `write:${transfer}`,
          'filemark',
          'rewind',
          `read:${transfer}`,
          'rewind',
        );
      }
      if (way !== 'captured') expect((await server.verb('trace', 'save', pcap)).exitCode).toBe(0);
    } finally {
      expect(await server.stop()).toBe(0);
    }
  });

  afterAll(() => directory?.remove());

  it('finds no malformed frame and no error of its expert', async () => {
    expect(await offendingFrames(pcap, port)).toEqual([]);
  });

  it.each([
    ['login requests', 'iscsi.opcode == 0x03'],
    ['login responses', 'iscsi.opcode == 0x23'],
    ['SendTargets', 'iscsi.keyvalue contains "SendTargets"'],
    ['the drive in its answer', 'iscsi.keyvalue contains "TargetName=iqn.2026-11.local.tapelab:drive0"'],
    ['INQUIRY data of the drive', 'scsi.inquiry.vendor_id contains "IBM"'],
    ['WRITE(6) as a tape has it', 'scsi_ssc.opcode == 0x0a'],
    ['READ(6) as a tape has it', 'scsi_ssc.opcode == 0x08'],
    ['Data-Out', 'iscsi.opcode == 0x05'],
    ['Ready To Transfer', 'iscsi.opcode == 0x31'],
    ['Data-In', 'iscsi.opcode == 0x25'],
    ['sense of a CHECK CONDITION', 'scsi.sns.key == 0x05'],
    ['logout', 'iscsi.opcode == 0x26'],
  ])('sees %s', async (_what, filter) => {
    expect(await fieldValues(pcap, port, 'frame.number', filter)).not.toEqual([]);
  });

  it('sees one status for each SCSI command', async () => {
    const opcodes = await fieldValues(pcap, port, 'iscsi.opcode');
    const commands = opcodes.filter((opcode) => Number(opcode) === 0x01);
    const responses = opcodes.filter((opcode) => Number(opcode) === 0x21);
    const dataWithStatus = (await fieldValues(pcap, port, 'iscsi.scsidata.S')).filter((bit) => bit === '1');
    expect(commands.length).toBeGreaterThan(100);
    expect(responses.length + dataWithStatus.length).toBe(commands.length);
  });
});

describe('tshark over what our own initiator says', () => {
  let directory: TemporaryDirectory;
  let pcap: string;
  let port: number;
  const target = 'iqn.2026-11.local.tapelab:dds';

  beforeAll(async () => {
    directory = await temporaryDirectory();
    pcap = join(directory.path, 'session.pcap');
    const server = await TapelabServer.start({
      home: join(directory.path, 'home'),
      pcap,
      configuration: `drives: { dds: { model: hp-c1537a, serial: TSHARK0001, cartridge: KB0001 } }
targets: { "${target}": { luns: { 0: dds } } }
`,
      barcodes: ['KB0001 --medium-type dds-3 --capacity 4MiB --early-warning 1MiB'],
    });
    port = server.port;
    const tapelab = (...words: string[]) => runOrThrow(process.execPath, [tapelabCommand, ...words]);
    const file = join(directory.path, 'file');
    await writeFile(file, Buffer.alloc(300_001, 'tape'));
    try {
      for (const profile of ['ms-iscsi-1.x', 'ms-iscsi-2.x', 'open-iscsi', 'tapelab'])
        for (const words of [['rewind'], ['write', file, '--block', '64KiB'], ['status']])
          await tapelab('mt', '-f', `iscsi://${server.portal}`, '--profile', profile, ...words);
      await tapelab('mt', '-f', `iscsi://${server.portal}`, 'rewind');
      // A modelled Windows from its start to a full tape.
      await tapelab('reproduce', 'kb839591', '--os', '2003', '--portal', server.portal);
    } finally {
      expect(await server.stop()).toBe(0);
    }
  });
  afterAll(() => directory?.remove());

  it('finds no malformed frame and no error of its expert', async () => {
    expect(await offendingFrames(pcap, port)).toEqual([]);
  });

  it('sees who it is said to be, and its numbers go on without a gap', async () => {
    expect(await fieldValues(pcap, port, 'frame.number', 'iscsi.keyvalue contains "InitiatorName=iqn.1991-05.com.microsoft:"')).not.toEqual(
      [],
    );
    const streams = new Set(await fieldValues(pcap, port, 'tcp.stream', 'iscsi.opcode == 0x01'));
    expect(streams.size).toBeGreaterThan(10);
    for (const stream of streams) {
      const numbers = await fieldValues(pcap, port, 'iscsi.cmdsn', `tcp.stream == ${stream} && iscsi.opcode == 0x01 && !(iscsi.I == 1)`);
      expect(numbers.map((number) => Number(number) - Number(numbers[0]))).toEqual(numbers.map((_, index) => index));
    }
  });
});
