import { describe, expect, test } from 'vitest';
import { ContentDamage } from '../../../src/mtf/content.ts';
import type { NextMedium } from '../../../src/mtf/joined-media.ts';
import type { ProblemCode } from '../../../src/mtf/problem.ts';
import { type MediaEvent, readMedia } from '../../../src/mtf/reader.ts';
import {
  block,
  DATED,
  directoryBlock,
  endBlock,
  FLB,
  fileBlock,
  laidOut,
  markerBlock,
  object,
  physical,
  type Recorded,
  setBlock,
  simpleTape,
  stream,
  tapeBlock,
  tapeOf,
  volumeBlock,
} from './handmade-tape.ts';

const mediaOf = (...tapes: readonly (readonly Recorded[])[]): NextMedium => {
  let given = 0;
  return async () => (given < tapes.length ? tapeOf(tapes[given++]!) : undefined);
};

interface Found {
  readonly events: MediaEvent[];
  /** What each file holds; undefined where it ended with damage. */
  readonly files: Record<string, string | undefined>;
  readonly codes: ProblemCode[];
}

async function read(next: NextMedium): Promise<Found> {
  const found: Found = { events: [], files: {}, codes: [] };
  for await (const event of readMedia(next)) {
    found.events.push(event);
    if (event.event === 'problem') found.codes.push(event.problem.code);
    if (event.event !== 'entry' || event.entry.kind !== 'file') continue;
    const pieces: Uint8Array[] = [];
    const path = event.entry.path.join('/');
    try {
      for await (const piece of event.entry.content()) pieces.push(piece);
      found.files[path] = Buffer.concat(pieces).toString();
    } catch (error) {
      if (!(error instanceof ContentDamage)) throw error;
      found.files[path] = undefined;
    }
  }
  return found;
}

const named = <E extends MediaEvent['event']>(events: readonly MediaEvent[], name: E): Extract<MediaEvent, { event: E }>[] =>
  events.filter((event): event is Extract<MediaEvent, { event: E }> => event.event === name);

describe('a tape of one set', () => {
  test('is told from its medium to its end', async () => {
    const { events, files, codes } = await read(mediaOf(simpleTape({ 'one.txt': 'hello', 'two.txt': 'x'.repeat(5000), empty: '' })));
    expect(codes).toEqual([]);
    expect(events.map(({ event }) => event)).toEqual(['medium', 'set', 'volume', 'entry', 'entry', 'entry', 'entry', 'set-ended']);
    expect(files).toEqual({ 'docs/one.txt': 'hello', 'docs/two.txt': 'x'.repeat(5000), 'docs/empty': '' });
    expect(named(events, 'medium')[0]!.medium).toEqual({
      medium: 1,
      mediaFamilyId: 0xcafe,
      sequenceNumber: 1,
      isContinuation: false,
      name: 'Media created by hand',
      label: 'MTF Media Label|1.0|Nobody',
      hasLabel: true,
      software: 'By hand',
      softwareVendorId: 0x0cbe,
      created: DATED,
      logicalBlockBytes: FLB,
    });
    expect(named(events, 'set')[0]!.set).toMatchObject({
      number: 1,
      name: 'Set 1',
      user: 'LAB\\operator',
      method: 'normal',
      written: DATED,
    });
    expect(named(events, 'volume')[0]!.volume).toEqual({ device: 'C:', name: '', machine: 'SERVER' });
    expect(named(events, 'entry')[1]!.entry).toMatchObject({ kind: 'file', bytes: 5, attributes: 0x20, modified: DATED, created: DATED });
    expect(named(events, 'set-ended')[0]!.outcome).toBe('complete');
  });

  test.each([512, 1024, 1536, 2048, 16_384, 65_536])('does not depend on physical blocks of %d bytes', async (length) => {
    const { files, codes } = await read(mediaOf(simpleTape({ 'one.txt': 'hello', 'two.txt': 'y'.repeat(70_000) }, length)));
    expect({ files, codes }).toEqual({ files: { 'docs/one.txt': 'hello', 'docs/two.txt': 'y'.repeat(70_000) }, codes: [] });
  });

  test('can be gone over without looking into its files', async () => {
    const events: MediaEvent[] = [];
    for await (const event of readMedia(mediaOf(simpleTape({ a: 'x'.repeat(9999), b: 'y' })))) events.push(event);
    expect(named(events, 'entry').map(({ entry }) => entry.path.join('/'))).toEqual(['docs', 'docs/a', 'docs/b']);
    expect(named(events, 'problem')).toEqual([]);
  });
});

