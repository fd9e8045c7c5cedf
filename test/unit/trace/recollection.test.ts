/** What is remembered of connections, seen from what their portals carry: PDUs made here by hand, whatever pieces they come in. */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { ManualClock } from '../../../src/foundation/clock.ts';
import { Recollection, type RecollectionOptions, type SlabStore } from '../../../src/trace/recollection.ts';
import type { Slab } from '../../../src/trace/slabs.ts';
import type { Portal } from '../../../src/wire/portal.ts';
import { ManualPortal } from '../server/manual-portal.ts';

let clock: ManualClock;
let inner: ManualPortal;
beforeEach(() => {
  clock = new ManualClock(1000);
});

function connect(recollection: Recollection): Portal {
  inner = new ManualPortal();
  const portal = recollection.tap(inner);
  portal.listen({ received: () => {}, drained: () => {}, closed: () => {} });
  return portal;
}
const remembering = (options: Partial<RecollectionOptions> = {}): Recollection => new Recollection({ clock, ...options });

interface PduOptions {
  readonly data?: Uint8Array;
  readonly digests?: readonly ['header' | '', 'data' | ''];
  readonly flags?: number;
}
const DIGEST = Buffer.of(0xd1, 0xd2, 0xd3, 0xd4);

/** RFC 7143 §11.1: header, its digest, data, padding, its digest. */
function pdu(opcode: number, { data = new Uint8Array(0), digests = ['', ''], flags = 0 }: PduOptions = {}): Buffer {
  const header = Buffer.alloc(48, 0xee);
  header[0] = opcode;
  header[1] = flags;
  header[4] = 0;
  header[36] = 0;
  header.writeUIntBE(data.length, 5, 3);
  const padding = Buffer.alloc(-data.length & 3);
  const close = digests[1] !== '' && data.length > 0 ? DIGEST : Buffer.alloc(0);
  return Buffer.concat([header, digests[0] !== '' ? DIGEST : Buffer.alloc(0), data, padding, close]);
}
/** With what is left out of it as zeros. */
const cut = (bytes: Buffer, headers: number, dataLength: number, kept = 256): Buffer => {
  const copy = Buffer.from(bytes);
  if (dataLength > kept) copy.fill(0, headers + kept, headers + dataLength);
  return copy;
};

const bytesFrom = (recollection: Recollection, side: 'initiator' | 'target'): string =>
  Buffer.concat(
    [...recollection.records()].filter(({ what, from }) => what === 'bytes' && from === side).flatMap(({ pieces }) => pieces()),
  ).toString('hex');

const data = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => 1 + (at % 255));

