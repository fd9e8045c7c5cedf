/**
 * Runs before `npm start`, `npm test` and their kin: installs what is missing and builds what is stale, so that each of them is the only
 * command a newcomer needs. When all is there it costs a few `stat` calls.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const at = (...parts) => join(root, ...parts);
const modified = (path) => (existsSync(path) ? statSync(path).mtimeMs : 0);
const newestBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true }).reduce((newest, entry) => {
    const path = join(folder, entry.name);
    return Math.max(newest, modified(path), entry.isDirectory() ? newestBelow(path) : 0);
  }, 0);

function run(what, command, args) {
  const shell = process.platform === 'win32';
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell });
  if (status === 0) return;
  console.error(`tapelab: ${what} failed${error ? `: ${error.message}` : ''}. Hint: run '${command} ${args.join(' ')}' by hand.`);
  process.exit(1);
}

const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(`tapelab: needs Node 20 or newer, and this is ${process.version}.`);
  process.exit(1);
}

const installed = at('node_modules', '.package-lock.json');
if (modified(installed) < Math.max(modified(at('package.json')), modified(at('package-lock.json')))) {
  // `npm ci` empties the folder first, and would do so through a link, in somebody else's clone.
  if (lstatSync(at('node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
    console.error(`tapelab: ${at('node_modules')} is a link to an installation that does not fit. Hint: remove the link and try again.`);
    process.exit(1);
  }
  console.error('tapelab: installing what is missing (npm ci) …');
  run('the installation', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  utimesSync(installed, new Date(), new Date());
}

const built = at('dist', '.built');
const builder = at('.tools', 'build.mjs');
if (modified(built) < Math.max(newestBelow(at('src')), modified(at('tsconfig.json')), modified(at('package.json')), modified(builder))) {
  console.error('tapelab: building …');
  run('the build', process.execPath, [builder]);
  writeFileSync(built, '');
}
