/**
 * Several hosts read one tape at once, here and there and many blocks at a time, give tasks up in the middle, and the line delays and doubles what they are
 * sent: whatever memory the data was in, each host gets the bytes that stand there, and a bit that was flipped on the way is whole on the tape.
 */
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Rule } from '../../src/lab-faults.ts';
import * as cdb from './cdb.ts';
import { blankDrive, startDrives, targetOf } from './drives.ts';
import { type Initiator, taskManagement } from './initiator.ts';
import { expectGood, type LabUnderTest } from './lab-under-test.ts';
import { pattern } from './pattern.ts';
import type { Completion, Task } from './task.ts';

let lab: LabUnderTest;
beforeAll(async () => {
  lab = await startDrives({ drive: { cartridge: { barcode: 'LNT001L8' } } }, { trace: 'full' });
});
afterEach(() => lab.hangUp());
afterAll(() => lab.stop());

const lengths = [1, 512, 100_000, 65_536, 3, 262_144, 70_000, 4096, 131_072, 999];
const blocks = Array.from({ length: 40 }, (_, at) => pattern(lengths[at % lengths.length]! + (at >> 3), at + 1));
const longest = Math.max(...blocks.map(({ length }) => length));

interface Reading {
  readonly host: number;
  readonly object: number;
  readonly towards: 'end' | 'beginning';
  /** How much more or less than the block there is room for. */
  readonly over: number;
  readonly sili: boolean;
  readonly given: 'up' | 'time';
}

const reading: fc.Arbitrary<Reading> = fc.record({
  host: fc.nat(2),
  object: fc.nat(blocks.length - 1),
  towards: fc.constantFrom('end', 'end', 'beginning'),
  over: fc.constantFrom(0, 0, 1, 5000, -1, -3000),
  sili: fc.boolean(),
  given: fc.constantFrom('time', 'time', 'time', 'time', 'up'),
});

const roomFor = ({ object, over }: Reading): number => Math.max(1, blocks[object]!.length + over);

function start(initiator: Initiator, wanted: Reading): Task {
  const { object, towards, sili } = wanted;
  const room = roomFor(wanted);
  const command = towards === 'end' ? cdb.read16(object, room, { sili }) : cdb.readReverse16(object + 1, room, { sili });
  return initiator.start(command, { read: room });
}

/** Doubled data is put where it belongs twice. */
function assembled({ dataIns }: Completion, length: number): Buffer {
  const data = Buffer.alloc(length);
  for (const { bufferOffset, data: piece } of dataIns) data.set(piece, bufferOffset);
  return data;
}

async function readAll(hosts: readonly Initiator[], readings: readonly Reading[], check: boolean): Promise<void> {
  const tasks = readings.map((wanted) => start(hosts[wanted.host]!, wanted));
  await Promise.all(
    readings.map(async (wanted, index) => {
      const task = tasks[index]!;
      if (wanted.given === 'up') {
        await hosts[wanted.host]!.manage(taskManagement.abortTask, { of: task });
        return;
      }
      const completion = await task.completion;
      const block = blocks[wanted.object]!;
      const seen = block.subarray(0, roomFor(wanted));
      const fits = wanted.over === 0 || roomFor(wanted) === block.length || wanted.sili;
      expect({ wanted, status: completion.status }).toEqual({ wanted, status: fits ? 0 : 2 });
      if (check) expect(Buffer.compare(assembled(completion, seen.length), seen), JSON.stringify(wanted)).toBe(0);
    }),
  );
}

const disturbances: readonly { readonly check: boolean; readonly rules: readonly Rule[] }[] = [
  { check: true, rules: [] },
  {
    check: true,
    rules: [
      { match: { pdu: 'data-in' }, fire: { every: 3 }, do: 'duplicate' },
      { match: { pdu: 'data-in' }, fire: { every: 5 }, do: { delay: { by: '1ms' } } },
    ],
  },
  { check: false, rules: [{ match: { pdu: 'data-in' }, fire: { every: 2 }, do: { 'corrupt-bit': { byte: 300 } } }] },
];

it('gives every host the bytes that stand on the tape', async () => {
  const writer = await blankDrive(lab, 'drive');
  for (const block of blocks) await expectGood(writer, [cdb.write6(block.length), { write: block }]);
  await expectGood(writer, [cdb.rewind()]);
  expect(longest).toBeGreaterThan(256 * 1024);
  const hosts = await Promise.all([0, 1, 2].map(() => lab.attach({ targetName: targetOf('drive') })));
  for (const { connection } of hosts) connection.tolerant = true;
  await fc.assert(
    fc.asyncProperty(
      fc.array(reading, { minLength: 3, maxLength: 18 }),
      fc.constantFrom(...disturbances),
      async (readings, { check, rules }) => {
        const within = (left: readonly Rule[]): Promise<unknown> =>
          left.length === 0 ? readAll(hosts, readings, check) : lab.faults.during(left[0]!, () => within(left.slice(1)));
        await within(rules);
        await readAll(hosts, readings, true);
      },
    ),
    { numRuns: 40 },
  );
});
