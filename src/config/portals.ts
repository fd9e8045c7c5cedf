/**
 * Where a configuration has initiators accepted (RFC 7143 §4.4.1): its list of portals, or the one that `listen` and `advertise` speak of. What the
 * command line says takes their place.
 */
import type { Endpoint } from '../foundation/endpoint.ts';
import { UserError } from '../foundation/user-error.ts';
import { iscsiPort } from './endpoint.ts';
import type { Configuration } from './schema.ts';

export interface Portal {
  readonly listen: Endpoint;
  /** What initiators are told in its place. */
  readonly advertise: Endpoint | undefined;
  /** The tag of the portal group it is in. */
  readonly group: number;
}

const defaultGroup = 1;
const defaultListen: Endpoint = { address: '127.0.0.1', port: iscsiPort };

export function portalsOf({ portals, listen, advertise }: Pick<Configuration, 'portals' | 'listen' | 'advertise'>): readonly Portal[] {
  if (portals === undefined) return [{ listen: listen ?? defaultListen, advertise, group: defaultGroup }];
  return portals.map(({ listen, advertise, group = defaultGroup }) => ({ listen, advertise, group }));
}

/**
 * The configuration with the command line's portal. One `listen` makes one portal of all, with every target behind it: the groups go.
 * @throws UserError when it remains open which portal is meant.
 */
export function withPortal(
  configuration: Configuration,
  given: { listen?: Endpoint | undefined; advertise?: Endpoint | undefined },
): Configuration {
  if (given.listen === undefined && given.advertise === undefined) return configuration;
  const { portals, listen, advertise, targets, ...rest } = configuration;
  const [first, ...others] = portalsOf(configuration);
  if (given.listen === undefined && others.length > 0)
    throw new UserError('advertise-ambiguous', "--advertise does not say which of the configuration's portals it speaks of.", {
      hint: "write it as 'advertise' at the portal, or give --listen too.",
      exitCode: 2,
    });
  const told = given.advertise ?? (portals === undefined ? advertise : undefined);
  const ungrouped = Object.entries(targets).map(([name, { groups, ...target }]) => [name, target] as const);
  return {
    ...rest,
    listen: given.listen ?? first!.listen,
    ...(told !== undefined && { advertise: told }),
    targets: Object.fromEntries(ungrouped),
  };
}
