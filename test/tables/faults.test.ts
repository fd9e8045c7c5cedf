/** The documents on faults, presets and scenarios stand as they are made, and each row says what a reader must know. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describedParameters } from '../../src/config/described.ts';
import { seamsOf } from '../../src/faults/action.ts';
import { actions } from '../../src/faults/actions/index.ts';
import { presets } from '../../src/presets/index.ts';
import { faultsDocument, presetsDocument } from './faults.ts';
import { scenariosDocument } from './scenarios.ts';

const text = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it.each([
  ['docs/faults.md', faultsDocument],
  ['docs/presets.md', presetsDocument],
  ['docs/scenarios.md', scenariosDocument],
])('%s stands as it is made', (path, made) => {
  expect(text(path) === made(), 'the document says something else: npm run models writes it').toBe(true);
});

describe.each([...actions.values()])('the action $name', (action) => {
  it('has a sentence, a manual, and words for each parameter', () => {
    expect(action.summary).toMatch(/^[A-Z].*\.$/);
    expect(action.summary.split(/[.!?] /)).toHaveLength(1);
    expect(action.manual.length).toBeGreaterThan(40);
    for (const { name, summary } of describedParameters(action.parameters)) expect(summary, name).not.toBe('');
  });

  it('has a place', () => expect(seamsOf(action).length).toBeGreaterThan(0));
});

describe.each([...presets.values()])('the preset $name', (preset) => {
  it('has a sentence, a manual, and for each parameter words and what it is unless set', () => {
    expect(preset.summary).toMatch(/^[A-Z].*\.$/);
    expect(preset.manual.length).toBeGreaterThan(80);
    for (const { name, summary, optional } of describedParameters(preset.parameters))
      expect([summary === '', optional], name).toEqual([false, true]);
  });
});

const played = ['drives', 'paths', 'robots', 'articles'].map((name) => text(`test/conformance/presets/${name}.test.ts`)).join('\n');
it.each([...presets.keys()])('the preset %s is played by a test', (name) => {
  expect(played).toMatch(new RegExp(`^  '${name}': \\{|^describe\\('${name}'`, 'm'));
});

it('there are presets of every group, and enough of them', () => {
  expect(new Set([...presets.values()].map(({ group }) => group)).size).toBe(5);
  expect(presets.size).toBeGreaterThanOrEqual(30);
});
