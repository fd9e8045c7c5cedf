import { describe, expect, it } from 'vitest';
import { complaint, parse } from './stage.ts';

const lab = `
  drives: { dds: { model: hp-c1537a, serial: DDS1, cartridge: DDS001 } }
  targets: { iqn.2026-11.local:dds: { luns: { 0: dds } } }`;

const whole = `scenario: The tape is full
description: Two cartridges.
parameters: { away: 90s, block: 1000, drive: dds }
seed: 42
lab:${lab}
cartridges:
  - { barcodes: DDS001..DDS003, medium: dds-3, capacity: 64MiB, earlyWarning: 8MiB }
before:
  - load: { drive: dds, barcode: DDS001 }
  - insert: { drive: dds, barcode: DDS002 }
rules:
  - { id: full, match: { device: "\${drive}", command: write, block: "\${block}" }, do: { sense: { sense: MEDIUM ERROR / WRITE ERROR } }, then: full }
  - { match: { device: dds }, do: drop }
timeline:
  - at \${away}: { reset-connection: {}, on: { device: dds } }
  - when state is full:
      - operator: { swap: { drive: dds, barcode: DDS002 } }
      - enter: second
  - whenever seen READ on dds: { remove: full }
  - 5s after state is second: end
expect:
  - within 30s seen LOGIN from iqn.1993-08.*
  - never seen WRITE while state is second
  - next command after 29/00 is TEST UNIT READY or REQUEST SENSE
ends: [after 10min, when every expectation is decided]
`;

