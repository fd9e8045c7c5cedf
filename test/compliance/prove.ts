/**
 * `npm run prove [-- WORDS]`: shows that every row of the compliance table is backed by a test that fails when the behaviour is removed. Each row's
 * test runs first as things are and has to pass, then on a copy of the sources without the behaviour, and has to fail. WORDS choose rows by their
 * section or subject. Ends with 1 when a row is not proved.
 */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ComplianceRow, Removal, TestReference } from './row.ts';
import { rows } from './rows/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** A removal may well make a test wait in vain; it is not to wait for long. */
const testTimeoutMs = 20_000;

interface Provable extends ComplianceRow {
  readonly test: TestReference;
  readonly removal: Removal;
}
const isProvable = (row: ComplianceRow): row is Provable => row.test !== undefined && row.removal !== undefined;

const words = process.argv.slice(2).join(' ').toLowerCase();
const chosen = rows.filter(isProvable).filter(({ section, subject }) => `${section} ${subject}`.toLowerCase().includes(words));
const waiting = [...chosen];
const failures: string[] = [];

async function copyOfTheHouse(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'tapelab-prove-'));
  for (const part of ['src', 'test', 'package.json', 'tsconfig.json', 'README.md'])
    await cp(join(root, part), join(copy, part), { recursive: true });
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** How many of the tests of this title passed and failed. */
async function run(copy: string, { file, title }: TestReference): Promise<{ passed: number; failed: number }> {
  const report = join(copy, 'report.json');
  await rm(report, { force: true });
  const pattern = title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/%[a-z]|\\\$\w+(?:\\\.\w+)*/g, '.*');
  const parameters = ['run', '--config', 'test/vitest.config.ts', join('test', file), '-t', pattern];
  const limits = ['--testTimeout', String(testTimeoutMs), '--hookTimeout', String(testTimeoutMs)];
  const child = spawn(join(root, 'node_modules/.bin/vitest'), [...parameters, ...limits, '--reporter=json', `--outputFile=${report}`], {
    cwd: copy,
    stdio: 'ignore',
  });
  await new Promise((resolve, reject) => child.once('exit', resolve).once('error', reject));
  const result = JSON.parse(await readFile(report, 'utf8').catch(() => '{}')) as {
    numPassedTests?: number;
    numFailedTests?: number;
    success?: boolean;
  };
  const failed = result.numFailedTests ?? 0;
  // A file that cannot even begin has failed, too.
  return { passed: result.numPassedTests ?? 0, failed: failed === 0 && result.success === false ? 1 : failed };
}

async function prove(copy: string, { test, removal }: Provable): Promise<string | undefined> {
  const asItIs = await run(copy, test);
  if (asItIs.passed === 0 || asItIs.failed > 0) return `as things are ${asItIs.passed} passed and ${asItIs.failed} failed`;
  const source = join(copy, 'src', removal.file);
  const whole = await readFile(source, 'utf8');
  if (whole.split(removal.passage).length !== 2) return `the passage does not stand once in src/${removal.file}`;
  await writeFile(
    source,
    whole.replace(removal.passage, () => removal.becomes),
  );
  const without = await run(copy, test);
  await writeFile(source, whole);
  return without.failed === 0 ? 'the test passes without the behaviour' : undefined;
}

async function work(): Promise<void> {
  const copy = await copyOfTheHouse();
  for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
    const problem = await prove(copy, row);
    console.log(
      `${problem === undefined ? 'proved' : 'NOT PROVED'} §${row.section} ${row.subject}${problem === undefined ? '' : `: ${problem}`}`,
    );
    if (problem !== undefined) failures.push(row.subject);
  }
  await rm(copy, { recursive: true, force: true });
}

await Promise.all(Array.from({ length: Math.min(availableParallelism(), chosen.length) }, work));
console.log(`${chosen.length - failures.length} of ${chosen.length} rows proved`);
process.exitCode = failures.length === 0 && chosen.length > 0 ? 0 : 1;
