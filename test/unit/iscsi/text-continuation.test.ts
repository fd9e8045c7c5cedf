import { describe, expect, test } from 'vitest';
import { IncomingText, OutgoingText } from '../../../src/iscsi/text-continuation.ts';
import { pattern } from './rig.ts';

describe('incoming text', () => {
  test('is whole with its last piece', () => {
    const incoming = new IncomingText();
    expect(incoming.add(pattern(10), true)).toBe('incomplete');
    expect(incoming.add(pattern(10, 10), true)).toBe('incomplete');
    const whole = incoming.add(pattern(5, 20), false);
    expect(typeof whole === 'string' ? whole : whole.toBytes()).toEqual(pattern(25).toBytes());
  });

  test('begins anew after its last piece', () => {
    const incoming = new IncomingText();
    incoming.add(pattern(10), false);
    const whole = incoming.add(pattern(5), false);
    expect(typeof whole === 'string' ? whole : whole.length).toBe(5);
  });

  test('has a bound', () => {
    const incoming = new IncomingText();
    expect(incoming.add(pattern(64 * 1024), true)).toBe('incomplete');
    expect(incoming.add(pattern(1), true)).toBe('too-long');
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
