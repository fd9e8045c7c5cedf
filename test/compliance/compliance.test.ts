/** The compliance table is the README's, its tests are there, and what each removal takes away is there to be taken (`npm run prove` takes it). */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rows } from './rows/index.ts';
import { withTable } from './table.ts';

const text = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const timesIn = (whole: string, part: string): number => whole.split(part).length - 1;

describe('the compliance table', () => {
  it('stands in the README as it is made', () => {
    const readme = text('README.md');
    expect(readme === withTable(readme, rows), 'the README has another table: npm run compliance writes it').toBe(true);
  });

  it('says nothing twice', () => {
    expect(new Set(rows.map(({ section, subject }) => `${section} ${subject}`)).size).toBe(rows.length);
  });

  it.each(rows.filter(({ test }) => test !== undefined))('§$section $subject: its test and its removal are there', ({ test, removal }) => {
    expect(timesIn(text(`test/${test!.file}`), test!.title), `'${test!.title}' in test/${test!.file}`).toBe(1);
    expect(removal, 'every test is proved by a removal').toBeDefined();
    expect(timesIn(text(`src/${removal!.file}`), removal!.passage), `'${removal!.passage}' in src/${removal!.file}`).toBe(1);
    expect(removal!.becomes).not.toBe(removal!.passage);
  });
});
