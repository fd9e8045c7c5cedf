/** SSC's commands byte for byte, and what sense data mean for each (SSC-5). */
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import type { ScsiAnswer } from '../../../src/host/scsi.ts';
import { nameIn } from '../../../src/host/tape-density.ts';
import { TapeDevice } from '../../../src/host/tape-device.ts';
import { check, good, ScriptedPath } from './scripted-path.ts';

const FM = 0x80;
const EOM = 0x40;
const ILI = 0x20;

const tapeOn = (path: ScriptedPath): TapeDevice => new TapeDevice({ path, lun: 0, clock: new ManualClock() });
const answering = (...answers: ScsiAnswer[]): TapeDevice => tapeOn(new ScriptedPath(...answers));
const block = (length: number): Uint8Array => new Uint8Array(length).fill(7);

describe('CDBs', () => {
  it.each<[string, (tape: TapeDevice) => Promise<unknown>, string]>([
    ['rewind', (tape) => tape.rewind(), '010000000000'],
    ['load', (tape) => tape.load(), '1b0000000100'],
    ['unload', (tape) => tape.unload(), '1b0000000000'],
    ['erase to the end', (tape) => tape.erase({ whole: true }), '190100000000'],
    ['erase here', (tape) => tape.erase({ whole: false }), '190000000000'],
    ['locate', (tape) => tape.locate(0x01020304), '2b000001020304000000'],
    ['locate far', (tape) => tape.locate(0x1_0000_0002), '92000000000000010000000200000000'],
    ['to the end of the data', (tape) => tape.spaceToEndOfData(), '110300000000'],
    ['forward over filemarks', (tape) => tape.space('filemarks', 2), '110100000200'],
    ['back over blocks', (tape) => tape.space('blocks', -1), '1100ffffff00'],
    ['back over very many', (tape) => tape.space('blocks', -0x80_0001), '91000000ffffffffff7fffff00000000'],
    ['read a block', (tape) => tape.read(0x10000), '080001000000'],
    ['read blocks of one length', (tape) => tape.read(1200, 512), '080100000200'],
    ['write a block', (tape) => tape.write(block(300)), '0a0000012c00'],
    ['write blocks of one length', (tape) => tape.write(block(1024), 512), '0a0100000200'],
    ['filemarks', (tape) => tape.writeFilemarks(3), '100000000300'],
    ['block limits', (tape) => tape.blockLimits(), '050000000000'],
    ['mode', (tape) => tape.mode(), '1a0000000c00'],
    ['position', (tape) => tape.position(), '34060000000000000000'],
  ])('%s', async (_, call, cdb) => {
    const path = new ScriptedPath(good(block(64)));
    await call(tapeOn(path));
    expect(path.cdbs[0]).toBe(cdb);
  });

  it('leave density and buffered mode as they are when the block length is set', async () => {
    const path = new ScriptedPath(good(Uint8Array.of(11, 0x33, 0x90, 8, 0x26, 0, 0, 0, 0, 0, 0, 0)), good());
    await tapeOn(path).setBlockLength(512);
    expect(path.cdbs[1]).toBe('151000000c00');
    expect(Buffer.from(path.asked[1]!.write!).toString('hex')).toBe('000010082600000000000200');
  });
});

describe('READ', () => {
  const variable = (answer: ScsiAnswer) => answering(answer).read(100);
  const fixed = (answer: ScsiAnswer) => answering(answer).read(400, 100);
  const value = (data: number, more: object = {}) => ({
    value: { data: { length: data }, stoppedBy: undefined, wrongLength: undefined, ...more },
  });

  it.each<[string, Promise<unknown>, object]>([
    ['a block', variable(good(block(100))), value(100)],
    ['a shorter block without a word', variable(good(block(40), 60)), value(40)],
    ['a shorter block', variable(check(ILI, 0, { information: 60, data: block(40) })), value(40)],
    ['a longer block', variable(check(ILI, 0, { information: -20, data: block(100) })), value(0, { wrongLength: 120 })],
    ['a filemark', variable(check(FM, 0x0001, { information: 100 })), value(0, { stoppedBy: 'filemark' })],
    ['a setmark', variable(check(FM, 0x0003, { information: 100 })), value(0, { stoppedBy: 'setmark' })],
    ['the end of the data', variable(check(0x08, 0x0005)), value(0, { stoppedBy: 'end-of-data' })],
    ['the end of the medium', variable(check(EOM | 0x03, 0x0002)), value(0, { stoppedBy: 'end-of-medium' })],
    ['blocks', fixed(good(block(400))), value(400)],
    ['blocks and a filemark', fixed(check(FM, 0x0001, { information: 1, data: block(300) })), value(300, { stoppedBy: 'filemark' })],
    ['blocks and one of another length', fixed(check(ILI, 0, { information: 2, data: block(300) })), value(200, { wrongLength: 0 })],
    ['a block after an error that was overcome', variable(check(0x01, 0x1701, { data: block(100) })), value(100)],
    ['blocks after an error that was overcome', fixed(check(0x01, 0x1701, { information: 0, data: block(400) })), value(400)],
    ['an error', variable(check(0x03, 0x1100)), { failure: { problem: 'medium error, 11/00 unrecovered read error' } }],
    [
      'blocks before an error',
      fixed(check(0x03, 0x1100, { information: 1, data: block(300) })),
      { failure: { blocksBefore: { length: 300 } } },
    ],
    [
      'an error, and not how far it came',
      fixed(check(0x03, 0x1100, { data: block(300) })),
      { failure: expect.not.objectContaining({ blocksBefore: expect.anything() }) },
    ],
    ['an error behind its back', variable(check(FM, 0x0001, { deferred: true })), { failure: { sense: { deferred: true } } }],
    ['fewer bytes than were told', variable(good(block(90))), { failure: { kind: 'malformed' } }],
    ['fewer bytes than the sense tells', variable(check(ILI, 0, { information: 60, data: block(39) })), { failure: { kind: 'malformed' } }],
    [
      'fewer blocks than the sense tells',
      fixed(check(FM, 0x0001, { information: 1, data: block(200) })),
      { failure: { kind: 'malformed' } },
    ],
  ])('brings %s', async (_, read, expected) => expect(await read).toMatchObject(expected));
});

