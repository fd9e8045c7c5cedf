/**
 * Before any host test: every Debian package of `debian-packages.txt` is looked for by the one file it is needed for, and all that is
 * missing is said in one sentence with the command that brings it. A missing client is a failure, never a skipped test.
 */
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

export default function requirements(): void {
  const { PATH = '' } = process.env;
  const directories = [...PATH.split(delimiter), '/usr/sbin', '/sbin'];
  const missing = readFileSync(new URL('debian-packages.txt', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/) as [string, string])
    .filter(([, file]) => !(isAbsolute(file) ? [file] : directories.map((directory) => join(directory, file))).some(existsSync))
    .map(([debianPackage]) => debianPackage);
  if (missing.length > 0) {
    throw new Error(
      `the host tests need Debian packages that are not here. Hint: apt-get install --no-install-recommends ${missing.join(' ')}`,
    );
  }
}
