/**
 * From the text of a configuration file to checked values. Since secrets stand in the text too, a complaint repeats of it only what a key of the
 * schema lets it.
 */
import type { UserError } from '../foundation/user-error.ts';
import { checkedDocument } from './checked-document.ts';
import { contradictions } from './contradictions.ts';
import { type Configuration, configurationSchema } from './schema.ts';
import type { Surroundings } from './surroundings.ts';

export interface LoadedConfiguration {
  readonly file: string;
  readonly configuration: Configuration;
  /** An error at the place of `path`, for what only others can check: whether a cartridge exists. */
  fault(path: readonly PropertyKey[], message: string, hint?: string): UserError;
}

/** @throws UserError naming file, line and column. */
export function parseConfiguration(text: string, file: string, surroundings: Surroundings): LoadedConfiguration {
  const kind = { noun: 'configuration', code: 'configuration-invalid' };
  const { value: configuration, fault } = checkedDocument(text, configurationSchema(surroundings), { file, ...kind });
  const [contradiction] = contradictions(configuration, surroundings);
  if (contradiction !== undefined) throw fault(contradiction.path, contradiction.message, contradiction.hint);
  return { file, configuration, fault };
}
