/** Words of rules that are more than one value, and of other rooms. */
import { describe, expect, it } from 'vitest';
import { faultVocabulary } from '../../../src/fault-vocabulary.ts';
import { commandsNamed } from '../../../src/faults/vocabulary.ts';
import { duration, numberRange, oneOf, size } from '../../../src/faults/words.ts';

const complaint = (result: { error?: { issues: readonly object[] } | undefined }): unknown => result.error?.issues[0];

describe('a range of numbers', () => {
  it.each([
    [100, { first: 100, last: 100 }],
    ['7', { first: 7, last: 7 }],
    ['100..200', { first: 100, last: 200 }],
    ['100..', { first: 100, last: Number.POSITIVE_INFINITY }],
    ['5..5', { first: 5, last: 5 }],
    [0, { first: 0, last: 0 }],
  ])('%j', (text, range) => expect(numberRange.parse(text)).toEqual(range));
  it.each([-1, 1.5, '..5', '1...5', '1-5', 'all', ''])('%j is none', (text) => {
    expect(complaint(numberRange.safeParse(text))).toMatchObject({ message: `'${text}' is no number and no range of numbers` });
  });
});

it('durations and sizes have units', () => {
  expect([duration.parse('90s'), duration.parse('250ms'), size.parse('64KiB')]).toEqual([90_000, 250, 65_536]);
  for (const [kind, text] of [
    [duration, 90],
    [duration, '8d'],
    [size, 64],
    [size, '90s'],
  ] as const)
    expect(kind.safeParse(text).success).toBe(false);
});

it('one of several words, in any case of letters', () => {
  const colour = oneOf(['red', 'green'], 'colour');
  expect(colour.parse('RED')).toBe('red');
  expect(complaint(colour.safeParse('gren'))).toMatchObject({ message: "'gren' is no colour", params: { hint: "did you mean 'green'?" } });
});

describe('a command', () => {
  it.each([
    ['WRITE(6)', ['WRITE(6)']],
    ['write(6)', ['WRITE(6)']],
    [' rewind ', ['REWIND']],
    ['READ', ['READ(6)', 'READ(16)', 'READ REVERSE(6)', 'READ REVERSE(16)']],
    ['move', ['MOVE MEDIUM', 'EXCHANGE MEDIUM']],
    ['SPACE', ['SPACE(16)', 'SPACE(6)']],
    ['mode sense', ['MODE SENSE(10)', 'MODE SENSE(6)']],
    [
      'READ POSITION',
      ['READ POSITION extended form', 'READ POSITION long form', 'READ POSITION short form', 'READ POSITION short form, vendor-specific'],
    ],
    ['READ POSITION long form', ['READ POSITION long form']],
    ['PERSISTENT', undefined],
    ['WRITE(7)', undefined],
    ['', undefined],
  ])('%j', (word, names) => expect(commandsNamed(word, faultVocabulary)).toEqual(names));

  it('of any name is any that a drive or a changer has', () => {
    expect(commandsNamed('any', faultVocabulary)).toBe(faultVocabulary.commands);
    expect(faultVocabulary.commands).toEqual(expect.arrayContaining(['INQUIRY', 'WRITE(6)', 'READ ELEMENT STATUS']));
  });

  it('in a group is one of the commands', () => {
    for (const names of Object.values(faultVocabulary.groups))
      for (const name of names) expect(faultVocabulary.commands, name).toContain(name);
  });
});
