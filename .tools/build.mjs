/**
 * Builds `dist/`: the library as the compiler leaves it, a file for each of `src/` with its types; and over it the command, `dist/main.js`, which
 * is bundled with what it depends on into few files: to find, read and link a thousand of them took half of its start. What only some verbs need
 * stays apart, in `dist/command/`. Names stay as they are written, for whoever reads a stack trace; `node --enable-source-maps` tells the lines too.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...parts) => join(root, ...parts);

const compiler = [at('node_modules', 'typescript', 'bin', 'tsc'), '-p', at('tsconfig.json'), '--incremental', 'false'];
const { status } = spawnSync(process.execPath, compiler, { cwd: root, stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['src/main.ts'],
  outdir: 'dist',
  chunkNames: 'command/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  sourcesContent: false,
  // Has a part in machine code, and may be missing.
  external: ['@node-rs/crc32'],
  // What is bundled of CommonJS asks for Node's own modules by it.
  banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
  metafile: true,
  logLevel: 'warning',
});

const licences = 'licences.txt';
const written = new Set([...Object.keys(metafile.outputs).map((path) => path.split('/').at(-1)), licences]);
for (const name of readdirSync(at('dist', 'command'))) if (!written.has(name)) rmSync(at('dist', 'command', name));

const packages = new Set(Object.keys(metafile.inputs).flatMap((path) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []));
const licenceOf = (folder) => readdirSync(at(folder)).find((name) => /^licen[cs]e/i.test(name));
writeFileSync(
  at('dist', 'command', licences),
  [...packages]
    .sort()
    .map((folder) => `${folder.slice('node_modules/'.length)}\n\n${readFileSync(at(folder, licenceOf(folder) ?? 'package.json'), 'utf8')}`)
    .join('\n\n'),
);
