/**
 * A tape is an array of blocks and filemarks with a position in it: random commands over the wire against exactly that (SSC-4 §4.2), in a
 * model that shares nothing with the drive, not even the words for what goes wrong.
 */
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import * as cdb from './cdb.ts';
import { cutPortal } from './cut-portal.ts';
import type { Initiator } from './initiator.ts';
import { LabUnderTest, positionOf } from './lab-under-test.ts';
import { pattern } from './pattern.ts';

let lab: LabUnderTest | undefined;
afterEach(async () => {
  await lab?.hangUp();
  await lab?.stop();
});

const filemark = 'filemark';
type TapeObject = Uint8Array | typeof filemark;
/** What a command is to end with; `information` as in its sense. */
type Expectation = { code: number; information?: number } | 'good';

const filemarkDetected = 0x0001;
const beginningOfPartition = 0x0004;
const endOfData = 0x0005;
const lengthWasWrong = 0x0000;

class Model {
  objects: TapeObject[] = [];
  position = 0;

  append(...objects: TapeObject[]): Expectation {
    this.objects.length = this.position;
    this.objects.push(...objects);
    this.position += objects.length;
    return 'good';
  }

  read(length: number): { expected: Expectation; data: Uint8Array } {
    const object = this.objects[this.position];
    const nothing = new Uint8Array();
    if (object === undefined) return { expected: { code: endOfData, information: length }, data: nothing };
    this.position += 1;
    if (object === filemark) return { expected: { code: filemarkDetected, information: length }, data: nothing };
    const expected = object.length === length ? 'good' : { code: lengthWasWrong, information: length - object.length };
    return { expected, data: object.subarray(0, length) };
  }

  /** One object at a time, as a finger on the tape would. */
  space(what: 'blocks' | 'filemarks', count: number): Expectation {
    const step = Math.sign(count);
    for (let left = Math.abs(count); left > 0; ) {
      const next = step > 0 ? this.position : this.position - 1;
      const object = this.objects[next];
      if (object === undefined) return { code: step > 0 ? endOfData : beginningOfPartition, information: left };
      this.position += step;
      if (what === 'blocks' && object === filemark) return { code: filemarkDetected, information: left };
      if (what === 'blocks' || object === filemark) left -= 1;
    }
    return 'good';
  }

  locate(object: number): Expectation {
    this.position = Math.min(object, this.objects.length);
    return this.position === object ? 'good' : { code: endOfData };
  }
}

type Step =
  | { do: 'write' | 'read'; length: number; seed: number }
  | { do: 'filemarks'; count: number }
  | { do: 'blocks' | 'marks'; count: number }
  | { do: 'locate'; object: number }
  | { do: 'rewind' | 'erase' | 'end' };

const length = fc.oneof(fc.constantFrom(1, 512, 1000), fc.integer({ min: 1, max: 3000 }));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('write' as const), length, seed: fc.nat(255) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('read' as const), length, seed: fc.constant(0) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('filemarks' as const), count: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('blocks' as const, 'marks' as const), count: fc.integer({ min: -4, max: 4 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('locate' as const), object: fc.nat(12) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('rewind' as const, 'end' as const, 'erase' as const) }) },
);

async function perform(initiator: Initiator, model: Model, action: Step): Promise<void> {
  const check = async (bytes: Uint8Array, expected: Expectation, options: object = {}): Promise<Uint8Array> => {
    const { status, sense, data } = await initiator.command(bytes, options);
    if (expected === 'good') expect({ action, status, sense }).toEqual({ action, status: 0, sense: undefined });
    else expect({ action, status, sense }).toMatchObject({ action, status: 2, sense: expected });
    return data;
  };
  switch (action.do) {
    case 'write': {
      const data = pattern(action.length, action.seed);
      await check(cdb.write6(data.length), model.append(data), { write: data });
      break;
    }
    case 'read': {
      const { expected, data } = model.read(action.length);
      expect(Buffer.compare(await check(cdb.read6(action.length), expected, { read: action.length }), data)).toBe(0);
      break;
    }
    case 'filemarks': {
      const marks = Array.from({ length: action.count }, () => filemark);
      await check(cdb.writeFilemarks(action.count), action.count === 0 ? 'good' : model.append(...(marks as TapeObject[])));
      break;
    }
    case 'blocks':
      await check(cdb.space(cdb.spaceBy.blocks, action.count), model.space('blocks', action.count));
      break;
    case 'marks':
      await check(cdb.space(cdb.spaceBy.filemarks, action.count), model.space('filemarks', action.count));
      break;
    case 'locate':
      await check(cdb.locate10(action.object), model.locate(action.object));
      break;
    case 'rewind':
      await check(cdb.rewind(), model.locate(0));
      break;
    case 'end':
      await check(cdb.space(cdb.spaceBy.endOfData, 0), model.locate(model.objects.length));
      break;
    case 'erase':
      await check(cdb.erase(), model.append());
      break;
  }
  expect({ action, object: (await positionOf(initiator)).object }).toEqual({ action, object: model.position });
}

it.each([
  ['as it comes', {}, 60],
  ['in pieces of a few bytes', { tap: cutPortal }, 20],
])('behaves as an array of blocks and filemarks does, with what hosts send %s', async (_how, options, numRuns) => {
  lab = await LabUnderTest.start(options);
  const sessions = [
    await lab.attachToBlank(),
    await lab.attach({ offers: { InitialR2T: 'Yes', ImmediateData: 'No', MaxBurstLength: '700', FirstBurstLength: '512' } }),
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(step, fc.nat(1)), { minLength: 5, maxLength: 40 }), async (steps) => {
      const model = new Model();
      for (const start of [{ do: 'rewind' }, { do: 'erase' }] as const) await perform(sessions[0]!, model, start);
      // Two hosts share the tape; whose turn it is makes no difference.
      for (const [action, session] of steps) await perform(sessions[session]!, model, action);
    }),
    { numRuns },
  );
});
