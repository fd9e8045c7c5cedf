/** `npm run compliance`: writes the table into the README. */
import { readFileSync, writeFileSync } from 'node:fs';
import { rows } from './rows/index.ts';
import { withTable } from './table.ts';

const readme = new URL('../../README.md', import.meta.url);
writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), rows));