describe('of a connection', () => {
  test.each([
    ['a command with its immediate data', 0x01, true],
    ['Data-Out', 0x05, true],
    ['a ping', 0x00, true],
    ['a login', 0x03, false],
    ['text', 0x04, false],
  ])('%s keeps its headers, and of a host’s data the first 256 bytes', (_what, opcode, carriesData) => {
    const recollection = remembering();
    connect(recollection);
    const whole = pdu(opcode, { data: data(1001) });
    inner.listener.received(whole);
    expect(bytesFrom(recollection, 'initiator')).toBe((carriesData ? cut(whole, 48, 1001) : whole).toString('hex'));
  });

  test('sense is kept whole, whatever its length', () => {
    const recollection = remembering();
    const portal = connect(recollection);
    const response = pdu(0x21, { data: data(300) });
    portal.write([response.subarray(0, 48), response.subarray(48)]);
    expect(bytesFrom(recollection, 'target')).toBe(response.toString('hex'));
  });

  test('nothing that was given is held back or changed afterwards', () => {
    const recollection = remembering();
    connect(recollection);
    const chunk = pdu(0x01, { data: data(100) });
    const before = chunk.toString('hex');
    inner.listener.received(chunk);
    chunk.fill(0xff);
    expect(bytesFrom(recollection, 'initiator')).toBe(before);
  });

  test('the pieces that PDUs come in make no difference', () => {
    const dialogue = Buffer.concat([
      pdu(0x01, { data: data(700) }),
      pdu(0x05),
      pdu(0x05, { data: data(257) }),
      pdu(0x04, { data: data(30) }),
    ]);
    const whole = remembering();
    connect(whole);
    inner.listener.received(dialogue);
    const expected = bytesFrom(whole, 'initiator');
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(dialogue.length), { maxLength: 12 }), (places) => {
        const recollection = remembering();
        connect(recollection);
        const ends = [...places.sort((a, b) => a - b), dialogue.length];
        let from = 0;
        for (const to of ends) {
          inner.listener.received(dialogue.subarray(from, to));
          from = to;
        }
        expect(bytesFrom(recollection, 'initiator')).toBe(expected);
        // Each record tells where the first PDU in it begins.
        const begins = [0, 748, 796, 1104];
        let at = 0;
        for (const { what, beginning, pieces } of recollection.records()) {
          if (what !== 'bytes') continue;
          const length = pieces().reduce((sum, piece) => sum + piece.length, 0);
          const first = begins.find((place) => place >= at && place < at + length);
          if (first !== undefined) expect(beginning).toBe(first - at);
          else expect(beginning ?? length).toBe(length);
          at += length;
        }
      }),
    );
  });

  test('digests are followed from where the login has agreed on them', () => {
    const recollection = remembering();
    const portal = connect(recollection);
    const offer = Buffer.from('InitiatorName=iqn.a\0TargetName=iqn.t\0HeaderDigest=CRC32C,None\0DataDigest=CRC32C,None\0');
    inner.listener.received(pdu(0x03, { data: offer }));
    portal.write([pdu(0x23, { data: Buffer.from('HeaderDigest=CRC32C\0DataDigest=CRC32C\0'), flags: 0x87 })]);
    const write = pdu(0x01, { data: data(999), digests: ['header', 'data'] });
    const last = pdu(0x05, { data: data(700), digests: ['header', 'data'] });
    inner.listener.received(Buffer.concat([write, last]));
    expect(bytesFrom(recollection, 'initiator')).toContain(Buffer.concat([cut(write, 52, 999), cut(last, 52, 700)]).toString('hex'));
    const [record] = [...recollection.records()].slice(-1);
    expect(record).toMatchObject({ headerDigest: true, dataDigest: true, beginning: 0 });
    expect(record!.connection).toMatchObject({ initiatorName: 'iqn.a', targetName: 'iqn.t', number: 1 });
  });

  test('its ends are told once each, and nothing after them', () => {
    const recollection = remembering();
    const portal = connect(recollection);
    portal.end();
    portal.end();
    inner.listener.closed();
    inner.listener.closed(new Error('late'));
    portal.destroy();
    expect([...recollection.records()].map(({ what, from }) => `${what} ${from}`)).toEqual([
      'opened initiator',
      'finished target',
      'finished initiator',
    ]);
    const other = connect(recollection);
    other.reset();
    other.write([pdu(0x21)]);
    expect([...recollection.records()].slice(3).map(({ what, from }) => `${what} ${from}`)).toEqual(['opened initiator', 'reset target']);
  });

  test('any bytes are followed', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 8 }), (chunks) => {
        const recollection = remembering();
        connect(recollection);
        for (const chunk of chunks) inner.listener.received(chunk);
        const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
        expect(bytesFrom(recollection, 'initiator')).toHaveLength(2 * length);
      }),
    );
  });
});

describe('when memory ends', () => {
  const capacity = { capacityBytes: 4096 };

  test('the oldest goes, and connections that nobody knows of any more', () => {
    const recollection = remembering(capacity);
    const first = connect(recollection);
    first.destroy();
    connect(recollection);
    for (let n = 0; n < 500; n++) inner.listener.received(pdu(0x01));
    const records = [...recollection.records()];
    expect(records.length).toBeLessThan(4096 / 68);
    expect(records.length).toBeGreaterThan(10);
    expect(records.at(-1)!.number).toBe(recollection.count - 1);
    expect(records.map(({ number }) => number)).toEqual(records.map((_, index) => records[0]!.number + index));
    expect(new Set(records.map(({ connection }) => connection.number))).toEqual(new Set([2]));
    expect([...recollection.records(recollection.count - 2)]).toHaveLength(2);
  });

  test('what is larger than a slab stands in several records', () => {
    const recollection = remembering(capacity);
    const portal = connect(recollection);
    // Text is kept whole: of the largest that the slab has room for, the last part is left.
    const text = pdu(0x24, { data: data(3000) });
    portal.write([text.subarray(0, 48), text.subarray(48)]);
    expect(bytesFrom(recollection, 'target')).toBe(text.toString('hex'));
    portal.write([pdu(0x24, { data: data(9000) })]);
    const expected = pdu(0x24, { data: data(9000) }).toString('hex');
    expect(expected.endsWith(bytesFrom(recollection, 'target'))).toBe(true);
    expect(bytesFrom(recollection, 'target').length).toBeGreaterThan(100);
  });

  test('whoever keeps what is older has all of it', () => {
    const slabs: Slab[] = [];
    const older: SlabStore = {
      append: (slab) => void slabs.push({ ...slab, bytes: slab.bytes.slice() }),
      slabs: () => slabs,
      close: () => {},
    };
    const recollection = remembering({ ...capacity, older, dataBytes: Number.POSITIVE_INFINITY });
    connect(recollection);
    const sent = Array.from({ length: 200 }, (_, n) => pdu(0x01, { data: data(1 + n) }));
    for (const bytes of sent) inner.listener.received(bytes);
    expect(slabs.length).toBeGreaterThan(3);
    expect(bytesFrom(recollection, 'initiator')).toBe(Buffer.concat(sent).toString('hex'));
    expect([...recollection.records()].map(({ number }) => number)).toEqual(Array.from({ length: 201 }, (_, n) => n));
  });
});
