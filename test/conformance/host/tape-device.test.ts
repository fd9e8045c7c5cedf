/** Tape calls of the host's side against a drive of every family of a lab's, over TCP: what was written is there, and every end is told. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/foundation/clock.ts';
import { dialTcp } from '../../../src/host/dial.ts';
import { Initiator } from '../../../src/host/initiator/initiator.ts';
import { tapelab } from '../../../src/host/initiator/profiles/tapelab.ts';
import type { Session } from '../../../src/host/initiator/session.ts';
import { TapeDevice } from '../../../src/host/tape-device.ts';
import { families } from '../../../src/models/index.ts';
import { startDrives, targetOf } from '../drives.ts';
import type { LabUnderTest } from '../lab-under-test.ts';
import { pattern } from '../pattern.ts';

const KiB = 1024;
const capacityBytes = 1024 * KiB;
/** The oldest and the newest of each family. */
const models = families.flatMap(({ models }) => [...new Set([models[0]!, models.at(-1)!])]);
/** What a drive can write in, whatever else it can read. */
const mediumTypeOf = (model: (typeof models)[number]): string => model.media.findLast(({ writes }) => writes.length > 0)!.medium;

let lab: LabUnderTest;
beforeAll(async () => {
  const drives = models.map((model, index) => {
    const cartridge = {
      barcode: `TD${String(index).padStart(4, '0')}`,
      mediumType: mediumTypeOf(model),
      capacityBytes,
      earlyWarningBytes: 256 * KiB,
    };
    return [model.name, { model: model.name, cartridge }] as const;
  });
  lab = await startDrives(Object.fromEntries(drives));
});
afterAll(() => lab.stop());

async function withTape(model: string, work: (tape: TapeDevice, session: Session) => Promise<void>): Promise<void> {
  const initiator = new Initiator({
    profile: tapelab,
    initiatorName: 'iqn.2026-11.local.conformance:host',
    dial: dialTcp(systemClock),
    clock: systemClock,
  });
  const session = await initiator.logIn({ address: lab.address.host, port: lab.address.port }, targetOf(model));
  try {
    const tape = new TapeDevice({ path: session, lun: 0, clock: systemClock });
    expect(await tape.unit.attend()).toMatchObject({ notReady: undefined });
    await work(tape, session);
  } finally {
    await session.logOut();
    await lab.hangUp();
  }
}

describe.each(models.map(({ name }) => name))('%s', (model) => {
  it('writes to its end, and reads all of it', () =>
    withTape(model, async (tape) => {
      const { value: mode } = await tape.mode();
      const { value: limits } = await tape.blockLimits();
      // QIC drives know one length of blocks alone.
      const blockLength = limits!.minimumBytes === limits!.maximumBytes ? limits!.minimumBytes : 0;
      if (mode!.blockLength !== blockLength) expect(await tape.setBlockLength(blockLength)).toEqual({ value: undefined });
      expect(await tape.rewind()).toEqual({ value: undefined });
      expect((await tape.position()).value).toMatchObject({ beginning: true });

      const piece = 32 * KiB;
      const ends = new Set<string>();
      let written = 0;
      for (;;) {
        const { value } = await tape.write(pattern(piece, written / piece), blockLength);
        ends.add(value!.end);
        written += value!.written;
        if (value!.end === 'full') break;
      }
      expect([...ends]).toEqual(['far', 'early-warning', 'full']);
      expect(written).toBeGreaterThan(capacityBytes - 2 * piece);
      expect((await tape.writeFilemarks(0)).value).toMatchObject({ written: 0 });

      await tape.rewind();
      let read = 0;
      for (;;) {
        const { value } = await tape.read(piece, blockLength);
        const { data, stoppedBy } = value!;
        if (data.length > 0) expect(Buffer.compare(data.toBytes(), pattern(piece, read / piece).subarray(0, data.length))).toBe(0);
        read += data.length;
        if (stoppedBy === undefined) continue;
        expect(['end-of-data', 'end-of-medium']).toContain(stoppedBy);
        break;
      }
      expect(read).toBe(written);
    }));

  it('goes where it is sent among files', () =>
    withTape(model, async (tape) => {
      const { value: mode } = await tape.mode();
      const { blockLength } = mode!;
      const length = blockLength === 0 ? 1000 : blockLength;
      await tape.rewind();
      for (let file = 0; file < 3; file++) {
        for (let block = 0; block < 2; block++)
          expect((await tape.write(pattern(length, file * 2 + block), blockLength)).value).toMatchObject({ end: 'far' });
        expect((await tape.writeFilemarks(1)).value).toEqual({ written: 1, end: 'far' });
      }
      const next = async (): Promise<number | string> => {
        const { value } = await tape.read(length, blockLength);
        const { data, stoppedBy } = value!;
        return stoppedBy ?? [0, 1, 2, 3, 4, 5].findIndex((seed) => Buffer.compare(data.toBytes(), pattern(length, seed)) === 0);
      };
      await tape.rewind();
      expect(await tape.space('filemarks', 2)).toEqual({ value: { passed: 2, stoppedBy: undefined } });
      expect(await next()).toBe(4);
      expect(await tape.space('blocks', 3)).toEqual({ value: { passed: 1, stoppedBy: 'filemark' } });
      expect(await next()).toBe('end-of-data');
      expect(await tape.space('filemarks', -2)).toEqual({ value: { passed: 2, stoppedBy: undefined } });
      expect(await next()).toBe('filemark');
      expect(await tape.space('blocks', -1)).toMatchObject({ value: { passed: 0, stoppedBy: 'filemark' } });
      expect(await tape.space('filemarks', -5)).toMatchObject({ value: { passed: 1, stoppedBy: 'beginning' } });
      expect(await next()).toBe(0);
      expect(await tape.spaceToEndOfData()).toEqual({ value: undefined });
      expect(await next()).toBe('end-of-data');
    }));
});