/** A tape of these objects behind the beginning of a set, with its end. */
const tapeWith = (...objects: readonly ((address: number) => Buffer)[]): Recorded[] => [
  ...physical(object(tapeBlock())),
  'filemark',
  ...physical(laidOut([...beginning, ...objects])),
  'filemark',
  ...physical(object(endBlock())),
  'filemark',
];
const beginning = [
  (address: number) => object(setBlock(1, { address })),
  (address: number) => object(volumeBlock({ address })),
  (address: number) => object(directoryBlock(1, '\0', { address })),
];
const file =
  (id: number, name: string, streams: readonly Buffer[], size = 0) =>
  (address: number) =>
    object(fileBlock(id, name, { address, size }), streams);
const bytes = (text: string): Buffer => Buffer.from(text);
const checksumOf = (text: string): Buffer => {
  const sum = Buffer.alloc(4);
  bytes(text).forEach((byte, index) => {
    sum[index % 4]! ^= byte;
  });
  return sum;
};
const CONTINUED = 0x01;
const VARIABLE = 0x02;
const VARIABLE_END = 0x04;
const ENCRYPTED = 0x08;
const COMPRESSED = 0x10;
const CHECKSUMMED = 0x20;

describe('streams', () => {
  test('of names that are too long for their blocks', async () => {
    const inStream: readonly [number, 4, number] = [52, 4, 1 << 17];
    const { files, codes } = await read(
      mediaOf(
        tapeWith(
          (address) =>
            object(directoryBlock(2, '', { address, fields: [inStream], texts: [[80, '']] }), [
              stream('PNAM', bytes(`${'d'.repeat(600)}\0e\0`)),
            ]),
          (address) =>
            object(fileBlock(1, '', { address, directory: 2, fields: [inStream], texts: [[84, '']] }), [
              stream('FNAM', bytes('f'.repeat(300))),
              stream('STAN', bytes('data')),
            ]),
        ),
      ),
    );
    expect({ files, codes }).toEqual({ files: { [`${'d'.repeat(600)}/e/${'f'.repeat(300)}`]: 'data' }, codes: [] });
  });

  test('of data in parts', async () => {
    const parts = [
      stream('STAN', bytes('one, '), { media: VARIABLE | CHECKSUMMED }),
      stream('STAN', bytes('two, '), { media: VARIABLE | CHECKSUMMED }),
      stream('STAN', bytes('three'), { media: VARIABLE | VARIABLE_END | CHECKSUMMED }),
      stream('CSUM', checksumOf('one, two, three')),
    ];
    expect(await read(mediaOf(tapeWith(file(1, 'a', parts, 15))))).toMatchObject({ files: { a: 'one, two, three' }, codes: [] });
    expect(await read(mediaOf(tapeWith(file(1, 'a', parts.slice(0, 2), 15))))).toMatchObject({
      files: { a: undefined },
      codes: ['data-missing'],
    });
  });

  test('of which only Windows makes something are left out', async () => {
    const others = [
      stream('NACL', bytes('acl')),
      stream('STAN', bytes('data')),
      stream('ADAT', bytes('other')),
      stream('XYZ1', bytes('?')),
    ];
    expect(await read(mediaOf(tapeWith(file(1, 'a', others, 4))))).toMatchObject({
      files: { a: 'data' },
      codes: ['stream-left-out', 'unknown-stream'],
    });
  });

  test('that somebody has compressed or encrypted are told and not guessed', async () => {
    const { files, codes, events } = await read(
      mediaOf(
        tapeWith(
          file(1, 'a', [stream('STAN', bytes('????'), { media: COMPRESSED })], 9),
          file(2, 'b', [stream('STAN', bytes('????'), { media: COMPRESSED })], 9),
          file(3, 'c', [stream('STAN', bytes('????'), { media: ENCRYPTED })], 9),
          file(4, 'd', [stream('STAN', bytes(''), { fileSystem: 8 }), stream('SPAR', bytes('????????x'))], 9),
          file(5, 'e', [stream('STAN', bytes('data'))], 4),
        ),
      ),
    );
    expect(files).toEqual({ a: '', b: '', c: '', d: '', e: 'data' });
    expect(codes).toEqual(['not-understood', 'not-understood', 'not-understood']);
    expect(named(events, 'entry').map(({ unreadable }) => unreadable)).toEqual([
      undefined,
      'compressed',
      'compressed',
      'encrypted',
      'sparse',
      undefined,
    ]);
  });

  test('with another checksum than is written behind them are damage', async () => {
    const sum = (of: string) => [stream('STAN', bytes('data!'), { media: CHECKSUMMED }), stream('CSUM', checksumOf(of))];
    expect(await read(mediaOf(tapeWith(file(1, 'a', sum('data!'), 5))))).toMatchObject({ files: { a: 'data!' }, codes: [] });
    expect(await read(mediaOf(tapeWith(file(1, 'a', sum('date!'), 5), file(2, 'b', [stream('STAN', bytes('b'))]))))).toMatchObject({
      files: { a: undefined, b: 'b' },
      codes: ['wrong-checksum'],
    });
    const without = [stream('STAN', bytes('data!'), { media: CHECKSUMMED })];
    expect(await read(mediaOf(tapeWith(file(1, 'a', without, 5))))).toMatchObject({ files: { a: undefined }, codes: ['wrong-checksum'] });
  });

  test('without padding behind them are those of drafts of MTF 1.0', async () => {
    const unpadded = (address: number) =>
      Buffer.concat([fileBlock(1, 'a', { address, size: 4 }), stream('STAN', bytes('data')), Buffer.alloc(FLB)]).subarray(0, FLB);
    expect(await read(mediaOf(tapeWith(unpadded, file(2, 'b', [stream('STAN', bytes('b'))]))))).toMatchObject({
      files: { a: 'data', b: 'b' },
      codes: [],
    });
  });
});

