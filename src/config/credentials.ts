/** Every name and secret of a configuration, with its place. */
import type { CredentialConfiguration } from './access-schema.ts';
import type { Configuration } from './schema.ts';

export interface PlacedCredential {
  readonly path: readonly PropertyKey[];
  /** A target's name; undefined for discovery. */
  readonly service: string | undefined;
  /** Who proves itself by it. */
  readonly side: 'initiator' | 'target';
  readonly credential: CredentialConfiguration;
}

export function* credentialsOf({ discovery, targets }: Configuration): Generator<PlacedCredential> {
  const services = Object.entries(targets).map(([name, target]) => ({
    service: name as string | undefined,
    path: ['targets', name],
    ...target,
  }));
  for (const { service, path, access, chap } of [...services, { service: undefined, path: ['discovery'], ...discovery }]) {
    for (const [index, rule] of (access ?? []).entries())
      if (rule.chap !== undefined) yield { path: [...path, 'access', index, 'chap'], service, side: 'initiator', credential: rule.chap };
    if (chap !== undefined) yield { path: [...path, 'chap'], service, side: 'target', credential: chap };
  }
}

/** Whether secrets stand in the configuration itself, and not in files beside it. */
export const holdsSecrets = (configuration: Configuration): boolean =>
  [...credentialsOf(configuration)].some(({ credential }) => !credential.isInFile);
