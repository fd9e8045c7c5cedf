/** Faults of the wire: the PDUs that a host sees, and what is on the tape after them. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import type { Rule } from '../../../src/lab-faults.ts';
import * as cdb from '../cdb.ts';
import { noTag } from '../demand.ts';
import { Initiator, taskManagement } from '../initiator.ts';
import { LabUnderTest, positionOf, tape } from '../lab-under-test.ts';
import { pattern } from '../pattern.ts';

const taskDoesNotExist = 1;
const clock = new ManualClock();
let lab: LabUnderTest;
beforeAll(async () => {
  lab = await LabUnderTest.start({ clock });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const block = pattern(1000);
const write = { write: block };
const digests = { HeaderDigest: 'CRC32C', DataDigest: 'CRC32C', MaxRecvDataSegmentLength: '65536' };
const none = {};
/** Every block is asked for by an R2T. */
const solicited = { InitialR2T: 'Yes', ImmediateData: 'No' };

/** What is on the tape from its beginning on, read by a host of its own that sees no fault. */
async function blocksOnTape(): Promise<readonly Uint8Array[]> {
  const initiator = await lab.attach();
  await initiator.command(cdb.rewind());
  const blocks: Uint8Array[] = [];
  for (;;) {
    const { status, data, sense } = await initiator.command(cdb.read6(65_536), { read: 65_536 });
    if (status !== 0 && sense?.key === 8) return blocks;
    blocks.push(data);
  }
}

const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

describe('lose-response', () => {
  it('leaves the block on the tape once, and the retry of the host makes a second', async () => {
    const initiator = await lab.attachToBlank();
    await lab.faults.during({ match: { command: 'write' }, do: 'lose-response' }, async (record) => {
      const lost = initiator.start(cdb.write6(1000), write);
      // The host finds no number missing: good conduct is looked after on every PDU.
      await initiator.ping();
      expect(await positionOf(initiator)).toMatchObject({ object: 1 });
      expect(lost.ended).toBe(false);
      expect(await initiator.manage(taskManagement.abortTask, { of: lost })).toBe(taskDoesNotExist);
      expect(record().firings).toBe(1);
      expect(await initiator.command(cdb.write6(1000), write)).toMatchObject({ status: 0 });
    });
    const blocks = await blocksOnTape();
    expect(blocks.map((one) => same(one, block))).toEqual([true, true]);
  });

  it('takes the status of a READ with its data, and the tape has moved', async () => {
    const initiator = await lab.attachToBlank();
    await initiator.command(cdb.write6(1000), write);
    await initiator.command(cdb.rewind());
    await lab.faults.during({ match: { command: 'read' }, do: 'lose-response' }, async () => {
      const lost = initiator.start(cdb.read6(1000), { read: 1000 });
      expect(await positionOf(initiator)).toMatchObject({ object: 1 });
      expect(lost.ended).toBe(false);
    });
  });

  it('leaves a gap for the host to notice where it is to', async () => {
    const initiator = await lab.attachToBlank();
    initiator.connection.tolerant = true;
    const before = await initiator.ping();
    await lab.faults.during({ match: { command: 'TEST UNIT READY' }, do: { 'lose-response': { gap: true } } }, async () => {
      initiator.start(cdb.testUnitReady());
      await lab.happening('fault.fired');
      expect((await initiator.ping()).statSn).toBe(before.statSn + 2);
    });
  });
});

