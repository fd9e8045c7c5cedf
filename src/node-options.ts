/**
 * A configuration in the terms of those who keep to it: the iSCSI node and the server. Limits that it leaves out are left to their defaults.
 */
import type { AccessRuleConfiguration, CredentialConfiguration } from './config/access-schema.ts';
import type { Configuration } from './config/schema.ts';
import type { AccessRule, ChapCredential } from './iscsi/access.ts';
import type { DiscoveryOptions, IscsiNodeOptions, IscsiTargetOptions } from './iscsi/iscsi-node-options.ts';
import { type ScsiTarget, toLun } from './scsi/target.ts';
import type { ServerLimits } from './server/limits.ts';

/** `deviceOf` tells a target's device by the target's name. */
export function nodeOptions(
  { targets, discovery, limits, keepAlive, session }: Configuration,
  deviceOf: (target: string) => ScsiTarget,
): Pick<IscsiNodeOptions, 'targets' | 'discovery' | 'limits' | 'keepAlive' | 'sessionRetention'> {
  return {
    targets: Object.entries(targets).map(([name, target]) => targetOptions(name, target, deviceOf(name))),
    ...given({ discovery: discovery && discoveryOptions(discovery) }),
    limits: given({
      loginTimeMs: limits.loginTime,
      sessionsPerTarget: limits.sessionsPerTarget,
      commandWindow: limits.commandWindow,
      dataSegmentBytes: limits.dataSegment,
      heldBytes: limits.heldBytes,
      textBytes: limits.textBytes,
      textKeys: limits.textKeys,
      textValueBytes: limits.textValueBytes,
    }),
    keepAlive: { intervalMs: keepAlive.interval, timeoutMs: keepAlive.timeout },
    sessionRetention: { time2WaitSeconds: session.time2Wait / 1000, time2RetainSeconds: session.time2Retain / 1000 },
  };
}

export const serverLimits = ({ limits }: Configuration): Partial<ServerLimits> =>
  given({
    connections: limits.connections,
    connectionsPerAddress: limits.connectionsPerAddress,
    pduTimeMs: limits.pduTime,
    stallTimeMs: limits.stallTime,
  });

function targetOptions(
  name: string,
  { alias, groups, access, chap, redirect }: Configuration['targets'][string],
  device: ScsiTarget,
): IscsiTargetOptions {
  return {
    name,
    device,
    ...given({
      alias,
      portalGroupTags: groups,
      access: access?.map(accessRule),
      credential: chap && chapCredential(chap),
      redirection: redirect && { to: redirect.to, permanent: redirect.permanent ?? false },
    }),
  };
}

const discoveryOptions = ({ access, chap }: NonNullable<Configuration['discovery']>): DiscoveryOptions =>
  given({ access: access?.map(accessRule), credential: chap && chapCredential(chap) });

const accessRule = ({ initiators, addresses, luns, chap }: AccessRuleConfiguration): AccessRule =>
  given({
    initiators,
    includesAddress: addresses && ((address: string) => addresses.some((range) => range.includes(address))),
    luns: luns && new Set(luns.map(toLun)),
    chap: chap && chapCredential(chap),
    chapIsOptional: chap?.optional,
  });

const chapCredential = ({ name, secret }: CredentialConfiguration): ChapCredential => ({ secret, ...given({ name }) });

/** Without what is undefined. */
const given = <Values extends object>(values: Values): { [Name in keyof Values]?: Exclude<Values[Name], undefined> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