describe('WRITE', () => {
  const variable = (answer: ScsiAnswer) => answering(answer).write(block(100));
  const fixed = (answer: ScsiAnswer) => answering(answer).write(block(400), 100);
  const marks = (answer: ScsiAnswer) => answering(answer).writeFilemarks(2);

  it.each<[string, Promise<unknown>, object]>([
    ['goes well', variable(good()), { value: { written: 100, end: 'far' } }],
    ['goes well behind early warning', variable(check(EOM, 0x0002, { information: 0 })), { value: { written: 100, end: 'early-warning' } }],
    ['is taken in part at early warning', fixed(check(EOM, 0x0002, { information: 3 })), { value: { written: 100, end: 'early-warning' } }],
    ['is taken in part, and why is not told', fixed(check(0x00, 0x0000, { information: 3 })), { failure: { kind: 'status' } }],
    ['finds no room', variable(check(EOM | 0x0d, 0x0002, { information: 100 })), { value: { written: 0, end: 'full' } }],
    ['finds no room, and tells no more', fixed(check(EOM | 0x0d, 0x0002)), { value: { written: 0, end: 'full' } }],
    ['finds room for some', fixed(check(EOM | 0x0d, 0x0002, { information: 3 })), { value: { written: 100, end: 'full' } }],
    ['finds room for one filemark', marks(check(EOM | 0x0d, 0x0002, { information: 1 })), { value: { written: 1, end: 'full' } }],
    ['overcomes an error', variable(check(0x01, 0x0c00)), { value: { written: 100, end: 'far' } }],
    ['fails', variable(check(0x03, 0x0c00)), { failure: { problem: 'medium error, 0c/00 write error' } }],
    ['is refused', variable(check(0x07, 0x2700)), { failure: { problem: 'data protect, 27/00 write protected' } }],
    [
      'tells that an earlier one found no room',
      marks(check(EOM | 0x0d, 0x0002, { deferred: true })),
      { failure: { sense: { deferred: true } } },
    ],
    ['is taken in part, and said to be good', variable(good(block(0), 4)), { failure: { kind: 'malformed' } }],
  ])('%s', async (_, written, expected) => expect(await written).toMatchObject(expected));
});

describe('SPACE', () => {
  it.each<[string, ScsiAnswer, object]>([
    ['all', good(), { value: { passed: 5, stoppedBy: undefined } }],
    ['blocks to a filemark', check(FM, 0x0001, { information: 3 }), { value: { passed: 2, stoppedBy: 'filemark' } }],
    ['to the end of the data', check(0x08, 0x0005, { information: 5 }), { value: { passed: 0, stoppedBy: 'end-of-data' } }],
    ['to the beginning', check(EOM, 0x0004, { information: 1 }), { value: { passed: 4, stoppedBy: 'beginning' } }],
    ['into an error', check(0x03, 0x1501), { failure: { problem: 'medium error, 15/01 mechanical positioning error' } }],
  ])('passes %s', async (_, answer, expected) => expect(await answering(answer).space('blocks', -5)).toMatchObject(expected));
});

describe('READ POSITION', () => {
  const long = Buffer.from('80000000 00000001 0000000100000002 0000000000000003 0000000000000000'.replace(/ /g, ''), 'hex');
  const short = Buffer.from('40 01 0000 00000009 00000009 00 000000 00000000'.replace(/ /g, ''), 'hex');

  it('is read in its long form', async () => {
    expect(await answering(good(long)).position()).toEqual({
      value: { partition: 1, object: 0x1_0000_0002, file: 3, beginning: true, end: false },
    });
    const unknown = Uint8Array.from(long);
    unknown[0] = 0x0c;
    expect(await answering(good(unknown)).position()).toMatchObject({ value: { object: undefined, file: undefined } });
  });

  it.each([
    ['refused', check(0x05, 0x2400)],
    ['overlooked', good(short, 12)],
  ])('is read in its short form where the long one is %s', async (_, first) => {
    const path = new ScriptedPath(first, good(short));
    expect(await tapeOn(path).position()).toEqual({ value: { partition: 1, object: 9, file: undefined, beginning: false, end: true } });
    expect(path.cdbs).toEqual(['34060000000000000000', '34000000000000000000']);
  });

  it('fails where the drive has no position to tell', async () => {
    expect(await answering(check(0x02, 0x3a00)).position()).toMatchObject({ failure: { command: 'READ POSITION' } });
    expect(await answering(check(0x05, 0x2400), good(block(7))).position()).toMatchObject({ failure: { kind: 'malformed' } });
  });
});

it('names a density as the drive does', () => {
  const descriptor = (code: number, name: string): Buffer => {
    const bytes = Buffer.alloc(52, ' ');
    bytes[0] = code;
    bytes[2] = 0;
    bytes.write(name, 24, 'latin1');
    return bytes;
  };
  const data = Buffer.concat([Buffer.alloc(4), descriptor(0x5c, 'U-732'), descriptor(0x5e, 'U-832')]);
  expect(nameIn(data, 0x5e)).toBe('U-832');
  expect(nameIn(data, 0x26)).toBeUndefined();
  expect(nameIn(data.subarray(0, 90), 0x5e)).toBeUndefined();
});