describe('damage', () => {
  const big = 'x'.repeat(9000);
  const sound = simpleTape({ 'one.txt': 'hello', 'big.bin': big, 'two.txt': 'bye' });
  const withDamage = (at: number): Recorded[] =>
    sound.map((each, index) => (index === at && each instanceof Uint8Array ? { unreadable: each.length } : each));

  test('of a block takes what is in it and nothing else', async () => {
    // Blocks 2 to 7 are the set: the first has SSET, VOLB, DIRB and a file, the next ones the big file, the last its end and another file.
    expect((await read(mediaOf(withDamage(3)))).files).toEqual({ 'docs/one.txt': 'hello', 'docs/two.txt': 'bye' });
    expect(await read(mediaOf(withDamage(5)))).toMatchObject({
      files: { 'docs/one.txt': 'hello', 'docs/big.bin': undefined, 'docs/two.txt': 'bye' },
      codes: ['unreadable-block'],
    });
  });

  test('of the beginning of a set leaves its files', async () => {
    const { files, codes } = await read(mediaOf(withDamage(2)));
    expect(files).toMatchObject({ 'lost-folder-1/big.bin': big, 'lost-folder-1/two.txt': 'bye' });
    expect(codes).toContain('out-of-place');
  });

  test('of the TAPE block leaves the sets', async () => {
    const { files, codes } = await read(mediaOf(withDamage(0)));
    expect(files).toEqual({ 'docs/one.txt': 'hello', 'docs/big.bin': big, 'docs/two.txt': 'bye' });
    expect(codes).toEqual(['no-medium-header']);
  });

  test('does not bring up the backup that a file is', async () => {
    // So that its blocks stand where blocks of the tape could.
    const lead = Buffer.alloc(FLB - fileBlock(2, 'backup.bkf').length - 22);
    const inner = Buffer.concat([
      lead,
      ...simpleTape({ 'inner.txt': 'inner' }).filter((each): each is Buffer => each instanceof Uint8Array),
    ]);
    const whole = tapeWith(
      file(1, 'first', [stream('STAN', bytes('1'))], 1),
      file(2, 'backup.bkf', [stream('STAN', inner)], inner.length),
      file(3, 'last', [stream('STAN', bytes('3'))], 1),
    );
    const all = Buffer.concat(whole.filter((each): each is Buffer => each instanceof Uint8Array));
    expect((await read(mediaOf(whole))).files).toMatchObject({ 'backup.bkf': inner.toString() });
    // The header of the file that is a backup: a byte of its address.
    const at = all.indexOf('backup.bkf') - 100 + 20;
    const spoilt = whole.map((each, index) => {
      const start = whole.slice(0, index).reduce((sum, before) => sum + (before instanceof Uint8Array ? before.length : 0), 0);
      if (!(each instanceof Uint8Array) || at < start || at >= start + each.length) return each;
      const copy = Buffer.from(each);
      copy[at - start]! ^= 0x40;
      return copy;
    });
    expect(await read(mediaOf(spoilt))).toMatchObject({ files: { first: '1', last: '3' }, codes: ['not-a-descriptor-block'] });
  });

  test('of a stream header is no empty file', async () => {
    const header = stream('STAN', bytes('data'));
    header[9]! ^= 1;
    expect(await read(mediaOf(tapeWith(file(1, 'a', [header], 4), file(2, 'b', [stream('STAN', bytes('b'))], 1))))).toMatchObject({
      files: { a: '', b: 'b' },
      codes: expect.arrayContaining(['not-a-stream', 'data-missing']),
    });
  });

  test('that whoever wrote the set has met is told', async () => {
    const corrupt = (address: number) => object(block('CFIL', { address }));
    expect((await read(mediaOf(tapeWith(file(1, 'a', [stream('STAN', bytes('a'))], 1), corrupt)))).codes).toEqual(['corrupt-object']);
    const aborted: Recorded[] = [...tapeWith().slice(0, -2), ...physical(object(endBlock(1, { attributes: 1 << 18 })))];
    const { events, codes } = await read(mediaOf(aborted));
    expect(codes).toEqual(['set-aborted']);
    expect(named(events, 'set-ended')[0]!.outcome).toBe('aborted');
  });

  test('of its end leaves a set that is truncated', async () => {
    for (let length = 3; length < sound.length - 2; length++) {
      const { events, codes } = await read(mediaOf(sound.slice(0, length)));
      expect(codes, `${length} objects`).toContain('medium-missing');
      expect(codes.at(-1)).toBe('set-truncated');
      expect(named(events, 'set-ended').map(({ outcome }) => outcome)).toEqual(['truncated']);
    }
  });
});