describe('a scenario', () => {
  it('becomes values', () => {
    const { title, seed, cartridges, rules, timeline, expect: expectations, ends, labText, parameters } = parse(whole, { away: '5s' });
    expect({ title, seed, parameters }).toEqual({
      title: 'The tape is full',
      seed: '42',
      parameters: { away: '5s', block: 1000, drive: 'dds' },
    });
    expect(cartridges.map(({ barcode, capacityBytes }) => [barcode, capacityBytes])).toEqual(
      ['DDS001', 'DDS002', 'DDS003'].map((barcode) => [barcode, 2 ** 26]),
    );
    expect(rules.map(({ match: { device, block }, then }) => [device, block, then])).toEqual([
      [['dds'], { first: 1000, last: 1000 }, 'full'],
      [['dds'], undefined, undefined],
    ]);
    expect(timeline.map(({ occasion: { words, afterMs }, steps }) => [words, afterMs, steps.map((step) => step.words)])).toEqual([
      ['at 5s', 5000, ['reset-connection on device dds']],
      ['when state is full', 0, ['operator: swap drive dds, barcode DDS002', 'enter second']],
      ['whenever seen READ on dds', 0, ['remove rule full']],
      ['5s after state is second', 5000, ['end']],
    ]);
    expect(expectations.map(({ kind, withinMs, states }) => ({ kind, withinMs, states }))).toEqual([
      { kind: 'seen', withinMs: 30_000, states: undefined },
      { kind: 'never seen', withinMs: undefined, states: ['second'] },
      { kind: 'next', withinMs: undefined, states: undefined },
    ]);
    expect(ends?.map(({ kind }) => kind)).toEqual(['time', 'decided']);
    expect(labText).toContain('model: hp-c1537a');
  });

  it('needs little', () => {
    const { seed, rules, timeline, lab, ends } = parse('scenario: nothing happens');
    expect({ seed, rules, timeline, lab, ends }).toEqual({ seed: '1', rules: [], timeline: [], lab: undefined, ends: undefined });
  });

  it.each([
    ['no title', 'seed: 1', "1:1: The scenario lacks 'scenario'."],
    [
      'a misspelt key',
      whole.replace('timeline:', 'tiemline:'),
      "16:1: 'tiemline' is no key of the scenario. Hint: did you mean 'timeline'?",
    ],
    [
      'a misspelt key of a rule',
      whole.replace('then: full', 'than: full'),
      /^14:\d+: 'than' is no key of an entry of 'rules'. Hint: did you mean 'then'\?$/,
    ],
    [
      'a misspelt command',
      whole.replace('command: write', 'command: wriet'),
      /^14:\d+: 'wriet' is no SCSI command. Hint: did you mean 'write'\?$/,
    ],
    [
      'a misspelt sense',
      whole.replace('WRITE ERROR', 'WRITE EROR'),
      /^14:\d+: 'WRITE EROR' is no additional sense code. Hint: did you mean 'WRITE ERROR'\?$/,
    ],
    [
      'a misspelt parameter of an action',
      whole.replace('{ sense: MED', '{ sens: MED'),
      /^14:\d+: 'sens' is no key of 'sense'. Hint: did you mean 'sense'\?$/,
    ],
    ['a misspelt action', whole.replace('do: drop', 'do: dropp'), /^15:\d+: 'dropp' is no action. Hint: did you mean 'drop'\?$/],
    ['a misspelt trigger', whole.replace('do: drop', 'fire: alwais, do: drop'), /^15:\d+: .*did you mean 'always'\?$/],
    ['a misspelt moment', whole.replace('- at $', '- att $'), "17:5: 'att 90s' is no moment. Hint: did you mean 'at'?"],
    [
      'a moment without a unit',
      whole.replace('away: 90s', "away: '90'"),
      '17:5: The duration 90 has no unit. Hint: write it like 15s or 2min.',
    ],
    ['a misspelt step', whole.replace('enter: second', 'entre: second'), "20:9: 'entre' is nothing to do. Hint: did you mean 'enter'?"],
    ['a misspelt deed', whole.replace('{ reset-connection:', '{ reset-conection:'), /^17:\d+: .*did you mean 'reset-connection'\?$/],
    [
      'what a deed is done to',
      whole.replace('on: { device', 'on: { devise'),
      /^17:\d+: 'devise' is no key of 'on'. Hint: did you mean 'device'\?$/,
    ],
    [
      'an action that needs a rule',
      whole.replace('reset-connection: {}', 'drop: {}'),
      /^17:\d+: .*has 'drop', which alters what passes by and needs a rule/,
    ],
    ['two things in one step', whole.replace('- enter: second', '- { enter: second, remove: full }'), /^20:\d+: .*must be one thing to do/],
    [
      'a misspelt verb',
      whole.replace('- insert:', '- insret:'),
      "12:5: 'insret' is nothing that an operator does. Hint: did you mean 'insert'?",
    ],
    ['what a verb lacks', whole.replace('insert: { drive: dds, ', 'insert: { '), "12:5: 'insert' lacks 'drive'."],
    ['no expectation', whole.replace('- never seen', '- nevr seen'), /^25:5: 'nevr' begins no expectation. Hint: did you mean 'never'\?$/],
    [
      'nothing that can be seen',
      whole.replace('seen LOGIN', 'seen LOGGIN'),
      "24:5: 'LOGGIN' is nothing that can be seen. Hint: did you mean 'LOGIN'?",
    ],
    [
      'an event that is none',
      whole.replace('seen LOGIN', 'seen library.dor-opened'),
      /^24:5: 'library.dor-opened' is nothing that can be seen. Hint: did you mean 'library.door-opened'\?$/,
    ],
    [
      'a moment with words that have no place in it',
      whole.replace('whenever seen READ on dds', 'whenever seen READ on dds while state is second'),
      /^21:5: 'while' has no place in a moment\./,
    ],
    [
      'two clauses of which one would count',
      whole.replace('while state is second', 'after REWIND after READ'),
      /^25:5: .*says 'after' twice/,
    ],
    ['an end that is none', whole.replace('[after 10min', '[afer 10min'), /^27:\d+: 'afer 10min' is no end. Hint: did you mean 'after'\?$/],
    [
      'a state that nothing leads to',
      whole.replace('while state is second', 'while state is secnd'),
      "25:5: Nothing leads to the state 'secnd'. Hint: did you mean 'second'?",
    ],
    [
      'a rule that there is not',
      whole.replace('remove: full', 'remove: ful'),
      /^21:\d+: There is no rule 'ful'. Hint: did you mean 'full'\?$/,
    ],
    [
      'a drive that there is not',
      whole.replace('swap: { drive: dds', 'swap: { drive: ddx'),
      /^19:\d+: There is no drive 'ddx' in the lab. Hint: did you mean 'dds'\?$/,
    ],
    [
      'a device that there is not',
      whole.replace('match: { device: dds }', 'match: { device: dss }'),
      /^15:\d+: There is no device 'dss' in the lab. Hint: did you mean 'dds'\?$/,
    ],
    [
      'a cartridge that there is not',
      whole.replace('barcode: DDS001', 'barcode: DDS009'),
      /^11:\d+: There is no cartridge DDS009 in the lab./,
    ],
    [
      'a cartridge of the lab that is not made',
      whole.replace('cartridge: DDS001', 'cartridge: DDS004'),
      /^6:\d+: There is no cartridge DDS004./,
    ],
    ['a cartridge that cannot be', whole.replace('dds-3', 'dsd-3'), /^9:\d+: "dsd-3" is no medium type. Hint: did you mean 'dds-3'\?$/],
    ['a lab that contradicts itself', whole.replace('luns: { 0: dds }', 'luns: { 0: dds, 1: dds }'), /^7:\d+: /],
    ['a parameter that there is not', whole.replace('{away}', '{awai}'), "17:5: There is no parameter 'awai'. Hint: did you mean 'away'?"],
    [
      'rules of the same name',
      whole.replace('- { match: { device: dds }', '- { id: full, match: { device: dds }'),
      /^15:\d+: There are two rules 'full'./,
    ],
  ] as const)('is told %s', (_, text, expected) =>
    typeof expected === 'string' ? expect(complaint(text)).toBe(expected) : expect(complaint(text)).toMatch(expected),
  );

  it.each([
    ['seen LOGIN on dds', "asks for 'LOGIN on dds', and LOGIN is of no device. Hint: leave out 'on dds'."],
    ['seen WRITE or LOGIN on dds', "asks for 'LOGIN on dds', and LOGIN is of no device. Hint: leave out 'on dds'."],
    ['seen CONNECTION from iqn.*', "asks for 'CONNECTION from iqn.*', and CONNECTION is of no initiator. Hint: leave out 'from iqn.*'."],
    ['seen LOAD from iqn.*', "asks for 'LOAD from iqn.*', and LOAD is of no initiator. Hint: leave out 'from iqn.*'."],
    ['seen LOGIN with GOOD', "asks for 'LOGIN with GOOD', and LOGIN has no outcome. Hint: leave out 'with GOOD'."],
  ])('cannot be that what is never told is asked for: %s', (sentence, expected) =>
    expect(complaint(`scenario: x\nexpect: ["${sentence}"]`)).toContain(expected),
  );

  it('may ask for what is told of a sighting', () => {
    for (const sentence of ['seen LOGIN from iqn.*', 'seen LOAD on dds', 'seen 29/00 from iqn.* on dds', 'seen library.door-opened on dds'])
      expect(complaint(`scenario: x\nexpect: ["${sentence}"]`)).toBe('nothing');
  });

  it('is told a parameter that it does not have', () =>
    expect(complaint(whole, { awai: '5s' })).toBe("The scenario has no parameter 'awai'. Hint: did you mean 'away'?"));
});