describe('an answer that is not given', () => {
  it('unanswered-nop: a ping is not answered, and all else is', async () => {
    const initiator = await lab.attach();
    await lab.faults.during({ do: 'unanswered-nop' }, async () => {
      initiator.connection.send({ kind: 'nop-out', final: true, targetTransferTag: noTag, ...initiator.numbers(true) });
      expect(await initiator.command(cdb.testUnitReady())).toMatchObject({ status: 0 });
      expect(initiator.connection.kept).toEqual([]);
      await initiator.ping();
    });
  });

  it('unanswered-task-management: the unit has been reset, and nobody says so', async () => {
    const initiator = await lab.attach();
    await lab.faults.during({ do: 'unanswered-task-management' }, async () => {
      const request = { kind: 'task-management-request', final: true, referencedTaskTag: noTag, refCmdSn: 0 } as const;
      initiator.connection.send({ ...request, function: taskManagement.logicalUnitReset, ...initiator.numbers(true) });
      expect(await initiator.command(cdb.testUnitReady())).toMatchObject({ status: 2, sense: { key: 6 } });
      expect(initiator.connection.kept).toEqual([]);
    });
  });

  it('lose-r2t: the command waits until it is aborted, and nothing is on the tape', async () => {
    const initiator = await lab.attachToBlank({ offers: solicited });
    await lab.faults.during({ do: 'lose-r2t' }, async (record) => {
      const task = initiator.start(cdb.write6(1000), write);
      await lab.happening('fault.fired');
      await initiator.ping();
      expect({ r2ts: task.r2tCount, firings: record().firings }).toEqual({ r2ts: 0, firings: 1 });
      expect(await initiator.manage(taskManagement.abortTask, { of: task })).toBe(0);
    });
    expect(await positionOf(initiator)).toMatchObject({ object: 0 });
  });

  it('drop: a command that never came is carried out when it comes again, and the one behind it after it', async () => {
    const initiator = await lab.attachToBlank();
    const other = pattern(500);
    await lab.faults.during({ match: { command: 'write' }, do: 'drop' }, async () => {
      const lost = initiator.start(cdb.write6(1000), write);
      const behind = initiator.start(cdb.write6(500), { write: other });
      await initiator.ping();
      expect(behind.ended).toBe(false);
      lost.send();
      expect(await lost.completion).toMatchObject({ status: 0 });
      expect(await behind.completion).toMatchObject({ status: 0 });
    });
    expect((await blocksOnTape()).map(({ length }) => length)).toEqual([1000, 500]);
  });
});

describe('what comes late, twice or out of order', () => {
  it('delay: what follows waits behind it', async () => {
    const initiator = await lab.attach();
    await lab.faults.during({ match: { pdu: 'scsi-response' }, do: { delay: { by: '5s' } } }, async () => {
      const task = initiator.start(cdb.testUnitReady());
      const ping = initiator.ping();
      await lab.happening('fault.fired');
      clock.advance(4999);
      expect(task.ended).toBe(false);
      clock.advance(1);
      await ping;
      expect(task.ended).toBe(true);
    });
  });

  it('delay alone: what follows goes on, and the answer has the number of the moment', async () => {
    const initiator = await lab.attach();
    await lab.faults.during({ match: { pdu: 'scsi-response' }, do: { delay: { by: '5s', alone: true } } }, async () => {
      const task = initiator.start(cdb.testUnitReady());
      await lab.happening('fault.fired');
      await initiator.ping();
      expect(task.ended).toBe(false);
      clock.advance(5000);
      expect(await task.completion).toMatchObject({ status: 0 });
      await initiator.ping();
    });
  });

  it('delay: a login is as slow as the line, digests and all', async () => {
    await lab.faults.during({ match: { pdu: 'login-response' }, fire: 'always', do: { delay: { by: '3s' } } }, async () => {
      const logIn = lab.logIn({ offers: digests, stages: 'operational' });
      await lab.happening('fault.fired');
      clock.advance(3000);
      await (await logIn).ping(pattern(20));
    });
  });

  it('duplicate: a command that comes twice is carried out once', async () => {
    const initiator = await lab.attachToBlank();
    await lab.faults.during({ match: { pdu: 'scsi-command' }, do: { duplicate: { copies: 2 } } }, async () => {
      expect(await initiator.command(cdb.write6(1000), write)).toMatchObject({ status: 0 });
    });
    expect(await positionOf(initiator)).toMatchObject({ object: 1 });
  });

  it('reorder: commands are carried out in the order of their numbers', async () => {
    const initiator = await lab.attachToBlank();
    await lab.faults.during({ match: { pdu: 'scsi-command' }, do: { reorder: { behind: 2 } } }, async () => {
      const tasks = [300, 200, 100].map((length) => initiator.start(cdb.write6(length), { write: pattern(length) }));
      for (const task of tasks) expect(await task.completion).toMatchObject({ status: 0 });
    });
    expect((await blocksOnTape()).map(({ length }) => length)).toEqual([300, 200, 100]);
  });

  it('reorder: one that nothing follows goes on when its time has come', async () => {
    const initiator = await lab.attach();
    await lab.faults.during({ match: { pdu: 'scsi-response' }, do: 'reorder' }, async () => {
      const task = initiator.start(cdb.testUnitReady());
      await lab.happening('fault.fired');
      clock.advance(1000);
      expect(await task.completion).toMatchObject({ status: 0 });
    });
  });
});

