/** What a preset is made into, and what is wrong with what is set. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { definePreset, parameter, presetNamed, scenarioOf } from '../../../src/presets/preset.ts';

const preset = definePreset({
  name: 'example',
  group: 'path',
  summary: 'An example.',
  manual: 'Nothing.',
  parameters: z.strictObject({
    drive: parameter.name.default('*').describe('the drive'),
    away: parameter.duration.default('90s').describe('how long'),
    most: parameter.size.default('1MiB').describe('how much'),
    identity: parameter.one(['same', 'other']).default('same').describe('as what it returns'),
  }),
  scenario: ({ drive, away, most, identity }) => `\n${drive} ${away} ${most} ${identity}`,
});

it('is a scenario with what is set, and the rest as it is unless set', () => {
  expect(scenarioOf(preset)).toBe('* 90s 1MiB same');
  expect(scenarioOf(preset, { drive: 'dds', away: '5s', identity: 'other' })).toBe('dds 5s 1MiB other');
});

describe.each([
  [{ driv: 'dds' }, "The preset 'example' has no parameter 'driv'.", "did you mean 'drive'?"],
  [{ colour: 'red' }, "The preset 'example' has no parameter 'colour'.", 'known are drive, away, most, identity.'],
  [{ drive: 'a: b' }, "The parameter 'drive' of the preset 'example' cannot be 'a: b'.", expect.stringContaining('a name has')],
  [{ away: 90 }, "The parameter 'away' of the preset 'example' cannot be '90'.", expect.stringContaining('s')],
  [{ most: '5s' }, "The parameter 'most' of the preset 'example' cannot be '5s'.", expect.any(String)],
  [{ identity: 'othr' }, "The parameter 'identity' of the preset 'example' cannot be 'othr'.", "did you mean 'other'?"],
])('%j', (given, message, hint) => {
  it('is refused', () => expect(() => scenarioOf(preset, given)).toThrow(expect.objectContaining({ message, hint })));
});

it('has a name', () => {
  const all = new Map([['example', preset]]);
  expect(presetNamed('example', all)).toBe(preset);
  expect(() => presetNamed('exmaple', all)).toThrow(expect.objectContaining({ code: 'preset-unknown', hint: "did you mean 'example'?" }));
});
