/**
 * Two drives are given the same random commands; one of them loses its power in the middle and is brought back to where it stood. In the end nothing
 * that a host can read tells them apart: the tape object by object, the cartridge’s memory, its capacity, mode pages and reservations.
 */
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { blankDrive, type DriveUnderTest, placeOf, startDrives, targetOf } from './drives.ts';
import type { Initiator } from './initiator.ts';
import { acknowledgeAttentions, type LabUnderTest } from './lab-under-test.ts';
import { newIsid } from './login.ts';
import { pattern } from './pattern.ts';
import { keysOf, outAction, parameters, reservationOf, reserveOut } from './persistent-reservation.ts';

const drive: DriveUnderTest = { cartridge: { barcode: 'PWR001L8', capacityBytes: 8 * 2 ** 20, earlyWarningBytes: 2 ** 20 } };

/** Each lab has the same drive with the same cartridge. */
let steady: LabUnderTest;
let struck: LabUnderTest;
beforeAll(async () => {
  [steady, struck] = await Promise.all([startDrives({ drive }), startDrives({ drive })]);
});
afterEach(async () => {
  await steady.hangUp();
  await struck.hangUp();
});
afterAll(async () => {
  await steady.stop();
  await struck.stop();
});

/** A command, and what it sends; its answer is part of what is compared. */
type Step = readonly [name: string, cdb: Uint8Array, write?: Uint8Array];

const synchronise: Step = ['WRITE FILEMARKS(6) of none', cdb.writeFilemarks(0)];
/** DATE AND TIME LAST WRITTEN (0804h), twelve bytes of ASCII, in a list of its own (SPC-4 §7.4). */
const attribute = (text: string): Uint8Array =>
  Uint8Array.from([0, 0, 0, 17, 0x08, 0x04, 1, 0, 12, ...Buffer.from(text.padEnd(12), 'latin1')]);
const retries = (count: number): Uint8Array => Uint8Array.of(0, 0, 0, 0x10, 0, 0, 0, 0, 0x01, 0x0a, 0, count, 0, 0, 0, 0, 0x10, 0, 0, 0);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.integer({ min: 1, max: 40_000 }).map((length): Step => [`WRITE ${length}`, cdb.write6(length), pattern(length)]),
  },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 3 }).map((count): Step => [`WRITE FILEMARKS ${count}`, cdb.writeFilemarks(count)]) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 }).map((count): Step => [`WRITE SETMARKS ${count}`, cdb.writeSetmarks(count)]) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 20 }).map((object): Step => [`LOCATE ${object}`, cdb.locate10(object)]) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 6 }).map((count): Step => [`SPACE ${count}`, cdb.space(cdb.spaceBy.blocks, count)]) },
  { weight: 1, arbitrary: fc.constant<Step>(['REWIND', cdb.rewind()]) },
  { weight: 1, arbitrary: fc.constant<Step>(['ERASE', cdb.erase()]) },
  { weight: 1, arbitrary: fc.constant<Step>(['SPACE to end of data', cdb.space(cdb.spaceBy.endOfData, 0)]) },
  {
    weight: 1,
    arbitrary: fc.string({ maxLength: 12 }).map((text): Step => {
      const list = attribute(text.replace(/[^ -~]/g, 'x'));
      return ['WRITE ATTRIBUTE', cdb.writeAttribute(list.length), list];
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 0, max: 255 })
      .map((count): Step => [`MODE SELECT SP=1 ${count}`, cdb.modeSelect10(20, { save: true }), retries(count)]),
  },
);

async function run(initiator: Initiator, steps: readonly Step[]): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const [name, command, write] of steps) {
    const { status, sense } = await initiator.command(command, write === undefined ? {} : { write });
    answers.push([name, status, sense]);
  }
  return answers;
}

/** All that is on the tape from the beginning: blocks by length and content, marks by their sense. */
async function objectsOf(initiator: Initiator): Promise<unknown[]> {
  await run(initiator, [['REWIND', cdb.rewind()]]);
  const objects: unknown[] = [];
  for (;;) {
    const { status, sense, data } = await initiator.command(cdb.read6(65_536), { read: 65_536 });
    objects.push([status, sense?.key, sense?.code, sense?.information, Buffer.from(data).toString('base64')]);
    if (sense?.key === 8) return objects;
  }
}

async function stateOf(initiator: Initiator): Promise<unknown> {
  const read = async (command: Uint8Array): Promise<unknown> => {
    const { status, sense, data } = await initiator.command(command, { read: 65_536 });
    return [status, sense, Buffer.from(data).toString('hex')];
  };
  return {
    objects: await objectsOf(initiator),
    capacity: await read(cdb.logSense(0x31)),
    modes: await read(cdb.modeSense10(0x3f, { subpage: 0xff })),
    saved: await read(cdb.modeSense10(0x3f, { subpage: 0xff, control: 3 })),
    mark: await read(cdb.readAttribute(0, { first: 0x0804 })),
    keys: (await keysOf(initiator)).keys,
    reservation: await reservationOf(initiator),
  };
}

it('a drive that lost its power in the middle ends as one that did not', async () => {
  const isid = newIsid();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), fc.array(step, { maxLength: 20 }), async (before, after) => {
      for (const lab of [steady, struck]) {
        await blankDrive(lab, 'drive');
        await lab.hangUp();
      }
      const logIn = (lab: LabUnderTest): Promise<Initiator> => lab.attach({ targetName: targetOf('drive'), isid });
      const one = await logIn(steady);
      let other = await logIn(struck);
      for (const host of [one, other]) await reserveOut(host, outAction.registerAndIgnore, parameters(0n, 7n, { flags: 1 }));
      for (const host of [one, other]) await reserveOut(host, outAction.reserve, parameters(7n, 0n), { type: 3 });

      expect(await run(other, [...before, synchronise])).toEqual(await run(one, [...before, synchronise]));
      const { object } = await placeOf(one);
      await struck.restart();
      other = await logIn(struck);
      const back: Step = [`LOCATE ${object}`, cdb.locate10(object)];
      expect(await run(other, [back])).toEqual(await run(one, [back]));
      expect(await run(other, [...after, synchronise])).toEqual(await run(one, [...after, synchronise]));
      expect(await placeOf(other)).toEqual(await placeOf(one));
      expect(await stateOf(other)).toEqual(await stateOf(one));

      for (const host of [one, other]) {
        await run(host, [['MODE SELECT SP=1', cdb.modeSelect10(20, { save: true }), retries(16)]]);
        await reserveOut(host, outAction.clear, parameters(7n, 0n));
        await acknowledgeAttentions(host);
      }
      await steady.hangUp();
      await struck.hangUp();
    }),
    { numRuns: 12 },
  );
});