describe('what a host must not believe', () => {
  type Case = readonly [name: string, rule: Rule, complaint: RegExp, command: 'read' | 'write', offers: Record<string, string>];
  const cases: readonly Case[] = [
    ['wrong-stat-sn', { match: { pdu: 'scsi-response' }, do: { 'wrong-stat-sn': { by: -1 } } }, /StatSN is \d+, not/, 'write', none],
    ['wrong-data-sn', { match: { pdu: 'data-in' }, do: 'wrong-data-sn' }, /DataSN is 1, not 0/, 'read', none],
    ['wrong-r2t-sn', { do: { 'wrong-r2t-sn': { by: 2 } } }, /R2TSN is 2, not 0/, 'write', solicited],
    ['wrong-tag', { match: { pdu: 'scsi-response' }, do: 'wrong-tag' }, /no task has the tag 5a000/, 'write', none],
    ['oversize', { match: { pdu: 'data-in' }, do: 'oversize' }, /a data segment of 65540 bytes exceeds/, 'read', none],
    ['duplicate', { match: { pdu: 'scsi-response' }, do: 'duplicate' }, /StatSN is \d+, not/, 'write', none],
    ['reorder', { match: { pdu: 'scsi-response' }, do: 'reorder' }, /StatSN is \d+, not/, 'write', none],
    ['bad-header-digest', { match: { pdu: 'scsi-response' }, do: 'bad-header-digest' }, /header digest/, 'write', digests],
    ['bad-data-digest', { match: { pdu: 'data-in' }, do: 'bad-data-digest' }, /data digest/, 'read', digests],
    ['corrupt-bit', { match: { pdu: 'data-in' }, do: { 'corrupt-bit': { byte: 70, bit: 3 } } }, /data digest/, 'read', digests],
  ];

  it.each(cases)('%s', async (...[, rule, complaint, kind, offers]: Case) => {
    const blank = await lab.attachToBlank();
    await blank.command(cdb.write6(1000), write);
    await blank.command(cdb.rewind());
    const initiator = await Initiator.logIn(lab.address, { targetName: tape, ...(offers !== none && { offers }) });
    await initiator.command(cdb.testUnitReady());
    await lab.faults.during({ ...rule, match: { ...rule.match, command: kind } }, async (record) => {
      initiator.start(kind === 'read' ? cdb.read6(1000) : cdb.write6(1000), kind === 'read' ? { read: 1000 } : write);
      await lab.happening('fault.fired');
      // What follows may be what tells that something is amiss.
      initiator.ping().catch(() => {});
      await initiator.connection.closed().catch(() => {});
      expect(record().firings).toBe(1);
    });
    expect(initiator.connection.violation?.message).toMatch(complaint);
    // But for the data that were asked for by a wrong number, what was told has been done.
    expect(await positionOf(await lab.attach())).toMatchObject({ object: kind === 'write' && offers === solicited ? 0 : 1 });
  });

  it('truncate: a status of which only the beginning comes, and then the end of the stream', async () => {
    const initiator = await lab.attachToBlank();
    await lab.faults.during(
      { match: { command: 'write', pdu: 'scsi-response' }, do: { truncate: { keep: 20, end: 'finish' } } },
      async () => {
        const task = initiator.start(cdb.write6(1000), write);
        await initiator.connection.closed();
        expect(task.ended).toBe(false);
      },
    );
    expect(await blocksOnTape()).toHaveLength(1);
  });
});

