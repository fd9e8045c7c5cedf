/** What the lab tells of itself afterwards: every task in a line of words and what else happened, in order; and the recent traffic as a capture. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TraceEntry } from '../../src/trace/entry.ts';
import { readPcap } from '../unit/trace/pcap-reader.ts';
import { readPcapng } from '../unit/trace/pcapng-reader.ts';
import * as cdb from './cdb.ts';
import { LabUnderTest, shelf, tape } from './lab-under-test.ts';

let lab: LabUnderTest;
let folder: string;
beforeAll(async () => {
  lab = await LabUnderTest.start();
  folder = await mkdtemp(join(tmpdir(), 'tapelab-trace-'));
});
afterEach(() => lab.hangUp());
afterAll(async () => {
  await lab.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What has been put down since `work` began. */
async function entriesOf(work: () => Promise<unknown>): Promise<readonly TraceEntry[]> {
  const { last } = lab.trace;
  await work();
  return lab.trace.after(last);
}
const texts = (entries: readonly TraceEntry[]): readonly string[] => entries.map(({ text }) => text);

describe('the trace', () => {
  it('has every task in words: what it asked, what it moved, where the drive stood, and how it ended', async () => {
    const initiator = await lab.attachToBlank({ targetName: shelf });
    const entries = await entriesOf(async () => {
      await initiator.command(cdb.rewind());
      await initiator.command(cdb.write6(16_384), { write: new Uint8Array(16_384) });
      await initiator.command(cdb.write6(10), { write: new Uint8Array(10) });
      await initiator.command(cdb.rewind());
      await initiator.command(cdb.read6(20_000), { read: 20_000 });
      await initiator.command(cdb.testUnitReady(), { lun: 9 });
    });
    expect(texts(entries)).toEqual([
      'REWIND block 0 → GOOD',
      'WRITE(6) 16384 B block 0 → GOOD',
      'WRITE(6) 10 B block 1 → GOOD',
      'REWIND block 2 → GOOD',
      'READ(6) 16384 B block 0 → CHECK CONDITION no sense, ILI, 00/00 no additional sense information, information 3616',
      'TEST UNIT READY → CHECK CONDITION illegal request, 25/00 logical unit not supported',
    ]);
    expect(entries[1]).toMatchObject({ kind: 'task', device: 'small', target: shelf, lun: 0, command: 'WRITE(6)', status: 'GOOD' });
    expect(entries[1]!.durationMs).toBeGreaterThanOrEqual(0);
    expect(entries[4]!.sense).toEqual({ key: 0, asc: 0, ascq: 0 });
    expect(entries[5]).toMatchObject({ lun: 9, command: 'TEST UNIT READY' });
    expect(entries[5]).not.toHaveProperty('device');
    const { tsih } = (await lab.operator['session.list']({}))[0]!;
    expect(entries.map(({ session }) => session)).toEqual(entries.map(() => tsih));
  });

  it('calls it early warning where a write was told of it', async () => {
    const initiator = await lab.attachToBlank({ targetName: shelf });
    const block = 64 * 1024;
    const entries = await entriesOf(async () => {
      for (let status = 0; status === 0; ) ({ status } = await initiator.command(cdb.write6(block), { write: new Uint8Array(block) }));
    });
    expect(entries.at(-1)!.text).toMatch(/^WRITE\(6\) 65536 B block \d+ → CHECK CONDITION no sense, EOM, 00\/02 early warning/);
  });

  it('has who came and went, what a fault did by which rule, and what the operator did, in that order', async () => {
    const entries = await entriesOf(async () => {
      const initiator = await lab.attach({ targetName: shelf });
      const rule = {
        id: 'broken',
        match: { command: 'REWIND' },
        do: { sense: { sense: 'HARDWARE ERROR / MECHANICAL POSITIONING ERROR' } },
      };
      await lab.faults.during(rule, async () => void (await initiator.command(cdb.rewind())));
      await lab.operator['drive.unload']({ drive: 'small' });
      await lab.operator['drive.load']({ drive: 'small' });
      await lab.operator['drive.load']({ drive: 'smal' }).catch(() => {});
    });
    const told = entries.filter(({ kind }) => kind !== 'task').map(({ kind, event }) => `${kind} ${event}`);
    expect(told).toEqual([
      'connection connection.opened',
      'session session.established',
      'fault fault.fired',
      'device tape.unloaded',
      'operator operator.acted',
      'device tape.loaded',
      'operator operator.acted',
      'operator operator.acted',
    ]);
    expect(entries.find(({ kind }) => kind === 'fault')).toMatchObject({ rule: 'broken', action: 'sense', device: 'small', target: shelf });
    expect(texts(entries.filter(({ kind }) => kind === 'operator'))).toEqual([
      'drive.unload small',
      'drive.load small',
      "drive.load smal: There is no drive 'smal'.",
    ]);
    expect(entries.find(({ event }) => event === 'tape.loaded')).toMatchObject({ device: 'small', text: 'CNF002L8 is loaded' });
  });

  it('is followed from a number on, and tells PDUs where they are wanted', async () => {
    const { last } = await lab.operator['trace.tail']({});
    const waiting = lab.operator['trace.tail']({ after: last, device: 'tape', waitMs: 60_000 });
    const initiator = await lab.attach();
    const first = await waiting;
    expect(first.entries.map(({ device }) => device)).toEqual(first.entries.map(() => 'tape'));
    expect(first.entries.length).toBeGreaterThan(0);

    const { lastPdu } = await lab.operator['trace.tail']({ pdus: true });
    await initiator.command(cdb.write6(600), { write: new Uint8Array(600).fill(0x41) });
    const { entries } = await lab.operator['trace.tail']({ after: lab.trace.last, afterPdu: lastPdu, pdus: true, bytes: true });
    expect(entries.map(({ kind, event }) => `${kind} ${event}`)).toEqual(['pdu pdu.received', 'pdu pdu.sent']);
    expect(entries[0]!.text).toMatch(/^→ \d+ SCSI Command .*\{WRITE\(6\) transferLength=600\} data 600 B$/);
    expect(entries[0]!.bytes).toHaveLength(2 * (48 + 256));
    expect(entries[0]!.bytes).toMatch(/^01a1.*(41){256}$/);
  });
});

