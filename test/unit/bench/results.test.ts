import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { replaceRecord } from '../../../bench/record.ts';
import { mergeResults, type Results } from '../../../bench/results.ts';

const machine = { processors: '2', memory: '4 GiB', kernel: 'Linux 6', node: 'Node v20', disk: 'ext4' };
const results = (on: Results['machine'], ...sections: readonly (readonly [name: string, title: string])[]): Results => ({
  machine: on,
  sections: Object.fromEntries(
    sections.map(([name, title]) => [name, { title, measured: '', extent: { form: 'whole', pairs: 5, bytes: 1 }, figures: [] }]),
  ),
});
const titles = ({ sections }: Results): string[] => Object.values(sections).map(({ title }) => title);

it('puts a section that was measured again in its place among the others', () => {
  const merged = mergeResults(results(machine, ['start', 'old'], ['growth', 'kept']), results(machine, ['start', 'new']), [
    'growth',
    'start',
  ]);
  expect(titles(merged)).toEqual(['kept', 'new']);
});

it('keeps nothing of another machine, nor a section that there is no more', () => {
  const recorded = results({ ...machine, node: 'Node v18' }, ['growth', 'of the other']);
  expect(titles(mergeResults(recorded, results(machine, ['start', 'new']), ['growth', 'start']))).toEqual(['new']);
  expect(titles(mergeResults(results(machine, ['gone', 'old']), results(machine, ['start', 'new']), ['start']))).toEqual(['new']);
});

it('replaces in the account what it put there before, and nothing else', async () => {
  const account = await readFile(new URL('../../../bench/README.md', import.meta.url), 'utf8');
  const once = replaceRecord(account, '| first |', ['block-size.svg']);
  const twice = replaceRecord(once, '| second |', ['block-size.svg']);
  expect(once).toContain('| first |\n\n![block size](block-size.svg)\n');
  expect(twice).toBe(once.replace('first', 'second'));
  expect(twice.startsWith(account.slice(0, account.indexOf('<!--')))).toBe(true);
});

it('refuses an account that has no place for it', () => {
  expect(() => replaceRecord('# The bench\n', '', [])).toThrow(/no place/);
});