describe('what a target must not believe', () => {
  it('corrupt-bit: nobody notices without digests, and the tape has the wrong data', async () => {
    const initiator = await lab.attachToBlank();
    await lab.faults.during({ match: { pdu: 'scsi-command' }, do: { 'corrupt-bit': { byte: 48 + 7, bit: 7 } } }, async () => {
      expect(await initiator.command(cdb.write6(1000), write)).toMatchObject({ status: 0 });
    });
    const [read] = await blocksOnTape();
    expect([...read!].flatMap((byte, index) => (byte === block[index] ? [] : [[index, byte ^ block[index]!]]))).toEqual([[7, 0x80]]);
  });

  it('corrupt-bit: nobody notices either where the digests have been made to fit', async () => {
    const initiator = await lab.attachToBlank({ offers: digests });
    await lab.faults.during({ match: { pdu: 'scsi-command' }, do: { 'corrupt-bit': { byte: 5000, unnoticed: true } } }, async () => {
      expect(await initiator.command(cdb.write6(1000), write)).toMatchObject({ status: 0 });
    });
    const [read] = await blocksOnTape();
    expect(read![999]).toBe(block[999]! ^ 1);
  });

  it('bad-data-digest: immediate data are rejected, and the tape has nothing', async () => {
    const initiator = await lab.attachToBlank({ offers: digests });
    await lab.faults.during({ match: { pdu: 'scsi-command' }, do: 'bad-data-digest' }, async () => {
      initiator.start(cdb.write6(1000), write);
      expect(await initiator.connection.receive('reject')).toMatchObject({ reason: 2 });
    });
    expect(await blocksOnTape()).toEqual([]);
  });

  it('bad-header-digest: the connection ends, and the tape has nothing', async () => {
    const initiator = await lab.attachToBlank({ offers: digests });
    await lab.faults.during({ match: { pdu: 'scsi-command' }, do: 'bad-header-digest' }, async () => {
      initiator.start(cdb.write6(1000), write);
      await initiator.connection.closed();
    });
    expect(await blocksOnTape()).toEqual([]);
  });

  it('truncate: the target takes what follows for the missing end, and writes it', async () => {
    const initiator = await lab.attachToBlank();
    await lab.faults.during({ match: { pdu: 'scsi-command' }, do: { truncate: { keep: 1040 } } }, async () => {
      const task = initiator.start(cdb.write6(1000), write);
      initiator.connection.tolerant = true;
      initiator.ping(new Uint8Array(8)).catch(() => {});
      initiator.ping().catch(() => {});
      expect(await task.completion).toMatchObject({ status: 0 });
    });
    const [read] = await blocksOnTape();
    // The end of the block is the beginning of a NOP-Out.
    expect(read).toHaveLength(1000);
    expect([...read!.subarray(992, 994)]).toEqual([0x40, 0x80]);
  });

  it('wrong-transfer-tag: data that answer no R2T are none of the command', async () => {
    const initiator = await lab.attachToBlank({ offers: solicited });
    await lab.faults.during({ match: { pdu: 'ready-to-transfer' }, do: { 'wrong-transfer-tag': { tag: 0x77 } } }, async () => {
      const task = initiator.start(cdb.write6(1000), { ...write, answerR2T: false });
      const r2t = await task.nextR2T();
      expect(r2t.targetTransferTag).toBe(0x77);
      task.answer(r2t);
      await initiator.ping();
      expect(task.ended).toBe(false);
      await initiator.manage(taskManagement.abortTask, { of: task });
    });
    expect(await positionOf(initiator)).toMatchObject({ object: 0 });
  });

  it.each([
    ['protocol-error', 4],
    [0x0a, 0x0a],
  ] as const)('reject: a command is refused with the reason %s, and those behind it are carried out', async (reason, code) => {
    const initiator = await lab.attachToBlank();
    await lab.faults.during({ match: { pdu: 'scsi-command' }, do: { reject: { reason } } }, async () => {
      const task = initiator.start(cdb.write6(1000), write);
      const { reason: told, data } = await initiator.connection.receive('reject');
      expect({ told, tag: Buffer.from(data).readUInt32BE(16) }).toEqual({ told: code, tag: task.tag });
      expect(await positionOf(initiator)).toMatchObject({ object: 0 });
      expect(await initiator.manage(taskManagement.abortTask, { of: task })).toBe(taskDoesNotExist);
    });
  });
});

describe('async-message', () => {
  it.each([
    [
      { event: 'scsi', sense: '6/2A/01' },
      { asyncEvent: 0, lun: 0 },
    ],
    [
      { event: 1, within: '10s' },
      { asyncEvent: 1, parameter3: 10 },
    ],
    [
      { event: 'connection-dropped', connectionId: 7 },
      { asyncEvent: 2, parameter1: 7, parameter2: 2, parameter3: 0 },
    ],
    [
      { event: 3, time2Wait: '20s', time2Retain: '60s' },
      { asyncEvent: 3, parameter1: 0, parameter2: 20, parameter3: 60 },
    ],
    [{ event: 'negotiation-request' }, { asyncEvent: 4, parameter3: 5 }],
  ])('%o', async (parameters, seen) => {
    const initiator = await lab.attach();
    await lab.faults.during({ match: { pdu: 'nop-out' }, do: { 'async-message': parameters } }, async () => {
      await initiator.ping();
      const message = await initiator.connection.receive('async-message');
      expect(message).toMatchObject(seen);
      if (seen.asyncEvent === 0) expect([...message.data.subarray(0, 5), message.data[14]]).toEqual([0, 18, 0x70, 0, 6, 0x2a]);
    });
    // It takes its StatSN, and nothing else has happened.
    await initiator.ping();
  });

  it('comes behind the answer that is its occasion', async () => {
    const initiator = await lab.attach();
    await lab.faults.during({ match: { pdu: 'nop-in' }, do: { 'async-message': { event: 1 } } }, async () => {
      await initiator.ping();
      await initiator.connection.receive('async-message');
    });
    await initiator.ping();
  });
});