describe('the recent traffic', () => {
  it('is a capture after the fact: text, headers and the beginnings of data as they were, zeros for the rest, faults as comments', async () => {
    const initiator = await lab.attachToBlank({ offers: { HeaderDigest: 'CRC32C', DataDigest: 'CRC32C' } });
    const data = Uint8Array.from({ length: 5000 }, (_, at) => 1 + (at % 250));
    await lab.faults.during(
      { id: 'spot', match: { command: 'WRITE(6)' }, do: { sense: { sense: 'MEDIUM ERROR / WRITE ERROR' } } },
      async () => {
        await initiator.command(cdb.write6(5000), { write: data });
      },
    );
    await initiator.command(cdb.write6(5000), { write: data });

    const file = join(folder, 'out.pcapng');
    const saved = await lab.operator['trace.save']({ file });
    const packets = readPcapng(await readFile(file));
    expect(packets.length).toBe(saved.packets);
    expect(packets.every(({ checksumsAreRight }) => checksumsAreRight)).toBe(true);
    const sent = Buffer.concat(
      packets.filter(({ from }) => from.endsWith(` ${initiator.connection.localPort}`)).map(({ payload }) => payload),
    );
    expect(sent.includes(Buffer.from(`TargetName=${tape}\0`))).toBe(true);
    const kept = Buffer.from(data.subarray(0, 256));
    const at = sent.indexOf(kept);
    expect(sent.subarray(at - 52, at - 51)).toEqual(Buffer.of(0x01));
    // The rest of the data as zeros, and the digest as it was.
    expect(sent.subarray(at + 256, at + 5000).every((byte) => byte === 0)).toBe(true);
    expect(sent.readUInt32LE(at + 5000)).not.toBe(0);
    // Two commands of the same length, one behind the other.
    expect(sent.indexOf(kept, at + 5004)).toBe(at + 5004 + 52);
    const comment = packets.find(({ comments }) => comments.some((text) => text.startsWith('fault spot')))!;
    expect(Buffer.from(comment.payload).includes(kept)).toBe(true);

    const plain = join(folder, 'out.pcap');
    await lab.trace.save(plain);
    expect(
      readPcap(await readFile(plain))
        .packets.slice(0, packets.length)
        .map(({ payload }) => Buffer.from(payload).toString('hex')),
    ).toEqual(packets.map(({ payload }) => Buffer.from(payload).toString('hex')));
  });

  it('is saved under a name that tells the format', async () => {
    await expect(lab.operator['trace.save']({ file: join(folder, 'out.txt') })).rejects.toMatchObject({ code: 'capture-format-unknown' });
    await expect(lab.operator['trace.save']({ file: join(folder, 'no', 'out.pcap') })).rejects.toMatchObject({
      code: 'capture-not-writable',
    });
  });
});

describe('the whole trace', () => {
  it('has every byte', async () => {
    const whole = await LabUnderTest.start({ trace: 'full' });
    try {
      const initiator = await whole.attachToBlank();
      const data = Uint8Array.from({ length: 300_000 }, (_, at) => Math.imul(at, 0x9e37_79b1) >>> 24);
      await initiator.command(cdb.write6(300_000), { write: data });
      const file = join(folder, 'whole.pcapng');
      await whole.trace.save(file);
      const sent = readPcapng(await readFile(file)).filter(({ from }) => from.endsWith(` ${initiator.connection.localPort}`));
      const bytes = Buffer.concat(sent.map(({ payload }) => payload));
      const pieces = Array.from({ length: 73 }, (_, n) => Buffer.from(data.subarray(n * 4096, n * 4096 + 4096)));
      // But for those that lie in two PDUs.
      expect(pieces.filter((piece) => !bytes.includes(piece)).length).toBeLessThanOrEqual(5);
      await whole.hangUp();
    } finally {
      await whole.stop();
    }
  });
});
