/**
 * Initiators that take without giving: that never read their answers, that send what nobody asked for, that fill every window there is. What the
 * target holds for them stays bounded, others are served meanwhile, and who stands still for too long is ended. Time here is the test's own.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../../src/foundation/clock.ts';
import * as cdb from './cdb.ts';
import { noTag } from './demand.ts';
import type { Initiator } from './initiator.ts';
import { expectGood, LabUnderTest, shelf } from './lab-under-test.ts';
import { pattern } from './pattern.ts';
import { encode } from './pdu-table.ts';
import { distance, plus } from './sequence-number.ts';
import type { Task } from './task.ts';

const MiB = 1024 * 1024;
const stallMs = 10_000;
const clock = new ManualClock(1_700_000_000_000);
let lab: LabUnderTest;
/** A session whose work goes on beside everything else. */
let witness: Initiator;
beforeAll(async () => {
  lab = await LabUnderTest.start({
    clock,
    settings: 'limits: { stallTime: 10s, heldBytes: 1MiB }\nkeepAlive: { interval: 24h, timeout: 1h }\n',
  });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

async function expectUndisturbed(): Promise<void> {
  await expectGood(witness, [cdb.rewind()], [cdb.write6(3000), { write: pattern(3000) }], [cdb.rewind()]);
  const { data } = await witness.command(cdb.read6(3000), { read: 3000 });
  expect(Buffer.compare(data, pattern(3000))).toBe(0);
}

/** What the process has grown by at most while `action` ran: the target's part of it, and that of the other side, which lies in it too. */
async function growth(action: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 5);
  await action();
  clearInterval(watch);
  return Math.max(most, process.memoryUsage().rss) - before;
}

const ended = ({ login }: Initiator) => lab.happening('session.ended', ({ tsih }) => tsih === login.tsih);

/** A session that will never read again. */
async function deaf(): Promise<Initiator> {
  const initiator = await lab.attach({ targetName: shelf });
  // It is no concern of good conduct what is said to somebody who breaks every window.
  initiator.connection.tolerant = true;
  initiator.connection.pause();
  return initiator;
}

/** It is ended when it has stood still for the time, and not before. */
async function expectEnded(initiator: Initiator): Promise<void> {
  const end = ended(initiator);
  clock.advance(stallMs / 2);
  await expectUndisturbed();
  clock.advance(stallMs);
  await end;
  await expectUndisturbed();
}

describe('an initiator that never reads (RFC 7143 §4.2.2)', () => {
  it('is listened to no further when its pings’ answers pile up, and ended', async () => {
    witness = await lab.attachToBlank();
    const initiator = await deaf();
    const pings = Buffer.concat(
      Array.from({ length: 4 }, () =>
        encode({ kind: 'nop-out', final: true, targetTransferTag: noTag, data: pattern(65_536), ...initiator.numbers(true) }),
      ),
    );
    let left = 0;
    const grown = await growth(async () => {
      left = await initiator.connection.press(
        () => pings,
        2000,
        () => witness.ping(),
      );
    });
    // Half a gigabyte was on offer. What the systems of both sides hold is most of what has left.
    expect(left).toBeLessThan(64 * MiB);
    expect(grown).toBeLessThan(128 * MiB);
    await expectEnded(initiator);
  });

  it('is listened to no further when the answers to its commands pile up, and ended', async () => {
    witness = await lab.attachToBlank();
    const initiator = await deaf();
    // So few at once that they stay within the window, of which it does not hear.
    const commands = (): Uint8Array => {
      const fields = { read: true, attribute: 1, expectedDataTransferLength: 65_536, cdb: cdb.reportOperationCodes() } as const;
      return Buffer.concat(
        Array.from({ length: 16 }, () => encode({ kind: 'scsi-command', final: true, ...fields, ...initiator.numbers() })),
      );
    };
    const grown = await growth(async () => {
      for (let round = 0; round < 2500; round++) {
        initiator.connection.sendBytes(commands());
        for (let turns = 0; turns < 2; turns++) await witness.ping();
      }
    });
    expect(grown).toBeLessThan(128 * MiB);
    await expectEnded(initiator);
  });

  it('the data of its reads waits in the drive, and it is ended', async () => {
    witness = await lab.attach({ targetName: shelf, lun: 1 });
    const initiator = await lab.attachToBlank({
      offers: { MaxRecvDataSegmentLength: '262144', MaxBurstLength: '16777215', DefaultTime2Retain: '0' },
    });
    const length = 16_000_000;
    for (let block = 0; block < 4; block++) await expectGood(initiator, [cdb.write6(length), { write: new Uint8Array(length) }]);
    await expectGood(initiator, [cdb.rewind()]);
    initiator.connection.pause();
    const grown = await growth(async () => {
      for (let block = 0; block < 4; block++) initiator.start(cdb.read6(length), { read: length });
      for (let turns = 0; turns < 300; turns++) await witness.ping();
    });
    expect(grown).toBeLessThan(128 * MiB);
    const end = ended(initiator);
    clock.advance(stallMs / 2);
    await witness.ping();
    clock.advance(stallMs);
    await end;
    const next = await lab.attach();
    await expectGood(next, [cdb.rewind()]);
  });
});

describe('an initiator that reads slowly', () => {
  it('is served to the end as long as it reads at all', async () => {
    witness = await lab.attach({ targetName: shelf });
    const initiator = await lab.attachToBlank({
      offers: { MaxRecvDataSegmentLength: '65536', MaxBurstLength: '16777215', DefaultTime2Retain: '0' },
    });
    const length = 16_000_000;
    await expectGood(initiator, [cdb.write6(length), { write: new Uint8Array(length) }], [cdb.rewind()]);
    const task = initiator.start(cdb.read6(length), { read: length });
    let received = 0;
    const { take } = initiator.connection;
    let enough = (): void => {};
    initiator.connection.take = (pdu) => {
      received += pdu.data.length;
      if (received >= 3 * MiB) enough();
      return take(pdu);
    };
    while (!task.ended) {
      received = 0;
      const some = new Promise<void>((resolve) => {
        enough = resolve;
      });
      initiator.connection.resume();
      await Promise.race([some, task.completion]);
      initiator.connection.pause();
      for (let turns = 0; turns < 20; turns++) await witness.ping();
      clock.advance(0.7 * stallMs);
    }
    expect(await task.completion).toMatchObject({ status: 0, residual: 0, data: { length } });
  });
});

describe('data that nobody has asked for (RFC 7143 §4.2.2.1, §11.7)', () => {
  const unsolicited = {
    InitialR2T: 'No',
    ImmediateData: 'Yes',
    FirstBurstLength: '262144',
    MaxBurstLength: '262144',
    DefaultTime2Retain: '0',
  };
  const length = 262_144;

  /** A write of one whole first burst: a command and what follows it unasked. */
  const burst = (initiator: Initiator, options: { cmdSn?: number } = {}): Task =>
    initiator.start(cdb.write6(length), { write: new Uint8Array(length), ...options });

  it('closes the window of an obedient initiator before it is too much, and all of it is taken in the end', async () => {
    witness = await lab.attach({ targetName: shelf });
    const initiator = await lab.attachToBlank({ offers: unsolicited });
    const hangs = initiator.start(cdb.write6(length + 1), { write: new Uint8Array(length + 1), answerR2T: false });
    const r2t = await hangs.nextR2T();
    const tasks: Task[] = [];
    /** Sends as many as the window has room for, up to 40. */
    const send = async (): Promise<void> => {
      await initiator.ping();
      while (tasks.length < 40 && distance(initiator.cmdSn, initiator.connection.conduct.window!.maxCmdSn) >= 0) {
        tasks.push(burst(initiator));
        await initiator.ping();
      }
    };
    await send();
    // A megabyte is 4 bursts; what is on its way when the window closes comes on top.
    expect(tasks.length).toBeLessThan(16);
    hangs.answer(r2t);
    while (tasks.length < 40) {
      await tasks.at(-1)?.completion;
      await send();
    }
    for (const { completion } of [hangs, ...tasks]) expect((await completion).status).toBe(0);
  });

  it('outside of the window is not held, however much of it there is', async () => {
    witness = await lab.attach({ targetName: shelf });
    const initiator = await lab.attachToBlank({ offers: unsolicited });
    const hangs = initiator.start(cdb.write6(length + 1), { write: new Uint8Array(length + 1), answerR2T: false });
    const r2t = await hangs.nextR2T();
    const first = initiator.cmdSn;
    const { connection } = initiator;
    const data = new Uint8Array(65_536);
    const flood = (index: number): Uint8Array => {
      const fields = { initiatorTaskTag: 0x1_0000 + index };
      const command = {
        write: true,
        attribute: 1,
        expectedDataTransferLength: length,
        cdb: cdb.write6(length),
        data,
        cmdSn: plus(first, index),
      };
      const pdus = [encode({ kind: 'scsi-command', ...fields, ...command })];
      for (let dataSn = 0; dataSn < 3; dataSn++)
        pdus.push(
          encode({
            kind: 'data-out',
            ...fields,
            targetTransferTag: noTag,
            dataSn,
            bufferOffset: 65_536 * (dataSn + 1),
            data,
            final: dataSn === 2,
          }),
        );
      return Buffer.concat(pdus);
    };
    connection.tolerant = true;
    const grown = await growth(async () => {
      await connection.press(flood, 1200, () => witness.ping());
    });
    // 300 MiB went by.
    expect(grown).toBeLessThan(128 * MiB);
    connection.reset();
    void r2t;
    const next = await lab.attach();
    await expectGood(next, [cdb.rewind()]);
  });

  it('for tasks that never were is dropped', async () => {
    witness = await lab.attachToBlank();
    const initiator = await lab.attach({ offers: unsolicited });
    const stray = encode({
      kind: 'data-out',
      final: true,
      initiatorTaskTag: 0x7777,
      targetTransferTag: noTag,
      data: new Uint8Array(65_536),
    });
    const grown = await growth(async () => {
      const left = await initiator.connection.press(
        () => stray,
        4000,
        () => witness.ping(),
      );
      expect(left).toBeGreaterThan(200 * MiB);
    });
    expect(grown).toBeLessThan(128 * MiB);
    await expectGood(initiator, [cdb.testUnitReady()]);
    await expectUndisturbed();
  });
});
