/** What a server loads before it accepts anybody. What only some verbs or some questions need is imported when they come, and costs no start. */
import { build } from 'esbuild';
import { expect, test } from 'vitest';

/** What `tapelab serve` passes: the command, its verb, and what `main.ts` imports for it. */
const onTheWay = ['src/main.ts', 'src/cli/serve.ts', 'src/lab.ts', 'src/command-log.ts'];

const { metafile } = await build({
  entryPoints: ['src/main.ts'],
  bundle: true,
  format: 'esm',
  platform: 'node',
  packages: 'external',
  write: false,
  metafile: true,
});

/** Files and packages, without what is imported dynamically. */
function loadedBy(entries: readonly string[]): Set<string> {
  const loaded = new Set<string>();
  const visit = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const { path: imported, kind } of metafile.inputs[path]?.imports ?? []) if (kind === 'import-statement') visit(imported);
  };
  for (const entry of entries) visit(entry);
  return loaded;
}

test('a server starts without presets, HTTP, initiator and Microsoft Tape Format', () => {
  const needless = /^(src\/(presets|host|mtf|reproduce|fault-book)\b|src\/control\/(application|guard|routes)\b|hono|@hono)/;
  expect([...loadedBy(onTheWay)].filter((path) => needless.test(path))).toEqual([]);
});

test('the version is told without a verb', () => {
  expect([...loadedBy(['src/main.ts'])].filter((path) => path.startsWith('src/')).length).toBeLessThan(10);
});

test('the imports are really seen', () => {
  expect([...loadedBy(onTheWay)]).toEqual(expect.arrayContaining(['src/tape/tape-drive.ts', 'zod', 'pino']));
  expect([...loadedBy(['src/fault-book.ts'])]).toContain('src/presets/index.ts');
});
