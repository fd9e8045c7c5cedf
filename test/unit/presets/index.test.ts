/** Every preset is a scenario, however it is set. */
import { describe, expect, it } from 'vitest';
import { checkScenario } from '../../../src/lab-scenarios.ts';
import { presets } from '../../../src/presets/index.ts';
import { scenarioOf } from '../../../src/presets/preset.ts';

/** What is set otherwise than it is unless set, where the text of the scenario depends on it. */
const variants: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
  kb889330: [
    { identity: 'other', away: '45s', library: 'lib', drive: 'd1' },
    { lab: 'own' },
    { lab: 'own', what: 'tape', identity: 'other' },
    { lab: 'own', what: 'changer' },
  ],
  kb839591: [{ next: 'nobody' }, { next: 'stack' }, { next: 'library' }, { capacity: '16MiB', medium: 'dds-2' }],
  'vanished-device': [{ returns: 'new-serial' }, { returns: 'no-serial-page' }],
};

const cases = [...presets.values()].flatMap((preset) => [{}, ...(variants[preset.name] ?? [])].map((given) => ({ preset, given })));

it.each(cases)('$preset.name $given', ({ preset, given }) => {
  const scenario = checkScenario({ text: scenarioOf(preset, given), file: preset.name });
  expect(scenario.rules.length + scenario.timeline.length).toBeGreaterThan(0);
  expect(scenario.expect.length).toBeGreaterThan(0);
});

it('kb839591 takes a medium for text, however it reads', () => {
  const text = scenarioOf(presets.get('kb839591')!, { medium: '1' });
  expect(() => checkScenario({ text, file: 'kb839591' })).toThrow('"1" is no medium type.');
});

describe.each([...presets.values()])('$name', ({ name, scenario, parameters }) => {
  it('heeds each of its parameters', () => {
    for (const key of Object.keys(parameters.shape)) {
      const usual = parameters.parse({});
      expect(scenario({ ...usual, [key]: 'somethingElse' }), `${name}: ${key}`).not.toBe(scenario(usual));
    }
  });
});
