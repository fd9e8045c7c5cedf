/**
 * The lines that make a host see a target, for the operator to copy. A secret is never among them: where one belongs stands a word in capitals,
 * for the operator to put the secret in its place.
 */
import type { AccessRuleConfiguration, CredentialConfiguration } from '../config/access-schema.ts';
import { iscsiPort } from '../config/endpoint.ts';
import { type Endpoint, formatEndpoint } from '../foundation/endpoint.ts';
import type { ServedLab } from './composition.ts';

/** What stands for what only the operator knows. */
const placeholder = { name: 'YOUR-INITIATOR-NAME', secret: 'YOUR-SECRET', targetSecret: 'THE-TARGETS-SECRET' } as const;

/** What a service asks of who comes: the first rule's CHAP, as the others differ in name and secret only. */
interface Demand {
  readonly name: string;
  /** The name by which the target proves itself in turn. */
  readonly targetName: string | undefined;
}

interface Service {
  readonly access?: readonly AccessRuleConfiguration[] | undefined;
  readonly chap?: CredentialConfiguration | undefined;
}

function demandOf({ access = [], chap }: Service, ownName: string): Demand | undefined {
  const asked = access.find((rule) => rule.chap !== undefined)?.chap;
  return asked && { name: asked.name ?? placeholder.name, targetName: chap && (chap.name ?? ownName) };
}

/** By which address initiators reach it: that of the first portal in one of its groups. */
function addressOf(target: string, lab: ServedLab): Endpoint {
  const { groups } = lab.configuration.targets[target]!;
  return lab.view().portals.find(({ group }) => groups?.includes(group) ?? true)!.advertise;
}

export function linuxLines(target: string, lab: ServedLab): string[] {
  const { configuration } = lab;
  const portal = formatEndpoint(addressOf(target, lab));
  const node = `  iscsiadm -m node -T ${target} -p ${portal}`;
  const discovery = `  iscsiadm -m discoverydb -t sendtargets -p ${portal}`;
  const toDiscover = demandOf(configuration.discovery ?? {}, target);
  const toLogIn = demandOf(configuration.targets[target]!, target);
  return [
    'Linux (open-iscsi, mt-st; as root):',
    ...(toDiscover === undefined
      ? [`  iscsiadm -m discovery -t sendtargets -p ${portal}`]
      : [`${discovery} -o new`, ...chapSettings(discovery, 'discovery.sendtargets', toDiscover), `${discovery} --discover`]),
    ...(toLogIn === undefined ? [] : chapSettings(node, 'node.session', toLogIn)),
    `${node} --login`,
    '  mt -f /dev/nst0 status',
    '  tar -b 128 -cf /dev/nst0 /etc          # write a backup',
    '  mt -f /dev/nst0 rewind && tar -b 128 -tf /dev/nst0',
    `${node} --logout`,
  ];
}

function chapSettings(command: string, record: string, { name, targetName }: Demand): string[] {
  const settings = [
    ['authmethod', 'CHAP'],
    ['username', name],
    ['password', placeholder.secret],
    ...(targetName === undefined
      ? []
      : [
          ['username_in', targetName],
          ['password_in', placeholder.targetSecret],
        ]),
  ];
  return settings.map(([setting, value]) => `${command} -o update -n ${record}.auth.${setting} -v ${value}`);
}

export function windowsLines(target: string, lab: ServedLab): string[] {
  const { configuration } = lab;
  const { address, port } = addressOf(target, lab);
  const toDiscover = demandOf(configuration.discovery ?? {}, target);
  const toLogIn = demandOf(configuration.targets[target]!, target);
  const chap = (demand: Demand | undefined): string => (demand === undefined ? '' : ` ${demand.name} ${placeholder.secret}`);
  return [
    'Windows (as administrator):',
    port === iscsiPort ? `  iscsicli QAddTargetPortal ${address}${chap(toDiscover)}` : `  iscsicli AddTargetPortal ${address} ${port}`,
    `  iscsicli QLoginTarget ${target}${chap(toLogIn)}`,
    '  iscsicli SessionList                   # tells the session id that logging out needs',
    '  iscsicli LogoutTarget SESSION-ID',
  ];
}