describe('what is no such tape', () => {
  test.each([
    ['blank', []],
    ['zeros', [Buffer.alloc(16_384)]],
    ['another format', [bytes('ustar'.repeat(2000)), 'filemark'] as const],
    ['only filemarks', ['filemark', 'filemark', 'filemark'] as const],
  ])('%s', async (_, recorded) => {
    const { events, codes } = await read(mediaOf(recorded as Recorded[]));
    expect(codes).toEqual(['no-medium-header']);
    expect(named(events, 'medium')).toEqual([]);
  });

  test('unknown blocks are passed over', async () => {
    const unknown = (address: number) => object(block('ABCD', { address }), [stream('STAN', bytes('whose?'))]);
    expect(await read(mediaOf(tapeWith(unknown, unknown, file(1, 'a', [stream('STAN', bytes('a'))]))))).toMatchObject({
      files: { a: 'a' },
      codes: ['unknown-block'],
    });
  });
});

describe('several tapes', () => {
  const data = 'The quick brown fox '.repeat(200);
  const CONTINUATION = { attributes: 1 };
  const cutAt = 1024;
  const streamed = stream('STAN', bytes(data));
  const first: Recorded[] = [
    ...physical(object(tapeBlock())),
    'filemark',
    ...physical(
      laidOut([
        ...beginning,
        (address) => Buffer.concat([fileBlock(1, 'spanned', { address, size: data.length }), streamed]).subarray(0, FLB + cutAt),
      ]),
      512,
    ),
    'filemark',
    ...physical(object(markerBlock())),
    'filemark',
  ];
  // Block, stream header, and as many bytes of data as are on the first tape.
  const written = FLB + cutAt - fileBlock(1, 'spanned').length - 22;
  const rest = bytes(data.slice(written));
  const second = (sequence = 2, family = 0xcafe): Recorded[] => [
    ...physical(object(tapeBlock({ sequence, family, attributes: 1 }))),
    'filemark',
    ...physical(
      laidOut(
        [
          (address) => object(setBlock(1, { address, ...CONTINUATION })),
          (address) => object(volumeBlock({ address, ...CONTINUATION })),
          (address) => object(directoryBlock(1, '\0', { address, ...CONTINUATION })),
          (address) => {
            const start = Buffer.concat([
              fileBlock(1, 'spanned', { address, size: data.length, ...CONTINUATION }),
              stream('STAN', Buffer.alloc(0), { length: rest.length, media: CONTINUED }),
            ]);
            const atBoundary = Buffer.concat([start, Buffer.alloc(FLB - start.length), rest, Buffer.alloc(3 - ((rest.length + 3) % 4))]);
            return object(atBoundary);
          },
          file(2, 'last', [stream('STAN', bytes('end'))], 3),
        ],
        2,
      ),
    ),
    'filemark',
    ...physical(object(endBlock())),
    'filemark',
  ];

  test('are one backup, whose data go on at a logical block', async () => {
    const { files, codes, events } = await read(mediaOf(first, second()));
    expect({ files, codes }).toEqual({ files: { spanned: data, last: 'end' }, codes: [] });
    expect(named(events, 'medium').map(({ medium }) => medium?.sequenceNumber)).toEqual([1, 2]);
    expect(named(events, 'set').length).toBe(1);
  });

  test('of which the next is missing', async () => {
    const { files, codes, events } = await read(mediaOf(first));
    expect(files).toEqual({ spanned: undefined });
    expect(codes).toEqual(['medium-missing', 'data-missing', 'set-truncated']);
    expect(named(events, 'problem')[0]!.problem.message).toBe('medium 2 of the family is missing.');
  });

  test('of which the first is missing', async () => {
    const { files, codes } = await read(mediaOf(second()));
    expect(files).toEqual({ spanned: '', last: 'end' });
    expect(codes).toEqual(['begins-elsewhere', 'begins-elsewhere', 'data-missing']);
  });

  test('of which one does not belong to the others are asked for another', async () => {
    const wanted: unknown[] = [];
    const tapes = [first, second(2, 0xbeef), second(3), [] as Recorded[], second()];
    const { files, codes } = await read(async (which) => {
      wanted.push(which);
      const tape = tapes.shift();
      return tape && tapeOf(tape);
    });
    expect(files).toEqual({ spanned: data, last: 'end' });
    expect(codes).toEqual(['wrong-medium', 'wrong-medium', 'no-medium-header']);
    const next = { mediaFamilyId: 0xcafe, sequenceNumber: 2 };
    expect(wanted).toEqual([undefined, next, next, next, next]);
  });
});

test('a soft filemark is a filemark where the medium has them', async () => {
  const soft = physical(block('SFMB', { fields: [[52, 4, 10]] }));
  const recorded = simpleTape({ a: 'hello' }).flatMap((each) => (each === 'filemark' ? soft : [each]));
  recorded.splice(0, 1, ...physical(object(tapeBlock({ tape: 1 }))));
  expect(await read(mediaOf(recorded))).toMatchObject({ files: { 'docs/a': 'hello' }, codes: [] });
});

test('each set of a medium is told by itself', async () => {
  const one = simpleTape({ a: 'first' });
  const two = simpleTape({ a: 'second' }).slice(2);
  const { events, codes } = await read(mediaOf([...one, ...two]));
  expect(codes).toEqual([]);
  expect(named(events, 'set-ended').map(({ outcome }) => outcome)).toEqual(['complete', 'complete']);
});
