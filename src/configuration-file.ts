/**
 * The configuration of a home: its own file, another one, or the demo's text, which is still to be written. Secret files count from the folder
 * of the configuration.
 */
import { randomBytes } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expandBarcodes } from './cartridge/barcode.ts';
import { holdsSecrets } from './config/credentials.ts';
import { demoConfiguration } from './config/demo.ts';
import { type LoadedConfiguration, parseConfiguration } from './config/load.ts';
import { isOpenToOthers, secretInFile } from './config/secret-file.ts';
import { modelFacts } from './configured-drive.ts';
import { changerFacts } from './configured-library.ts';
import { systemErrorWords } from './foundation/system-error.ts';
import { UserError } from './foundation/user-error.ts';
import { iscsiNameProblem } from './iscsi/iscsi-name.ts';

export interface ConfigurationFile extends LoadedConfiguration {
  /** The text to write into the file, where there was none. */
  readonly demo?: string;
  /** Secrets stand in it, and others may read it. */
  readonly tellsSecrets: boolean;
}

/** `optional`: without a file it is the demo's. @throws UserError */
export async function configurationIn(file: string, { optional }: { optional: boolean }): Promise<ConfigurationFile> {
  const surroundings = {
    models: modelFacts,
    changerModels: changerFacts,
    iscsiNameProblem,
    barcodesIn: expandBarcodes,
    secretIn: (name: string) => secretInFile(dirname(file), name),
  };
  try {
    const loaded = parseConfiguration(await readFile(file, 'utf8'), file, surroundings);
    return { ...loaded, tellsSecrets: holdsSecrets(loaded.configuration) && (await canBeReadByOthers(file)) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof UserError || code === undefined) throw error;
    if (code !== 'ENOENT' || !optional)
      throw new UserError('configuration-unreadable', `The configuration ${file} cannot be read: ${systemErrorWords(error as Error)}.`, {
        hint: 'name a file that is there with --config FILE, or leave it out for the one in the home.',
        cause: error,
      });
    const demo = demoConfiguration(() => `TL${randomBytes(4).toString('hex').toUpperCase()}`);
    return { ...parseConfiguration(demo, file, surroundings), demo, tellsSecrets: false };
  }
}

/** Windows' modes say nothing of it. */
const canBeReadByOthers = async (file: string): Promise<boolean> =>
  process.platform !== 'win32' && isOpenToOthers((await stat(file)).mode & 0o044);
