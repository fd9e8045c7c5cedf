import { describe, expect, test } from 'vitest';
import { IncomingText, OutgoingText, readText } from '../../../src/iscsi/text-continuation.ts';
import { encodeText } from '../../../src/wire/text.ts';
import { pattern } from './rig.ts';

describe('incoming text', () => {
  test('is whole with its last piece', () => {
    const incoming = new IncomingText(1000);
    expect(incoming.add(pattern(10), true)).toBe('incomplete');
    expect(incoming.add(pattern(10, 10), true)).toBe('incomplete');
    const whole = incoming.add(pattern(5, 20), false);
    expect(typeof whole === 'string' ? whole : whole.toBytes()).toEqual(pattern(25).toBytes());
  });

  test('begins anew after its last piece', () => {
    const incoming = new IncomingText(1000);
    incoming.add(pattern(10), false);
    const whole = incoming.add(pattern(5), false);
    expect(typeof whole === 'string' ? whole : whole.length).toBe(5);
  });

  test('has a bound', () => {
    const incoming = new IncomingText(1000);
    expect(incoming.add(pattern(1000), true)).toBe('incomplete');
    expect(incoming.add(pattern(1), true)).toBe('too-long');
    expect(new IncomingText(1000).add(pattern(1001), false)).toBe('too-long');
  });

  test('tells whether more of it is to come', () => {
    const incoming = new IncomingText(1000);
    expect(incoming.incomplete).toBe(false);
    incoming.add(pattern(0), true);
    expect(incoming.incomplete).toBe(true);
    incoming.add(pattern(0), false);
    expect(incoming.incomplete).toBe(false);
  });

  test('keeps nothing of the memory it arrived in', () => {
    const [one, two] = [pattern(3), pattern(3, 3)];
    const incoming = new IncomingText(1000);
    incoming.add(one, true);
    one.pieces[0]!.fill(0);
    const whole = incoming.add(two, false);
    expect(typeof whole === 'string' ? whole : whole.toBytes()).toEqual(pattern(6).toBytes());
  });
});

describe('outgoing text', () => {
  test('leaves in pieces, of which all but the last continue', () => {
    const outgoing = new OutgoingText();
    outgoing.queue(pattern(25));
    const pieces = [outgoing.next(10), outgoing.next(10), outgoing.next(10)];
    expect(pieces.map(({ data, continues }) => [data.length, continues])).toEqual([
      [10, true],
      [10, true],
      [5, false],
    ]);
    expect(outgoing.pending).toBe(false);
  });

  test('that fits exactly does not continue', () => {
    const outgoing = new OutgoingText();
    outgoing.queue(pattern(10));
    expect(outgoing.next(10).continues).toBe(false);
  });

  test('without anything to say is an empty piece', () => {
    expect(new OutgoingText().next(10)).toMatchObject({ continues: false, data: { length: 0 } });
  });
});

describe('a whole text', () => {
  const limits = { textBytes: 1000, textKeys: 2, textValueBytes: 4 };

  test('is read', () => {
    expect(
      readText(
        encodeText([
          ['A', 'four'],
          ['B', ''],
        ]),
        limits,
      ),
    ).toEqual({
      pairs: [
        ['A', 'four'],
        ['B', ''],
      ],
    });
  });

  test('has at most so many keys', () => {
    const text = encodeText(['A', 'B', 'C'].map((key) => [key, '1']));
    expect(readText(text, limits)).toEqual({ excess: 'the text has 3 keys, and 2 is the most' });
  });

  test.each(['12345', 'ééé'])('has no value as long as %s', (value) => {
    expect(readText(encodeText([['A', value]]), limits)).toEqual({ error: 'a value is longer than 4 bytes' });
  });

  test('may be none', () => {
    expect(readText(pattern(10), limits)).toHaveProperty('error');
  });
});
