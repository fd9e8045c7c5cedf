/** The import rule of the house, held against every file of `src/`, and held against itself: a rule that nothing can break is no rule. */
import { createRequire } from 'node:module';
import { cruise, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import { expect, test } from 'vitest';

const { forbidden, options } = createRequire(import.meta.url)('./rules.cjs') as {
  forbidden: NonNullable<ICruiseOptions['ruleSet']>['forbidden'];
  options: ICruiseOptions;
};

async function violations(rules: typeof forbidden): Promise<string[]> {
  const { output } = await cruise(['src'], { ...options, validate: true, ruleSet: { forbidden: rules! } });
  return (output as ICruiseResult).summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
}

test('no room imports what it may not, and nothing goes in circles', async () => {
  expect(await violations(forbidden)).toEqual([]);
});

test('the imports are really seen: a rule that forbids what the house does is broken', async () => {
  const nobodyUsesTheFoundation = {
    name: 'planted',
    severity: 'error' as const,
    from: { path: '^src/wire/' },
    to: { path: '^src/foundation/' },
  };
  expect(await violations([nobodyUsesTheFoundation])).not.toEqual([]);
});
